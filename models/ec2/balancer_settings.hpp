// What a scenario says about the balancer in front of an application's instances.
//
// Shape: everything has a default. Errors: values that a target group does not allow; a timeout not shorter than the
// interval. Figures: models/ec2/ec2.yaml.
#pragma once

#include <cstdint>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class BalancerPolicy { round_robin, least_outstanding };

template <>
struct EnumNames<BalancerPolicy> {
  static constexpr std::string_view kind = "balancing";
  static constexpr std::array names{
      std::pair{std::string_view{"round-robin"}, BalancerPolicy::round_robin},
      std::pair{std::string_view{"least-outstanding"}, BalancerPolicy::least_outstanding}};
};

/// What one load balancer capacity unit (LCU) carries.
struct CapacityUnit {
  PerSecond new_connections;
  double open_connections = 1;
  BytesPerSecond bytes;
};

struct BalancerSettings {
  BalancerPolicy policy = BalancerPolicy::round_robin;
  Seconds interval;  // of health checks
  Seconds timeout;
  std::uint32_t checks_to_unhealthy = 1;
  std::uint32_t checks_to_healthy = 1;
  CapacityUnit capacity_unit;
  std::uint32_t public_addresses = 0;  // IPv4
};

/// The keys `balancer` and `health_check` of an instance.
[[nodiscard]] BalancerSettings read_balancer(Fields& fields, Figures& figures);
/// Of a balancer that there is: figures count as used when they are read.
[[nodiscard]] CapacityUnit read_capacity_unit(Figures& figures);

}  // namespace garoa

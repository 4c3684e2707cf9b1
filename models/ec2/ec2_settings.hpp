// What a scenario says about an EC2 instance.
//
// `speed` is that of one core, relative to an m5: every time of a core in a scenario (of the application, of backup tools,
// of a restore) is one of an m5, and takes that time over the speed. Not modelled: hyper-threads (a vCPU is a core, though two of
// one core do together 1.14 to 1.35 times as much on Intel and on AMD before generation 7), speed by kind of work.
//
// Figures: models/ec2/ec2.yaml, models/catalog/ec2/*.yaml. Errors: unknown type, 0 workers, CPU credits of a
// type that has none or beyond what it holds; `zone` beside `zones`.
//
// With `count` above 1 the application runs on so many equal instances behind a balancer (balancer.hpp); they are named
// app-1, app-2 ..., and spread over `zones` in turn. `public_ipv4` gives the only instance a public address while it runs, or the
// balancer of several one in each zone, of which a balancer has two at least.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/catalog/instance_type.hpp"
#include "models/ec2/background_settings.hpp"
#include "models/ec2/balancer_settings.hpp"
#include "models/ec2/cpu_credit_settings.hpp"
#include "models/ec2/network_settings.hpp"
#include "models/ec2/root_volume_settings.hpp"
#include "models/iam/role_settings.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

/// Whether the instance metadata service answers requests without a session token (IMDSv1).
enum class ImdsTokens { optional, required };

template <>
struct EnumNames<ImdsTokens> {
  static constexpr std::string_view kind = "setting of metadata tokens";
  static constexpr std::array names{std::pair{std::string_view{"optional"}, ImdsTokens::optional},
                                    std::pair{std::string_view{"required"}, ImdsTokens::required}};
};

struct Ec2Settings {
  std::string name;
  Location where;
  InstanceType type;
  double speed = 1;  // of one core, relative to an m5
  std::uint32_t count = 1;
  BalancerSettings balancer;
  std::uint64_t connections = 1;
  std::uint64_t backlog = 0;
  std::uint64_t workers = 1;
  std::uint64_t accept_queue = 0;
  Seconds cpu_per_upload;  // of an m5, as all times of a core
  Seconds cpu_per_mb;      // per 1,000,000 bytes
  Seconds cpu_per_download;
  Seconds start_time;
  Seconds billed_minimum;          // of the running time after a start
  std::vector<std::string> zones;  // Availability Zones, by which failures name them
  NetworkSettings network;
  Seconds network_latency;  // one way, to the edge of the zone
  EbsLimits ebs;
  Seconds ebs_burst;  // of the maximum, from full credits
  std::optional<CpuCreditSettings> cpu_credits;
  BackgroundSettings background;
  RootVolumeSettings root_volume;
  bool public_ipv4 = false;  // of the only instance; of several the balancer has addresses
  ImdsTokens imds_tokens = ImdsTokens::optional;
  std::optional<bool> tls;           // whether its application accepts TLS only; nothing: not told
  std::optional<RoleSettings> role;  // of its instance profile; none: it has no profile
};

/// Settings of the instance number `member` of several, the first being 1.
[[nodiscard]] Ec2Settings member_of(const Ec2Settings& all, std::uint32_t member);

[[nodiscard]] Ec2Settings read_ec2(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

// What a scenario says about the network of its instances: the way to S3.
//
// Shape: a gateway endpoint unless given; `nat-gateway` has one gateway unless given. Errors: gateways without that way,
// or that way without gateways. Figures: models/vpc/vpc.yaml.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class S3Access { gateway_endpoint, nat_gateway };

template <>
struct EnumNames<S3Access> {
  static constexpr std::string_view kind = "way to S3";
  static constexpr std::array names{
      std::pair{std::string_view{"gateway-endpoint"}, S3Access::gateway_endpoint},
      std::pair{std::string_view{"nat-gateway"}, S3Access::nat_gateway}};
};

struct VpcSettings {
  Location where;
  S3Access s3_access = S3Access::gateway_endpoint;
  std::uint32_t nat_gateways = 0;
  BytesPerSecond nat_bandwidth;  // of all gateways
};

void read_vpc(VpcSettings& settings, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

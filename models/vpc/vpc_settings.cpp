#include "models/vpc/vpc_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

void read_interface_endpoints(VpcSettings& s, Fields& f, Catalogue& catalogue) {
  s.interface_endpoints = f.values<EndpointService>(
      "interface_endpoints",
      "services beside S3 that instances and functions reach through interface endpoints");
  auto sorted = s.interface_endpoints;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end())
    f.error("interface_endpoints",
            fmt::format("'{}.interface_endpoints' has '{}' twice", f.path(), name_of(*twice)));
  s.endpoint_zones = f.optional<std::uint32_t>(
      "endpoint_zones", "Availability Zones that each interface endpoint is in", 1, {1, 6, ""});
  const bool none = s.interface_endpoints.empty() && s.s3_access != S3Access::interface_endpoint;
  if (none && f.given("endpoint_zones"))
    f.error("endpoint_zones", fmt::format("'{}' has no interface endpoint", f.path()));
  const auto in_zone =
      to_bytes_per_second(catalogue.figures("vpc").get<BitsPerSecond>("interface_endpoint.bandwidth"));
  s.endpoint_bandwidth = BytesPerSecond{in_zone.count() * s.endpoint_zones};
}

}  // namespace

void read_vpc(VpcSettings& s, Fields& fields, Catalogue& catalogue) {
  fields.section("vpc", "the network of the instances and of functions with vpc: true", [&](Fields& f) {
    s.where = f.where("s3_access");
    s.s3_access = f.optional("s3_access", "how instances and functions with vpc: true reach S3",
                             S3Access::gateway_endpoint);
    const bool nat = s.s3_access == S3Access::nat_gateway;
    s.nat_gateways =
        f.optional<std::uint32_t>("nat_gateways", "NAT gateways on the way to S3, or to other services alone",
                                  nat ? 1 : 0, {0, 100, ""});
    s.dynamodb_gateway_endpoint =
        f.optional("dynamodb_gateway_endpoint",
                   "functions reach DynamoDB through a gateway endpoint, which costs nothing", !nat);
    if (nat && s.nat_gateways == 0) {
      f.error("nat_gateways", fmt::format("'{}.nat_gateways' is {} with s3_access: {}", f.path(),
                                          s.nat_gateways, name_of(s.s3_access)));
    }
    const auto one = to_bytes_per_second(catalogue.figures("vpc").get<BitsPerSecond>("nat.bandwidth"));
    s.nat_bandwidth = BytesPerSecond{one.count() * s.nat_gateways};
    read_interface_endpoints(s, f, catalogue);
  });
}

}  // namespace garoa

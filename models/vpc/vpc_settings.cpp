#include "models/vpc/vpc_settings.hpp"

#include <fmt/format.h>

namespace garoa {

void read_vpc(VpcSettings& s, Fields& fields, Catalogue& catalogue) {
  fields.section("vpc", "the network of the instances", [&](Fields& f) {
    s.where = f.where("s3_access");
    s.s3_access = f.optional("s3_access", "how instances reach S3", S3Access::gateway_endpoint);
    const bool nat = s.s3_access == S3Access::nat_gateway;
    s.nat_gateways =
        f.optional<std::uint32_t>("nat_gateways", "NAT gateways on the way to S3", nat ? 1 : 0, {0, 100, ""});
    if (nat != (s.nat_gateways > 0)) {
      f.error("nat_gateways", fmt::format("'{}.nat_gateways' is {} with s3_access: {}", f.path(),
                                          s.nat_gateways, name_of(s.s3_access)));
    }
    const auto one = to_bytes_per_second(catalogue.figures("vpc").get<BitsPerSecond>("nat.bandwidth"));
    s.nat_bandwidth = BytesPerSecond{one.count() * s.nat_gateways};
  });
}

}  // namespace garoa

#include "models/vpc/vpc.hpp"

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

Vpc::Vpc(const Run& run, const VpcSettings& settings)
    : run_{run},
      settings_{settings},
      name_{run.journal.intern("vpc.nat_gateway")},
      bandwidth_{settings.nat_bandwidth.count(), 0} {}

double Vpc::pass(std::uint64_t bytes) {
  if (settings_.nat_gateways == 0) return run_.now();
  bytes_ += bytes;
  return bandwidth_.reserve(run_.now(), static_cast<double>(bytes));
}

void Vpc::sample(double interval) {
  const auto seconds = seconds_.take(settings_.nat_gateways, interval);
  if (seconds > 0) run_.journal.report(events::Billed{name_, Meter::nat_gateway_seconds, seconds});
  const auto bytes = bytes_ - billed_bytes_;
  if (bytes > 0) run_.journal.report(events::Billed{name_, Meter::nat_gateway_bytes, bytes});
  billed_bytes_ = bytes_;
}

void Vpc::finish(const MetricSink& metrics) {
  if (settings_.nat_gateways > 0) metrics("vpc.nat_gateway.bytes", static_cast<double>(bytes_));
}

}  // namespace garoa

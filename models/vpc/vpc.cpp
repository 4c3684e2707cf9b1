#include "models/vpc/vpc.hpp"

#include <fmt/format.h>

namespace garoa {

Vpc::Way::Way(const Run& run, const std::string& of, std::uint32_t places, BytesPerSecond rate)
    : path{of},
      name{run.journal.intern(of)},
      count{places},
      bandwidth{rate.count(), 0},
      passes{run},
      bytes{run} {}

double Vpc::Way::pass(double now, std::uint64_t passing) {
  passes.add();
  bytes.add(passing);
  return bandwidth.reserve(now, static_cast<double>(passing));
}

Vpc::Vpc(const Run& run, const VpcSettings& settings) : run_{run}, settings_{settings} {
  if (settings_.nat_gateways > 0)
    nat_ = &ways_.emplace_back(run, "vpc.nat_gateway", settings_.nat_gateways, settings_.nat_bandwidth);
  to_s3_ = settings_.s3_access == S3Access::interface_endpoint ? &add_endpoint("s3")
           : settings_.s3_access == S3Access::nat_gateway      ? nat_
                                                               : nullptr;
  for (const auto service : settings_.interface_endpoints)
    endpoints_[service] = &add_endpoint(name_of(service));
}

Vpc::Way& Vpc::add_endpoint(std::string_view service) {
  return ways_.emplace_back(run_, fmt::format("vpc.endpoints.{}", service), settings_.endpoint_zones,
                            settings_.endpoint_bandwidth);
}

double Vpc::pass(std::uint64_t bytes, bool one_off, std::optional<NameId> flow) {
  if (to_s3_ == nullptr) return run_.now();
  to_s3_->unbilled.add(flow, bytes, one_off);
  return to_s3_->pass(run_.now(), bytes);
}

void Vpc::pass_logs(const Unbilled& bytes) {
  const auto endpoint = endpoints_.find(EndpointService::logs);
  auto* const way = endpoint == endpoints_.end() ? nat_ : endpoint->second;
  if (way == nullptr) return;
  way->unbilled.add(bytes);
  (void)way->pass(run_.now(), bytes.units());
}

Vpc::Kind Vpc::kind_of(const Way* way) const {
  if (way == nullptr) return Kind::none;
  return way == nat_ ? Kind::nat : Kind::interface_endpoint;
}

Vpc::Passed Vpc::pass_for_sender(std::uint64_t bytes) {
  if (to_s3_ == nullptr) return {run_.now(), Kind::free};
  return {to_s3_->pass(run_.now(), bytes), kind_of(to_s3_)};
}

Vpc::Kind Vpc::pass_for_sender(std::optional<EndpointService> service, std::uint64_t bytes) {
  const auto endpoint = service ? endpoints_.find(*service) : endpoints_.end();
  if (endpoint == endpoints_.end() && service == EndpointService::dynamodb &&
      settings_.dynamodb_gateway_endpoint)
    return Kind::free;
  auto* const way = endpoint == endpoints_.end() ? nat_ : endpoint->second;
  if (way != nullptr) (void)way->pass(run_.now(), bytes);
  return kind_of(way);
}

void Vpc::sample(double interval) {
  for (auto& way : ways_) {
    const bool nat = &way == nat_;
    const auto seconds = way.seconds.take(way.count, interval);
    const auto hours = nat ? Meter::nat_gateway_seconds : Meter::interface_endpoint_seconds;
    if (seconds > 0) run_.journal.report(events::Billed{way.name, hours, seconds});
    if (nat && seconds > 0)
      run_.journal.report(events::Billed{way.name, Meter::public_ipv4_seconds, seconds});
    way.unbilled.report(run_.journal, way.name,
                        nat ? Meter::nat_gateway_bytes : Meter::interface_endpoint_bytes);
  }
}

void Vpc::finish(MetricSink& metrics) {
  for (const auto& way : ways_)
    metrics.add(way.path + ".bytes", static_cast<double>(way.bytes.count()), way.passes.count());
}

}  // namespace garoa

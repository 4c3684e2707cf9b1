#include "models/vpc/vpc.hpp"

#include <utility>

namespace garoa {

Vpc::Vpc(const Run& run, const VpcSettings& settings)
    : run_{run},
      settings_{settings},
      name_{run.journal.intern("vpc.nat_gateway")},
      bandwidth_{settings.nat_bandwidth.count(), 0},
      passes_{run},
      bytes_{run} {}

double Vpc::pass(std::uint64_t bytes, bool one_off) {
  if (settings_.nat_gateways == 0) return run_.now();
  passes_.add();
  bytes_.add(bytes);
  if (one_off) unbilled_one_offs_ += bytes;
  return bandwidth_.reserve(run_.now(), static_cast<double>(bytes));
}

void Vpc::sample(double interval) {
  const auto seconds = seconds_.take(settings_.nat_gateways, interval);
  if (seconds > 0) run_.journal.report(events::Billed{name_, Meter::nat_gateway_seconds, seconds});
  const auto bytes = bytes_.take_unbilled();
  const auto one_offs = std::exchange(unbilled_one_offs_, 0);
  if (bytes > 0) run_.journal.report(events::Billed{name_, Meter::nat_gateway_bytes, bytes, one_offs});
}

void Vpc::finish(MetricSink& metrics) {
  if (settings_.nat_gateways > 0)
    metrics.add("vpc.nat_gateway.bytes", static_cast<double>(bytes_.count()), passes_.count());
}

}  // namespace garoa

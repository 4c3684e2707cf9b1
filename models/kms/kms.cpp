#include "models/kms/kms.hpp"

#include <algorithm>
#include <utility>

namespace garoa {

Kms::Kms(const Run& run, const KmsSettings& settings)
    : run_{run},
      settings_{settings},
      name_{run.journal.intern("kms.keys")},
      data_keys_{run.journal.intern("kms.data_keys")},
      limit_{settings.requests.count(), std::max(1.0, settings.requests.count() * settings.burst.count())},
      calls_{run},
      throttles_{run} {}

bool Kms::accept(bool elsewhere) {
  if (!elsewhere && !limit_.try_take(run_.now(), 1)) {
    throttles_.add();
    return false;
  }
  calls_.add();
  return true;
}

bool Kms::call(bool one_off, bool elsewhere, std::optional<NameId> flow) {
  if (!accept(elsewhere)) return false;
  unbilled_.add(flow, 1, one_off);
  return true;
}

double Kms::call_in_a_row(std::uint64_t calls, bool one_off, bool elsewhere, std::optional<NameId> flow) {
  calls_.add(calls);
  unbilled_.add(flow, calls, one_off);
  return elsewhere ? 0 : static_cast<double>(calls) / settings_.requests.count();
}

bool Kms::call_for_data_key() {
  if (!accept(false)) return false;
  ++unbilled_data_keys_;
  return true;
}

void Kms::sample(double interval) {
  const auto seconds = key_seconds_.take(settings_.keys, interval);
  if (seconds > 0) run_.journal.report(events::Billed{name_, Meter::kms_key_seconds, seconds});
  const auto data_keys = std::exchange(unbilled_data_keys_, 0);
  unbilled_.report(run_.journal, name_, Meter::kms_requests);
  if (data_keys > 0) run_.journal.report(events::Billed{data_keys_, Meter::kms_requests, data_keys});
}

void Kms::finish(MetricSink& metrics) {
  if (settings_.keys == 0) return;
  metrics.add_count("kms.keys.requests", calls_.count());
  metrics.add_count("kms.keys.refused", throttles_.count());
}

}  // namespace garoa

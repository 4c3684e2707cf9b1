#include "models/kms/kms.hpp"

#include <algorithm>

namespace garoa {

Kms::Kms(const Run& run, const KmsSettings& settings)
    : run_{run},
      settings_{settings},
      name_{run.journal.intern("kms.keys")},
      limit_{settings.requests.count(), std::max(1.0, settings.requests.count() * settings.burst.count())} {}

bool Kms::call() {
  if (!limit_.try_take(run_.now(), 1)) {
    ++throttles_;
    return false;
  }
  ++calls_;
  return true;
}

void Kms::sample(double interval) {
  const auto seconds = key_seconds_.take(settings_.keys, interval);
  if (seconds > 0) run_.journal.report(events::Billed{name_, Meter::kms_key_seconds, seconds});
  if (calls_ > billed_calls_)
    run_.journal.report(events::Billed{name_, Meter::kms_requests, calls_ - billed_calls_});
  billed_calls_ = calls_;
}

void Kms::finish(const MetricSink& metrics) {
  if (settings_.keys == 0) return;
  metrics("kms.keys.requests", static_cast<double>(calls_));
  metrics("kms.keys.refused", static_cast<double>(throttles_));
}

}  // namespace garoa

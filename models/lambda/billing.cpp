#include "models/lambda/billing.hpp"

#include <cmath>

namespace garoa {

std::uint64_t billed_milliseconds(const BillingRules& rules, double duration, double init) {
  const double step = rules.step.count();
  const double billed = duration + (rules.init_is_billed ? init : 0);
  // The subtrahend keeps a whole number of steps whole in floating point.
  const double steps = std::max(1.0, std::ceil(billed / step - 1e-6));
  return static_cast<std::uint64_t>(std::llround(steps * step * 1e3));
}

FunctionBill::FunctionBill(const BillingRules& rules, const RuntimeSettings& runtime,
                           const SpaceSettings& space, const std::optional<SnapStartSettings>& snap_start)
    : rules_{rules},
      duration_meter_{runtime.architecture == CpuArchitecture::arm64 ? Meter::lambda_mib_milliseconds_arm
                                                                     : Meter::lambda_mib_milliseconds_x86},
      memory_{runtime.memory.count()},
      extra_tmp_{(space.tmp - space.tmp_free).count()},
      snapshots_{snap_start && snap_start->billed} {}

std::uint64_t FunctionBill::add(NameId flow, double duration, double init, bool provisioned, bool one_off) {
  const auto milliseconds = billed_milliseconds(rules_, duration, init);
  requests_.add(flow, 1, one_off);
  if (!provisioned) milliseconds_.add(flow, milliseconds, one_off);
  if (extra_tmp_ > 0) milliseconds_of_all_.add(flow, milliseconds, one_off);
  return milliseconds;
}

void FunctionBill::report(Journal& journal, NameId function, double interval) {
  requests_.report(journal, function, Meter::lambda_requests);
  milliseconds_.report(journal, function, duration_meter_, memory_);
  milliseconds_of_all_.report(journal, function, Meter::lambda_tmp_mib_milliseconds, extra_tmp_);
  if (!snapshots_) return;
  const auto bill = [&](Meter meter, std::uint64_t units) {
    if (units > 0) journal.report(events::Billed{function, meter, units});
  };
  bill(Meter::lambda_snapshot_mib_milliseconds,
       snapshot_time_.take(static_cast<double>(memory_) * 1e3, interval));
  bill(Meter::lambda_restored_bytes, std::exchange(restores_, 0) * (memory_ << 20));
}

}  // namespace garoa

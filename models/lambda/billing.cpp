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

std::uint64_t FunctionBill::add(double duration, double init, bool provisioned, bool one_off) {
  const auto milliseconds = billed_milliseconds(rules_, duration, init);
  const auto add_to = [&](Due& due) {
    (provisioned ? due.provisioned_milliseconds : due.milliseconds) += milliseconds;
    ++due.requests;
  };
  add_to(due_);
  if (one_off) add_to(one_offs_);
  return milliseconds;
}

void FunctionBill::report(Journal& journal, NameId function, double interval) {
  const auto bill = [&](Meter meter, std::uint64_t units, std::uint64_t one_off = 0) {
    if (units > 0) journal.report(events::Billed{function, meter, units, one_off});
  };
  const auto due = std::exchange(due_, {});
  const auto once = std::exchange(one_offs_, {});
  const auto in_tmp = [this](const Due& of) {
    return (of.milliseconds + of.provisioned_milliseconds) * extra_tmp_;
  };
  bill(Meter::lambda_requests, due.requests, once.requests);
  bill(duration_meter_, due.milliseconds * memory_, once.milliseconds * memory_);
  bill(Meter::lambda_tmp_mib_milliseconds, in_tmp(due), in_tmp(once));
  if (!snapshots_) return;
  bill(Meter::lambda_snapshot_mib_milliseconds,
       snapshot_time_.take(static_cast<double>(memory_) * 1e3, interval));
  bill(Meter::lambda_restored_bytes, std::exchange(restores_, 0) * (memory_ << 20));
}

}  // namespace garoa

#include "models/lambda/provisioned_fleet.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {

ProvisionedFleet::ProvisionedFleet(const Run& run, const std::string& path,
                                   const ProvisionedSettings& settings, const RuntimeSettings& runtime,
                                   const ColdStartSettings& cold_start, EnvironmentPool& pool,
                                   std::function<void()> changed)
    : run_{run},
      path_{path},
      settings_{settings},
      runtime_{runtime},
      cold_start_{cold_start},
      pool_{pool},
      changed_{std::move(changed)},
      init_stream_{run.stream(path + ".provisioned")},
      allocation_{settings.allocation_rate, 1},
      name_{run.journal.intern(path)},
      utilization_metric_{run.journal.intern("AWS/Lambda ProvisionedConcurrencyUtilization")},
      target_{settings.count},
      invocations_{run},
      spilled_{run},
      in_use_{run},
      provisioned_{run} {
  for (std::uint32_t i = 0; i < target_; ++i) pool_.provision();
  provisioned_.set(target_);
  if (target_ > 0) run_.simulator.start(announce());
  for (const auto& change : settings_.changes) run_.simulator.start(follow(change));
}

/// Once there is somebody to hear it.
Process ProvisionedFleet::announce() {
  co_await run_.simulator.delay(0);
  changed_();
}

Process ProvisionedFleet::follow(const ProvisionedSettings::Change& change) {
  for (double last = 0;;) {
    const auto tick = change.at.next_after(last);
    if (!tick) co_return;
    last = *tick;
    co_await run_.simulator.wait_until(last);
    set(change.count);
  }
}

void ProvisionedFleet::set(std::uint32_t count) {
  settle();
  for (; target_ < count; ++target_) {
    if (cancelled_ > 0) {
      --cancelled_;
    } else {
      ++pending_;
      run_.simulator.start(allocate(allocations_++));
    }
  }
  for (; target_ > count; --target_) {
    if (pending_ > cancelled_) {
      ++cancelled_;
    } else {
      pool_.withdraw();
    }
  }
  provisioned_.set(target_);
  changed_();
}

Process ProvisionedFleet::allocate(std::uint64_t number) {
  const double begin = allocation_.reserve(run_.now(), 1);
  const ColdStart start = draw_cold_start(cold_start_, init_stream_, Entity::nth(number));
  co_await run_.simulator.wait_until(begin + start.before_init + start.init);
  --pending_;
  if (cancelled_ > 0) {
    --cancelled_;
    co_return;
  }
  unbilled_milliseconds_.add(std::nullopt, static_cast<std::uint64_t>(std::ceil(start.init * 1e3 - 1e-6)));
  pool_.provision();
  changed_();
}

void ProvisionedFleet::started(bool provisioned) {
  if (target_ == 0 && !provisioned) return;
  (provisioned ? invocations_ : spilled_).add();
  in_use_.set(pool_.provisioned_in_use());
}

void ProvisionedFleet::ended(NameId flow, std::uint64_t billed_milliseconds, bool one_off) {
  unbilled_milliseconds_.add(flow, billed_milliseconds, one_off);
  in_use_.set(pool_.provisioned_in_use());
}

/// Counts what was provisioned until now.
void ProvisionedFleet::settle() {
  unbilled_seconds_ += target_ * (run_.now() - settled_until_);
  settled_until_ = run_.now();
}

void ProvisionedFleet::sample() {
  if (settings_.most() == 0) return;
  settle();
  const bool arm = runtime_.architecture == CpuArchitecture::arm64;
  const auto memory = runtime_.memory.count();
  const auto provided =
      arm ? Meter::lambda_provisioned_mib_milliseconds_arm : Meter::lambda_provisioned_mib_milliseconds_x86;
  if (const auto units = meter_.take(memory * 1e3, std::exchange(unbilled_seconds_, 0)); units > 0)
    run_.journal.report(events::Billed{name_, provided, units});
  unbilled_milliseconds_.report(run_.journal, name_,
                                arm ? Meter::lambda_provisioned_run_mib_milliseconds_arm
                                    : Meter::lambda_provisioned_run_mib_milliseconds_x86,
                                memory);
  const double share = target_ == 0 ? 0 : in_use_.value() / target_;
  run_.journal.report(events::LevelSampled{run_.now(), name_, utilization_metric_, share});
}

void ProvisionedFleet::finish(MetricSink& metrics) const {
  if (settings_.most() == 0) return;
  const MetricsOf own{metrics, path_ + ".provisioned"};
  const double provisioned = provisioned_.average();
  own.add("avg", provisioned);
  own.add_count("invocations", invocations_.count());
  own.add_count("spillover", spilled_.count());
  own.add("utilization", provisioned > 0 ? in_use_.average() / provisioned : 0.0);
}

}  // namespace garoa

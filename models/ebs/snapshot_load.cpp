#include "models/ebs/snapshot_load.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

SnapshotLoad::SnapshotLoad(const Run& run, FromSnapshot settings, const std::string& owner)
    : run_{run},
      settings_{std::move(settings)},
      owner_name_{run.journal.intern(owner)},
      name_{run.journal.intern(owner + ".snapshot_load")},
      first_byte_stream_{run.stream(owner + ".first_byte")},
      mean_first_byte_{settings_.first_byte.mean()},
      delivery_{run.simulator, settings_.rate.count()},
      created_{run.now()},
      untouched_{static_cast<double>(settings_.size.count())} {}

double SnapshotLoad::initialized_at() const {
  return created_ + restore_duration(settings_).load.count();
}

/// The background has what the rate could deliver and touches did not use.
double SnapshotLoad::take_cold(double bytes) {
  const double all = settings_.rate.count() * (run_.now() - created_);
  const double background = std::max(all - delivery_.work_done(), background_);
  there_ =
      run_.now() >= initialized_at() ? untouched_ : std::min(there_ + background - background_, untouched_);
  background_ = background;
  const double touched = std::min(bytes, untouched_);
  const double warm = untouched_ > 0 ? touched * there_ / untouched_ : 0;
  there_ -= warm;
  untouched_ -= touched;
  return touched - warm;
}

double SnapshotLoad::seconds_until_first_bytes(double cold, Entity entity, Purpose purpose) const {
  const double blocks = std::ceil(cold / static_cast<double>(settings_.block.count()));
  if (blocks <= 1) return settings_.first_byte.quantile(first_byte_stream_.uniform(entity, purpose));
  return blocks * mean_first_byte_;
}

Task<> SnapshotLoad::touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
  const double began = run_.now();
  const double cold = take_cold(static_cast<double>(bytes));
  if (cold < 1) co_return;
  co_await run_.simulator.delay(seconds_until_first_bytes(cold, entity, purpose));
  JointUse use{run_.simulator};
  use.add(delivery_, cold);
  const double delivered = co_await use;
  const double queueing = std::max(delivered - cold / delivery_.fastest(), 0.0);
  run_.journal.report(events::Waited{run_.now(), flow, phase, name_, run_.now() - began, queueing});
}

void SnapshotLoad::bill() {
  if (settings_.paid_rate && !rate_billed_) bill_rate();
  if (settings_.fast_restore) bill_fast_restore();
}

void SnapshotLoad::bill_rate() {
  rate_billed_ = true;
  const double gibibytes = std::ceil(static_cast<double>(settings_.size.count()) / gibibyte);
  const double units = gibibytes * settings_.paid_rate->count() / mebibyte;
  run_.journal.report(
      events::Billed{owner_name_, Meter::ebs_initialization_gib_rates, static_cast<std::uint64_t>(units)});
}

void SnapshotLoad::bill_fast_restore() {
  const auto& fast = *settings_.fast_restore;
  const double elapsed = run_.now() - created_;
  const double billed = fast.optimized ? elapsed : std::max(elapsed, fast.least_billed.count());
  const auto due = static_cast<std::uint64_t>(billed) * fast.zones;
  if (due == fast_restore_billed_) return;
  run_.journal.report(
      events::Billed{owner_name_, Meter::ebs_fast_restore_seconds, due - fast_restore_billed_});
  fast_restore_billed_ = due;
}

void SnapshotLoad::finish(const MetricsOf& metrics) const {
  // Of what is not reached within the run nothing is known: a read or a failure may still change it.
  const auto add_if_reached = [&](const char* name, double time) {
    if (time <= run_.now()) metrics.add(name, time);
  };
  add_if_reached("snapshot_load.initialized_at", initialized_at());
  if (settings_.fast_restore) {
    const auto& fast = *settings_.fast_restore;
    add_if_reached("fast_restore.optimized_at",
                   fast.optimized ? created_ : created_ + fast.optimization.count());
  }
}

}  // namespace garoa

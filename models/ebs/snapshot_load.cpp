#include "models/ebs/snapshot_load.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

SnapshotLoad::SnapshotLoad(const Run& run, FromSnapshot settings, const std::string& owner)
    : run_{run},
      settings_{std::move(settings)},
      owner_name_{run.journal.intern(owner)},
      name_{run.journal.intern(owner + ".snapshot_load")},
      block_stream_{run.stream(owner + ".first_byte")},
      mean_block_time_{settings_.block_time.mean()},
      delivery_{run.simulator, settings_.most.count()},
      created_{run.now() - settings_.made_before.count()},
      untouched_{static_cast<double>(settings_.size.count())},
      rate_billed_{created_ < 0} {
  if (created_ >= 0) return;
  if (settings_.fast_restore) fast_restore_billed_ = fast_restore_due();
  if (settings_.first_read) untouched_ -= static_cast<double>(settings_.first_read->size.count());
}

double SnapshotLoad::initialized_at() const {
  if (at_fixed_rate() || brought_ == 0) return created_ + restore_duration(settings_).load.count();
  return complete_at_ ? std::max(*complete_at_, last_touch_)
                      : updated_ + (untouched_ - there_) / settings_.rate.count();
}

/// The background has what the most leaves beside touches, up to its own rate.
void SnapshotLoad::bring_background() {
  const double elapsed = run_.now() - created_;
  const double left = settings_.most.count() * elapsed - delivery_.work_done();
  const double background = std::max(std::min(settings_.rate.count() * elapsed, left), background_);
  there_ += background - background_;
  background_ = background;
  updated_ = run_.now();
  const bool complete = at_fixed_rate() ? run_.now() >= initialized_at() : there_ >= untouched_;
  if (!complete) return;
  if (!complete_at_) complete_at_ = run_.now() - (there_ - untouched_) / settings_.rate.count();
  there_ = untouched_;
}

/// The share of the bytes that is not there.
double SnapshotLoad::take_cold(double bytes) {
  bring_background();
  there_ = std::min(there_, untouched_);
  const double touched = std::min(bytes, untouched_);
  const double warm = untouched_ > 0 ? touched * there_ / untouched_ : 0;
  there_ -= warm;
  untouched_ -= touched;
  return (touched - warm) / bytes;
}

double SnapshotLoad::seconds_of_blocks(double bytes, Entity entity, Purpose purpose) const {
  const double blocks = std::ceil(bytes / static_cast<double>(settings_.block.count()));
  if (blocks <= 1) return settings_.block_time.quantile(block_stream_.uniform(entity, purpose));
  return blocks * mean_block_time_;
}

Task<> SnapshotLoad::touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
  const double began = run_.now();
  const auto all = static_cast<double>(bytes);
  const double share = take_cold(all);
  const double cold = share * all;
  if (cold < 1) co_return;
  brought_ += cold;
  const double alone = share * seconds_of_blocks(all, entity, purpose);
  JointUse use{run_.simulator};
  use.add(delivery_, cold);
  co_await use;
  co_await run_.simulator.wait_until(began + alone);
  last_touch_ = run_.now();
  const double queueing = std::max(run_.now() - began - alone, 0.0);
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

/// Zone-seconds since it was made.
std::uint64_t SnapshotLoad::fast_restore_due() const {
  const auto& fast = *settings_.fast_restore;
  const double elapsed = run_.now() - created_;
  const double billed = fast.optimized ? elapsed : std::max(elapsed, fast.least_billed.count());
  return static_cast<std::uint64_t>(billed) * fast.zones;
}

void SnapshotLoad::bill_fast_restore() {
  const auto due = fast_restore_due();
  if (due == fast_restore_billed_) return;
  run_.journal.report(
      events::Billed{owner_name_, Meter::ebs_fast_restore_seconds, due - fast_restore_billed_});
  fast_restore_billed_ = due;
}

void SnapshotLoad::finish(const MetricsOf& metrics) const {
  // Of what is not reached within the run nothing is known: a read or a failure may still change it. What was before it is none of its.
  const auto add_if_reached = [&](const char* name, double time) {
    if (time >= 0 && time <= run_.now()) metrics.add(name, time);
  };
  add_if_reached("snapshot_load.initialized_at", initialized_at());
  if (settings_.fast_restore) {
    const auto& fast = *settings_.fast_restore;
    add_if_reached("fast_restore.optimized_at",
                   fast.optimized ? created_ : created_ + fast.optimization.count());
  }
}

}  // namespace garoa

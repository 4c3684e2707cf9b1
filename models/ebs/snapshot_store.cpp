#include "models/ebs/snapshot_store.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace garoa {

SnapshotStore::SnapshotStore(const Run& run, Bytes block, const VolumeData& data,
                             const SnapshotRetention& retention, const std::string& resource)
    : run_{run},
      retention_{retention},
      resource_{run.journal.intern(resource)},
      chain_{block, data.at_start - data.documents - data.rewritten, data.rewritten},
      deletion_stream_{run.stream(resource + ".deletion")} {}

void SnapshotStore::take_past(const PastSnapshots& past) {
  overwritten_ = -past.rewritten;
  reused_before_ = past.reused.count();
  for (const auto& one : past.kept) {
    const auto taken = chain_.take(one.appended, one.rewritten, one.reused);
    keep(taken, one.time);
  }
}

SnapshotStore::Taken SnapshotStore::take(const VolumeState& state) {
  const double overwritten = std::max(0.0, state.overwritten - overwritten_);
  overwritten_ = state.overwritten;
  const Bytes reused{state.reused.count() - std::min(reused_, state.reused.count()) +
                     std::exchange(reused_before_, 0)};
  reused_ = state.reused.count();
  return chain_.take(state.appended, overwritten, reused);
}

void SnapshotStore::keep(const Taken& snapshot) {
  keep(snapshot, run_.now());
}

void SnapshotStore::keep(const Taken& snapshot, double completed) {
  kept_[snapshot.id] = {snapshot};
  if (outlived_) remove(*std::exchange(outlived_, {}));
  if (retention_.count) {
    while (kept_.size() > *retention_.count) remove(kept_.begin()->first);
  }
  if (fast_restore_) restore_newest_fast(snapshot);
  if (retention_.age || retention_.cold_after) run_.simulator.start(live(snapshot.id, completed));
}

void SnapshotStore::restore_newest_fast(const Taken& snapshot) {
  fast_restore_->enable(snapshot.id, snapshot.full);
  if (kept_.size() <= fast_restore_->count()) return;
  fast_restore_->disable(std::prev(kept_.end(), fast_restore_->count() + 1)->first);
}

Process SnapshotStore::live(SnapshotChain::Id id, double completed) {
  if (retention_.cold_after) {
    co_await run_.simulator.wait_until(completed + retention_.cold_after->count());
    archive(id);
  }
  if (!retention_.age) co_return;
  const double deletion = retention_.deletion.count() * deletion_stream_.uniform(Entity::nth(id));
  co_await run_.simulator.wait_until(completed + retention_.age->count() + deletion);
  grow_old(id);
}

void SnapshotStore::grow_old(SnapshotChain::Id id) {
  const bool is_last = !kept_.empty() && kept_.rbegin()->first == id;
  if (is_last && retention_.keeps_last) {
    outlived_ = id;
    return;
  }
  remove(id);
  if (is_last && none_left_) none_left_();
}

void SnapshotStore::archive(SnapshotChain::Id id) {
  const auto found = kept_.find(id);
  if (found == kept_.end()) return;
  chain_.remove(id);
  found->second.archived = true;
  archived_ += found->second.snapshot.full.count();
}

void SnapshotStore::remove(SnapshotChain::Id id) {
  const auto found = kept_.find(id);
  if (found == kept_.end()) return;
  if (fast_restore_) fast_restore_->disable(id);
  if (found->second.archived) {
    archived_ -= found->second.snapshot.full.count();
  } else {
    chain_.remove(id);
  }
  kept_.erase(found);
}

void SnapshotStore::source_lost() {
  if (const auto last = newest()) {
    chain_.revert(last->snapshot);
  } else {
    chain_.restart();
  }
  source_replaced();
}

std::optional<SnapshotStore::Kept> SnapshotStore::newest() const {
  return kept_.empty() ? std::nullopt : std::optional{kept_.rbegin()->second};
}

void SnapshotStore::bill(double interval) {
  const auto put = [&](Meter meter, TimeMeter& held, std::uint64_t level) {
    const auto units = held.take(static_cast<double>(level), interval);
    if (units > 0) run_.journal.report(events::Billed{resource_, meter, units});
  };
  put(Meter::ebs_snapshot_byte_seconds, standard_bill_, chain_.stored().count());
  put(Meter::ebs_snapshot_archive_byte_seconds, archive_bill_, archived_);
  if (fast_restore_) fast_restore_->bill();
}

}  // namespace garoa

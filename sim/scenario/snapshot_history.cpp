#include "sim/scenario/snapshot_history.hpp"

#include <algorithm>
#include <deque>

#include "models/ebs/snapshot_chain.hpp"

namespace garoa {
namespace {

constexpr double most_work = 4e6;  // of snapshots made times snapshots kept: some 10 ms

struct Kept {
  double time;
  SnapshotChain::Taken taken;
  bool archived;
};

}  // namespace

std::optional<SnapshotHistory> SnapshotHistory::of(const SiteHistory& site, const EbsSettings& volume,
                                                   const BackupSettings& job, double now) {
  const auto& retention = job.snapshot.retention;
  const auto made = static_cast<double>(site.runs(job));
  double most_kept = made;
  if (retention.count) most_kept = std::min(most_kept, static_cast<double>(*retention.count));
  if (retention.age) most_kept = std::min(most_kept, made * retention.age->count() / std::max(now, 1.0));
  if (made * most_kept > most_work) return std::nullopt;
  auto all = job;
  all.snapshot.retention = {};
  const auto past = site.snapshots(all);
  SnapshotHistory history;
  SnapshotChain chain{job.snapshot.block, volume.data.at_start - volume.data.rewritten,
                      volume.data.rewritten};
  std::deque<Kept> kept;
  double archived = 0;
  const auto remove_oldest = [&] {
    const auto& oldest = kept.front();
    if (oldest.archived) archived -= static_cast<double>(oldest.taken.full.count());
    if (!oldest.archived) chain.remove(oldest.taken.id);
    kept.pop_front();
  };
  for (const auto& one : past.kept) {
    const double time = one.time + now;
    kept.push_back({time, chain.take(one.appended, one.rewritten, one.reused), false});
    while (retention.count && kept.size() > *retention.count) remove_oldest();
    while (retention.age && kept.front().time + retention.age->count() <= time) remove_oldest();
    for (auto& old : kept) {
      if (!retention.cold_after || old.time + retention.cold_after->count() > time) break;
      if (old.archived) continue;
      chain.remove(old.taken.id);
      old.archived = true;
      archived += static_cast<double>(old.taken.full.count());
    }
    history.steps_.push_back({time, {static_cast<double>(chain.stored().count()), archived}});
  }
  return history;
}

SnapshotHistory::Stored SnapshotHistory::between(double from, double to) const {
  Stored sum;
  auto step = std::upper_bound(steps_.begin(), steps_.end(), from,
                               [](double time, const Step& s) { return time < s.time; });
  if (step != steps_.begin()) --step;
  for (; step != steps_.end() && step->time < to; ++step) {
    const double ends = std::next(step) == steps_.end() ? to : std::min(std::next(step)->time, to);
    const double lasts = std::max(ends - std::max(step->time, from), 0.0);
    sum.standard += step->level.standard * lasts;
    sum.archived += step->level.archived * lasts;
  }
  return sum;
}

}  // namespace garoa

#include "sim/scenario/snapshot_history.hpp"

#include <algorithm>
#include <deque>
#include <limits>

#include "models/ebs/snapshot_chain.hpp"

namespace garoa {
namespace {

constexpr double most_work = 4e6;  // of snapshots made times snapshots kept: some 10 ms

/// The first one has all that was there.
double changed_by(const SnapshotChain::Taken& taken, const EbsSettings& volume) {
  const auto before = taken.id == 0 ? std::min(taken.changed, volume.data.at_start) : Bytes{};
  return static_cast<double>((taken.changed - before).count());
}

}  // namespace

/// From one snapshot to the next: what goes between them goes at its own time.
class SnapshotHistory::Walk {
 public:
  Walk(const SnapshotSettings& settings, const EbsSettings& volume)
      : retention_{settings.retention},
        volume_{volume},
        chain_{settings.block, volume.data.at_start - volume.data.rewritten, volume.data.rewritten} {}

  [[nodiscard]] Stored stored() const { return {static_cast<double>(chain_.stored().count()), archived_}; }

  /// Bytes that it had to store.
  double take(double completed, const PastSnapshot& one) {
    kept_.push_back({completed, chain_.take(one.appended, one.rewritten, one.reused), false});
    const double changed = changed_by(kept_.back().taken, volume_);
    while (retention_.count && kept_.size() > *retention_.count) remove_oldest();
    return changed;
  }

  void pass_until(double time, std::vector<Step>& steps) {
    for (;;) {
      const double goes = next_to_go();
      const double moves = next_to_move();
      if (std::min(goes, moves) > time) return;
      goes <= moves ? remove_oldest() : archive_next();
      const double last = steps.empty() ? 0 : steps.back().time;
      steps.push_back({std::max(std::min(goes, moves), last), stored()});
    }
  }

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();
  struct Kept {
    double time;  // of its completion
    SnapshotChain::Taken taken;
    bool archived;
  };
  [[nodiscard]] double next_to_go() const {
    const bool stays = kept_.empty() || (retention_.keeps_last && kept_.size() == 1);
    if (!retention_.age || stays) return never;
    return kept_.front().time + retention_.age->count() + retention_.deletion.count() / 2;
  }
  [[nodiscard]] double next_to_move() const {
    const bool none = !retention_.cold_after || archived_count_ == kept_.size();
    return none ? never : kept_[archived_count_].time + retention_.cold_after->count();
  }
  void remove_oldest() {
    const auto& oldest = kept_.front();
    if (oldest.archived) {
      archived_ -= static_cast<double>(oldest.taken.full.count());
      --archived_count_;
    } else {
      chain_.remove(oldest.taken.id);
    }
    kept_.pop_front();
  }
  void archive_next() {
    auto& next = kept_[archived_count_++];
    chain_.remove(next.taken.id);
    next.archived = true;
    archived_ += static_cast<double>(next.taken.full.count());
  }

  const SnapshotRetention& retention_;
  const EbsSettings& volume_;
  SnapshotChain chain_;
  std::deque<Kept> kept_;
  std::size_t archived_count_ = 0;  // the oldest ones
  double archived_ = 0;
};

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
  Walk walk{job.snapshot, volume};
  SnapshotHistory history;
  for (const auto& one : past.kept) {
    const double due = one.due + now;
    walk.pass_until(due, history.steps_);
    const double changed = walk.take(one.time + now, one);
    history.steps_.push_back({due, walk.stored(), changed});
  }
  walk.pass_until(now, history.steps_);
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

double SnapshotHistory::changed(double from, double to) const {
  double sum = 0;
  for (const auto& step : steps_) {
    if (step.time >= from && step.time < to) sum += step.changed;
  }
  return sum;
}

}  // namespace garoa

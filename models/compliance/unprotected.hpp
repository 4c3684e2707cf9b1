// The documents of one flow that are acknowledged and have no second copy, at the time t:
// U(t) = { d : t_ack <= t < t_prot }.
//
// A queue in the order of acknowledgement with lazy deletion: a document that leaves behind the head is only
// remembered, and goes when the head reaches it. E(t), the age of the head, has slope 1 and drops only when
// the head leaves, so AgeRecord gets one piece a head. Once more than half of the queue is only remembered,
// it is swept. Amortised constant time; memory follows the documents in U.
//
// Documents whose copies are gone again are one more entry, older than all in the queue: so many of them, of so many bytes, since the oldest
// was acknowledged.
//
// Events of one document may come in either order: a copy may be ready before, or reported before, the
// acknowledgement.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/compliance/age_record.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/risk_record.hpp"
#include "sim/core/long_queue.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {

/// A level over time, of which no instant of length zero counts: maximum and time average.
class LevelOverTime {
 public:
  explicit LevelOverTime(double warmup) : since_{warmup} {}
  void add(double now, double change) {
    advance(now);
    level_ += change;
  }
  void advance(double now) {
    if (!at_begin_ && now >= since_) at_begin_ = level_;
    if (now > since_) hold(now);
  }
  [[nodiscard]] double level() const { return level_; }
  /// At the warm-up's end.
  [[nodiscard]] double level_at_begin() const { return at_begin_.value_or(level_); }
  [[nodiscard]] double maximum() const { return maximum_; }
  [[nodiscard]] double maximum_time() const { return maximum_time_; }
  /// From the warm-up's end to the last advance, seconds.
  [[nodiscard]] double observed() const { return observed_; }
  /// Of that, with a level above zero.
  [[nodiscard]] double above_zero() const { return above_zero_; }
  /// Of that time.
  [[nodiscard]] double average() const { return observed_ > 0 ? integral_ / observed_ : level_; }

 private:
  void hold(double now) {
    integral_ += level_ * (now - since_);
    observed_ += now - since_;
    if (level_ > 0) above_zero_ += now - since_;
    if (level_ > maximum_) {
      maximum_ = level_;
      maximum_time_ = since_;
    }
    since_ = now;
  }

  double since_;
  double level_ = 0;
  std::optional<double> at_begin_;
  double maximum_ = 0;
  double maximum_time_ = 0;
  double integral_ = 0;
  double observed_ = 0;
  double above_zero_ = 0;
};

/// The same with its quantiles by time.
class SpreadOverTime {
 public:
  explicit SpreadOverTime(double warmup) : level_{warmup} {}
  void add(double now, double change) {
    advance(now);
    level_.add(now, change);
  }
  void advance(double now);
  [[nodiscard]] const LevelOverTime& level() const { return level_; }
  [[nodiscard]] double quantile(double p) const { return by_microsecond_.quantile(p); }

 private:
  LevelOverTime level_;
  std::uint64_t counted_until_ =
      0;  // microseconds already in the histogram, so that rounding does not add up
  Histogram by_microsecond_;
};

class UnprotectedDocuments {
 public:
  /// `ever`: some copy protects documents some day. Without one only the oldest document is kept in mind. `end`: of the run.
  UnprotectedDocuments(double warmup, const std::vector<double>& limits, bool ever = true,
                       double sample_interval = 0, double end = 0)
      : ever_{ever},
        warmup_{warmup},
        age_{warmup, limits, sample_interval, end},
        levels_{std::in_place, warmup} {}
  /// Of such only the ages are told, neither bytes() nor documents().
  struct AgesOnly {};
  UnprotectedDocuments(AgesOnly, double warmup, const std::vector<double>& limits)
      : ever_{true}, warmup_{warmup}, age_{warmup, limits, 0} {}
  /// Of the bytes, what was beyond these limits, and which documents were the largest at worst. Before the first document.
  void watch_bytes(const std::vector<double>& limits) { risk_.emplace(warmup_, limits); }

  void acknowledge(double time, std::uint64_t id, std::uint64_t bytes);
  /// A copy exists; `acknowledged` is after `time`, or no number, if the client has no answer yet.
  void protect(double time, std::uint64_t id, std::uint64_t bytes, double acknowledged);
  /// Has the document, which was acknowledged then, no copy yet?
  [[nodiscard]] bool waits(std::uint64_t id, double acknowledged) const;
  /// These documents are gone for good: nothing is left to protect.
  void lose(double time, std::span<const Document> documents);
  /// So are all that have no second copy. `visit(id)` is called for each, in the order of acknowledgement.
  template <class Visit>
  void lose_all(double time, const Visit& visit) {
    if (queue_.empty() && !exposed_) return;
    sweep();
    for (const auto& entry : queue_) {
      visit(entry.id);
      age_.left(entry.acknowledged, time, entry.id);
    }
    end_piece(time);
    change(time, -bytes_there_, -there_);
    if (!ever_) age_.forget_for_ever();
    if (risk_) risk_->clear();
    exposed_.reset();
    queue_.clear();
  }
  /// So are all that were acknowledged before that, so many of so many bytes.
  void lose_before(double time, double acknowledged, std::uint64_t bytes, std::uint64_t documents);
  /// So many documents that had a copy have none from now on, the oldest of which was acknowledged then. None: all have one again.
  void expose(double time, std::uint64_t documents, std::uint64_t bytes, double acknowledged);
  /// The document will never be acknowledged.
  void forget(std::uint64_t id) { early_.erase(id); }
  /// The run is over: the head's piece ends here.
  void finish(double time);

  [[nodiscard]] const AgeRecord& age() const { return age_; }
  [[nodiscard]] const SpreadOverTime& bytes() const { return levels_->bytes; }
  [[nodiscard]] const LevelOverTime& documents() const { return levels_->documents; }
  /// Null unless limits of the bytes are watched.
  [[nodiscard]] const RiskRecord* risk() const { return risk_ ? &*risk_ : nullptr; }
  /// Documents that limits look at: those without a copy at the warm-up's end, and those acknowledged since.
  [[nodiscard]] std::uint64_t observed() const {
    return static_cast<std::uint64_t>(std::max(0.0, there_at_begin_.value_or(there_))) + came_since_;
  }
  /// Whether documents can be protected at all.
  [[nodiscard]] bool ever() const { return ever_; }
  [[nodiscard]] std::uint64_t protected_count() const { return protected_; }
  /// Whether the supremum of the age was reached by a document that was still unprotected at the end.
  [[nodiscard]] bool worst_is_censored() const { return censored_; }

 private:
  struct Entry {
    double acknowledged;
    std::uint64_t id;
  };
  void leave(double time, std::uint64_t id, std::uint64_t bytes);
  void drop_head(double time);
  void drop_remembered(double time);
  void sweep();
  void change(double time, double bytes, double documents);

  struct Exposed {
    double acknowledged;
    double since;
    double bytes;
    double documents;
  };
  void end_piece(double time);

  bool ever_;
  double warmup_;
  std::optional<Exposed> exposed_;
  LongQueue<Entry> queue_;
  IdSet left_;   // in the queue, but protected already
  IdSet early_;  // protected, not acknowledged yet
  double head_since_ = 0;
  AgeRecord age_;
  struct Levels {
    explicit Levels(double warmup) : bytes{warmup}, documents{warmup} {}
    SpreadOverTime bytes;
    LevelOverTime documents;
  };
  std::optional<Levels> levels_;
  std::optional<RiskRecord> risk_;
  double there_ = 0;  // documents
  double bytes_there_ = 0;
  std::optional<double> there_at_begin_;  // at the warm-up's end
  std::uint64_t came_since_ = 0;          // the warm-up
  std::uint64_t protected_ = 0;
  bool censored_ = false;
};

}  // namespace garoa::compliance

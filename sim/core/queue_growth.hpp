// Whether what waits for a server grows without end: what a queue holds at the ends of equal periods, and what comes to it meanwhile.
//
// The growth from each period to the next is one observation. A queue that gets more than it can serve is a random walk with a drift
// (Asmussen, Applied Probability and Queues, 2003, X): the growths of its periods are independent, and Student's interval holds for
// their mean. One that gets just as much as it can serve is the same without a drift, and is called growing no more often than the
// confidence says, or twice as often where it begins empty (it is reflected there). One that gets less gives back what it took: its
// growths add up to about nothing, and the test errs far more seldom.
//
// It grows where the mean is above one in a thousand of what comes, at 99.5 % to one side, and it has grown in both halves of the run. The
// first period is left out: an empty system fills in it. A run that is shorter than what repeats in it (a day, a week) shows growth only
// where every period has some.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace garoa {

/// When queues are looked at, in the samples of a run.
class QueuePeriods {
 public:
  /// `repeats`: seconds after which the same hours come again; 0: each is like any other. `interval`: between samples, positive.
  QueuePeriods(double begin, double end, double interval, double repeats);
  [[nodiscard]] bool is_due(double time) const;
  /// Is the run too short to compare equal hours?
  [[nodiscard]] bool every_one_must_grow() const { return every_one_must_grow_; }

 private:
  double begin_;
  double interval_;
  std::int64_t last_;    // sample
  std::int64_t stride_;  // samples
  bool every_one_must_grow_ = false;
};

class QueueGrowth {
 public:
  /// At the end of a period: what has come so far, and what is still there.
  void add(std::uint64_t came, std::uint64_t there);
  struct Sure {
    double share = 0;           // of what comes: it is left over
    std::uint64_t periods = 0;  // that were compared
  };
  /// Nothing where no growth is sure.
  [[nodiscard]] std::optional<Sure> sure(bool every_one_must_grow) const;

 private:
  struct Look {
    double came;
    double there;
  };
  std::vector<Look> looks_;
};

}  // namespace garoa

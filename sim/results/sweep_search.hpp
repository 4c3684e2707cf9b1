// Which points of a grid are to be run to find the one that a goal wants, where an axis is monotone: a later value meets whatever
// an earlier one meets, and costs no less.
//
// Along that axis lie lines, one for each combination of the other axes. On each the first value that meets the goal is found by
// bisection, beginning with both ends. What was run is checked: the values beside the found one too, and the middle one if none
// meets. A line whose points contradict (an earlier one meets and a later one does not, a later one that meets is cheaper, one is
// broken) is run whole. What lies between points that agree is not looked at. No line needs to know of another: so shards of a
// sweep search lines each, and together they run what one process would.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/results/sweep_goal.hpp"

namespace garoa {

class SweepSearch {
 public:
  /// Searches the lines of the manifest's shard; it says along which axis.
  SweepSearch(const SweepManifest& manifest, SweepGoal goal);

  /// Numbers of points to be run before it is known what to run next; none: it is through.
  [[nodiscard]] std::vector<std::size_t> next();
  /// What became of one of them.
  void tell(const PointOutcome& point);

  [[nodiscard]] std::size_t lines() const { return lines_.size(); }
  /// On all lines.
  [[nodiscard]] std::size_t points() const { return lines_.size() * form_.values; }
  /// Of them, those that were not monotone.
  [[nodiscard]] std::size_t whole_lines() const;

 private:
  struct Verdict {
    bool broken = false;
    bool meets = false;
    std::optional<double> cost;
  };
  struct Line {
    std::size_t first = 1;  // point
    std::vector<std::optional<Verdict>> known;
    bool whole = false;
  };

  [[nodiscard]] static bool contradicts(const Line& line);
  [[nodiscard]] static std::vector<std::size_t> unknown(const Line& line,
                                                        const std::vector<std::size_t>& wanted);
  /// Values of a line that are to be run next.
  [[nodiscard]] static std::vector<std::size_t> wanted(Line& line);

  SweepGoal goal_;
  SweepLines form_;
  Shard shard_;
  std::vector<Line> lines_;
};

/// `sizes` of all axes, in their order, the last one fastest; `along`: which one the lines lie along.
[[nodiscard]] SweepLines lines_along(std::string axis, const std::vector<std::size_t>& sizes,
                                     std::size_t along);

}  // namespace garoa

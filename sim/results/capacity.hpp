// What breaks first, second, third, as the load grows or time passes.
//
// The search looks at some points of the axis (scan) and then narrows the stretch between the last point that holds and the first
// that breaks, for each limit (sim/results/limits.hpp) by itself: to where its use, taken as growing evenly between the two, reaches 1,
// or by halves where that is not told or did not help. That finds the first break where more load
// never mends what less has broken; every point that is looked at for another limit checks it. A limit that holds again further up is
// told so: for it the scan's steps decide what is found.
// Where requests are turned away, what breaks after that is seen with fewer of them than the axis says; that is told too.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/limits.hpp"
#include "sim/results/origin.hpp"

namespace garoa {

/// Along which something breaks.
struct CapacityAxis {
  enum class Kind { load, time };
  Kind kind = Kind::load;
  double from = 1;          // times the scenario's arrivals; seconds from its start to the end of a run
  double to = 32;           // the same
  double precision = 0.01;  // of the point; of time a day is enough
  std::size_t steps = 8;    // of a scan of time; the load doubles

  /// Ascending, both ends among them.
  [[nodiscard]] std::vector<double> scan() const;
  [[nodiscard]] bool is_narrow(double low, double high) const;
  [[nodiscard]] double middle(double low, double high) const;
};

[[nodiscard]] std::string_view name_of(CapacityAxis::Kind kind);

struct CapacityBreak {
  Limit limit;                     // as it is where it breaks
  std::optional<double> holds_at;  // the last point before that holds; nothing: it is broken at the first
  double breaks_at = 0;
  std::optional<double> holds_again_at;  // further up; nothing: never, as far as was looked
  bool after_shedding = false;           // requests are turned away at less than that, for another reason
  std::optional<double> used_at_first;   // of the limit
};

/// How much of a limit is used at each point that tells it.
struct CapacityUse {
  std::string name;                               // as of a limit
  std::string what;                               // what is limited
  std::vector<std::pair<double, double>> points;  // where, and the share: 1 is all
};

struct CapacityFailure {
  double at = 0;
  std::string why;
};

struct CapacityFound {
  CapacityAxis axis;
  ScenarioInfo scenario;             // at the first point
  Origin origin;                     // of the first point
  std::optional<Exchange> exchange;  // in which texts tell money
  std::uint32_t replications = 1;    // at each point
  std::vector<double> points;        // that were looked at, ascending
  std::vector<CapacityBreak>
      breaks;  // in the order of breaking; controls that fail from the first point on are left out
  std::vector<Limit> holding;     // never broken, with what is used at the last point, the most used first
  std::vector<std::string> gaps;  // controls that fail at the first point
  std::vector<Objective> objectives;      // as they are at the first point
  std::vector<CapacityUse> uses;          // of what breaks, in that order, then of what holds
  std::vector<CapacityFailure> failures;  // points without a result
  std::optional<double>
      sheds_from;  // the first point at which requests are turned away: beyond it fewer come than are sent
  std::optional<double>
      left_behind_from;  // of time, the first point at which work is left: later ones do not know of it
};

class CapacitySearch {
 public:
  explicit CapacitySearch(const CapacityAxis& axis) : axis_{axis} {}

  /// The points to look at next, ascending: the scan's, then one at least in the stretch of each limit; empty: done.
  [[nodiscard]] std::vector<double> next() const;
  void add(double at, const RunResult& result);
  void add_failure(double at, std::string why);
  /// Why that point has no result; empty if it has one.
  [[nodiscard]] std::string failure_at(double at) const;
  /// Rounds that are still to come, at most.
  [[nodiscard]] std::size_t rounds_left() const;
  /// Of one point with a result at least.
  [[nodiscard]] CapacityFound result() const;

 private:
  struct Bracket {
    std::optional<double> holds;
    double breaks = 0;
  };
  using Points = std::map<double, std::map<std::string, Limit>>;

  [[nodiscard]] std::map<std::string, Bracket> brackets() const;
  [[nodiscard]] std::optional<double> use_at(double at, const std::string& name) const;
  [[nodiscard]] std::optional<double> crossing_of(const std::string& name, double low, double high) const;
  [[nodiscard]] std::size_t guesses_between(double low, double high) const;
  [[nodiscard]] std::optional<double> guess_of(const std::string& name, double low, double high) const;
  [[nodiscard]] CapacityBreak break_of(const std::string& name, const Bracket& bracket) const;
  [[nodiscard]] std::optional<double> first_point(bool Limit::*effect) const;
  [[nodiscard]] std::vector<Limit> holding() const;
  [[nodiscard]] std::optional<CapacityUse> use_of(const Limit& limit) const;

  CapacityAxis axis_;
  Points points_;
  std::map<double, std::string> failures_;
  ScenarioInfo scenario_;
  Origin origin_;
  std::optional<Exchange> exchange_;
  std::vector<Objective> objectives_;
};

/// schema `garoa.capacity/1`.
[[nodiscard]] std::string capacity_json(const CapacityFound& capacity);

}  // namespace garoa

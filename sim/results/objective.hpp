// What a scenario wants of a result: a metric and a bound, such as `flows.intake.upload.latency.p99 < 2 s`.
//
// Any metric of `garoa list metrics`, compared by <, <=, > or >=. The bound carries the unit of the metric: a duration, a size,
// `B/s`, a rate (`20/s`), money (`900 USD`); a share is written `0.1 %` or 0.001; counts are bare numbers.
// A metric that the run has no value for is not evaluated, which is neither met nor missed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

struct RunResult;

enum class Comparison { below, at_most, above, at_least };

template <>
struct EnumNames<Comparison> {
  static constexpr std::string_view kind = "comparison";
  static constexpr std::array names{std::pair{std::string_view{"<"}, Comparison::below},
                                    std::pair{std::string_view{"<="}, Comparison::at_most},
                                    std::pair{std::string_view{">"}, Comparison::above},
                                    std::pair{std::string_view{">="}, Comparison::at_least}};
};

enum class ObjectiveState { met, missed, not_evaluated };

template <>
struct EnumNames<ObjectiveState> {
  static constexpr std::string_view kind = "state of an objective";
  static constexpr std::array names{
      std::pair{std::string_view{"MET"}, ObjectiveState::met},
      std::pair{std::string_view{"MISSED"}, ObjectiveState::missed},
      std::pair{std::string_view{"NOT_EVALUATED"}, ObjectiveState::not_evaluated}};
};

struct Objective {
  std::string text;    // as it was written
  std::string metric;  // "flows.intake.upload.latency.p99"
  Comparison comparison = Comparison::below;
  double bound = 0;
  std::string unit = {};                                 // of bound and value
  ObjectiveState state = ObjectiveState::not_evaluated;  // these are the run's
  std::optional<double> value = {};                      // nothing: not evaluated
  std::optional<std::pair<double, double>> ci95 = {};    // of the value, over replications
  std::uint32_t met_in = 0;                              // so many replications by themselves
  std::uint32_t evaluated_in = 0;                        // of those with a value; 0 for a single run
  bool of_work_undone =
      false;  // of money, where not all work that came was done: what is paid is of the rest

  [[nodiscard]] bool holds_for(double measured) const;
  /// False where the interval of the value holds the bound too: more replications could turn the state round.
  [[nodiscard]] bool is_certain() const;
};

/// Fills in what the result says of its objectives.
void judge_objectives(RunResult& result);

/// The words of `garoa list metrics` that this one may have been meant to be: " (did you mean 'x'?)" or why it is none.
[[nodiscard]] std::string unknown_metric(std::string_view name);

template <>
struct Scalar<Objective> {
  static std::optional<Objective> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(const Objective& objective) { return objective.text; }
  static ScalarType type() { return {"string", "", {}, "flows.intake.upload.latency.p99 < 2 s"}; }
};

}  // namespace garoa

// How the rate of arrivals changes over weeks and years, whatever the arrivals.
//
//   growth: 3x/y                          three times as many after a year, compound; also 1.1x/month, 20 %/y
//   growth: { linear: 3x/y }              the same after a year, and as much more in each further year
//   month_end: { days: 2, factor: 3 }     on the last two working days of each month
//   holiday_factor: 0.1                   on the scenario's `holidays`; without it, office hours take them as days of a
//                                         weekend, and other arrivals do not know them
//
// The arrivals' own rates are those at the scenario's `start`, which a run that begins later (`begin_after`) has behind it; each
// factor multiplies what the others leave. A year has 365 d, a month 365 d / 12. Working days are Monday to
// Friday without the holidays, in local time. Linear growth below 1x ends at 0.
// Not modelled: growth of sizes, other days of the month, half days.
#pragma once

#include <optional>

#include "sim/core/calendar.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

/// By how much a rate grows in a year: 3 is three times as many.
struct GrowthPerYear {
  double factor = 1;
  friend auto operator<=>(const GrowthPerYear&, const GrowthPerYear&) = default;
};

template <>
struct Scalar<GrowthPerYear> {
  static std::optional<GrowthPerYear> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(GrowthPerYear growth);
  static ScalarType type() { return {"string", "^[0-9.]+ *(x|%)/(y|month)$", {}, "3x/y"}; }
};

struct Growth {
  GrowthPerYear rate;
  bool linear = false;
  double since = 0;  // seconds for which it has gone on when the run starts
};

struct MonthEnd {
  int days = 0;  // working days, the last ones
  double factor = 1;
};

struct RateChange {
  std::optional<Growth> growth;
  std::optional<MonthEnd> month_end;
  std::optional<double> holiday_factor;

  [[nodiscard]] bool any() const { return growth || month_end || holiday_factor; }
  /// What a day's rate is multiplied by, growth apart.
  [[nodiscard]] double factor_of(std::chrono::local_days day, const Calendar& calendar) const;
};

/// Reads the keys above. Errors: a holiday factor where the scenario has no holidays.
/// `passed`: seconds from the scenario's start to the run's.
[[nodiscard]] RateChange read_rate_change(Fields& fields, const Calendar* calendar, double passed = 0);

}  // namespace garoa

// When a scheduled job is due: AWS schedule expressions, evaluated in the scenario's time zone.
//
//   cron(minutes hours day-of-month month day-of-week year)
//     field         values              also
//     minutes       0-59                , - * /
//     hours         0-23                , - * /
//     day-of-month  1-31                , - * / ?   L (last day), 15W (the weekday nearest to the 15th)
//     month         1-12 or JAN-DEC     , - * /
//     day-of-week   1-7 or SUN-SAT      , - * ?     L (Saturday), 6L (last Friday), 6#2 (second Friday)
//     year          1970-2199           , - * /
//     Exactly one of the two day fields is ?. L, W and # stand alone in their field. A weekday by W stays in
//     the month; "31W" skips shorter months.
//   rate(value unit)
//     unit is minute, hour or day, with an s unless the value is 1. Due 1, 2, 3 ... intervals of elapsed time
//     after the start.
//
// Around a clock change a cron expression obeys a policy:
//   run-once    a local time that is skipped is due at the moment of the change (several of them are one tick);
//               one that occurs twice is due at the first (Vixie cron's way)
//   wall-clock  it is due whenever the clock shows the time: not at all, or twice
//   utc         the expression tells UTC, which knows no changes
// Rates count elapsed time.
// Not modelled: EventBridge Scheduler's at(), flexible time windows, start and end dates.
// Source: Amazon EventBridge user guide, "Cron expressions reference" and "Rate expressions". Case does not
// matter in names.
//
// Times are simulated seconds since the scenario's start. Errors: parse_schedule says what is wrong, and in
// which field.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/core/calendar.hpp"
#include "sim/core/scalar.hpp"

namespace garoa {

enum class ClockChangePolicy { run_once, wall_clock, utc };

template <>
struct EnumNames<ClockChangePolicy> {
  static constexpr std::string_view kind = "policy for clock changes";
  static constexpr std::array names{std::pair{std::string_view{"run-once"}, ClockChangePolicy::run_once},
                                    std::pair{std::string_view{"wall-clock"}, ClockChangePolicy::wall_clock},
                                    std::pair{std::string_view{"utc"}, ClockChangePolicy::utc}};
};

class Schedule {
 public:
  /// The first tick after `time` (not at it), which is 0 or later. Nothing if the schedule has ended.
  [[nodiscard]] std::optional<double> next_after(double time) const;
  /// The first tick at `time` or after it, likewise.
  [[nodiscard]] std::optional<double> next_from(double time) const;
  /// The longest time without a tick: from the start to the first tick, and between consecutive ticks of
  /// which the earlier one lies within `horizon` or is the first of all. Infinite if the schedule ends in it.
  [[nodiscard]] double longest_gap(double horizon) const;
  /// The shortest time from a tick, within `horizon` or the first of all, to the one that comes so many later. Infinite if the
  /// schedule ends before.
  [[nodiscard]] double shortest_run(std::uint64_t ticks, double horizon) const;

  /// A cron expression's parts; sets hold the values as written, years count from 1970.
  struct Cron {
    using Values = std::bitset<256>;
    enum class DayRule { day_of_month, last_day, nearest_weekday, day_of_week, last_weekday, nth_weekday };

    Values minutes;
    Values hours;
    Values months;
    Values years;
    DayRule rule = DayRule::day_of_month;
    Values days;       // of the month or of the week
    unsigned day = 0;  // of the rules that name one day
    unsigned nth = 0;

    [[nodiscard]] bool falls_on(std::chrono::year_month_day date) const;
    /// The first minute of a day from `minute_of_day` on at which it is due, 1440 if there is none.
    [[nodiscard]] int next_due(int minute_of_day) const;
  };
  struct Rate {
    double interval;
    double began = 0;  // the first one, s of the run
  };

  /// The first interval began then, before the run.
  void set_beginning(double began) {
    if (auto* const rate = std::get_if<Rate>(&rule_)) rate->began = began;
  }

  Schedule(const std::variant<Cron, Rate>& rule, const Calendar& calendar, ClockChangePolicy policy)
      : rule_{rule},
        calendar_{policy == ClockChangePolicy::utc ? calendar.in_utc() : calendar},
        policy_{policy} {}

 private:
  [[nodiscard]] std::optional<double> next_cron(const Cron& cron, double time) const;
  [[nodiscard]] std::optional<double> next_on(const Cron& cron, std::chrono::local_days day, int minute,
                                              double time) const;
  [[nodiscard]] std::optional<double> next_by_wall_clock(const Cron& cron, std::chrono::local_days day,
                                                         double time) const;

  std::variant<Cron, Rate> rule_;
  Calendar calendar_;
  ClockChangePolicy policy_;
};

/// A schedule, or nothing and what is wrong, as the end of a sentence that begins with the expression.
struct ParsedSchedule {
  std::optional<Schedule> schedule;
  std::string error;
};
[[nodiscard]] ParsedSchedule parse_schedule(std::string_view expression, const Calendar& calendar,
                                            ClockChangePolicy policy = ClockChangePolicy::run_once);

}  // namespace garoa

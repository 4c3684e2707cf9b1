// The calendar: simulated seconds as local dates and times of day, for schedules and office hours.
//
// Simulated time is physical time in seconds since the scenario's start; the start is a local time of an IANA
// zone. Offsets and DST come from the system's zone data, through Howard Hinnant's date library; the first
// use of it takes about 3 ms.
//   - A local time that a clock change skips is the instant of the change (02:30 in a gap from 02:00 to 03:00
//     is 03:00).
//   - A local time that occurs twice is the first of the two.
// Public holidays are the days that the scenario names. Not modelled: leap seconds. Clock changes are known as far as the zone data lists them (in
// the usual full files until 2037); later the last listed offset holds.
//
// A Calendar caches the current offset, so one object must not be used by several threads. Times must be
// finite.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/holiday.hpp"

namespace date {
class time_zone;
}

namespace garoa {

/// A local time: the day, and the seconds that the wall clock shows since midnight, in [0, 86400).
struct LocalTime {
  std::chrono::local_days day;
  double second_of_day = 0;

  [[nodiscard]] std::chrono::year_month_day date() const { return std::chrono::year_month_day{day}; }
  [[nodiscard]] std::chrono::weekday weekday() const { return std::chrono::weekday{day}; }
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

/// "2026-03-04T12:00" or "2026-03-04T12:00:30", years 1972 to 2199; nothing if it is not such a time.
[[nodiscard]] std::optional<LocalTime> parse_local_time(std::string_view text);

/// Saturday or Sunday.
[[nodiscard]] bool is_weekend(std::chrono::local_days day);

class Calendar {
 public:
  static constexpr double day_seconds = 86400;

  /// A calendar, or nothing and the reason.
  struct Created;
  /// `start` is written like "2026-03-02T00:00:00", years 1972 to 2199; `zone` is an IANA name like
  /// "America/Sao_Paulo". Errors: a malformed or impossible start, an unknown zone (with the nearest name),
  /// no zone data on this system.
  [[nodiscard]] static Created create(std::string_view start, std::string_view zone);

  /// Copies of the calendar made later know these days too.
  void set_holidays(std::vector<Holiday> holidays);
  [[nodiscard]] bool has_holidays() const { return holidays_ != nullptr && !holidays_->empty(); }
  [[nodiscard]] bool is_holiday(std::chrono::local_days day) const;

  [[nodiscard]] LocalTime to_local(double seconds) const;
  /// The simulated second at which `local` occurs (see above for skipped and doubled times); negative before
  /// the start. 86400 is the midnight that ends the day, here and in next().
  [[nodiscard]] double to_simulated(const LocalTime& local) const;
  /// When `local` occurs: not at all in the gap of a clock change, twice in a repeated hour; earlier first.
  [[nodiscard]] std::vector<double> occurrences(const LocalTime& local) const;
  /// The same instants, told in UTC.
  [[nodiscard]] Calendar in_utc() const;
  /// "2026-03-02T02:00:00-03:00", rounded to the nearest second.
  [[nodiscard]] std::string to_iso(double seconds) const;

  /// The calendar months from the start to `seconds`, each begun one as its share.
  [[nodiscard]] double months(double seconds) const;
  /// In simulated seconds; the first may have begun before the start.
  struct Month {
    double begin;
    double end;
  };
  /// They themselves.
  [[nodiscard]] std::vector<Month> months_until(double seconds) const;

  /// The first simulated second after `after` (not at it) at which the time of day is `second_of_day`.
  [[nodiscard]] double next(double after, double second_of_day) const;
  /// As above, on days that `wanted` accepts only. Nothing if no day of the next 41 years is accepted (a leap
  /// day on a given weekday can be 40 years away).
  [[nodiscard]] std::optional<double> next(double after, double second_of_day,
                                           const std::function<bool(std::chrono::local_days)>& wanted) const;

 private:
  Calendar(const date::time_zone& zone, std::int64_t start);

  /// Unix time: seconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] static std::int64_t to_unix(const date::time_zone& zone, std::chrono::local_seconds local);
  void look_up_offset(std::int64_t unix_second) const;
  /// By the offset that was asked for last, and too far from its ends to be skipped or doubled: no clock changes by more than a day.
  [[nodiscard]] bool is_plain(std::int64_t unix_second) const;

  const date::time_zone* zone_;
  std::int64_t start_ = 0;  // Unix time of second 0
  std::shared_ptr<const std::vector<Holiday>> holidays_;
  // The interval of constant offset that was asked for last, in Unix time: [begin, end).
  mutable std::int64_t begin_ = 0;
  mutable std::int64_t end_ = 0;
  mutable std::int64_t offset_ = 0;
};

struct Calendar::Created {
  std::optional<Calendar> calendar;
  std::string error;
};

}  // namespace garoa

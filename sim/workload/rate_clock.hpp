// The operational time of arrivals whose rate changes: turns expected arrivals into simulated seconds by exact inversion of the
// integrated rate. The rate is constant between the edges of office hours and days, times the growth, which is exponential or
// linear. See sim/workload/arrivals.hpp and rate_change.hpp for the rates.
#pragma once

#include <chrono>
#include <optional>

#include "sim/core/calendar.hpp"
#include "sim/core/units.hpp"
#include "sim/workload/rate_change.hpp"

namespace garoa {

struct OfficeHoursArrivals;

class RateClock {
 public:
  /// Starts at simulated second `begin` and stops at `end`.
  RateClock(const OfficeHoursArrivals& settings, const RateChange& change, const Calendar& calendar,
            double begin, double end);
  /// The same of a rate that nothing changes but `change`.
  RateClock(PerSecond rate, const RateChange& change, const Calendar& calendar, double begin, double end);

  /// Moves on until `expected` arrivals are expected since the last call; nothing when that is not before the
  /// end.
  std::optional<double> advance(double expected);
  /// Moves on to that time, not beyond the end. Gives the arrivals that are expected until then.
  double pass(double until);

 private:
  /// The rates of office hours, and the times of day at which they change.
  struct Office {
    double peak_from;
    double peak_to;
    double peak_rate;
    double weekend_rate;
    double rest_rate;
  };
  enum class Growing { no, compound, linear };

  RateClock(const RateChange& change, const Calendar& calendar, double begin, double end);
  void enter_piece();
  [[nodiscard]] double rate_of(const LocalTime& local) const;
  /// Of the piece of constant rate that holds now_, growth apart: arrivals in so many seconds from now on, and the time at which there are so many.
  [[nodiscard]] double expected_for(double lasts) const;
  [[nodiscard]] double time_of(double expected) const;

  Calendar calendar_;
  RateChange change_;
  std::optional<Office> office_;
  double constant_rate_ = 0;
  Growing growing_ = Growing::no;
  double growth_ = 0;  // per second: of the logarithm, or of the share
  double since_ = 0;   // seconds that it goes on at time 0
  double end_;
  double now_;
  double piece_end_ = 0;
  double rate_ = 0;
  std::chrono::local_days day_{};
  double day_factor_ = 1;
};

}  // namespace garoa

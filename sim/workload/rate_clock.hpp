// The operational time of office-hours arrivals: turns expected arrivals into simulated seconds by exact
// inversion of the integrated rate, which is piecewise linear. See sim/workload/arrivals.hpp for the rates.
#pragma once

#include <optional>

#include "sim/core/calendar.hpp"

namespace garoa {

struct OfficeHoursArrivals;

class OfficeHoursClock {
 public:
  /// Starts at simulated second 0 and stops at `end`.
  OfficeHoursClock(const OfficeHoursArrivals& settings, const Calendar& calendar, double end);

  /// Moves on until `expected` arrivals are expected since the last call; nothing when that is not before the
  /// end.
  std::optional<double> advance(double expected);

 private:
  void enter_piece();

  Calendar calendar_;
  double peak_from_;
  double peak_to_;
  double peak_rate_;
  double weekend_rate_;
  double rest_rate_;
  double end_;
  double now_ = 0;
  // The piece of constant rate that holds now_.
  double piece_end_ = 0;
  double rate_ = 0;
};

}  // namespace garoa

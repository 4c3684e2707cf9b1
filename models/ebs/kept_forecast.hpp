// The most that a volume will hold where files leave it for their age: what comes goes on as the scenario's own arrivals go, and leaves when
// its age and its copies let it.
//
// Bytes; seconds of the run. Of the size, what is there from the scenario's start on and is no document leaves room for the others.
#pragma once

#include <vector>

#include "models/ebs/fill_forecast.hpp"

namespace garoa {

/// What comes to a volume from the run's beginning on: known by the hour, evenly within each.
class ComingBytes {
 public:
  ComingBytes(double until, double scale, const std::vector<ExpectedBytes>& expected);

  [[nodiscard]] double between(double from, double to) const { return by(to) - by(from); }

 private:
  [[nodiscard]] double by(double time) const;

  std::vector<double> by_hour_;  // so much has come by its beginning
};

/// Bytes that leave together.
struct Departure {
  double time = 0;
  double bytes = 0;
  bool first_of_all = false;  // what was there at the scenario's start
  bool over = false;          // they have left
};

struct Holding {
  double now = 0;
  double used = 0;
  double first_of_all = 0;  // of them, from before the scenario's start
  double size = 0;
};

struct MostHeld {
  double bytes = 0;
  double room_used = 0;  // share of the room that the rest took
};

/// Of the size less `first_of_all`, the share that the rest of `used` takes.
[[nodiscard]] double share_of_room(double used, double first_of_all, double size);
/// From now to then; `departures` ascend.
[[nodiscard]] MostHeld most_until(double until, Holding holding, const std::vector<Departure>& departures,
                                  const ComingBytes& coming);

}  // namespace garoa

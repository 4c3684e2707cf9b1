// The most that a volume will hold where files leave it for their age: what comes goes on evenly, and leaves when its age and its copies let it.
//
// Bytes; seconds of the run. Of the size, what is there from the scenario's start on and is no document leaves room for the others.
#pragma once

#include <vector>

namespace garoa {

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
  double per_second = 0;    // comes
  double size = 0;
};

struct MostHeld {
  double bytes = 0;
  double room_used = 0;  // share of the room that the rest took
};

/// Of the size less `first_of_all`, the share that the rest of `used` takes.
[[nodiscard]] double share_of_room(double used, double first_of_all, double size);
/// From now to then; `departures` ascend.
[[nodiscard]] MostHeld most_until(double until, Holding holding, const std::vector<Departure>& departures);
/// When the longest time without any of them ends, which may begin with the run, s; 0 without any.
[[nodiscard]] double end_of_longest_gap(const std::vector<Departure>& departures);

}  // namespace garoa

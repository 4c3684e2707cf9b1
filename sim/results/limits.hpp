// What could break in a scenario, and what a run says of it: disks, windows, credits, throttles, refused and lost work, full resources,
// objectives, controls.
//
// One table (limits.cpp) says of which metrics a limit is made, and where it is broken: a new limit is a row. Objectives and controls
// come from the result as they are. A limit that a run does not mention holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

struct Limit {
  std::string name;  // "backup.nightly.window_used.max", "cost.per_month < 900 USD", "D-RC-01 flows.intake"
  std::string what;  // when it is broken: "backup.nightly leaves its window"
  std::string subject;  // what is limited: "window of backup.nightly"
  bool broken = false;
  std::optional<double> used;  // of what there is: 1 is all; nothing where that cannot be told
  std::optional<double> measured;
  std::string unit;
  std::string binds;         // the resource, or the reason in words; empty for controls
  bool sheds_load = false;   // requests are turned away: what else there is to see has fewer of them
  bool undoes_work = false;  // something that was to be done is not: refused, lost, dropped, failed
  bool leaves_behind =
      false;  // what was to be done is not, or later: a later day begins with what is left of it
  bool is_control = false;
  std::size_t rank = 0;  // in the order of the table, then objectives and controls
};

/// Of those that the run says something of, in a fixed order.
[[nodiscard]] std::vector<Limit> limits_of(const RunResult& result);
/// Was some of the work that came not done: refused, lost, dropped, failed? Then what was measured, used and paid is of the rest, and
/// says nothing of growth.
[[nodiscard]] bool leaves_work_undone(const RunResult& result);

}  // namespace garoa

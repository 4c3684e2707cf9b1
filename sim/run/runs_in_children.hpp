// Several runs in child processes beside each other (sim/run/tasks_in_children.hpp), whose outcomes come in their order: so what is
// made of them does not depend on how many run at once. A long one keeps its outcome's turn, and not the others from running: these
// are some ahead of it at most.
#pragma once

#include <cstddef>
#include <functional>

#include "sim/run/run.hpp"

namespace garoa {

struct RunsInChildren {
  std::size_t most = 0;     // runs
  std::size_t at_once = 1;  // processes
  /// The run of this number, from 0; in its child. May throw.
  std::function<RunResult(std::size_t number, const KeepGoing& keep_going)> run;
  /// Gets each outcome, in order. False ends it: runs that have begun are stopped.
  std::function<bool(std::size_t number, RunOutcome outcome)> take;
  /// How many runs there will be, for the progress of all of them; `most` if empty.
  std::function<std::size_t()> expected = {};
};

/// To be called before this process has an engine. Errors: Interrupted when `keep_going` said no; std::system_error when no child
/// can be made.
void run_in_children(const RunsInChildren& runs, const KeepGoing& keep_going);

}  // namespace garoa

// A run that has been started in a child process, for callers that have several of them at work.
#pragma once

#include <functional>

#include "sim/run/child_process.hpp"
#include "sim/run/run.hpp"

namespace garoa {

class RunInChild {
 public:
  using Work = std::function<RunResult(const KeepGoing& keep_going)>;

  /// Starts it. It tells its progress every so many seconds; what nobody waits for fills its pipe at last.
  /// Errors: std::system_error when no child can be made.
  RunInChild(const Work& work, const RunLimits& limits, double seconds_between_reports);
  /// Never throws for what happens in the child.
  [[nodiscard]] RunOutcome wait(const KeepGoing& keep_going);

 private:
  ChildProcess child_;
};

}  // namespace garoa

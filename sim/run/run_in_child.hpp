// A run in a child process (sim/run/child_process.hpp): what goes to the parent, and what the parent makes of it.
#pragma once

#include <functional>
#include <string>

#include "sim/run/child_process.hpp"
#include "sim/run/run.hpp"

namespace garoa {

using RunWork = std::function<RunResult(const KeepGoing& keep_going)>;

/// What the child does: runs, tells its progress every so many seconds, and answers with the result. What the work throws leaves it.
[[nodiscard]] std::string answer_of(const RunWork& work, const ChildProcess::Tell& tell,
                                    double seconds_between_reports);
/// Of what it told.
[[nodiscard]] Progress progress_of(const std::string& told);
/// Of its end. Never throws for what happened in the child.
[[nodiscard]] RunOutcome outcome_of(const ChildProcess::End& end);

}  // namespace garoa

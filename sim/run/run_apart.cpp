#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/run/run_in_child.hpp"

namespace garoa {
namespace {

std::string text_of(const Progress& progress) {
  return fmt::format("{} {} {}", progress.simulated, progress.total, progress.events);
}

/// Tells the parent of the progress, now and then.
KeepGoing reporting_to(const ChildProcess::Tell& tell, double seconds) {
  using Clock = std::chrono::steady_clock;
  return [tell, seconds, last = Clock::now()](const Progress& progress) mutable {
    const auto now = Clock::now();
    if (std::chrono::duration<double>(now - last).count() < seconds) return true;
    last = now;
    tell(text_of(progress));
    return true;
  };
}

}  // namespace

std::string_view name_of(RunOutcome::State state) {
  switch (state) {
    case RunOutcome::State::done:
      return "done";
    case RunOutcome::State::interrupted:
      return "interrupted";
    case RunOutcome::State::failed:
      return "failed";
    case RunOutcome::State::crashed:
      return "crashed";
    case RunOutcome::State::killed:
      return "killed";
    case RunOutcome::State::out_of_memory:
      return "out of memory";
    case RunOutcome::State::timed_out:
      return "timed out";
  }
  return "";
}

std::string RunOutcome::why() const {
  return message.empty() ? std::string{name_of(state)} : message;
}

std::string answer_of(const RunWork& work, const ChildProcess::Tell& tell, double seconds_between_reports) {
  const auto result = work(reporting_to(tell, seconds_between_reports));
  // However short it was.
  const double all = result.scenario.duration_s;
  tell(text_of({all, all, result.performance.events}));
  return wire_json(result);
}

Progress progress_of(const std::string& told) {
  Progress progress;
  unsigned long long events = 0;
  if (std::sscanf(told.c_str(), "%lf %lf %llu", &progress.simulated, &progress.total, &events) == 3)
    progress.events = events;
  return progress;
}

RunOutcome outcome_of(const ChildProcess::End& end) {
  using State = RunOutcome::State;
  switch (end.state) {
    case ChildProcess::State::answered: {
      auto read = read_wire(end.text);
      if (read.value) return {State::done, "", std::move(read.value)};
      return {State::crashed, "the run's answer cannot be read: " + read.error, {}};
    }
    case ChildProcess::State::failed:
      return {State::failed, end.text, {}};
    case ChildProcess::State::out_of_memory:
      return {State::out_of_memory, "the run needs more memory than it may take: " + end.text, {}};
    case ChildProcess::State::timed_out:
      return {State::timed_out, "the run takes longer than it may", {}};
    case ChildProcess::State::killed:
      return {State::killed, fmt::format("the run was killed by signal {}", end.signal), {}};
    case ChildProcess::State::crashed:
      break;
  }
  const auto how = end.signal == 0 ? std::string{"without an answer"}
                                   : fmt::format("by signal {} ({})", end.signal, strsignal(end.signal));
  return {State::crashed, "the run ended " + how, {}};
}

RunOutcome run_apart(const RunRequest& request, const RunLimits& limits, const KeepGoing& keep_going) {
  constexpr double seconds_between_reports = 0.1;
  // Of many short runs in a row each one asks before it begins.
  if (keep_going && !keep_going({0, request.scenario.duration.count(), 0}))
    return {RunOutcome::State::interrupted, "interrupted", {}};
  const auto work = [&](const KeepGoing& reports) { return run_here(request, reports); };
  ChildProcess child{
      [&](const ChildProcess::Tell& tell) { return answer_of(work, tell, seconds_between_reports); },
      {limits.seconds, limits.memory_bytes}};
  bool stopped = false;
  const auto end = child.wait([&](const std::string& text) {
    stopped = keep_going && !keep_going(progress_of(text));
    return !stopped;
  });
  if (stopped) return {RunOutcome::State::interrupted, "interrupted", {}};
  return outcome_of(end);
}

}  // namespace garoa

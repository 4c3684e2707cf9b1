// A run is a value: a request goes in, a result comes out.
//
//   ModelFiles files{"", diagnostics};
//   const auto scenario = load_scenario("scenarios/central-financeira/base.yaml", {}, files, diagnostics);
//   const RunOutcome outcome = run_apart({*scenario, 7}, {});
//
// run_here() runs in this process, run_apart() in a child that is forked before SimGrid's engine exists, so that a run that
// crashes, is killed or takes too much ends as an outcome and not the caller. Both give the same result, byte for byte.
// SimGrid's engine exists once per process: a second run_here() of scenarios with EC2 instances is refused (EngineTaken);
// without any it works.
#pragma once

#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include "sim/results/result.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

class Journal;

/// The run was stopped from outside; there is no result.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error{"interrupted"} {}
};

/// The run needs more memory than there is. what() says which parts of the simulated world grew, and what bounds them.
struct OutOfMemory : std::bad_alloc {
  explicit OutOfMemory(std::string text) : text_{std::move(text)} {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

struct RunRequest {
  const Scenario& scenario;             // outlives the run
  std::optional<std::uint64_t> seed{};  // instead of the scenario's
  /// Gets the journal before the first event and before the services are built, to observe it. May be empty; of no use to a run
  /// in a child.
  std::function<void(Journal& journal)> observe{};
};

struct Progress {
  double simulated = 0;  // seconds
  double total = 0;
  std::uint64_t events = 0;
};

/// Called now and then during a run; false stops it. May be empty.
using KeepGoing = std::function<bool(const Progress&)>;

/// Everything in the result but `performance` depends on the request and garoa's version only.
/// Errors: SimulatorFault (a broken balance, an impossible time), EngineTaken, OutOfMemory, Interrupted when `keep_going` said no.
[[nodiscard]] RunResult run_here(const RunRequest& request, const KeepGoing& keep_going = {});

/// What a run in a child may take. Empty: as much as there is.
struct RunLimits {
  std::optional<double> seconds{};              // of the wall clock
  std::optional<std::uint64_t> memory_bytes{};  // of address space, the program's own included
};

struct RunOutcome {
  enum class State {
    done,           // `result` is there
    interrupted,    // `keep_going` said no
    failed,         // an error with a message: SimulatorFault and its like
    crashed,        // it ended by a signal of its own, or without an answer
    killed,         // it was killed from outside
    out_of_memory,  // beyond `memory_bytes`, or the machine's
    timed_out,      // beyond `seconds`
  };
  State state = State::failed;
  std::string message;  // a sentence; empty when done
  std::optional<RunResult> result;

  /// Why there is none, in words.
  [[nodiscard]] std::string why() const;
};

[[nodiscard]] std::string_view name_of(RunOutcome::State state);

/// Never throws for what happens in the child. Errors: std::system_error when no child can be made.
[[nodiscard]] RunOutcome run_apart(const RunRequest& request, const RunLimits& limits = {},
                                   const KeepGoing& keep_going = {});

}  // namespace garoa

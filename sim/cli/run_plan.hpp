// How often `garoa run` simulates: once, at the edges of assumptions, or in replications.
#pragma once

#include <functional>

#include "sim/cli/cli.hpp"
#include "sim/run/run.hpp"

namespace garoa::cli {

struct RunPlan {
  bool edges = false;
  std::optional<std::uint32_t> replications;  // the most of them with until_ci
  std::optional<double> until_ci;             // half of an interval over its value
  std::vector<std::string> metrics;           // that it is about; empty: those of the objectives
  std::size_t jobs = 1;
  bool keep = false;  // each replication's own result

  [[nodiscard]] bool replicates() const { return replications || until_ci; }
  /// As a part of a folder's name: "replications=10"; empty for a single run.
  [[nodiscard]] std::string text() const;
};

/// The number from 1 on that an option gives; nothing if it is not given. Errors: UsageError.
[[nodiscard]] std::optional<std::uint32_t> number_of(const CommandLine& line, const std::string& option,
                                                     std::string_view things);
/// --jobs, or one a core.
[[nodiscard]] std::size_t jobs_of(const CommandLine& line);

void add_plan_options(CommandLine& line);
/// Errors: UsageError.
[[nodiscard]] RunPlan plan_of(const CommandLine& line);

/// Does it give ranges itself? A single run is then run at their edges, too.
[[nodiscard]] bool has_ranges(const Scenario& scenario);

/// What a run has to tell beside its result.
struct RunListeners {
  std::function<void(std::uint32_t, const RunResult&)> keep;  // gets each replication's own result
  std::function<void(Journal&)> observe;                      // the journal of a single run
};

/// Errors: as of run_here(), run_at_edges() and run_replications().
[[nodiscard]] RunResult run_by(const RunPlan& plan, const Scenario& scenario, const ScenarioOptions& options,
                               const RunListeners& listeners, const KeepGoing& keep_going);

}  // namespace garoa::cli

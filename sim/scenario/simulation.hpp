// One run of a scenario: builds the services and flows, runs them, gathers the result.
//
// SimGrid's engine exists once per process, so does a run of a scenario that has EC2 instances.
// Errors: SimulatorFault (a broken balance, an impossible time); Interrupted when `keep_going` said no.
#pragma once

#include <functional>
#include <stdexcept>
#include <vector>

#include "models/compliance/profile.hpp"
#include "sim/results/result.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// The run was stopped from outside; there is no result.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error{"interrupted"} {}
};

struct Progress {
  double simulated = 0;  // seconds
  double total = 0;
  std::uint64_t events = 0;
};

struct SimulationOptions {
  /// Profiles to assess; empty: the scenario's, or else the default.
  std::vector<compliance::Profile> profiles;
  /// Called now and then during the run; false stops it. May be empty.
  std::function<bool(const Progress&)> keep_going;
};

/// Runs the scenario. Everything in the result but `performance` depends on scenario, seed and version only.
[[nodiscard]] RunResult simulate(const Scenario& scenario, Catalogue& catalogue,
                                 const SimulationOptions& options);

/// The profiles in force: those named, else the scenario's, else "default".
[[nodiscard]] std::vector<compliance::Profile> profiles_in_force(const std::vector<std::string>& named,
                                                                 const Scenario& scenario,
                                                                 Catalogue& catalogue);

}  // namespace garoa

// What a function's or an instance's role is used for, as far as the scenario says: the requests that the run makes with it.
//
// Not told: what an SDK asks besides (kms, sts), and the services that a function calls under `calls`.
#pragma once

#include <string>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// It reads the objects that it is told of and others, writes results, notes and records, tells topics and destinations, and empties its queue.
[[nodiscard]] std::vector<compliance::Use> uses_of(const Scenario& s, const FunctionSettings& settings);
/// Of the instances of that name: copies of files, their way back, and the records of their flows.
[[nodiscard]] std::vector<compliance::Use> uses_of(const compliance::Architecture& architecture,
                                                   const std::string& app);

}  // namespace garoa

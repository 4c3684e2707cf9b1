// What the model files say about a scenario: prices, free tier, profiles, and the figures that its resources use. With
// these a scenario is complete; a fault in any of them is found before anything is simulated.
#pragma once

#include <string>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Reads them into the scenario, which has been read and validated. `profiles` stand for the scenario's own, if there are
/// any. Faults go to the catalogue's diagnostics.
void complete(Scenario& scenario, const std::vector<std::string>& profiles, const std::string& directory,
              Catalogue& catalogue);

/// Of a scenario that has faults already: adds those of the profiles and prices that there are.
void check_completion(const Scenario& scenario, const std::vector<std::string>& profiles,
                      const std::string& directory, Catalogue& catalogue);

/// The copies that are kept in other regions, by the resource that is billed.
[[nodiscard]] std::map<std::string, std::string> regions_elsewhere(const Scenario& scenario);

}  // namespace garoa

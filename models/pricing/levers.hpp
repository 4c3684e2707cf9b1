// What could make a bill smaller: changes of settings to try.
//
// Figures: models/pricing/levers.yaml; its faults go to the catalogue's diagnostics.
#pragma once

#include <string>
#include <vector>

#include "sim/core/figures.hpp"

namespace garoa {

/// One change of one scenario.
struct Lever {
  std::string title;
  std::string assignment;  // "ebs.documents.type=gp3", as --set takes it
  std::string decision;    // of those that are of one the best one is told
  std::string unseen;      // what it costs and a run does not show; empty: nothing
};

/// Those that concern what the scenario has; `settings` is what its reader recorded.
[[nodiscard]] std::vector<Lever> levers_of(const FieldRecord& settings, Catalogue& catalogue);

}  // namespace garoa

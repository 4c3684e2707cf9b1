// Reads a scenario's keys, section by section, and checks what concerns several of them.
#pragma once

#include <string>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// `base_directory` is the folder that trace files are relative to.
void read_scenario(Scenario& scenario, Fields& fields, Catalogue& catalogue,
                   const std::string& base_directory);

/// References, and rules that concern several resources. Faults go to the Diagnostics.
void validate(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace garoa

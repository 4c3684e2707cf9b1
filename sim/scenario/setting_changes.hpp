// In which settings two scenarios differ.
#pragma once

#include <vector>

#include "sim/results/compared.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// By path: what is given in either of them and has another value in the other one. What follows from it (defaults that
/// depend on it) and the title are left out.
[[nodiscard]] std::vector<SettingChange> settings_between(const Scenario& from, const Scenario& to);

}  // namespace garoa

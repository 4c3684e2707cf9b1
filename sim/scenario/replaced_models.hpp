// Files of `--models` are read whole before any scenario, by those who read the built-in ones: their faults are told at once, also of
// what a scenario does not use.
#pragma once

#include "sim/core/diagnostics.hpp"
#include "sim/core/model_files.hpp"

namespace garoa {

/// Errors: those of all files that are laid over built-in ones, with their places.
void check_replaced_models(const ModelFiles& files, Diagnostics& diagnostics);

}  // namespace garoa

// Runtimes by what runs their code: figures that were measured for one of a kind are taken for all of it.
#pragma once

#include <string>

#include "sim/core/figures.hpp"

namespace garoa {

/// As the figures name it: python, nodejs, java, llrt, compiled (other custom runtimes), other (.NET, Ruby).
[[nodiscard]] std::string runtime_kind(const std::string& runtime);
/// In which what happens for the first time in an environment runs, in the mean: a JVM compiles and loads beside the handler.
[[nodiscard]] double threads_of_first(const std::string& runtime, Figures& lambda);

}  // namespace garoa

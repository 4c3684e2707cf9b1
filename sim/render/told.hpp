// Results are English: sentences of findings, names of edges and phases with the numbers in them. told() says them in the language
// that is spoken, from the patterns of the catalogue that they were made of: "{} of {} records were lost." finds its translation for
// "3 of 1,200 records were lost.". What no pattern tells stays as it is, with its numbers as the language writes them.
#pragma once

#include <string>
#include <string_view>

#include "sim/results/result.hpp"

namespace garoa {

[[nodiscard]] std::string told(std::string_view english);

/// "intake backup nightly": flow and phase, whose first word is told.
[[nodiscard]] std::string told_phase(const Bottleneck& phase);

/// The scenario's title, that of a shipped one as the catalogue has it; the file where it has none.
[[nodiscard]] std::string told_headline(const ScenarioInfo& scenario);

}  // namespace garoa

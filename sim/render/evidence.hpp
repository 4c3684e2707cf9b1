// What a finding tells beside its sentence, as names and texts for people, in the language that is spoken; what it does not have is
// left out.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/results/finding.hpp"

namespace garoa {

[[nodiscard]] std::vector<std::pair<std::string, std::string>> evidence_of(
    const compliance::Finding& finding);

/// What the mark of a limit's basis means (Finding::limit_basis), in English.
[[nodiscard]] std::string_view basis_text(std::string_view basis);

/// "base.yaml:36:5"; the words of the command line where they set it; empty where nothing is known.
[[nodiscard]] std::string place_text(const Location& place);

}  // namespace garoa

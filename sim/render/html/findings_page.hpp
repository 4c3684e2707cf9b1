// Findings as a page, without a run: the gaps table with its filter, each finding with its evidence and the line of the scenario.
#pragma once

#include <string>

#include "sim/render/findings.hpp"

namespace garoa {

/// Needs why_no_page() to be empty (page.hpp).
[[nodiscard]] std::string findings_page(const ToldFindings& told);

}  // namespace garoa

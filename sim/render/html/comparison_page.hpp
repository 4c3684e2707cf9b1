// Scenarios side by side as a page: the sentences that are certain, each number of the first screen with its interval in every scenario,
// the differences of pairs with theirs, settings, bill and verdicts.
#pragma once

#include <string>

#include "sim/results/compared.hpp"

namespace garoa {

/// Needs why_no_page() to be empty (page.hpp).
[[nodiscard]] std::string comparison_page(const ComparedScenarios& compared);

}  // namespace garoa

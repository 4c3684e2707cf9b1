// Scenarios side by side as text for a terminal, and as Markdown.
#pragma once

#include <string>
#include <vector>

#include "sim/render/sheet.hpp"
#include "sim/results/compared.hpp"

namespace garoa {

/// Settings, numbers, bill, verdicts; empty ones too.
[[nodiscard]] std::vector<Sheet> comparison_sheets(const ComparedPair& pair);
/// Is there an objective that decides, or work undone that must be told?
[[nodiscard]] bool has_decision(const ComparedScenarios& compared);
/// What is said of a pair, and of all by the objectives, with money as it is told.
[[nodiscard]] std::string told_sentence(const ComparedPair& pair);
[[nodiscard]] std::string told_decision(const ComparedScenarios& compared);
/// What decided each scenario's numbers, in their order.
[[nodiscard]] std::vector<std::string> comparison_origins(const ComparedScenarios& compared);
/// What is to be known about all of a pair's numbers, as sentences.
[[nodiscard]] std::vector<std::string> comparison_notes(const ComparedPair& pair);
/// What each option was tried on, and what bound it there.
[[nodiscard]] Sheet comparison_context(const ComparedScenarios& compared);
/// The options side by side: what they cost, and which objectives they meet.
[[nodiscard]] Sheet comparison_options(const ComparedScenarios& compared);
/// Each objective's value in each option; without rows if there are none.
[[nodiscard]] Sheet comparison_objectives(const ComparedScenarios& compared);
[[nodiscard]] std::string comparison_text(const ComparedScenarios& compared,
                                          std::size_t width = terminal_width);
[[nodiscard]] std::string comparison_markdown(const ComparedScenarios& compared);

}  // namespace garoa

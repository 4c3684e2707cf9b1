// Scenarios side by side as text for a terminal, and as Markdown.
#pragma once

#include <string>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/results/compared.hpp"

namespace garoa {

struct ComparedTable {
  std::string title;
  TextTable table;
};
/// Settings, numbers, bill, verdicts; empty ones too.
[[nodiscard]] std::vector<ComparedTable> comparison_tables(const ComparedPair& pair);
[[nodiscard]] std::string comparison_text(const ComparedScenarios& compared,
                                          std::size_t width = terminal_width);
[[nodiscard]] std::string comparison_markdown(const ComparedScenarios& compared);

}  // namespace garoa

// Scenarios side by side as text for a terminal, and as Markdown.
#pragma once

#include <string>

#include "sim/render/text_wrap.hpp"
#include "sim/results/compared.hpp"

namespace garoa {

[[nodiscard]] std::string comparison_text(const ComparedScenarios& compared,
                                          std::size_t width = terminal_width);
[[nodiscard]] std::string comparison_markdown(const ComparedScenarios& compared);

}  // namespace garoa

// What breaks first, as text for a terminal and as Markdown.
#pragma once

#include <string>

#include "sim/render/text_wrap.hpp"
#include "sim/results/capacity.hpp"

namespace garoa {

[[nodiscard]] std::string capacity_text(const CapacityFound& capacity, std::size_t width = terminal_width);
[[nodiscard]] std::string capacity_markdown(const CapacityFound& capacity);

}  // namespace garoa

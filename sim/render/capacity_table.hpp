// What breaks first, as text for a terminal and as Markdown.
#pragma once

#include <string>
#include <vector>

#include "sim/render/sheet.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/results/capacity.hpp"

namespace garoa {

/// "ebs.documents is full at 2.43x: ebs.documents binds."
[[nodiscard]] std::string capacity_sentence(const CapacityFound& capacity);
/// What breaks, in its order.
[[nodiscard]] Sheet sheet_of_breaks(const CapacityFound& capacity);
/// What never does; the most used first.
[[nodiscard]] Sheet sheet_of_holding(const CapacityFound& capacity);
/// What is left at the first point of each limit of which that can be told, the least first.
[[nodiscard]] Sheet sheet_of_headroom(const CapacityFound& capacity);
/// How it was looked for, and what to think of it.
[[nodiscard]] std::vector<std::string> capacity_notes(const CapacityFound& capacity);

[[nodiscard]] std::string capacity_text(const CapacityFound& capacity, std::size_t width = terminal_width);
[[nodiscard]] std::string capacity_markdown(const CapacityFound& capacity);

}  // namespace garoa

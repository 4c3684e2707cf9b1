#include "sim/render/metric_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/language.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {

std::string metric_list_text(std::size_t width) {
  std::size_t pattern_width = 0;
  std::size_t unit_width = 0;
  for (const auto& row : metric_table()) {
    pattern_width = std::max(pattern_width, shown_pattern(row).size());
    unit_width = std::max(unit_width, row.unit.size());
  }
  std::string text;
  for (const auto& row : metric_table()) {
    text +=
        paragraph(fmt::format("{:<{}}  {:<{}}  ", shown_pattern(row), pattern_width, row.unit, unit_width),
                  tr(row.meaning), width);
  }
  return text;
}

}  // namespace garoa

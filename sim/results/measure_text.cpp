#include "sim/results/measure_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/human.hpp"

namespace garoa {

std::string measure_text(double value, std::string_view unit) {
  const bool number = unit.empty() || unit == "1";
  return number && value != std::round(value) ? fmt::format("{:.6g}", value) : human_value(value, unit);
}

std::string measure_beside(double measured, double limit, std::string_view unit) {
  const auto text = measure_text(measured, unit);
  if (measured == limit || text != measure_text(limit, unit)) return text;
  return fmt::format("{} {} {}", text, measured > limit ? "and" : "less",
                     measure_text(std::abs(measured - limit), unit));
}

}  // namespace garoa

#include "sim/core/scalar.hpp"

#include <fmt/format.h>

namespace garoa {

ScalarType quantity_type(const UnitTable& table) {
  std::string units;
  for (const auto& unit : table.units) units += fmt::format("{}{}", units.empty() ? "" : "|", unit.symbol);
  const auto part = fmt::format("[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *({})", units);
  return {"string",
          table.sums ? fmt::format("^{}( *{})*$", part, part) : fmt::format("^{}$", part),
          {},
          std::string{table.example}};
}

std::optional<bool> Scalar<bool>::parse(std::string_view text, bool quoted, std::string& why) {
  if (!quoted && text == "true") return true;
  if (!quoted && text == "false") return false;
  why = "is not true or false";
  return std::nullopt;
}

std::optional<std::string> Scalar<std::string>::parse(std::string_view text, bool, std::string& why) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      why = "contains a control character";
      return std::nullopt;
    }
  }
  return std::string{text};
}

std::optional<double> Scalar<double>::parse(std::string_view text, bool quoted, std::string& why) {
  const auto value = quoted ? std::nullopt : parse_number(text);
  if (!value) why = "is not a number";
  return value;
}

std::string Scalar<double>::format(double value) {
  return fmt::format("{}", value);
}

}  // namespace garoa

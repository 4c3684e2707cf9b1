#include "sim/results/bound.hpp"

#include <fmt/format.h>

#include "sim/core/units.hpp"

namespace garoa {
namespace {

constexpr std::string_view blanks = " \t";

const UnitTable* table_of(std::string_view unit) {
  if (unit == "s") return &unit_table<Seconds>();
  if (unit == "B") return &unit_table<Bytes>();
  if (unit == "B/s") return &unit_table<BytesPerSecond>();
  if (unit == "1/s") return &unit_table<PerSecond>();
  return nullptr;
}

/// A number, and the word behind it.
struct NumberAndWord {
  std::optional<double> number;
  std::string_view word;
};

NumberAndWord taken_apart(std::string_view text) {
  const auto end = text.find_first_not_of("+-.0123456789eE");
  const auto word = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  return {parse_number(trimmed(text.substr(0, end))), trimmed(word)};
}

std::optional<double> parse_share(std::string_view text, std::string& why) {
  const auto [number, word] = taken_apart(text);
  if (number && word.empty()) return number;
  if (number && word == "%") return *number / 100;
  why = "is not a share, such as '0.1 %' or 0.001";
  return std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> parse_bound(std::string_view text, std::string_view unit, std::string& why) {
  if (const auto* const table = table_of(unit); table != nullptr) return parse_with_unit(text, *table, why);
  if (unit == "share") return parse_share(text, why);
  const auto [number, word] = taken_apart(text);
  const bool is_money = unit == "USD";
  const bool fits = word == unit || (word.empty() && !is_money);
  if (number && fits && !(unit == "1" && !word.empty())) return number;
  why = unit == "1" ? "is not a number without a unit"
                    : fmt::format("is not a number {} '{}'", is_money ? "with its unit" : "of", unit);
  return std::nullopt;
}

}  // namespace garoa

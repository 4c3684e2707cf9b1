#include "sim/core/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace garoa {
namespace {

constexpr std::array time_units{Unit{"ns", 1e-9}, Unit{"us", 1e-6},  Unit{"ms", 1e-3},
                                Unit{"s", 1},     Unit{"min", 60},   Unit{"h", 3600},
                                Unit{"d", 86400}, Unit{"w", 604800}, Unit{"y", 31536000}};
constexpr std::array byte_units{
    Unit{"B", 1},     Unit{"kB", 1e3},           Unit{"KB", 1e3}, Unit{"KiB", 1024},
    Unit{"MB", 1e6},  Unit{"MiB", 1048576},      Unit{"GB", 1e9}, Unit{"GiB", 1073741824},
    Unit{"TB", 1e12}, Unit{"TiB", 1099511627776}};
constexpr std::array byte_rate_units{Unit{"B/s", 1},      Unit{"kB/s", 1e3},        Unit{"KB/s", 1e3},
                                     Unit{"KiB/s", 1024}, Unit{"MB/s", 1e6},        Unit{"MiB/s", 1048576},
                                     Unit{"GB/s", 1e9},   Unit{"GiB/s", 1073741824}};
constexpr std::array bit_rate_units{Unit{"bit/s", 1}, Unit{"kbit/s", 1e3}, Unit{"Mbit/s", 1e6},
                                    Unit{"Gbit/s", 1e9}};
constexpr std::array rate_units{Unit{"/d", 1.0 / 86400}, Unit{"/h", 1.0 / 3600}, Unit{"/min", 1.0 / 60},
                                Unit{"/s", 1}};
constexpr std::array memory_units{Unit{"MB", 1}, Unit{"MiB", 1}, Unit{"GB", 1024}, Unit{"GiB", 1024}};

constexpr UnitTable time_table{"a duration", "4 ms", time_units, true};
constexpr UnitTable byte_table{"a size in bytes", "500 GiB", byte_units};
constexpr UnitTable byte_rate_table{"a rate in bytes per second", "125 MiB/s", byte_rate_units};
constexpr UnitTable bit_rate_table{"a bandwidth in bits per second", "20 Mbit/s", bit_rate_units};
constexpr UnitTable rate_table{"a rate of events", "20/s", rate_units};
constexpr UnitTable memory_table{"a memory size", "512 MB", memory_units};

constexpr std::array all_tables{&time_table, &byte_table, &byte_rate_table, &bit_rate_table, &rate_table};

std::string unit_list(const UnitTable& table) {
  std::string list;
  for (const auto& unit : table.units) list += fmt::format("{}{}", list.empty() ? "" : ", ", unit.symbol);
  return list;
}

const Unit* find_unit(const UnitTable& table, std::string_view symbol) {
  for (const auto& unit : table.units) {
    if (unit.symbol == symbol) return &unit;
  }
  return nullptr;
}

std::string unknown_unit(std::string_view symbol, const UnitTable& table) {
  for (const auto* other : all_tables) {
    if (find_unit(*other, symbol) != nullptr) {
      return fmt::format("has the unit of {} where {} is needed, such as '{}'", other->kind, table.kind,
                         table.example);
    }
  }
  return fmt::format("has the unknown unit '{}'; {} has one of {}", symbol, table.kind, unit_list(table));
}

/// Length of the leading decimal number.
std::size_t number_length(std::string_view text) {
  double ignored = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), ignored);
  return static_cast<std::size_t>(result.ptr - text.data());
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

}  // namespace

template <>
const UnitTable& unit_table<Seconds>() {
  return time_table;
}
template <>
const UnitTable& unit_table<Bytes>() {
  return byte_table;
}
template <>
const UnitTable& unit_table<BytesPerSecond>() {
  return byte_rate_table;
}
template <>
const UnitTable& unit_table<BitsPerSecond>() {
  return bit_rate_table;
}
template <>
const UnitTable& unit_table<PerSecond>() {
  return rate_table;
}
template <>
const UnitTable& unit_table<LambdaMemory>() {
  return memory_table;
}

std::optional<double> parse_number(std::string_view text) {
  // "010" is octal to some readers and ten to others.
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') return std::nullopt;
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

namespace {

/// A number and its unit.
struct Part {
  double number;
  const Unit* unit;
};

/// The part that `text` begins with is taken off it.
std::optional<Part> take_part(std::string_view& text, const UnitTable& table, std::string& why) {
  const auto digits = number_length(text);
  const auto number = parse_number(text.substr(0, digits));
  if (!number) {
    why = fmt::format("is not {}; write a number with its unit, such as '{}'", table.kind, table.example);
    return std::nullopt;
  }
  text.remove_prefix(digits);
  skip_blanks(text);
  const auto symbol = table.sums ? text.substr(0, text.find_first_of(" -.0123456789")) : text;
  text.remove_prefix(symbol.size());
  skip_blanks(text);
  if (symbol.empty()) {
    why = fmt::format("lacks its unit; {} has one of {}", table.kind, unit_list(table));
    return std::nullopt;
  }
  const auto* const unit = find_unit(table, symbol);
  if (unit == nullptr) {
    why = unknown_unit(symbol, table);
    return std::nullopt;
  }
  if (*number < 0) {
    why = "is negative";
    return std::nullopt;
  }
  return Part{*number, unit};
}

}  // namespace

std::optional<double> parse_with_unit(std::string_view text, const UnitTable& table, std::string& why) {
  double value = 0;
  const Unit* last = nullptr;
  do {
    const auto part = take_part(text, table, why);
    if (!part) return std::nullopt;
    if (last != nullptr && part->unit->factor >= last->factor) {
      why = fmt::format("has '{}' after '{}'; its parts go from the largest unit to the smallest",
                        part->unit->symbol, last->symbol);
      return std::nullopt;
    }
    last = part->unit;
    value += part->number * last->factor;
  } while (!text.empty());
  if (!std::isfinite(value)) {
    why = "is too large";
    return std::nullopt;
  }
  return value;
}

namespace {

/// The shortest number that gives `value` in the unit, if there is one: 50000 and not 50000.00000000001 of
/// them.
std::optional<std::string> number_of_units(double value, double factor) {
  for (const int digits : {15, 17}) {
    const auto number = parse_number(fmt::format("{:.{}g}", value / factor, digits));
    if (number && *number * factor == value) return fmt::format("{}", *number);
  }
  return std::nullopt;
}

}  // namespace

std::string format_with_unit(double value, const UnitTable& table) {
  constexpr double day = 86400;  // nobody counts in more: a month's backup is kept for 30 d
  std::string best;
  for (const auto& unit : table.units) {
    if (&table == &time_table && unit.factor > day) continue;
    const auto number = number_of_units(value, unit.factor);
    if (!number) continue;
    const bool rate = unit.symbol.front() == '/';
    auto text = fmt::format("{}{}{}", *number, rate ? "" : " ", unit.symbol);
    if (best.empty() || text.size() < best.size() || (value >= unit.factor && text.size() <= best.size()))
      best = std::move(text);
  }
  if (best.empty())
    best = fmt::format("{} {}", value / table.units.front().factor, table.units.front().symbol);
  return best;
}

}  // namespace garoa

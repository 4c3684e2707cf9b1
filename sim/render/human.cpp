#include "sim/render/human.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "sim/core/units.hpp"

namespace garoa {
namespace {

constexpr int most_decimals = 15;

/// The power of ten of the first digit, after rounding to `digits`.
int exponent_of(double value, int digits) {
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  return std::atoi(text.c_str() + text.find('e') + 1);
}

std::string with_separators(std::string text) {
  const auto first = text.find_first_of("0123456789");
  auto position = std::min(text.find('.'), text.size());
  while (position > first + 3) {
    position -= 3;
    text.insert(position, ",");
  }
  return text;
}

std::string fixed(double value, int decimals) {
  return with_separators(fmt::format("{:.{}f}", value, std::clamp(decimals, 0, most_decimals)));
}

std::string without_empty_decimals(const std::string& text) {
  const auto point = text.find('.');
  const bool empty =
      point != std::string::npos && text.find_first_not_of('0', point + 1) == std::string::npos;
  return empty ? text.substr(0, point) : text;
}

struct Unit {
  double size;
  double from;  // used for values of at least so much
  std::string_view name;
};

template <std::size_t count>
std::string in_unit(double value, const std::array<Unit, count>& units) {
  const auto fits = [&](const Unit& unit) { return std::abs(value) >= unit.from; };
  const auto found = std::find_if(units.begin(), units.end(), fits);
  const Unit& unit = found == units.end() ? units.back() : *found;
  return without_empty_decimals(human_number(value / unit.size)) + " " + std::string{unit.name};
}

constexpr std::array<Unit, 6> durations{{{86400, 3 * 86400, "d"},
                                         {3600, 3600, "h"},
                                         {60, 120, "min"},
                                         {1, 1, "s"},
                                         {1e-3, 1e-3, "ms"},
                                         {1e-6, 0, "us"}}};

constexpr std::array<Unit, 5> sizes{{{gibibyte * kibibyte, gibibyte* kibibyte, "TiB"},
                                     {gibibyte, gibibyte, "GiB"},
                                     {mebibyte, mebibyte, "MiB"},
                                     {kibibyte, kibibyte, "KiB"},
                                     {1, 0, "B"}}};

}  // namespace

std::string human_number(double value, int digits) {
  if (!std::isfinite(value)) return value > 0 ? "inf" : (value < 0 ? "-inf" : "nan");
  if (value == 0) return "0";
  return fixed(value, digits - 1 - exponent_of(value, digits));
}

std::string human_count(double value) {
  return std::isfinite(value) ? fixed(value, 0) : human_number(value);
}

std::string human_duration(double seconds) {
  return seconds == 0 ? "0 s" : in_unit(seconds, durations);
}

std::string human_bytes(double bytes) {
  return in_unit(bytes, sizes);
}

std::string human_share(double share) {
  const double percent = share * 100;
  return fixed(percent, percent != 0 && std::abs(percent) < 9.95 ? 1 : 0) + " %";
}

std::string human_money(double amount) {
  if (!std::isfinite(amount)) return human_number(amount);
  const int significant = amount == 0 ? 2 : 1 - exponent_of(amount, 2);
  return fixed(amount, std::max(2, significant));
}

}  // namespace garoa

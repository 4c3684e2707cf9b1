#include "sim/core/human.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "sim/core/language.hpp"
#include "sim/core/told_money.hpp"
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

// These are written as in English; what leaves this file is written as the reader does.
std::string fixed(double value, int decimals) {
  return with_separators(fmt::format("{:.{}f}", value, std::clamp(decimals, 0, most_decimals)));
}

/// "1.50" as "1.5", "2.00" as "2".
std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string number_text(double value, int digits = 3) {
  if (!std::isfinite(value)) return value > 0 ? "inf" : (value < 0 ? "-inf" : "nan");
  if (value == 0) return "0";
  return fixed(value, digits - 1 - exponent_of(value, digits));
}

struct HumanUnit {
  double size;  // used for values of at least so much
  std::string_view name;
};

double rounded_to_three_digits(double value) {
  return std::strtod(fmt::format("{:.2e}", value).c_str(), nullptr);
}

/// In the largest unit of which there is one whole, after rounding; units descend.
template <std::size_t count>
std::string in_unit(double value, const std::array<HumanUnit, count>& units) {
  if (!std::isfinite(value)) return human_number(value);
  const double size = rounded_to_three_digits(std::abs(value));
  const auto found =
      std::find_if(units.begin(), units.end(), [&](const HumanUnit& unit) { return size >= unit.size; });
  const HumanUnit& unit = found == units.end() ? units.back() : *found;
  return number_as_written(without_trailing_zeros(number_text(value / unit.size))) + " " +
         std::string{unit.name};
}

constexpr std::array<HumanUnit, 3> short_durations{{{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}}};
constexpr std::array<HumanUnit, 4> long_durations{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};
constexpr double first_long_duration = 120;

constexpr std::array<HumanUnit, 5> sizes{
    {{gibibyte * kibibyte, "TiB"}, {gibibyte, "GiB"}, {mebibyte, "MiB"}, {kibibyte, "KiB"}, {1, "B"}}};

/// Rounded to the largest of the units that is near enough.
double rounded_to_a_unit(double length, double near_enough) {
  for (const auto& unit : long_durations) {
    const double whole = std::round(length / unit.size) * unit.size;
    if (std::abs(whole - length) <= near_enough * length) return whole;
  }
  return std::round(length);
}

std::string long_duration(double length, double near_enough) {
  double left = rounded_to_a_unit(length, near_enough);
  std::string text;
  for (const auto& unit : long_durations) {
    const double whole = std::floor(left / unit.size);
    if (whole < 1) continue;
    text += (text.empty() ? "" : " ") + number_as_written(fixed(whole, 0)) + " " + std::string{unit.name};
    left -= whole * unit.size;
  }
  return text;
}

}  // namespace

std::string human_number(double value, int digits) {
  return number_as_written(number_text(value, digits));
}

std::string human_count(double value) {
  return number_as_written(std::isfinite(value) ? fixed(value, 0) : number_text(value));
}

std::string human_duration(double seconds, double near_enough) {
  constexpr double noise = 1e-7;  // below that a time is what is left of rounding
  const double size = std::abs(seconds);
  if (size < noise) return "0 s";
  if (!std::isfinite(seconds) || std::round(size) < first_long_duration)
    return in_unit(seconds, short_durations);
  return (seconds < 0 ? "-" : "") + long_duration(size, near_enough);
}

std::string human_bytes(double bytes) {
  return bytes == 0 ? "0 B" : in_unit(bytes, sizes);
}

std::string human_share(double share) {
  if (!std::isfinite(share)) return human_number(share);
  constexpr double noise = 1e-9;  // of binary fractions
  const double percent = share * 100;
  int decimals = percent == 0 ? 0 : 2 - exponent_of(percent, 3);
  const double missing = 100 - percent;
  if (missing <= noise || missing >= 1)
    return number_as_written(without_trailing_zeros(fixed(percent, decimals))) + " %";
  constexpr int most_of_missing = 4;
  constexpr double nearest = 99.9999;
  decimals = std::clamp(1 - exponent_of(missing, 2), decimals, most_of_missing);
  return number_as_written(without_trailing_zeros(fixed(std::min(percent, nearest), decimals))) + " %";
}

std::string human_money(double amount) {
  if (!std::isfinite(amount)) return human_number(amount);
  const int significant = amount == 0 ? 2 : 1 - exponent_of(amount, 2);
  return number_as_written(fixed(amount, std::max(2, significant)));
}

std::string human_value(double value, std::string_view unit) {
  if (unit == "s") return human_duration(value);
  if (unit == "B") return human_bytes(value);
  if (unit == "B/s") return human_bytes(value) + "/s";
  if (unit == "share") return human_share(value);
  if (unit == "USD") return told_currency().name + " " + told_money(value);
  const std::string number = value == std::round(value) ? human_count(value) : human_number(value);
  if (unit.empty() || unit == "1") return number;
  return unit == "1/s" ? number + "/s" : number + " " + std::string{unit};
}

std::string human_time(std::string_view iso) {
  const auto date_end = iso.find('T');
  if (date_end == std::string_view::npos) return std::string{iso};
  std::string_view clock = iso.substr(date_end + 1);
  clock = clock.substr(0, clock.find_first_of("+-Z"));
  if (clock.size() == 8 && clock.ends_with(":00")) clock.remove_suffix(3);
  return std::string{iso.substr(0, date_end)} + " " + std::string{clock};
}

}  // namespace garoa

#include "sim/render/html/axis_unit.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/core/told_money.hpp"

namespace garoa::chart {
namespace {

struct Step {
  double from;  // largest value that it fits
  double per;
  const char* name;
};

constexpr double minute = 60;
constexpr double of_hour = 60 * minute;
constexpr double of_day = 24 * of_hour;
constexpr double kib = 1024;
constexpr double mib = kib * kib;
constexpr double gib = mib * kib;
constexpr double tib = gib * kib;
/// Largest first.
constexpr std::array times{Step{10 * of_day, of_day, "d"}, Step{2 * of_hour, of_hour, "h"},
                           Step{2 * minute, minute, "min"}, Step{1, 1, "s"}, Step{0, 0.001, "ms"}};
constexpr std::array sizes{Step{tib, tib, "TiB"}, Step{gib, gib, "GiB"}, Step{mib, mib, "MiB"},
                           Step{kib, kib, "KiB"}, Step{0, 1, "B"}};

template <std::size_t count>
AxisUnit fitting(const std::array<Step, count>& steps, double largest, const char* after = "") {
  for (const auto& step : steps) {
    if (largest >= step.from) return {step.per, std::string{step.name} + after};
  }
  return {};
}

}  // namespace

std::string AxisUnit::title_of(std::string_view what) const {
  return name.empty() ? std::string{what} : fmt::format("{} ({})", what, name);
}

AxisUnit axis_unit(std::string_view unit, double largest) {
  constexpr double thousandth = 0.001;
  constexpr double hundredth = 0.01;
  if (unit == "s" || unit == "Seconds") return fitting(times, largest);
  if (unit == "Milliseconds") {
    auto shown = fitting(times, largest * thousandth);
    shown.per /= thousandth;
    return shown;
  }
  if (unit == "B" || unit == "Bytes") return fitting(sizes, largest);
  if (unit == "B/s") return fitting(sizes, largest, "/s");
  if (unit == "USD") return {1 / told_currency().per_usd, told_currency().name};
  if (unit == "share") return {hundredth, "%"};
  if (unit == "Percent") return {1, "%"};
  if (unit == "1" || unit == "Count" || unit == "None") return {};
  return {1, std::string{unit}};
}

}  // namespace garoa::chart

#include "sim/scenario/sweep_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/units.hpp"

namespace garoa {

namespace {

constexpr std::uint32_t most_values = 1'000'000;

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

/// A single value as YAML, as it was given.
struct GivenValue {
  std::string yaml;
};

}  // namespace

template <>
struct Scalar<GivenValue> {
  static std::optional<GivenValue> parse(std::string_view text, bool quoted, std::string& /*why*/) {
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = std::string{text};
    node.quoted = quoted;
    return GivenValue{yaml_text(node, YamlPlace::line)};
  }
  static std::string format(const GivenValue& value) { return value.yaml; }
  static ScalarType type() { return {"any", "", {}, "512 MB"}; }
};

template <>
struct Scalar<AxisEnd> {
  static std::optional<AxisEnd> parse(std::string_view text, bool /*quoted*/, std::string& why) {
    // The longest beginning that is a number: of "20/s", "1 GiB", "3e3".
    for (auto length = text.find_first_not_of("+-.0123456789eE") == std::string_view::npos
                           ? text.size()
                           : text.find_first_not_of("+-.0123456789eE");
         length > 0; --length) {
      const auto number = parse_number(text.substr(0, length));
      if (number) return AxisEnd{*number, std::string{text.substr(length)}};
    }
    why = "is not a number, with its unit if the setting has one";
    return std::nullopt;
  }
  static std::string format(const AxisEnd& end) { return fmt::format("{}{}", end.number, end.unit); }
  static ScalarType type() { return Scalar<std::string>::type(); }
};

namespace {

/// Short, and exact for what settings hold; a whole number without an exponent.
std::string written(double number, const std::string& unit) {
  constexpr double largest_exact = 1e15;
  // Steps of a tenth add up to 0.30000000000000004.
  const auto text = fmt::format("{:.12g}", number);
  const double near = parse_number(text).value_or(number);
  const bool whole = near == std::floor(near) && std::abs(near) < largest_exact;
  return whole ? fmt::format("{:.0f}{}", near, unit) : text + unit;
}

/// A number of the range's unit; nothing and an error if it has another one, or is not above 0.
std::optional<double> read_in_unit(Fields& fields, std::string_view key, std::string_view meaning,
                                   const AxisEnd& of) {
  const auto end = fields.maybe<AxisEnd>(key, meaning);
  if (!end) return std::nullopt;
  if (without_blanks(end->unit) != without_blanks(of.unit) || end->number <= 0) {
    fields.error(key, fmt::format("'{}.{}' must be above 0, in the unit of 'from'", fields.path(), key));
    return std::nullopt;
  }
  return end->number;
}

void check_ends(Fields& fields, const SweepAxis& axis) {
  if (!fields.given("from") || !fields.given("to")) return;
  const bool logarithmic = axis.kind == SweepAxis::Kind::log_range;
  if (without_blanks(axis.from.unit) != without_blanks(axis.to.unit)) {
    fields.error("to", fmt::format("'{}': both ends need the same unit", fields.path()));
  } else if (!(axis.from.number < axis.to.number)) {
    fields.error("to", fmt::format("'{}': 'to' must be above 'from'", fields.path()));
  } else if (logarithmic && axis.from.number <= 0) {
    fields.error("from", fmt::format("'{}': a logarithmic range begins above 0", fields.path()));
  }
}

void check_distances(Fields& fields, const SweepAxis& axis) {
  const bool logarithmic = axis.kind == SweepAxis::Kind::log_range;
  if (logarithmic && !fields.given("count")) {
    fields.error("count", fmt::format("'{}': 'count' is missing: how many values?", fields.path()));
  } else if (!logarithmic && fields.given("count") == fields.given("step")) {
    fields.error("count", fmt::format("'{}' needs one of 'step' and 'count'", fields.path()));
  } else if (axis.step && (axis.to.number - axis.from.number) / *axis.step >= most_values) {
    fields.error("step", fmt::format("'{}' has more than {} values", fields.path(), most_values));
  }
}

void read_range(Fields& fields, SweepAxis& axis, bool drawn) {
  axis.from = fields.required<AxisEnd>("from", "first value, with its unit");
  axis.to = fields.required<AxisEnd>("to", "largest value, in the same unit");
  if (axis.kind == SweepAxis::Kind::range)
    axis.step = read_in_unit(fields, "step", "from one value to the next", axis.from);
  axis.count = fields.maybe<std::uint32_t>("count", "so many values, both ends among them",
                                           {.low = 2, .high = most_values, .rule = {}});
  axis.round = read_in_unit(fields, "round", "each value is the nearest multiple of it", axis.from);
  check_ends(fields, axis);
  if (!drawn) check_distances(fields, axis);
}

}  // namespace

std::string SweepAxis::at(double part) const {
  if (kind == Kind::list) {
    const auto items = static_cast<double>(list.size());
    return list[std::min(static_cast<std::size_t>(part * items), list.size() - 1)];
  }
  if (step) {
    // Each step is as likely as the others.
    const double steps = std::floor((to.number - from.number) / *step * (1 + 1e-12)) + 1;
    return written(from.number + std::min(std::floor(part * steps), steps - 1) * *step, from.unit);
  }
  const double number = kind == Kind::log_range ? from.number * std::pow(to.number / from.number, part)
                                                : from.number + part * (to.number - from.number);
  return written(round ? std::round(number / *round) * *round : number, from.unit);
}

std::vector<std::string> SweepAxis::values() const {
  if (kind == Kind::list) return list;
  std::vector<std::string> all;
  if (step) {
    const auto steps = static_cast<std::uint32_t>((to.number - from.number) / *step * (1 + 1e-12));
    for (std::uint32_t i = 0; i <= steps; ++i) {
      const double number = from.number + i * *step;
      all.push_back(written(round ? std::round(number / *round) * *round : number, from.unit));
    }
    return all;
  }
  const auto values = count.value_or(2);
  for (std::uint32_t i = 0; i < values; ++i) all.push_back(at(static_cast<double>(i) / (values - 1)));
  return all;
}

std::optional<std::string> SweepAxis::repeated() const {
  std::set<std::string> seen;
  for (const auto& value : values()) {
    if (!seen.insert(value).second) return value;
  }
  return std::nullopt;
}

SweepAxis read_sweep_axis(Fields& fields, bool drawn) {
  SweepAxis axis;
  axis.where = fields.where("path");
  axis.path = fields.required<std::string>("path", "dotted path of the setting, as of --set");
  for (auto& value : fields.values<GivenValue>("list", "its values")) axis.list.push_back(value.yaml);
  const bool ranges = fields.maybe_section("range", "values at the same distance", [&](Fields& range) {
    axis.kind = SweepAxis::Kind::range;
    read_range(range, axis, drawn);
  });
  const bool log_ranges = fields.maybe_section("log_range", "values at the same ratio", [&](Fields& range) {
    axis.kind = SweepAxis::Kind::log_range;
    read_range(range, axis, drawn);
  });
  axis.monotone = fields.optional<bool>(
      "monotone", "a later value meets what an earlier one meets and costs no less: searched by bisection",
      false);
  const int forms = (fields.given("list") ? 1 : 0) + (ranges ? 1 : 0) + (log_ranges ? 1 : 0);
  if (fields.describing()) return axis;
  if (forms != 1) {
    fields.error("path", "an axis needs exactly one of 'list', 'range' and 'log_range'");
  } else if (fields.given("list") && axis.list.empty()) {
    fields.error("list", "'list' is empty");
  }
  if (axis.monotone && drawn)
    fields.error("monotone", "'monotone' is of a grid: drawn points are not searched");
  return axis;
}

}  // namespace garoa

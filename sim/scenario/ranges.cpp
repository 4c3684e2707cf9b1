#include "sim/scenario/ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace garoa {
namespace {

constexpr std::array<std::string_view, 3> range_keys{"low", "typical", "high"};

/// A value with an edge at least; anything else is what it was.
bool is_range(const YamlNode& node) {
  if (!node.is(YamlNode::Kind::map) || node.entries.size() < 2 || node.find("typical") == nullptr)
    return false;
  return std::all_of(node.entries.begin(), node.entries.end(), [](const YamlEntry& entry) {
    const bool known = std::find(range_keys.begin(), range_keys.end(), entry.key) != range_keys.end();
    return known && entry.value.is(YamlNode::Kind::scalar);
  });
}

/// The number, and the unit behind it.
std::pair<double, std::string> parts_of(const std::string& text) {
  char* rest = nullptr;
  const double number = std::strtod(text.c_str(), &rest);
  return {number, rest == text.c_str() ? "-" + text : std::string{rest}};
}

class RangeTaker {
 public:
  RangeTaker(const std::vector<std::string>& assumed, Diagnostics& diagnostics)
      : assumed_{assumed}, diagnostics_{diagnostics} {}

  void take(YamlNode& node, const std::string& path) {
    for (auto& entry : node.entries) {
      const auto below = path.empty() ? entry.key : path + "." + entry.key;
      if (is_range(entry.value)) {
        take_value(entry.value, below);
      } else {
        take(entry.value, below);
      }
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) take(node.items[i], fmt::format("{}[{}]", path, i));
  }

  std::vector<ValueRange> ranges;

 private:
  void take_value(YamlNode& node, const std::string& path) {
    const auto text_of = [&](std::string_view key) {
      const auto* const entry = node.find(key);
      return entry == nullptr ? std::string{} : entry->value.text;
    };
    ValueRange range{path, node.where, text_of("typical"), text_of("low"), text_of("high"), Edge::typical};
    check(range);
    for (const auto& text : assumed_) {
      const auto equals = text.find('=');
      const bool concerned =
          equals == std::string::npos || text.substr(0, equals) == std::string{range_prefix} + path;
      std::string why;
      const auto edge = Scalar<Edge>::parse(
          equals == std::string::npos ? text : std::string_view{text}.substr(equals + 1), false, why);
      if (concerned && edge) range.assumed = *edge;
    }
    const auto* const given =
        node.find(range.at(range.assumed) == range.typical ? "typical" : name_of(range.assumed));
    YamlNode value = given->value;
    node = std::move(value);
    ranges.push_back(std::move(range));
  }

  void check(const ValueRange& range) {
    const auto [typical, unit] = parts_of(range.typical);
    const auto ordered = [&, &number = typical, &of = unit](const std::string& edge, double sign) {
      const auto [there, its] = parts_of(edge);
      return edge.empty() || its != of || sign * (there - number) >= 0;
    };
    if (!ordered(range.low, -1))
      diagnostics_.error(range.where, fmt::format("'{}': low, {}, is above the typical {}", range.path,
                                                  range.low, range.typical));
    if (!ordered(range.high, 1))
      diagnostics_.error(range.where, fmt::format("'{}': high, {}, is below the typical {}", range.path,
                                                  range.high, range.typical));
  }

  const std::vector<std::string>& assumed_;
  Diagnostics& diagnostics_;
};

/// The item that a path begins with, "[2].after", and what is behind it.
FieldRecord* take_item(const FieldRecord& list, std::string_view& path) {
  const auto end = path.find(']');
  const auto index = std::strtoul(std::string{path.substr(1, end - 1)}.c_str(), nullptr, 10);
  path.remove_prefix(std::min(path.size(), end + 1));
  return index < list.children.size() ? list.children[index].get() : nullptr;
}

/// The same of a key. Names may have dots: the longest key that fits.
FieldRecord* take_key(const FieldRecord& map, std::string_view& path) {
  FieldRecord* next = nullptr;
  for (const auto& child : map.children) {
    const auto& key = child->key;
    const bool ends = path.size() == key.size() ||
                      (path.size() > key.size() && (path[key.size()] == '.' || path[key.size()] == '['));
    if (path.starts_with(key) && ends && (next == nullptr || next->key.size() < key.size()))
      next = child.get();
  }
  if (next != nullptr) path.remove_prefix(next->key.size());
  return next;
}

FieldRecord* find_record(FieldRecord& root, std::string_view path) {
  auto* record = &root;
  while (record != nullptr && !path.empty()) {
    record = path.front() == '[' ? take_item(*record, path) : take_key(*record, path);
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  return record;
}

}  // namespace

const std::string& ValueRange::at(Edge edge) const {
  if (edge == Edge::low && !low.empty()) return low;
  return edge == Edge::high && !high.empty() ? high : typical;
}

std::string ValueRange::text() const {
  return fmt::format("{{ {}typical: {}{} }}", low.empty() ? "" : fmt::format("low: {}, ", low), typical,
                     high.empty() ? "" : fmt::format(", high: {}", high));
}

Assumption ValueRange::assumption() const {
  return {.service = std::string{range_prefix.substr(0, range_prefix.size() - 1)},
          .name = path,
          .value = at(assumed),
          .basis = std::string{name_of(Basis::project)},
          .source = "the scenario",
          .note = "given with a range",
          .low = low,
          .high = high,
          .assumed = std::string{name_of(assumed)}};
}

std::vector<ValueRange> take_ranges(YamlNode& root, const std::vector<std::string>& assumed,
                                    Diagnostics& diagnostics) {
  RangeTaker taker{assumed, diagnostics};
  taker.take(root, "");
  for (const auto& text : assumed) {
    if (!text.starts_with(range_prefix)) continue;
    const Location place{std::make_shared<const std::string>("--assume " + text), 0, 0};
    const auto path = text.substr(range_prefix.size(), text.find('=') - range_prefix.size());
    const bool there = std::any_of(taker.ranges.begin(), taker.ranges.end(),
                                   [&](const ValueRange& range) { return range.path == path; });
    if (!there) diagnostics.error(place, fmt::format("the scenario gives no range of '{}'", path));
  }
  return std::move(taker.ranges);
}

std::vector<std::string> about_figures(const std::vector<std::string>& assumed) {
  std::vector<std::string> figures;
  for (const auto& text : assumed) {
    if (!text.starts_with(range_prefix)) figures.push_back(text);
  }
  return figures;
}

void note_ranges(FieldRecord& record, const std::vector<ValueRange>& ranges) {
  for (const auto& range : ranges) {
    if (auto* const found = find_record(record, range.path)) found->value = range.text();
  }
}

}  // namespace garoa

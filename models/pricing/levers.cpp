#include "models/pricing/levers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace garoa {
namespace {

struct LeverRule {
  std::string title;
  std::string path;
  std::vector<std::string> from;
  std::string set;
  std::optional<double> times;
  std::string decision;
  std::string at;
  std::string unseen;
};

LeverRule read_rule(Fields& f) {
  LeverRule rule;
  rule.title = f.required<std::string>("title", "what it is called");
  rule.path = f.required<std::string>("path", "of the setting; * is any name");
  rule.from = f.values<std::string>("from", "the values that it is tried for");
  rule.set = f.optional<std::string>("set", "the new value", "");
  rule.times = f.maybe<double>("times", "of the number");
  rule.decision = f.optional<std::string>("decision", "of a resource, which several levers are of", "");
  rule.at = f.optional<std::string>("at", "where it is set, if not there", "");
  rule.unseen = f.optional<std::string>("unseen", "what it costs and a run does not show", "");
  if (rule.set.empty() != rule.times.has_value()) f.error("set", "a lever has either 'set' or 'times'");
  (void)f.maybe<Basis>("basis", "how far its figure can be trusted");
  (void)f.optional<std::string>("source", "where it was read", "");
  (void)f.optional<std::string>("date", "of the source", "");
  (void)f.optional<std::string>("note", "what to know about it", "");
  return rule;
}

/// "512 MB" twice is "1024 MB"; of a whole number a whole one; empty for what is no number.
std::string multiplied(const std::string& value, double times) {
  char* rest = nullptr;
  const double number = std::strtod(value.c_str(), &rest);
  if (rest == value.c_str()) return {};
  const bool is_whole = number == std::round(number);
  return fmt::format("{:.12g}{}", is_whole ? std::round(number * times) : number * times, rest);
}

/// Puts what the rule makes of the settings below `record` into `levers`.
void apply_rule(const LeverRule& rule, const FieldRecord& record, std::string_view pattern,
                const std::string& path, std::vector<Lever>& levers) {
  const auto dot = pattern.find('.');
  const auto key = pattern.substr(0, dot);
  for (const auto& child : record.children) {
    if (key != "*" && child->key != key) continue;
    const auto below = path.empty() ? child->key : path + "." + child->key;
    if (dot != std::string_view::npos) {
      apply_rule(rule, *child, pattern.substr(dot + 1), below, levers);
      continue;
    }
    const bool is_set = child->origin != "derived";
    const bool is_there = is_set && (!child->value.empty() || !child->children.empty());
    const auto& now = child->children.empty() ? child->value : std::string{};  // of a list: no entries
    const bool concerned =
        rule.from.empty() || std::find(rule.from.begin(), rule.from.end(), now) != rule.from.end();
    const auto value = rule.times ? multiplied(child->value, *rule.times) : rule.set;
    if (!is_there || !concerned || value.empty() || value == child->value) continue;
    levers.push_back({rule.title, fmt::format("{}={}", rule.at.empty() ? below : rule.at, value),
                      rule.decision.empty() ? below : path + " " + rule.decision, rule.unseen});
  }
}

}  // namespace

std::vector<Lever> levers_of(const FieldRecord& settings, Catalogue& catalogue) {
  std::vector<Lever> levers;
  const auto& root = catalogue.file("pricing/levers.yaml");
  if (!root.is(YamlNode::Kind::map)) return levers;
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  FieldRecord record;
  Fields f{&root, "levers", root.where, record, context};
  f.list("levers", "changes to try", [&](Fields& item) {
    const auto rule = read_rule(item);
    apply_rule(rule, settings, rule.path, "", levers);
  });
  return levers;
}

}  // namespace garoa

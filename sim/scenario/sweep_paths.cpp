#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "sim/scenario/objective_checks.hpp"
#include "sim/scenario/sweep_plan.hpp"

namespace garoa {
namespace {

using Shape = FieldRecord::Shape;

std::vector<std::string> keys_of(const std::string& path) {
  std::vector<std::string> keys;
  std::istringstream stream{path};
  for (std::string key; std::getline(stream, key, '.');) keys.push_back(key);
  return keys;
}

const FieldRecord* child_of(const FieldRecord* record, const std::string& key) {
  if (record == nullptr) return nullptr;
  const auto& children = record->children;
  const auto found =
      std::find_if(children.begin(), children.end(),
                   [&](const std::unique_ptr<FieldRecord>& child) { return child->key == key; });
  return found == children.end() ? nullptr : found->get();
}

std::string none_of(const std::string& key, const FieldRecord& record, const std::string& owner) {
  std::vector<std::string_view> known;
  for (const auto& child : record.children) known.push_back(child->key);
  return fmt::format("there is no '{}'{}{}", key, owner.empty() ? "" : fmt::format(" under '{}'", owner),
                     did_you_mean(key, known));
}

/// Can a single value stand here, or several settings at once?
bool takes_a_value(const FieldRecord& record, bool maps) {
  if (maps && record.shape != Shape::scalar) return true;
  if (record.shape == Shape::scalar) return true;
  return record.shape == Shape::alternatives &&
         std::any_of(record.children.begin(), record.children.end(),
                     [](const std::unique_ptr<FieldRecord>& child) { return child->key.empty(); });
}

/// Walks down a path.
class PathCheck {
 public:
  explicit PathCheck(const SweepAxis& axis)
      : keys_{keys_of(axis.path)},
        maps_{std::any_of(axis.list.begin(), axis.list.end(),
                          [](const std::string& value) { return value.starts_with('{'); })} {}

  /// Why the rest of the path from `at` on leads to no value; empty if it does. `given` is what the scenario has in this place.
  [[nodiscard]] std::string fault(std::size_t at, const FieldRecord& record, const FieldRecord* given) const {
    const auto owner = owner_of(at);
    if (at == keys_.size())
      return takes_a_value(record, maps_) ? "" : fmt::format("'{}' takes no single value", owner);
    const auto& key = keys_[at];
    if (record.shape == Shape::list || record.shape == Shape::values)
      return fmt::format("'{}' is a list: no path leads into it", owner);
    if (record.shape == Shape::scalar) return fmt::format("'{}' is a single value", owner);
    if (record.shape == Shape::named) {
      const auto* const resource = child_of(given, key);
      if (resource == nullptr || record.children.empty())
        return given == nullptr ? fmt::format("the scenario has no '{}'", owner)
                                : none_of(key, *given, owner);
      return fault(at + 1, *record.children.front(), resource);
    }
    return fault_of_children(at, record, given);
  }

 private:
  [[nodiscard]] std::string owner_of(std::size_t keys) const {
    std::string owner;
    for (std::size_t i = 0; i < keys; ++i) owner += fmt::format("{}{}", owner.empty() ? "" : ".", keys_[i]);
    return owner;
  }
  /// Kinds of a flow each declare their own key of a name.
  [[nodiscard]] std::string fault_of_children(std::size_t at, const FieldRecord& record,
                                              const FieldRecord* given) const {
    std::string why = none_of(keys_[at], record, owner_of(at));
    for (const auto& child : record.children) {
      if (child->key != keys_[at]) continue;
      why = fault(at + 1, *child, child_of(given, keys_[at]));
      if (why.empty()) break;
    }
    return why;
  }

  std::vector<std::string> keys_;
  bool maps_;
};

}  // namespace

void check_sweep_metrics(const SweepPlan& plan, const Scenario& base, Diagnostics& diagnostics) {
  const auto check = [&](std::string_view key, const std::string& text, const std::string& metric,
                         const Location& where) {
    const auto why = metric_not_there(base, metric);
    if (!why.empty()) diagnostics.error(where, fmt::format("'{}': '{}' {}", key, text, why));
  };
  for (std::size_t i = 0; i < plan.goal.size(); ++i)
    check("goal", plan.goal[i].text, plan.goal[i].metric, plan.goal_at[i]);
  check("minimize", plan.minimize, plan.minimize, plan.minimize_at);
  for (std::size_t i = 0; i < plan.metrics.size(); ++i)
    check("metrics", plan.metrics[i], plan.metrics[i], plan.metrics_at[i]);
}

void check_sweep_axes(const SweepPlan& plan, const FieldRecord& description, const Scenario& base,
                      Diagnostics& diagnostics) {
  for (const auto& axis : plan.axes) {
    if (axis.path.empty()) continue;  // told already
    const auto why = PathCheck{axis}.fault(0, description, base.record.get());
    if (!why.empty()) diagnostics.error(axis.where, fmt::format("axis '{}': {}", axis.path, why));
  }
}

}  // namespace garoa

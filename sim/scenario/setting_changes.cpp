#include "sim/scenario/setting_changes.hpp"

#include <fmt/format.h>

#include <map>

namespace garoa {
namespace {

struct Setting {
  std::string value;
  std::string given_at;  // empty: it is not given
};

using Settings = std::map<std::string, Setting>;

void add_settings(const FieldRecord& record, const std::string& path, Settings& settings) {
  const bool is_value = record.shape == FieldRecord::Shape::scalar ||
                        record.shape == FieldRecord::Shape::values || record.children.empty();
  if (is_value) {
    if (!record.value.empty()) settings[path] = {record.value, record.present ? record.origin : ""};
    return;
  }
  for (std::size_t i = 0; i < record.children.size(); ++i) {
    const auto& child = *record.children[i];
    const auto key = record.shape == FieldRecord::Shape::list ? fmt::format("[{}]", i) : child.key;
    const bool joined = path.empty() || record.shape == FieldRecord::Shape::list;
    add_settings(child, fmt::format("{}{}{}", path, joined ? "" : ".", key), settings);
  }
}

Settings settings_of(const Scenario& scenario) {
  Settings settings;
  add_settings(*scenario.record, "", settings);
  settings.erase("extends");
  settings.erase("title");
  return settings;
}

}  // namespace

std::vector<SettingChange> settings_between(const Scenario& from, const Scenario& to) {
  auto before = settings_of(from);
  auto after = settings_of(to);
  for (const auto& [path, setting] : before) after.try_emplace(path);
  std::vector<SettingChange> changes;
  for (const auto& [path, setting] : after) {
    const auto& was = before[path];
    const bool given = !was.given_at.empty() || !setting.given_at.empty();
    if (was.value != setting.value && given)
      changes.push_back({path, was.value, setting.value, was.given_at, setting.given_at});
  }
  return changes;
}

}  // namespace garoa

// Settings found by their name, and the messages about references that name nothing.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

/// The settings of that name, or null.
template <class Settings>
const Settings* find_named(const std::vector<Settings>& list, const std::string& name) {
  if (name.empty()) return nullptr;  // of a reference that is not given: nothing is called so
  for (const auto& item : list) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

template <class Settings>
std::vector<std::string_view> names_of(const std::vector<Settings>& list) {
  std::vector<std::string_view> names;
  for (const auto& item : list) names.push_back(item.name);
  return names;
}

/// The settings of that name, or null: an error if the reference is given and names nothing.
template <class Settings>
const Settings* demand(const Reference& reference, const std::vector<Settings>& list, std::string_view what,
                       std::string_view section, Diagnostics& diagnostics) {
  if (!reference.given()) return nullptr;
  const auto* const found = find_named(list, reference.name);
  if (found == nullptr) {
    diagnostics.error(reference.where, fmt::format("there is no {} '{}' under '{}'{}", what, reference.name,
                                                   section, did_you_mean(reference.name, names_of(list))));
  }
  return found;
}

}  // namespace garoa

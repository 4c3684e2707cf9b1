// The resolved scenario as YAML, and the scenario format as JSON Schema; both from what the reader declared.
#pragma once

#include <string>

#include "sim/core/fields.hpp"

namespace garoa {

/// Every key with the value in force; a comment tells where it comes from. What the scenario does not give is a comment as a
/// whole, so that the text is itself a scenario that gives the same, runs alike, and is shown as itself (but for the places
/// that values come from). Files that it names are named as they were: a copy elsewhere needs them beside it.
enum class Places {
  as_given,
  by_name
};  // files that values come from: "cw/base.yaml:3" or "base.yaml:3", however they were called
[[nodiscard]] std::string show_scenario(const FieldRecord& root, Places places = Places::as_given);

/// JSON Schema (draft 2020-12) of scenario files, from describe_scenario().
[[nodiscard]] std::string scenario_schema(const FieldRecord& root);
/// The same of plans of sweeps, from describe_sweep_plan().
[[nodiscard]] std::string sweep_plan_schema(const FieldRecord& root);
/// The same of files of waivers, from describe_waivers().
[[nodiscard]] std::string waivers_schema(const FieldRecord& root);

}  // namespace garoa

// From a scenario file to a Scenario: extends, overrides, reading, validation.
//
// `extends: base.yaml` (relative to the extending file) lays this file over the other one: maps merge,
// scalars and lists replace, null resets to the default, or drops a key that has no meaning any more (`to: ~` where
// the method becomes `snapshot`). Overrides (`--set path=value`) are laid over the files and go through the same
// reader.
// A loaded scenario is complete: prices, free tier, profiles and the figures that its resources use are in it, and nothing is
// read after. Each load has its own faults; those of an earlier one do not hinder it.
// Errors: all of them are added to the Diagnostics, with `file:line:col`; there is no scenario then.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/core/yaml_node.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// What the command line changes.
struct Overrides {
  std::vector<std::string> sets;  // "ebs.documents.iops=6000"
  std::optional<std::uint64_t> seed;
  std::vector<std::string> profiles = {};  // compliance profiles instead of the scenario's; each must exist
  std::vector<std::string> assumed = {};   // "low", "ebs.snapshot.load.rate=high" (Catalogue::assume)
  /// Of those sets that stand in a file, for faults. What is not loaded for its faults alone goes without: results
  /// say "--set path=value" of a set, wherever it stood.
  std::map<std::string, Location> places = {};
};

/// With faults `so_far`, if given, is what could be read of the scenario, if anything: for checks of who names what it has.
[[nodiscard]] std::optional<Scenario> load_scenario(const std::string& path, const Overrides& overrides,
                                                    const ModelFiles& files, Diagnostics& diagnostics,
                                                    std::optional<Scenario>* so_far = nullptr);

/// The files of a scenario are others than they were when it was first read: what() says so.
struct ScenarioChanged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The same scenario with other overrides, from the files that `first` was read from. Errors: ScenarioChanged where they, or traces
/// that both name, have changed since.
[[nodiscard]] std::optional<Scenario> load_scenario_again(const Scenario& first, const std::string& path,
                                                          const Overrides& overrides, const ModelFiles& files,
                                                          Diagnostics& diagnostics);

/// The same from a text; `extends` and traces are relative to `directory`. For tests and fuzzing.
[[nodiscard]] std::optional<Scenario> load_scenario_text(const std::string& text, const std::string& name,
                                                         const std::string& directory,
                                                         const Overrides& overrides, const ModelFiles& files,
                                                         Diagnostics& diagnostics);

/// The same from a tree that was read already (a scenario inside another document), with values laid over it: the
/// key of a setting is a dotted path as of `--set`, and its faults have its own place. The digest covers only
/// what `extends` names.
[[nodiscard]] std::optional<Scenario> load_scenario_tree(YamlNode tree, std::vector<YamlEntry> settings,
                                                         const std::string& name,
                                                         const std::string& directory,
                                                         const ModelFiles& files, Diagnostics& diagnostics,
                                                         const std::vector<std::string>& assumed = {});

/// Everything that a scenario can say, as declared by the reader; nothing is given.
[[nodiscard]] std::shared_ptr<const FieldRecord> describe_scenario(const ModelFiles& files);

}  // namespace garoa

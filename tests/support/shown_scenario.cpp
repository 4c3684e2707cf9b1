#include "tests/support/shown_scenario.hpp"

#include "sim/scenario/show.hpp"
#include "tests/support/run_program.hpp"

namespace garoa::test {

std::string shown_values(const Scenario& scenario) {
  std::string values;
  for (const auto& line : lines_of(show_scenario(*scenario.record)))
    values += line.substr(0, line.find("  # ")) + '\n';
  return values;
}

ShownScenario show_and_read(const Scenario& original, const std::string& directory, const ModelFiles& files) {
  const auto text = show_scenario(*original.record);
  Diagnostics diagnostics;
  auto again = load_scenario_text(text, "shown.yaml", directory, {}, files, diagnostics);
  if (!again) return {std::nullopt, "what is shown is refused: " + diagnostics.text() + "\nshown:\n" + text};
  const auto first = shown_values(original);
  const auto second = shown_values(*again);
  again->file = original.file;
  again->sha256 = original.sha256;
  again->provenance.overrides = original.provenance.overrides;
  again->provenance.overrides_sha256 = original.provenance.overrides_sha256;
  if (first != second) return {std::move(again), "shown first:\n" + first + "\nand then:\n" + second};
  return {std::move(again), ""};
}

}  // namespace garoa::test

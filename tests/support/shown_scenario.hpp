// What `show` prints of a scenario is that scenario again: read and shown once more it gives the same text, and runs alike.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/load.hpp"

namespace garoa::test {

/// The scenario as `show` prints it, without the comments that say where its values come from.
[[nodiscard]] std::string shown_values(const Scenario& scenario);

struct ShownScenario {
  std::optional<Scenario> scenario;  // what was read from the shown text
  std::string complaint;             // what is wrong with it; empty if nothing is
};

/// Shows, reads and shows again. What names the file, and the hashes, are those of the original.
[[nodiscard]] ShownScenario show_and_read(const Scenario& original, const std::string& directory,
                                          const ModelFiles& files);

}  // namespace garoa::test

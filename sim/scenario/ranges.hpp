// Values of a scenario that nobody is sure of: `mean: { low: 10/s, typical: 20/s, high: 40/s }`.
//
// Every value of a key may be given so, wherever it stands ("s3.inbox.transitions[0].after" in a list): the least and the most that it may be, or one
// of them, beside the value that is in force. A run takes the typical one, unless it assumes an edge (`--assume low`,
// `--assume scenario.flows.intake.uploads.arrivals.poisson=high`), and is repeated at the edges for what they change and for
// the band of the bill (sim/run/run_at_edges.hpp), replications as well. Edges go through the same reader as the value.
// Errors: an edge above or below the typical value where both have the same unit, an edge that the reader refuses.
#pragma once

#include <string>
#include <vector>

#include "sim/core/assumed.hpp"
#include "sim/core/diagnostics.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/yaml_node.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// The assumptions of scenarios begin with it: "scenario.lambda.validate.memory".
inline constexpr std::string_view range_prefix = "scenario.";

struct ValueRange {
  std::string path;  // "lambda.validate.memory"
  Location where;
  std::string typical;
  std::string low;   // empty: not given
  std::string high;  // likewise
  Edge assumed = Edge::typical;

  [[nodiscard]] const std::string& at(Edge edge) const;
  /// "{ low: 10/s, typical: 20/s, high: 40/s }".
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Assumption assumption() const;
};

[[nodiscard]] inline bool is_of_scenario(const Assumption& assumption) {
  return assumption.service + "." == range_prefix;
}

/// Puts one value in the place of each range of the tree, as `assumed` says (a list as --assume takes it). Errors: a range that is none,
/// an assumed range that is not there.
std::vector<ValueRange> take_ranges(YamlNode& root, const std::vector<std::string>& assumed,
                                    Diagnostics& diagnostics);
/// Of what --assume says, what is about figures.
[[nodiscard]] std::vector<std::string> about_figures(const std::vector<std::string>& assumed);
/// `show` tells ranges as they were given.
void note_ranges(FieldRecord& record, const std::vector<ValueRange>& ranges);

}  // namespace garoa

// An architecture as text that others draw: Mermaid (flowchart) and DOT (Graphviz), with what a result says of its boxes.
//
// With a result each box tells how much of it is used in its busiest hour, what binds stands out, and what lost something is red. The
// boxes' classes are `full` (nine tenths or more), `busy` (half or more), `binds`, `loses`.
#pragma once

#include <map>
#include <string>

#include "sim/results/diagram.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct BoxState {
  std::vector<std::string> classes;
  std::vector<std::string> notes;  // lines
};
/// By box id; none for what the result says nothing about.
using BoxStates = std::map<std::string, BoxState>;

/// The name of each box in both languages, by its id: "n3".
[[nodiscard]] std::map<std::string, std::string> box_numbers(const Diagram& diagram);

[[nodiscard]] BoxStates box_states(const Diagram& diagram, const RunResult& result);

[[nodiscard]] std::string diagram_mermaid(const Diagram& diagram, const BoxStates& states = {});
[[nodiscard]] std::string diagram_dot(const Diagram& diagram, const BoxStates& states = {});

}  // namespace garoa

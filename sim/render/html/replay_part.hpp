// A replay as a part of a page: the architecture, on which documents travel, levels rise and sink, environments come and go, with buttons
// and a slider. The page's script (replay.js) plays it; a table tells every level at the shown instant.
//
// What is told of an instant is what the journal said. Between two facts of a document it is drawn on its way evenly.
#pragma once

#include <string>

#include "sim/results/diagram.hpp"
#include "sim/results/replay.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct ReplayInput {
  const Replay& replay;
  const Diagram& diagram;
  std::string
      picture;  // <svg> elements of diagram_dot() without states, `wide` and `tall`; empty: none, the table alone is played
};

/// What failed in the window is told too, as the result has it.
[[nodiscard]] std::string replay_html(const ReplayInput& input, const RunResult& result);

}  // namespace garoa

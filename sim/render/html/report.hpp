// A result as a page: the answer, cards, charts over time, backups, exposure, where time and money go, gaps with their evidence, the
// scenario, assumptions, and what decided the result.
//
// What is shown is the result's: nothing is computed here but sums and shares. Numbers are rounded for reading; the tables of metrics and
// the charts' rows hold them as result.json does, series with six digits. Times are the scenario's local ones.
#pragma once

#include <optional>
#include <string>

#include "sim/render/html/replay_part.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct ReportInput {
  const RunResult& result;  // without series there is no timeline
  std::string scenario;     // as YAML with every default (show_scenario()); empty: unknown
  std::string diagram =
      {};  // <svg> elements of diagram_dot() with box_states(), `wide` and `tall`; empty: none
  std::optional<ReplayInput> replay = {};
};

/// Needs why_no_page() to be empty (page.hpp).
[[nodiscard]] std::string html_report(const ReportInput& input);

}  // namespace garoa

// The parts of a report that are no charts, as HTML.
#pragma once

#include <string>

#include "sim/results/result.hpp"

namespace garoa {

/// Latency, backup window, recovery point, money, gaps, room to grow: those that the result has.
[[nodiscard]] std::string cards_html(const RunResult& result);
/// Findings with their evidence, and a form that filters them; with the lines of the scenario, as `garoa show` prints it, that decide.
[[nodiscard]] std::string gaps_html(const Compliance& compliance, std::string_view scenario);
/// The figures in use that nobody read in a source, or on which reports disagree; what changes at their edges.
[[nodiscard]] std::string assumptions_html(const RunResult& result);
/// Seeds, hashes, versions: equal ones give equal results.
[[nodiscard]] std::string provenance_html(const RunResult& result);
/// Every metric, with a form that filters them.
[[nodiscard]] std::string metrics_html(const RunResult& result);

}  // namespace garoa

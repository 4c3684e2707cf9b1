// The parts of a result that are one table each, before they are laid out for a terminal (table.hpp) or a page. Empty where there is
// nothing to say.
#pragma once

#include <string>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// "from 2026-03-02 00:00 for 2 d, warm-up 1 h, 3 replications".
[[nodiscard]] std::string period_in_words(const ScenarioInfo& scenario);
/// What most of the requests' time goes to, as a sentence; empty where nothing waited.
[[nodiscard]] std::string most_time_in_words(const RunResult& result);
/// "met", "missed, uncertain", "not evaluated".
[[nodiscard]] std::string state_in_words(const Objective& objective);
/// As it was written; a bound of money in the currency that is told as well: "cost.per_month < 900 USD (BRL 4,860.00)".
[[nodiscard]] std::string text_of(const Objective& objective);
[[nodiscard]] TextTable objectives_table(const RunResult& result);
/// What an objective that is met or missed does not tell, as a sentence; empty without such a one.
[[nodiscard]] std::string objectives_note(const RunResult& result);
[[nodiscard]] TextTable failed_requests_table(const RunResult& result);
/// Requests, functions, what they call, topics, instances, volumes, log groups: those that there are.
[[nodiscard]] std::vector<TextTable> traffic_tables(const RunResult& result);
[[nodiscard]] TextTable end_to_end_table(const RunResult& result);
[[nodiscard]] TextTable incidents_table(const RunResult& result);
[[nodiscard]] TextTable failures_table(const RunResult& result);
[[nodiscard]] TextTable restores_table(const RunResult& result);
/// Every run of a backup that is listed.
[[nodiscard]] TextTable backup_runs_table(const RunResult& result);
/// Lines of the bill.
[[nodiscard]] TextTable cost_lines_table(const Invoice& cost);
/// What quantities that are marked with "~" are, as a sentence; empty where there is none.
[[nodiscard]] std::string assumed_note(const Invoice& cost);
/// The bill by service.
[[nodiscard]] TextTable cost_by_service_table(const Invoice& cost);
/// The bill by flow; empty where all of it is one flow's.
[[nodiscard]] TextTable cost_by_flow_table(const Invoice& cost);
/// Why a bill has no steady month, in words; empty where it has one.
[[nodiscard]] std::string what_grows(const Invoice& cost);
/// What changes at the edges of assumptions.
[[nodiscard]] TextTable edge_changes_table(const RunResult& result);

}  // namespace garoa

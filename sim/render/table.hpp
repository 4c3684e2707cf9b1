// A result as plain text for a terminal, about 100 columns wide. Each section ends with a line end and is
// empty when there is nothing to say; result_text() puts them together under their titles. Numbers are
// rounded for reading: files hold them in full.
//
// What nobody can vouch for is marked `*` where it stands, with a foot note: unverified prices and metrics
// that rest on assumptions.
#pragma once

#include <string>

#include "sim/results/result.hpp"

namespace garoa {

/// Title, file, region, period, seed, arrivals.
[[nodiscard]] std::string scenario_text(const RunResult& result);
/// Throughput and latency of each flow's requests, then functions, volumes and log groups.
[[nodiscard]] std::string traffic_text(const RunResult& result);
/// Every declared failure and what it cost.
[[nodiscard]] std::string failures_text(const RunResult& result);
[[nodiscard]] std::string incidents_text(const RunResult& result);
[[nodiscard]] std::string end_to_end_text(const RunResult& result);
/// Every restore and what it took.
[[nodiscard]] std::string restores_text(const RunResult& result);
/// Every run when there are at most `listed_backups`; else a summary per job and the worst runs.
[[nodiscard]] std::string backups_text(const RunResult& result);
[[nodiscard]] std::string bottlenecks_text(const RunResult& result);
/// Lines of the run, then the totals per run, month and thousand documents.
[[nodiscard]] std::string cost_text(const RunResult& result);
/// FAIL and WARN one by one; what was not evaluated by name; the rest as counts.
[[nodiscard]] std::string compliance_text(const Compliance& compliance);
[[nodiscard]] std::string assumptions_text(const RunResult& result);
/// One line; the broken balances when there are any.
[[nodiscard]] std::string conservation_text(const RunResult& result);

/// All of them.
[[nodiscard]] std::string result_text(const RunResult& result);

constexpr std::size_t listed_backups = 14;

}  // namespace garoa

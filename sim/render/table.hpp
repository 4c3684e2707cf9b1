// A result as plain text for a terminal of a given width, at least narrowest_terminal: no line is longer. Each
// section ends with a line end and is empty when there is nothing to say; result_text() puts them together under
// their titles, below a first line that answers what people ask first. Numbers are rounded for reading: files hold
// them in full.
//
// What nobody can vouch for is marked `*` where it stands, with a foot note: unverified prices.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/render/text_wrap.hpp"
#include "sim/results/main_bottleneck.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// The first line: verdict, objectives, why uploads and backups failed, what binds, when a disk fills, money, gaps. Broken into several
/// where the terminal is narrow.
[[nodiscard]] std::string summary_text(const RunResult& result, std::size_t width = terminal_width);
/// What is used up first if all grows alike, as far as the busiest hour, the longest backup and what is kept show it: "room to
/// grow 1.69x, then disk documents is full, nightly leaves its window at 28.0x"; empty if nothing shows it.
[[nodiscard]] std::string room_to_grow(const RunResult& result);
/// The same, apart: by how much all can grow (empty: something is used up already), and what happens then (empty: nothing shows it); where
/// the windows of backups and objectives break, as far as they are others.
struct RoomToGrow {
  std::optional<double> factor = {};
  std::string then = {};
  std::vector<std::string> further = {};
};
[[nodiscard]] RoomToGrow room_of(const RunResult& result);
/// "1 of 3 objectives missed"; empty without any.
[[nodiscard]] std::string objectives_summary(const RunResult& result);
/// Each objective with value and bound.
[[nodiscard]] std::string objectives_text(const RunResult& result, std::size_t width = terminal_width);
/// How many there were, which died, and what they are too few for; empty for a single run.
[[nodiscard]] std::string replications_text(const RunResult& result, std::size_t width = terminal_width);
/// Everything that failed, was refused or tried again, with the reason in words.
[[nodiscard]] std::string failed_requests_text(const RunResult& result, std::size_t width = terminal_width);
/// Title, file, region, period, seed, assumed edges, arrivals.
[[nodiscard]] std::string scenario_text(const RunResult& result, std::size_t width = terminal_width);
/// Throughput and latency of each flow's requests, then functions, volumes and log groups.
[[nodiscard]] std::string traffic_text(const RunResult& result, std::size_t width = terminal_width);
/// Every declared failure and what it cost.
[[nodiscard]] std::string failures_text(const RunResult& result, std::size_t width = terminal_width);
[[nodiscard]] std::string incidents_text(const RunResult& result, std::size_t width = terminal_width);
[[nodiscard]] std::string end_to_end_text(const RunResult& result, std::size_t width = terminal_width);
/// Every restore and what it took.
[[nodiscard]] std::string restores_text(const RunResult& result, std::size_t width = terminal_width);
/// Every run when there are at most `listed_backups`; else a summary per job and the worst runs.
[[nodiscard]] std::string backups_text(const RunResult& result, std::size_t width = terminal_width);
/// Each phase by resource: share of the time, service and queueing apart.
[[nodiscard]] std::string bottlenecks_text(const RunResult& result, std::size_t width = terminal_width);
/// Lines of the run, then the totals per run, month and thousand documents.
[[nodiscard]] std::string cost_text(const RunResult& result, std::size_t width = terminal_width);
/// Findings with their sentences; where 120 columns are there, also where the deciding setting stands.
[[nodiscard]] std::string findings_table(const std::vector<const compliance::Finding*>& findings,
                                         bool with_profiles, std::size_t width = terminal_width);
/// FAIL and WARN one by one; what was not evaluated by name; the rest as counts. `no_gap`: what stands for gaps where there is
/// none among these; empty: no finding was left out.
[[nodiscard]] std::string compliance_text(const Compliance& compliance, std::size_t width = terminal_width,
                                          const std::string& no_gap = {});
/// What changes at the edges of the assumptions; empty without such runs.
[[nodiscard]] std::string edges_text(const RunResult& result, std::size_t width = terminal_width);
/// One line: the assumptions at whose edges something changes, or that there are none; empty without such runs.
[[nodiscard]] std::string deciding_text(const RunResult& result, std::size_t width = terminal_width);
/// One line: how many figures nobody read in a source, and how to see them.
[[nodiscard]] std::string assumptions_text(const RunResult& result, std::size_t width = terminal_width);
/// One line; the broken balances when there are any.
[[nodiscard]] std::string conservation_text(const RunResult& result, std::size_t width = terminal_width);

/// All of them.
[[nodiscard]] std::string result_text(const RunResult& result, std::size_t width = terminal_width);
/// With other lines on compliance.
[[nodiscard]] std::string result_text(const RunResult& result, const std::string& compliance,
                                      std::size_t width);

constexpr std::size_t listed_backups = 14;

}  // namespace garoa

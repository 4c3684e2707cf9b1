#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"

namespace garoa {
namespace {

constexpr std::size_t most_failures = 30;

/// In their order; of very many those that cost most.
std::vector<const FailureRun*> worst_failures(const RunResult& result) {
  std::vector<const FailureRun*> listed;
  for (const auto& run : result.failures) listed.push_back(&run);
  if (listed.size() <= most_failures) return listed;
  const auto cost = [](const FailureRun* run) {
    return std::pair{run->documents_lost,
                     run->uploads_rejected + run->downloads_failed + run->uploads_retried};
  };
  std::stable_sort(listed.begin(), listed.end(),
                   [&](const auto* a, const auto* b) { return cost(a) > cost(b); });
  listed.resize(most_failures);
  std::stable_sort(listed.begin(), listed.end(),
                   [](const auto* a, const auto* b) { return a->at_s < b->at_s; });
  return listed;
}

}  // namespace

TextTable failures_table(const RunResult& result) {
  using Align = TextTable::Align;
  TextTable table{{{tr("what")},
                   {tr("failure")},
                   {tr("at")},
                   {tr("lasted"), Align::right},
                   {tr("documents lost"), Align::right},
                   {tr("oldest lost"), Align::right},
                   {tr("uploads rejected"), Align::right},
                   {tr("tried again"), Align::right},
                   {tr("downloads failed"), Align::right}}};
  for (const auto* const listed : worst_failures(result)) {
    const auto& run = *listed;
    table.add({told(run.target), tr(run.kind), run.at.empty() ? human_duration(run.at_s) : human_time(run.at),
               run.ended_s ? human_duration(*run.ended_s - run.at_s) : tr("to the end"),
               human_count(run.documents_lost),
               run.achieved_rpo_s ? human_duration(*run.achieved_rpo_s) : "-",
               human_count(run.uploads_rejected), human_count(run.uploads_retried),
               human_count(run.downloads_failed)});
  }
  return table;
}

std::string failures_text(const RunResult& result, std::size_t width) {
  const auto table = failures_table(result);
  if (table.empty()) return "";
  const auto all = result.failures.size();
  const auto note =
      all > most_failures ? "  " + tr("those that cost most, of {}:", human_count(all)) + "\n" : "";
  if (all == 1) return note + table.text(width);
  return note + table.text(width) +
         paragraph("  ",
                   tr("Uploads and downloads are those that failed while it lasted, whatever for: failures "
                      "at the same time "
                      "each count them."),
                   width);
}

}  // namespace garoa

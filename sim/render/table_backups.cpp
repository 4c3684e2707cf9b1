#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/units.hpp"
#include "sim/render/metric_view.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {
namespace {

constexpr std::size_t listed_worst = 3;

std::string start_of(const BackupRun& run) {
  return run.started.empty() ? human_duration(run.started_s) : human_time(run.started);
}

std::string rate_of(const BackupRun& run) {
  if (run.duration_s() <= 0 || run.bytes == 0) return "-";
  return human_number(static_cast<double>(run.bytes) / mebibyte / run.duration_s());
}

TextTable runs_table() {
  using Align = TextTable::Align;
  return TextTable{{{tr("job")},
                    {tr("start")},
                    {tr("state")},
                    {tr("took"), Align::right},
                    {tr("data"), Align::right},
                    {tr("files"), Align::right},
                    {tr("left"), Align::right},
                    {tr("MiB/s"), Align::right},
                    {tr("past window"), Align::right},
                    {tr("made long by")}},
                   2};
}

void add_run(TextTable& table, const BackupRun& run) {
  const auto state = tr(name_of(run.state));
  const double overrun = run.overrun_s();
  if (run.state == BackupState::skipped) {
    table.add({run.job, start_of(run), state, "-", "-", "-", "-", "-", "-", ""});
    return;
  }
  table.add({run.job, start_of(run), state, human_duration(run.duration_s()),
             human_bytes(static_cast<double>(run.bytes)), human_count(run.files),
             run.left_files > 0 ? human_count(run.left_files) : "-", rate_of(run),
             overrun > 0 ? human_duration(overrun) : "-", run.bottleneck});
}

const MetricView& summary_view() {
  static const MetricView view{msgid("job"),
                               {"backup.*"},
                               {{msgid("runs"), {"runs"}},
                                {msgid("completed"), {"completed"}},
                                {msgid("skipped"), {"skipped"}},
                                {msgid("took mean"), {"duration.mean"}},
                                {msgid("max"), {"duration.max"}},
                                {msgid("data"), {"bytes"}},
                                {msgid("files"), {"files"}},
                                {msgid("left"), {"left_files.max"}},
                                {msgid("past window"), {"window_overruns"}},
                                {msgid("at most"), {"window_overrun.max"}}}};
  return view;
}

std::vector<BackupRun> worst_runs(std::vector<BackupRun> runs) {
  std::erase_if(runs, [](const BackupRun& run) { return run.state == BackupState::skipped; });
  std::stable_sort(runs.begin(), runs.end(),
                   [](const BackupRun& a, const BackupRun& b) { return a.duration_s() > b.duration_s(); });
  runs.resize(std::min(runs.size(), listed_worst));
  return runs;
}

/// What the longest run of each job spent its time on.
std::string longest_runs_text(const RunResult& result, std::size_t width) {
  constexpr std::size_t most_told = 5;
  std::map<std::string, const BackupRun*> longest;
  for (const auto& run : result.backups) {
    auto& known = longest[run.job];
    if (!run.parts.empty() && (known == nullptr || run.duration_s() > known->duration_s())) known = &run;
  }
  std::string text;
  for (const auto& [job, run] : longest) {
    if (run == nullptr) continue;
    std::vector<std::string> parts;
    for (const auto& [resource, seconds] : run->parts) {
      if (parts.size() < most_told)
        parts.push_back(fmt::format("{} {}", resource, human_share(seconds / run->duration_s())));
    }
    text +=
        paragraph("  " + tr("{} at its longest: ", job), fmt::format("{}", fmt::join(parts, ", ")), width);
  }
  return text;
}

}  // namespace

TextTable backup_runs_table(const RunResult& result) {
  TextTable table = runs_table();
  for (const auto& run : result.backups) add_run(table, run);
  return table;
}

std::string backups_text(const RunResult& result, std::size_t width) {
  if (result.backups.empty()) return "";
  if (result.backups.size() <= listed_backups)
    return backup_runs_table(result).text(width) + longest_runs_text(result, width);
  TextTable table = runs_table();
  for (const auto& run : worst_runs(result.backups)) add_run(table, run);
  const std::string summary = metric_view_text(result, summary_view(), width);
  if (table.empty()) return summary;
  return summary + (summary.empty() ? "" : "\n") + "  " +
         tr("the longest of {}:", human_count(result.backups.size() + result.backups_unlisted)) + "\n" +
         table.text(width) + longest_runs_text(result, width);
}

}  // namespace garoa

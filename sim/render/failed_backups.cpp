#include "sim/render/failed_backups.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/reason.hpp"

namespace garoa {
namespace {

struct Kind {
  std::string_view measure;  // of the job, that counts them
  std::string_view word;
  std::optional<BackupState> state;
  std::string_view told;  // job, count, runs
};

constexpr std::array kinds{
    Kind{"failed", msgid("backup {} failed"), BackupState::failed, msgid("backup {} failed {} of {} times")},
    Kind{"expired", msgid("backup {} expired"), BackupState::expired,
         msgid("backup {} expired {} of {} times")},
    Kind{"partial", msgid("backup {} partial"), BackupState::partial,
         msgid("backup {} left files out {} of {} times")},
    Kind{"skipped", msgid("backup {} skipped"), BackupState::skipped,
         msgid("backup {} was skipped {} of {} times")},
    Kind{"window_overruns", msgid("backup {} past its window"), std::nullopt,
         msgid("backup {} left its window {} of {} times")}};

/// Of the last run of that state: why, and how much it did not reach.
std::string why_of(const RunResult& result, const std::string& job, std::optional<BackupState> state) {
  const BackupRun* last = nullptr;
  for (const auto& run : result.backups) {
    if (run.job == job && state && run.state == *state) last = &run;
  }
  if (last == nullptr) return "";
  std::string why;
  if (const auto reason = reason_named(last->reason)) why = tr(meaning_of(*reason));
  const auto not_copied = last->left_files + last->failed_files;
  if (not_copied == 0) return why;
  return why + (why.empty() ? "" : ", ") +
         tr_count("{} file left", "{} files left", not_copied, human_count(not_copied));
}

}  // namespace

std::vector<FailedBackups> failed_backups(const RunResult& result) {
  constexpr std::string_view section = "backup.";
  constexpr std::string_view ending = ".runs";
  std::vector<FailedBackups> all;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with(section) || !metric.name.ends_with(ending)) continue;
    const auto path = metric.name.substr(0, metric.name.size() - ending.size());
    const auto count_of = [&](std::string_view measure) {
      const auto* const found = result.find_metric(path + "." + std::string{measure});
      return found == nullptr ? 0 : found->value;
    };
    const auto job = path.substr(section.size());
    const auto runs = human_value(metric.value + count_of("skipped"), "1");
    for (const auto& kind : kinds) {
      const double count = count_of(kind.measure);
      if (count <= 0) continue;
      all.push_back({.what = fmt::format(fmt::runtime(tr(kind.word)), job),
                     .told = fmt::format(fmt::runtime(tr(kind.told)), job, human_value(count, "1"), runs),
                     .count = count,
                     .why = why_of(result, job, kind.state)});
    }
  }
  return all;
}

std::string failed_backups_text(const RunResult& result) {
  std::string text;
  for (const auto& failed : failed_backups(result)) {
    if (!text.empty()) text += "; ";
    text += failed.told;
    if (!failed.why.empty()) text += ": " + failed.why;
  }
  return text;
}

}  // namespace garoa

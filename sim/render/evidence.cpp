#include "sim/render/evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "sim/core/human.hpp"

namespace garoa {
namespace {

using compliance::Finding;

std::string figures_of(const Finding& finding) {
  std::vector<std::string> figures;
  for (const auto& [name, value] : finding.figures)
    figures.push_back(fmt::format("{} {}", name, human_number(value)));
  return fmt::format("{}", fmt::join(figures, ", "));
}

std::string reasons_of(const Finding& finding) {
  std::vector<std::string> reasons;
  for (const auto& [name, count] : finding.reasons)
    reasons.push_back(fmt::format("{} {}", name, human_count(count)));
  return fmt::format("{}", fmt::join(reasons, ", "));
}

std::string episodes_of(const Finding& finding) {
  std::vector<std::string> episodes;
  for (const auto& episode : finding.episodes)
    episodes.push_back(
        fmt::format("from {} to {}", human_duration(episode.from), human_duration(episode.to)));
  if (finding.episodes_total > finding.episodes.size())
    episodes.push_back(fmt::format("and {} more", finding.episodes_total - finding.episodes.size()));
  return fmt::format("{}", fmt::join(episodes, "; "));
}

std::string ids_of(const Finding& finding) {
  auto text = fmt::format("{}", fmt::join(finding.ids, ", "));
  if (finding.ids_total > finding.ids.size())
    text += fmt::format(" and {} more", human_count(finding.ids_total - finding.ids.size()));
  return text;
}

std::string pass_share_of(const Finding& finding) {
  if (!finding.pass_share) return "";
  auto text = human_share(*finding.pass_share) + " of the replications";
  if (const auto& interval = finding.pass_share_ci95)
    text +=
        fmt::format(", at 95 % from {} to {}", human_share(interval->first), human_share(interval->second));
  return text;
}

std::string mean_of(const Finding& finding) {
  if (!finding.measured_ci95) return "";
  return fmt::format("at 95 % from {} to {}", human_value(finding.measured_ci95->first, finding.unit),
                     human_value(finding.measured_ci95->second, finding.unit));
}

std::string moment_text(const std::optional<double>& seconds) {
  return seconds ? human_duration(*seconds) + " after the start" : "";
}

}  // namespace

std::string place_text(const Location& place) {
  if (!place.file) return "";
  if (place.line == 0) return *place.file;
  return fmt::format("{}:{}:{}", std::filesystem::path{*place.file}.filename().string(), place.line,
                     place.column);
}

std::vector<std::pair<std::string, std::string>> evidence_of(const Finding& finding) {
  const auto value = [&](const std::optional<double>& number) {
    return number ? human_value(*number, finding.unit) : "";
  };
  std::vector<std::pair<std::string, std::string>> all{
      {"control", finding.title},
      {"kind", std::string{name_of(finding.kind)}},
      {"profile", finding.profile},
      {"clauses", fmt::format("{}", fmt::join(finding.clauses, "; "))},
      {"severity", finding.severity_step},
      {"measured",
       value(finding.measured) + (finding.censored ? ", still going on at the end of the run" : "")},
      {"limit", value(finding.limit)},
      {"margin", value(finding.margin)},
      {"observations", finding.n > 0 ? human_count(finding.n) : ""},
      {"violations", finding.count > 0 ? human_count(finding.count) : ""},
      {"first violation", moment_text(finding.first_violation_s)},
      {"worst", moment_text(finding.worst_s)},
      {"beyond the limit for", finding.violation_total_s ? human_duration(*finding.violation_total_s) : ""},
      {"episodes", episodes_of(finding)},
      {"reasons", reasons_of(finding)},
      {"figures", figures_of(finding)},
      {"documents or jobs", ids_of(finding)},
      {"mean over the replications", mean_of(finding)},
      {"held in", pass_share_of(finding)},
      {"set by", finding.key},
      {"in the scenario", place_text(finding.place)},
      {"there", finding.actual},
      {"expected", finding.expected},
      {"change that closes it", finding.fix ? text_of(*finding.fix) : ""}};
  std::erase_if(all, [](const auto& entry) { return entry.second.empty(); });
  return all;
}

}  // namespace garoa

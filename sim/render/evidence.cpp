#include "sim/render/evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/told.hpp"

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
    episodes.push_back(tr("from {} to {}", human_duration(episode.from), human_duration(episode.to)));
  if (finding.episodes_total > finding.episodes.size())
    episodes.push_back(tr("and {} more", finding.episodes_total - finding.episodes.size()));
  return fmt::format("{}", fmt::join(episodes, "; "));
}

std::string ids_of(const Finding& finding) {
  auto text = fmt::format("{}", fmt::join(finding.ids, ", "));
  if (finding.ids_total > finding.ids.size())
    text += " " + tr("and {} more", human_count(finding.ids_total - finding.ids.size()));
  return text;
}

std::string interval_text(const std::pair<double, double>& interval, std::string_view unit) {
  return tr("at 95 % from {} to {}", human_value(interval.first, unit), human_value(interval.second, unit));
}

std::string pass_share_of(const Finding& finding) {
  if (!finding.pass_share || !finding.pass_share_ci95) return "";
  const auto [low, high] = *finding.pass_share_ci95;
  return tr("{} of the replications, at 95 % from {} to {}", human_share(*finding.pass_share),
            human_share(low), human_share(high));
}

std::string mean_of(const Finding& finding) {
  return finding.measured_ci95 ? interval_text(*finding.measured_ci95, finding.unit) : "";
}

/// "1,827 d (P: chosen by this project)"
std::string limit_of(const Finding& finding) {
  if (!finding.limit) return "";
  const auto limit = human_value(*finding.limit, finding.unit);
  return finding.limit_basis.empty() ? limit
                                     : fmt::format("{} ({})", limit, tr(basis_text(finding.limit_basis)));
}

std::string moment_text(const std::optional<double>& seconds) {
  return seconds ? tr("{} after the start", human_duration(*seconds)) : "";
}

}  // namespace

std::string_view basis_text(std::string_view basis) {
  if (basis == "policy") return msgid("of the scenario's policy");
  if (basis == "V") return msgid("V: read in its source");
  if (basis == "D") return msgid("D: derived from its source");
  if (basis == "M") return msgid("M: not verified");
  return msgid("P: chosen by this project");
}

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
      {tr("control"), tr(finding.title)},
      {tr("kind"), tr(name_of(finding.kind))},
      {tr("profile"), finding.profile},
      {tr("clauses"), fmt::format("{}", fmt::join(finding.clauses, "; "))},
      {tr("in other catalogues"), fmt::format("{}", fmt::join(finding.identifiers, "; "))},
      {tr("severity"), told(finding.severity_step)},
      {tr("measured"),
       value(finding.measured) + (finding.censored ? ", " + tr("still going on at the end of the run") : "")},
      {tr("limit"), limit_of(finding)},
      {tr("margin"), value(finding.margin)},
      {tr("observations"), finding.n > 0 ? human_count(finding.n) : ""},
      {tr("violations"), finding.count > 0 ? human_count(finding.count) : ""},
      {tr("first violation"), moment_text(finding.first_violation_s)},
      {tr("worst"), moment_text(finding.worst_s)},
      {tr("beyond the limit for"),
       finding.violation_total_s ? human_duration(*finding.violation_total_s) : ""},
      {tr("episodes"), episodes_of(finding)},
      {tr("reasons"), reasons_of(finding)},
      {tr("figures"), figures_of(finding)},
      {tr("documents or jobs"), ids_of(finding)},
      {tr("mean over the replications"), mean_of(finding)},
      {tr("held in"), pass_share_of(finding)},
      {tr("set by"), finding.key},
      {tr("in the scenario"), place_text(finding.place)},
      {tr("there"), told(finding.actual)},
      {tr("expected"), told(finding.expected)},
      {tr("how to fix it"), tr(finding.remedy)},
      {tr("change that closes it"), finding.fix ? text_of(*finding.fix) : ""}};
  std::erase_if(all, [](const auto& entry) { return entry.second.empty(); });
  return all;
}

}  // namespace garoa

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <optional>

#include "sim/render/csv.hpp"
#include "sim/render/findings.hpp"

namespace garoa {
namespace {

std::string figure_cell(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : std::string{};
}

/// "from to peak", in seconds and the finding's unit.
std::string episodes_cell(const compliance::Finding& finding) {
  std::vector<std::string> episodes;
  for (const auto& episode : finding.episodes)
    episodes.push_back(fmt::format("{} {} {}", episode.from, episode.to, episode.peak));
  return fmt::format("{}", fmt::join(episodes, "; "));
}

std::string reasons_cell(const compliance::Finding& finding) {
  std::vector<std::string> reasons;
  for (const auto& [name, count] : finding.reasons) reasons.push_back(fmt::format("{} {}", name, count));
  return fmt::format("{}", fmt::join(reasons, "; "));
}

std::string finding_line(const compliance::Finding& finding, const ToldFindings& told) {
  const auto* const control = told.find(finding.control);
  const auto& place = finding.place;
  const auto [waiver, against] = told.mark_of(finding);
  const std::vector<std::string> cells{
      finding.control,
      finding.title,
      std::string{name_of(finding.kind)},
      finding.profile,
      std::string{name_of(finding.status)},
      std::string{name_of(finding.severity)},
      finding.flow,
      finding.resource,
      std::filesystem::path{file_of_finding(finding, told)}.filename().string(),
      place.line > 0 ? fmt::format("{}", place.line) : "",
      place.column > 0 ? fmt::format("{}", place.column) : "",
      finding.message,
      finding.actual,
      finding.expected,
      figure_cell(finding.measured),
      figure_cell(finding.limit),
      finding.unit,
      figure_cell(finding.ratio),
      figure_cell(finding.margin),
      fmt::format("{}", finding.n),
      finding.censored ? "true" : "false",
      fmt::format("{}", finding.count),
      figure_cell(finding.first_violation_s),
      figure_cell(finding.worst_s),
      figure_cell(finding.violation_total_s),
      fmt::format("{}", finding.ids_total),
      fmt::format("{}", fmt::join(finding.ids, "; ")),
      fmt::format("{}", fmt::join(finding.clauses, "; ")),
      control == nullptr ? "" : control->fix,
      waiver ? waiver->owner : "",
      waiver ? waiver->expires : "",
      against ? std::string{name_of(*against)} : "",
      finding.key,
      finding.severity_step,
      fmt::format("{}", finding.episodes_total),
      episodes_cell(finding),
      reasons_cell(finding),
      finding.fix ? finding.fix->parameter : "",
      finding.fix ? finding.fix->value : "",
      finding.fix ? figure_cell(finding.fix->per_month) : "",
      finding.replications > 0 ? fmt::format("{}", finding.replications) : "",
      figure_cell(finding.pass_share),
      told.origin.garoa_version,
      told.origin.scenario_sha256,
      fmt::format("{}", fmt::join(told.origin.seeds, "; ")),
      origin_json(told.origin)["provenance"].dump(-1, ' ', false, Json::error_handler_t::replace),
      fmt::format("{}", fmt::join(finding.identifiers, "; ")),
      finding.limit_basis,
      finding.pass_share_ci95 ? fmt::format("{}", finding.pass_share_ci95->first) : "",
      finding.pass_share_ci95 ? fmt::format("{}", finding.pass_share_ci95->second) : "",
  };
  std::string line;
  for (const auto& cell : cells) line += (line.empty() ? "" : ",") + csv_field(cell);
  return line + "\n";
}

}  // namespace

std::string findings_csv(const ToldFindings& told) {
  std::string text =
      "control,title,kind,profile,status,severity,flow,resource,file,line,column,message,actual,expected,"
      "measured,limit,unit,ratio,margin,n,censored,count,first_violation_s,worst_s,violation_total_s,"
      "ids_total,ids,clauses,fix,waived_by,waived_until,baseline,key,severity_step,episodes_total,episodes,"
      "reasons,fix_parameter,"
      "fix_value,fix_per_month,replications,pass_share,garoa_version,scenario_sha256,seeds,provenance,"
      "identifiers,limit_basis,pass_share_low,pass_share_high\n";
  for (const auto& finding : told.compliance.findings) text += finding_line(finding, told);
  return text;
}

}  // namespace garoa

// The JSON form of a finding. What does not apply to it is left out, what was not measured is null.
#pragma once

#include <array>
#include <filesystem>

#include "sim/results/finding.hpp"
#include "sim/results/json_archive.hpp"

namespace garoa {

template <>
struct Names<compliance::Status> {
  static constexpr std::array all{compliance::Status::pass, compliance::Status::fail,
                                  compliance::Status::warn, compliance::Status::not_evaluated,
                                  compliance::Status::not_applicable};
};

template <>
struct Names<compliance::Severity> {
  static constexpr std::array all{compliance::Severity::info, compliance::Severity::low,
                                  compliance::Severity::medium, compliance::Severity::high,
                                  compliance::Severity::critical};
};

template <>
struct Names<compliance::ControlKind> {
  static constexpr std::array all{compliance::ControlKind::static_check, compliance::ControlKind::dynamic};
};

/// Without folders: where a scenario lies must not change its result. What has no line is no file: "--set a.b=c".
template <class Archive, Form<Location> T>
void describe(Archive& json, T& place) {
  std::string file;
  if (!Archive::reads && place.file)
    file = place.line > 0 ? std::filesystem::path{*place.file}.filename().string() : *place.file;
  json.field("file", file).field("line", place.line).field("column", place.column);
  if constexpr (Archive::reads) place.file = std::make_shared<const std::string>(file);
}

namespace compliance {

template <class Archive, Form<Fix> T>
void describe(Archive& json, T& fix) {
  json.field("parameter", fix.parameter).field("value", fix.value).field("per_month", fix.per_month);
  json.field_if(!fix.currency.empty(), "currency", fix.currency)
      .field_if(!fix.opens.empty(), "opens", fix.opens);
}

template <class Archive, Form<Episode> T>
void describe(Archive& json, T& episode) {
  json.field("from", episode.from).field("to", episode.to).field("peak", episode.peak);
}

template <class Archive, Form<Finding> T>
void describe_evidence(Archive& json, T& finding) {
  const auto if_given = [&](const char* key, auto& value) { json.field_if(value.has_value(), key, value); };
  json.field("measured", finding.measured).field_if(!finding.unit.empty(), "unit", finding.unit);
  json.field("limit", finding.limit)
      .field_if(!finding.limit_basis.empty(), "limit_basis", finding.limit_basis);
  if_given("ratio", finding.ratio);
  if_given("margin", finding.margin);
  json.field("n", finding.n).field("censored", finding.censored).field("count", finding.count);
  if_given("first_violation_s", finding.first_violation_s);
  if_given("worst_s", finding.worst_s);
  if_given("violation_total_s", finding.violation_total_s);
  json.field_if(finding.episodes_total > 0, "episodes", finding.episodes)
      .field_if(finding.episodes_total > 0, "episodes_total", finding.episodes_total)
      .field_if(finding.ids_total > 0, "ids", finding.ids)
      .field_if(finding.ids_total > 0, "ids_total", finding.ids_total);
  if (Archive::reads || !finding.reasons.empty()) json.members("reasons", finding.reasons);
  if (Archive::reads || !finding.figures.empty()) json.members("figures", finding.figures);
}

template <class Archive, Form<Finding> T>
void describe(Archive& json, T& finding) {
  json.field("control", finding.control)
      .field("title", finding.title)
      .field("kind", finding.kind)
      .field("profile", finding.profile)
      .field("clauses", finding.clauses)
      .field_if(!finding.identifiers.empty(), "identifiers", finding.identifiers)
      .field_if(!finding.remedy.empty(), "remedy", finding.remedy)
      .field("flow", finding.flow)
      .field("resource", finding.resource)
      .field("status", finding.status)
      .field("severity", finding.severity)
      .field_if(!finding.severity_step.empty(), "severity_step", finding.severity_step)
      .field("message", finding.message);
  describe_evidence(json, finding);
  json.field_if(finding.replications > 0, "replications", finding.replications);
  json.field_if(finding.pass_share.has_value(), "pass_share", finding.pass_share)
      .field_if(finding.pass_share_ci95.has_value(), "pass_share_ci95", finding.pass_share_ci95)
      .field_if(finding.measured_ci95.has_value(), "measured_ci95", finding.measured_ci95);
  json.field_if(!finding.key.empty(), "key", finding.key)
      .field_if(finding.place.file != nullptr, "place", finding.place)
      .field_if(!finding.actual.empty(), "actual", finding.actual)
      .field_if(!finding.expected.empty(), "expected", finding.expected)
      .field_if(finding.fix.has_value(), "fix", finding.fix);
}

}  // namespace compliance
}  // namespace garoa

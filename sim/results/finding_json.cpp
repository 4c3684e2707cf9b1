#include "sim/results/finding_json.hpp"

#include <filesystem>

namespace garoa {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

void add_if_given(Json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = *value;
}

void add_if_given(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void add_measure(Json& json, const compliance::Finding& finding) {
  json["measured"] = number_or_null(finding.measured);
  add_if_given(json, "unit", finding.unit);
  json["limit"] = number_or_null(finding.limit);
  add_if_given(json, "ratio", finding.ratio);
  add_if_given(json, "margin", finding.margin);
  json["n"] = finding.n;
  json["censored"] = finding.censored;
  json["count"] = finding.count;
}

void add_episodes(Json& json, const compliance::Finding& finding) {
  add_if_given(json, "first_violation_s", finding.first_violation_s);
  add_if_given(json, "worst_s", finding.worst_s);
  add_if_given(json, "violation_total_s", finding.violation_total_s);
  if (finding.episodes_total == 0) return;
  Json episodes = Json::array();
  for (const auto& episode : finding.episodes) {
    episodes.push_back({{"from", episode.from}, {"to", episode.to}, {"peak", episode.peak}});
  }
  json["episodes"] = std::move(episodes);
  json["episodes_total"] = finding.episodes_total;
}

void add_details(Json& json, const compliance::Finding& finding) {
  if (finding.ids_total > 0) {
    json["ids"] = finding.ids;
    json["ids_total"] = finding.ids_total;
  }
  Json reasons = Json::object();
  for (const auto& [reason, count] : finding.reasons) reasons[reason] = count;
  if (!reasons.empty()) json["reasons"] = std::move(reasons);
  Json figures = Json::object();
  for (const auto& [name, value] : finding.figures) figures[name] = value;
  if (!figures.empty()) json["figures"] = std::move(figures);
}

void add_place(Json& json, const Location& place) {
  if (!place.file) return;
  // Without folders: where a scenario lies must not change its result.
  const auto file = std::filesystem::path{*place.file}.filename().string();
  json["place"] = {{"file", file}, {"line", place.line}, {"column", place.column}};
}

}  // namespace

Json finding_json(const compliance::Finding& finding) {
  Json json;
  json["control"] = finding.control;
  json["title"] = finding.title;
  json["kind"] = name_of(finding.kind);
  json["profile"] = finding.profile;
  json["clauses"] = finding.clauses;
  json["flow"] = finding.flow;
  json["resource"] = finding.resource;
  json["status"] = name_of(finding.status);
  json["severity"] = name_of(finding.severity);
  json["message"] = finding.message;
  add_measure(json, finding);
  add_episodes(json, finding);
  add_details(json, finding);
  add_place(json, finding.place);
  add_if_given(json, "actual", finding.actual);
  add_if_given(json, "expected", finding.expected);
  return json;
}

}  // namespace garoa

#include <algorithm>
#include <filesystem>

#include "sim/core/build.hpp"
#include "sim/render/findings.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {

const ControlText* ToldFindings::find(const std::string& control) const {
  const auto found = std::find_if(controls.begin(), controls.end(),
                                  [&](const ControlText& text) { return text.id == control; });
  return found == controls.end() ? nullptr : &*found;
}

FindingMark ToldFindings::mark_of(const compliance::Finding& finding) const {
  if (marks.empty()) return {};
  return marks.at(static_cast<std::size_t>(&finding - compliance.findings.data()));
}

std::string file_of_finding(const compliance::Finding& finding, const ToldFindings& told) {
  if (!finding.place.file || finding.place.line == 0) return told.scenario;
  const std::filesystem::path path{*finding.place.file};
  // Findings of replications come without folders.
  return path.has_parent_path() ? path.lexically_normal().string()
                                : (std::filesystem::path{told.scenario}.parent_path() / path).string();
}

Json origin_json(const Origin& origin) {
  JsonWriter json;
  json.field("scenario_sha256", origin.scenario_sha256)
      .field("seeds", origin.seeds)
      .field("provenance", origin.provenance);
  return json.take();
}

std::string findings_json(const ToldFindings& told) {
  JsonWriter json;
  json.field("schema", std::string{"garoa.findings/1"})
      .field("garoa_version", std::string{GAROA_VERSION})
      .field("build", std::string{build_hash()})
      .field("scenario", std::filesystem::path{told.scenario}.filename().string())
      .field("scenario_sha256", told.origin.scenario_sha256)
      .field("seeds", told.origin.seeds)
      .field("provenance", told.origin.provenance)
      .field("compliance", told.compliance);
  auto text = json.take();
  auto& findings = text["compliance"]["findings"];
  for (std::size_t i = 0; i < told.marks.size(); ++i) {
    const auto& [waiver, against] = told.marks[i];
    if (waiver)
      findings[i]["waiver"] = {
          {"owner", waiver->owner}, {"expires", waiver->expires}, {"reason", waiver->reason}};
    if (against) findings[i]["baseline"] = name_of(*against);
  }
  return text.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa

// SARIF 2.1.0 (OASIS, errata 01). `security-severity` of a rule is the number that scanners write: critical 9, high 7, medium 4,
// low 2, info 0.
#include <cctype>
#include <filesystem>
#include <map>

#include "sim/core/sha256.hpp"
#include "sim/render/findings.hpp"
#include "sim/results/finding_format.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Severity;
using compliance::Status;

/// RFC 3986: what a path of a URI cannot hold is percent-encoded.
std::string uri_of_path(const std::string& path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "-._~/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) || kept.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += '%';
      uri += digits[byte >> 4U];
      uri += digits[byte & 15U];
    }
  }
  return uri;
}

std::string security_severity(Severity severity) {
  switch (severity) {
    case Severity::critical:
      return "9.0";
    case Severity::high:
      return "7.0";
    case Severity::medium:
      return "4.0";
    case Severity::low:
      return "2.0";
    case Severity::info:
      break;
  }
  return "0.0";
}

std::string sarif_kind(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::not_evaluated:
      return "open";
    case Status::not_applicable:
      return "notApplicable";
    case Status::fail:
    case Status::warn:
      break;
  }
  return "fail";
}

/// Only what fails has a level.
std::string sarif_level(const Finding& finding) {
  if (finding.status == Status::warn) return "note";
  if (finding.status != Status::fail) return "none";
  if (finding.severity >= Severity::high) return "error";
  return finding.severity == Severity::medium ? "warning" : "note";
}

Json message_json(const std::string& text) {
  return {{"text", text}};
}

Json rule_json(const std::string& id, const std::string& title, const ControlText* control) {
  Json rule{{"id", id}, {"shortDescription", message_json(title)}};
  if (control == nullptr) return rule;
  rule["fullDescription"] = message_json(control->definition);
  rule["help"] = message_json(control->fix);
  rule["properties"] = {{"security-severity", security_severity(control->severity)},
                        {"tags", Json::array({"compliance", "simulation"})}};
  return rule;
}

Json location_json(const Finding& finding, const ToldFindings& told) {
  Json physical{{"artifactLocation", {{"uri", uri_of_path(file_of_finding(finding, told))}}}};
  if (finding.place.line > 0) {
    physical["region"] = {{"startLine", finding.place.line}};
    if (finding.place.column > 0) physical["region"]["startColumn"] = finding.place.column;
  }
  Json location{{"physicalLocation", physical}};
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  if (!about.empty())
    location["logicalLocations"] = Json::array({{{"fullyQualifiedName", about}, {"kind", "resource"}}});
  return location;
}

Json properties_json(const Finding& finding) {
  JsonWriter json;
  json.field("profile", finding.profile)
      .field("status", finding.status)
      .field("severity", finding.severity)
      .field("clauses", finding.clauses)
      .field("identifiers", finding.identifiers)
      .field("flow", finding.flow)
      .field("key", finding.key)
      .field("severity_step", finding.severity_step)
      .field("actual", finding.actual)
      .field("expected", finding.expected);
  describe_evidence(json, finding);
  json.field_if(finding.fix.has_value(), "fix", finding.fix);
  return json.take();
}

/// What an editor can apply; nothing where no fix was found, or where it stands in no file.
void add_fix(Json& result, const Finding& finding, const ToldFindings& told) {
  if (!finding.fix) return;
  const auto setting = finding.fix->parameter + "=" + finding.fix->value;
  const auto change = told.changes.find(setting);
  if (change == told.changes.end()) return;
  const auto& edit = change->second;
  const Json region{{"startLine", edit.line},
                    {"startColumn", edit.column},
                    {"endLine", edit.end_line},
                    {"endColumn", edit.end_column}};
  const Json replacement{{"deletedRegion", region}, {"insertedContent", {{"text", edit.text}}}};
  const Json artifact{{"artifactLocation", {{"uri", uri_of_path(edit.file)}}},
                      {"replacements", Json::array({replacement})}};
  result["fixes"] =
      Json::array({{{"description", message_json(setting)}, {"artifactChanges", Json::array({artifact})}}});
}

/// A gap that was none before is new, whatever is worse or better updated.
std::string baseline_state(Against against) {
  if (against == Against::unchanged) return "unchanged";
  return against == Against::is_new ? "new" : "updated";
}

void add_mark(Json& result, const FindingMark& mark) {
  if (mark.against) result["baselineState"] = baseline_state(*mark.against);
  if (!mark.waiver) return;
  result["suppressions"] =
      Json::array({{{"kind", "external"},
                    {"status", "accepted"},
                    {"justification", mark.waiver->reason},
                    {"properties", {{"owner", mark.waiver->owner}, {"expires", mark.waiver->expires}}}}});
}

Json sarif_result(const Finding& finding, std::size_t rule, const ToldFindings& told) {
  const auto identity =
      finding.control + '\n' + finding.profile + '\n' + finding.flow + '\n' + finding.resource;
  Json result{{"ruleId", finding.control},
              {"ruleIndex", rule},
              {"kind", sarif_kind(finding.status)},
              {"level", sarif_level(finding)},
              {"message", message_json(finding.message.empty() ? finding.title : finding.message)},
              {"locations", Json::array({location_json(finding, told)})},
              {"partialFingerprints", {{"garoaFinding/v1", sha256_of(identity)}}},
              {"properties", properties_json(finding)}};
  add_mark(result, told.mark_of(finding));
  add_fix(result, finding, told);
  return result;
}

}  // namespace

std::string findings_sarif(const ToldFindings& told) {
  std::map<std::string, std::size_t> index;
  Json rules = Json::array();
  Json results = Json::array();
  for (const auto& finding : told.compliance.findings) {
    const auto [rule, is_new] = index.try_emplace(finding.control, index.size());
    if (is_new) rules.push_back(rule_json(finding.control, finding.title, told.find(finding.control)));
    results.push_back(sarif_result(finding, rule->second, told));
  }
  const Json driver{{"name", "garoa"}, {"version", GAROA_VERSION}, {"rules", rules}};
  const Json run{{"tool", {{"driver", driver}}},
                 {"columnKind", "unicodeCodePoints"},
                 {"results", results},
                 {"properties", origin_json(told.origin)}};
  const Json log{
      {"$schema",
       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({run})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa

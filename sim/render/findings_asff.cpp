// ASFF, the form of findings that AWS Security Hub imports (schema version 2018-10-08).
//
//   PASS PASSED, WARN WARNING, FAIL FAILED, NOT_EVALUATED and NOT_APPLICABLE NOT_AVAILABLE; a waived gap has the workflow SUPPRESSED
//
// Marked as simulated so that nothing is taken for a real account's: the account is 000000000000, which no one has, each title begins
// with "[simulated]", `Sample` is true. Times of a run stand in ProductFields, since ASFF has no place for them.
// Required attributes and lengths: AWS Security Hub user guide, asff-required-attributes; `Sample`, the product's ARN and the 64
// characters of a requirement are from memory (M).
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/language.hpp"
#include "sim/core/sha256.hpp"
#include "sim/render/findings.hpp"
#include "sim/results/json_archive.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Severity;
using compliance::Status;

constexpr std::string_view no_account = "000000000000";
constexpr std::size_t longest_title = 256;
constexpr std::size_t longest_description = 1024;
constexpr std::size_t longest_advice = 512;
constexpr std::size_t longest_requirement = 64;

/// At most so many bytes, and no character of UTF-8 in part.
std::string shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

std::string asff_status(Status status) {
  switch (status) {
    case Status::pass:
      return "PASSED";
    case Status::warn:
      return "WARNING";
    case Status::fail:
      return "FAILED";
    case Status::not_evaluated:
    case Status::not_applicable:
      break;
  }
  return "NOT_AVAILABLE";
}

std::string asff_severity(const Finding& finding) {
  if (finding.status == Status::pass || finding.severity == Severity::info) return "INFORMATIONAL";
  std::string label{name_of(finding.severity)};
  std::transform(label.begin(), label.end(), label.begin(),
                 [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return label;
}

Json asff_fields(const Finding& finding) {
  Json fields{{"garoa/simulated", "true"}, {"garoa/profile", finding.profile}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields[fmt::format("garoa/{}", name)] = value;
  };
  const auto add_number = [&](const char* name, const std::optional<double>& value) {
    if (value) add(name, fmt::format("{}", *value));
  };
  add("flow", finding.flow);
  add("key", finding.key);
  add("actual", finding.actual);
  add("expected", finding.expected);
  add("unit", finding.unit);
  add("severity_step", finding.severity_step);
  add("identifiers", fmt::format("{}", fmt::join(finding.identifiers, "; ")));
  add("limit_basis", finding.limit_basis);
  add_number("measured", finding.measured);
  add_number("limit", finding.limit);
  add_number("first_violation_s", finding.first_violation_s);
  add_number("worst_s", finding.worst_s);
  if (finding.place.line > 0) add("line", fmt::format("{}", finding.place.line));
  if (finding.fix) add("change", text_of(*finding.fix));
  return fields;
}

Json asff_compliance(const Finding& finding) {
  Json compliance{{"Status", asff_status(finding.status)}, {"SecurityControlId", finding.control}};
  for (const auto& clause : finding.clauses)
    compliance["RelatedRequirements"].push_back(shortened(clause, longest_requirement));
  return compliance;
}

Json asff_finding(const Finding& finding, const ToldFindings& told) {
  const auto* const control = told.find(finding.control);
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  const auto identity =
      finding.control + '\n' + finding.profile + '\n' + finding.flow + '\n' + finding.resource;
  const auto time = told.start.substr(0, 19) + "Z";
  Json told_finding{
      {"SchemaVersion", "2018-10-08"},
      {"Id", "garoa/" + sha256_of(identity)},
      {"ProductArn", fmt::format("arn:aws:securityhub:{0}:{1}:product/{1}/default", told.region, no_account)},
      {"GeneratorId", "garoa/" + finding.control},
      {"AwsAccountId", no_account},
      {"Types", Json::array({"Software and Configuration Checks"})},
      {"CreatedAt", time},
      {"UpdatedAt", time},
      {"Severity", {{"Label", asff_severity(finding)}}},
      {"Title", shortened("[simulated] " + finding.title, longest_title)},
      {"Description",
       shortened(finding.message.empty() ? finding.title : finding.message, longest_description)},
      {"Resources", Json::array({{{"Type", "Other"},
                                  {"Id", "garoa/" + (about.empty() ? "scenario" : about)},
                                  {"Region", told.region}}})},
      {"Compliance", asff_compliance(finding)},
      {"Workflow", {{"Status", told.mark_of(finding).waiver ? "SUPPRESSED" : "NEW"}}},
      {"RecordState", "ACTIVE"},
      {"Sample", true},
      {"ProductFields", asff_fields(finding)}};
  if (control != nullptr)
    told_finding["Remediation"] = {{"Recommendation", {{"Text", shortened(control->fix, longest_advice)}}}};
  return told_finding;
}

}  // namespace

std::string findings_asff(const ToldFindings& told) {
  const Speaking english{Language::english};
  Json findings = Json::array();
  for (const auto& finding : told.compliance.findings) findings.push_back(asff_finding(finding, told));
  return findings.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa

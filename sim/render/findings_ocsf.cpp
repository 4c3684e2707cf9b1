// OCSF 1.3 Compliance Findings (category 2, class 2003), as github.com/ocsf/ocsf-schema has them.
//
//   PASS 1 Pass, FAIL 3 Fail, NOT_EVALUATED 2 Warning (no result: information is missing), others 99 Other with their own name
//
// The time is that of the scenario's start. Everything is labelled as simulated: no real account is meant.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

#include "sim/core/sha256.hpp"
#include "sim/render/findings.hpp"
#include "sim/results/finding_format.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

constexpr int ocsf_category = 2;
constexpr int ocsf_class = 2003;
constexpr int ocsf_create = 1;
constexpr int ocsf_other = 99;

struct OcsfStatus {
  int id;
  std::string_view caption;
};

OcsfStatus ocsf_status(Status status) {
  switch (status) {
    case Status::pass:
      return {1, "Pass"};
    case Status::not_evaluated:
      return {2, "Warning"};
    case Status::fail:
      return {3, "Fail"};
    case Status::warn:
    case Status::not_applicable:
      break;
  }
  return {ocsf_other, name_of(status)};
}

std::string_view ocsf_severity(compliance::Severity severity) {
  constexpr std::array<std::string_view, 5> captions{"Informational", "Low", "Medium", "High", "Critical"};
  return captions[static_cast<std::size_t>(severity)];
}

int digits_at(std::string_view text, std::size_t from, std::size_t digits) {
  int value = 0;
  if (from + digits <= text.size()) std::from_chars(text.data() + from, text.data() + from + digits, value);
  return value;
}

/// "2026-03-02T03:00:00+00:00" in milliseconds since 1970.
std::int64_t unix_milliseconds(std::string_view utc) {
  using namespace std::chrono;
  const auto number = [&](std::size_t from, std::size_t digits) { return digits_at(utc, from, digits); };
  const sys_days date{year{number(0, 4)} / month{static_cast<unsigned>(number(5, 2))} /
                      day{static_cast<unsigned>(number(8, 2))}};
  const auto time = date + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)};
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

Json ocsf_compliance(const Finding& finding) {
  const auto [id, caption] = ocsf_status(finding.status);
  Json compliance{{"control", finding.control},
                  {"standards", Json::array({finding.profile})},
                  {"status_id", id},
                  {"status", caption},
                  {"status_code", name_of(finding.status)},
                  {"status_detail", finding.message}};
  if (!finding.clauses.empty()) compliance["requirements"] = finding.clauses;
  return compliance;
}

/// What OCSF has no place for.
Json ocsf_unmapped(const Finding& finding, const FindingMark& mark) {
  JsonWriter json;
  json.field("actual", finding.actual).field("expected", finding.expected).field("flow", finding.flow);
  describe_evidence(json, finding);
  json.field("identifiers", finding.identifiers);
  json.field("key", finding.key).field("severity_step", finding.severity_step);
  json.field_if(finding.fix.has_value(), "fix", finding.fix);
  if (finding.place.line > 0) json.field("place", finding.place);
  if (mark.against) json.field("baseline", std::string{name_of(*mark.against)});
  if (mark.waiver)
    json.field("waiver",
               fmt::format("{} until {}: {}", mark.waiver->owner, mark.waiver->expires, mark.waiver->reason));
  return json.take();
}

Json ocsf_finding(const Finding& finding, const ToldFindings& told, std::int64_t time) {
  const auto mark = told.mark_of(finding);
  const auto* const control = told.find(finding.control);
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  const auto uid =
      sha256_of(finding.control + '\n' + finding.profile + '\n' + finding.flow + '\n' + finding.resource);
  Json info{{"uid", uid}, {"title", finding.title}, {"types", Json::array({"Simulation"})}};
  if (control != nullptr) info["desc"] = control->definition;
  const auto suppressed = mark.waiver.has_value();
  Json event{{"category_uid", ocsf_category},
             {"class_uid", ocsf_class},
             {"activity_id", ocsf_create},
             {"type_uid", ocsf_class * 100 + ocsf_create},
             {"time", time},
             {"severity_id", static_cast<int>(finding.severity) + 1},
             {"severity", ocsf_severity(finding.severity)},
             {"status_id", suppressed ? 3 : 1},
             {"status", suppressed ? "Suppressed" : "New"},
             {"message", finding.message},
             {"metadata",
              {{"version", "1.3.0"},
               {"event_code", finding.control},
               {"labels", Json::array({"simulated"})},
               {"product", {{"name", "garoa"}, {"vendor_name", "garoa"}, {"version", GAROA_VERSION}}}}},
             {"finding_info", info},
             {"compliance", ocsf_compliance(finding)}};
  if (!about.empty()) event["resources"] = Json::array({{{"name", about}, {"uid", about}}});
  if (control != nullptr) event["remediation"] = {{"desc", control->fix}};
  event["unmapped"] = ocsf_unmapped(finding, mark);
  event["unmapped"]["origin"] = origin_json(told.origin);
  // Where importers of Prowler's files look for clauses.
  event["unmapped"]["compliance"] = {{finding.profile, finding.clauses}};
  return event;
}

}  // namespace

std::string findings_ocsf(const ToldFindings& told) {
  const auto time = unix_milliseconds(told.start);
  Json events = Json::array();
  for (const auto& finding : told.compliance.findings) events.push_back(ocsf_finding(finding, told, time));
  return events.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa

// JUnit XML as CI servers read it: no schema of it is official; attributes are those that Jenkins and GitLab know.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/evidence.hpp"
#include "sim/render/findings.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

/// As text or attribute. XML 1.0 has no control characters: they are written as escapes that can be seen.
std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : safe_text(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

bool is_skipped(const Finding& finding, const ToldFindings& told) {
  return told.mark_of(finding).waiver || finding.status == Status::not_evaluated ||
         finding.status == Status::not_applicable;
}

std::string evidence_lines(const Finding& finding) {
  std::string text = xml_text(finding.message) + "\n";
  for (const auto& [name, value] : evidence_of(finding))
    text += fmt::format("{}: {}\n", name, xml_text(value));
  return text;
}

std::string outcome_element(const Finding& finding, const ToldFindings& told) {
  const auto message = xml_text(finding.message);
  if (const auto waiver = told.mark_of(finding).waiver) {
    return fmt::format("      <skipped message=\"waived by {} until {}: {}\"/>\n", xml_text(waiver->owner),
                       waiver->expires, xml_text(waiver->reason));
  }
  switch (finding.status) {
    case Status::fail:
      return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                         name_of(finding.severity), message, evidence_lines(finding));
    case Status::warn:
      return fmt::format("      <system-out>{} {}</system-out>\n", name_of(finding.status),
                         evidence_lines(finding));
    case Status::not_evaluated:
    case Status::not_applicable:
      return fmt::format("      <skipped message=\"{}: {}\"/>\n", name_of(finding.status), message);
    case Status::pass:
      break;
  }
  return "";
}

std::string case_element(const Finding& finding, const ToldFindings& told) {
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  auto text =
      fmt::format("    <testcase classname=\"{}.{}\" name=\"{}{}{}\" file=\"{}\"", xml_text(finding.profile),
                  finding.control, xml_text(finding.title), about.empty() ? "" : ": ", xml_text(about),
                  xml_text(file_of_finding(finding, told)));
  if (finding.place.line > 0) text += fmt::format(" line=\"{}\"", finding.place.line);
  const auto outcome = outcome_element(finding, told);
  return outcome.empty() ? text + "/>\n" : text + ">\n" + outcome + "    </testcase>\n";
}

/// What decided the output, at each suite's beginning.
std::string properties_element(const Origin& origin) {
  auto text = fmt::format("    <properties>\n      <property name=\"garoa_version\" value=\"{}\"/>\n",
                          xml_text(origin.garoa_version));
  const auto told = origin_json(origin);
  for (const auto& [name, value] : told.items()) {
    const auto words = value.is_string() ? value.get<std::string>()
                                         : value.dump(-1, ' ', false, Json::error_handler_t::replace);
    text += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_text(words));
  }
  return text + "    </properties>\n";
}

struct CaseCounts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  [[nodiscard]] std::string attributes() const {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"", tests, failures, skipped);
  }
};

template <class Wanted>
CaseCounts counts_of_cases(const ToldFindings& told, const Wanted& wanted) {
  CaseCounts counts;
  for (const auto& finding : told.compliance.findings) {
    if (!wanted(finding)) continue;
    ++counts.tests;
    const bool skipped = is_skipped(finding, told);
    counts.failures += finding.status == Status::fail && !skipped ? 1 : 0;
    counts.skipped += skipped ? 1 : 0;
  }
  return counts;
}

}  // namespace

std::string findings_junit(const ToldFindings& told) {
  const Speaking english{Language::english};
  std::set<std::string> profiles;
  for (const auto& finding : told.compliance.findings) profiles.insert(finding.profile);
  const auto all = counts_of_cases(told, [](const Finding&) { return true; });
  auto text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"garoa {}\" {}>\n",
                          xml_text(told.scenario), all.attributes());
  for (const auto& profile : profiles) {
    const auto in_suite = [&](const Finding& finding) { return finding.profile == profile; };
    text += fmt::format("  <testsuite name=\"{}\" {}>\n", xml_text(profile),
                        counts_of_cases(told, in_suite).attributes());
    text += properties_element(told.origin);
    for (const auto& finding : told.compliance.findings) {
      if (in_suite(finding)) text += case_element(finding, told);
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace garoa

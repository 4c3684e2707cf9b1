// What the controls found, for other programs, one file a format: JSON, CSV, JUnit XML, SARIF 2.1.0, OCSF. Whatever a scenario's names
// hold, the text is well-formed. All findings are told, also PASS and what was not evaluated: no evidence never looks like a pass.
//
//   finding          JUnit       SARIF kind and level
//   FAIL             failure     fail: error (critical, high), warning (medium), note (low, info)
//   WARN             passed      fail: note; a test case with the sentence as its output
//   PASS             passed      pass
//   NOT_EVALUATED    skipped     open
//   NOT_APPLICABLE   skipped     notApplicable
//
// A waived gap is skipped in JUnit and suppressed in SARIF, with owner, last day and reason; against a baseline each finding tells
// its state (SARIF: baselineState).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/text_change.hpp"
#include "sim/results/baseline.hpp"
#include "sim/results/origin.hpp"
#include "sim/results/result.hpp"
#include "sim/results/result_format.hpp"
#include "sim/results/waivers.hpp"

namespace garoa {

/// What findings do not repeat of their control.
struct ControlText {
  std::string id;
  std::string title;
  std::string definition;
  std::string fix;
  compliance::Severity severity = compliance::Severity::medium;
};

/// What is said of a finding from outside.
struct FindingMark {
  std::optional<Waiver> waiver;
  std::optional<Against> against;  // a baseline
};

struct ToldFindings {
  Compliance compliance;
  std::string scenario;  // the file as the user named it: places are beside it
  std::string start;     // of the run in UTC, "2026-03-02T03:00:00+00:00"
  std::string region;
  Origin origin;  // without replications
  std::vector<ControlText> controls;
  std::vector<FindingMark> marks = {};  // one a finding, or none at all
  std::vector<compliance::Finding> left_out =
      {};  // not told: of another control, severity or status than was asked for
  std::map<std::string, TextChange> changes =
      {};  // of the files, by "parameter=value" of a fix that was found

  /// Null when nothing is known of it.
  [[nodiscard]] const ControlText* find(const std::string& control) const;
  /// Of a finding of this compliance.
  [[nodiscard]] FindingMark mark_of(const compliance::Finding& finding) const;
};

/// Schema `garoa.findings/1`: the scenario's file name without folders, profiles, and the findings as in result.json.
[[nodiscard]] std::string findings_json(const ToldFindings& told);
/// What decided an output, as the other formats tell it: `scenario_sha256`, `seeds`, `provenance`.
[[nodiscard]] Json origin_json(const Origin& origin);
/// One line a finding; lists are joined by "; ", what was not measured is empty.
[[nodiscard]] std::string findings_csv(const ToldFindings& told);
/// One suite a profile, one case a finding.
[[nodiscard]] std::string findings_junit(const ToldFindings& told);
/// Paths of files are relative to where the scenario's file was named from; lines are those of the deciding value.
[[nodiscard]] std::string findings_sarif(const ToldFindings& told);

/// A list of Compliance Findings (sim/render/findings_ocsf.cpp).
[[nodiscard]] std::string findings_ocsf(const ToldFindings& told);

/// A list of findings in the form of AWS Security Hub (sim/render/findings_asff.cpp), marked so that none can pass for a real one.
[[nodiscard]] std::string findings_asff(const ToldFindings& told);

/// The file of a finding's place as the scenario's file was named; that one itself when the finding has no line in a file.
[[nodiscard]] std::string file_of_finding(const compliance::Finding& finding, const ToldFindings& told);

}  // namespace garoa

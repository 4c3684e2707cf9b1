// The catalogue of controls: what each one checks, for whom, and with which parameters.
//
// Two kinds. Static controls are decided on the declared architecture alone, like the rules of AWS Config,
// Security Hub or Prowler. Dynamic controls are decided on what happened in a run (achieved recovery point,
// lost log records, documents never processed): no scanner of a real account can see that.
//
// A new control is a row in controls_static.cpp or controls_dynamic.cpp, the defaults of its parameters in
// compliance.yaml, and its check: a row in static_checks.cpp, or a monitor in assessment.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/results/finding.hpp"

namespace garoa::compliance {

struct ParameterInfo {
  enum class Kind { duration, bytes, number, flag };
  std::string_view name;
  Kind kind = Kind::number;
  std::string_view meaning;
  /// False: without a value from a profile (or the scenario's policy) there is no limit, and the control is
  /// not evaluated.
  bool has_default = true;
};

struct ControlInfo {
  std::string_view id;
  std::string_view title;
  ControlKind kind = ControlKind::static_check;
  bool for_ec2_ebs_s3 = false;
  bool for_s3_lambda = false;
  Severity severity = Severity::medium;
  std::vector<std::string_view> clauses;      // of norms, each beginning with the norm's short name
  std::vector<std::string_view> identifiers;  // of other tools' checks, each beginning with the tool's name
  std::vector<ParameterInfo> parameters;
  std::string_view definition;
  std::string_view source;
};

/// All controls, static ones first, each kind by id.
[[nodiscard]] const std::vector<ControlInfo>& controls();

/// The control of that id, or null.
[[nodiscard]] const ControlInfo* find_control(std::string_view id);

/// What `garoa explain ID` prints: definition, parameters with default, basis and source, clauses,
/// identifiers. Empty for an unknown id. Defaults are those of the build.
[[nodiscard]] std::string explain(std::string_view id);

/// The rows of the two kinds; controls() joins them.
[[nodiscard]] std::vector<ControlInfo> static_controls();
[[nodiscard]] std::vector<ControlInfo> dynamic_controls();

}  // namespace garoa::compliance

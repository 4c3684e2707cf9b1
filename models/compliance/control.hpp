// The catalogue of controls: what each one checks, for which flows, and with which parameters.
//
// Two kinds. Static controls are decided on the declared architecture alone, like the rules of AWS Config,
// Security Hub or Prowler. Dynamic controls are decided on what happened in a run (achieved recovery point,
// lost log records, documents never processed): no scanner of a real account can see that.
//
// Controls are models/compliance/controls/*.yaml, by their id:
//
//   S-BK-02:
//     title: The schedule can meet the RPO on paper
//     severity: high                   # info, low, medium, high or critical; a profile may set another
//     needs: [volume]                  # it is about flows that have one of these: volume, bucket, function, backup (of the bucket)
//                                      # (absent: about every flow)
//     clauses:                         # of norms, each beginning with the norm's short name, with its mark:
//       DORA art. 12(1)(a): V2         # V1 read in the norm's own text, V2 in a second-hand text, M not verified:
//       PCI DSS 10.3.3: M              # from memory, or a text that was read, brought to this control by us
//     identifiers: [AWS Config ...]    # nearest checks of other tools, each beginning with the tool's name
//     definition: >-                   # exactly what the check or monitor measures
//       Passes when ...
//     parameters:
//       max_gap:
//         kind: duration               # duration, bytes, share (0 to 1), number (at least 0) or flag
//         meaning: longest time allowed between two ticks of the schedule
//         default: { value: 25 h, basis: D, note: ... }   # a figure (sim/core/figures.hpp); absent: without a
//                                      # value from a profile or the scenario's policy there is no limit
//     told_by: [backup_failed]         # signals of alarms (sim/core/signal.hpp) that tell of a failure of a dynamic control (D-DT-01);
//                                      # absent: of its failures nobody need be told while the system runs
//     settings:                        # that decide it, the first one before all; --suggest tries them in this order
//       - { path: backup.*.schedule, try: [cron(0 */12 * * ? *)] }   # of the finding's own resource or flow
//       - { path: ebs.flow.throughput, up_to: 1000 MiB/s }           # of each such resource of the finding's flow
//                                      # try: values, one after the other; $limit stands for the limit of the finding
//                                      # up_to, down_to: a number with its unit, nearer ones first
//                                      # (nothing of these: it is named, and no value is tried)
//     fix: >-                          # what to change in the scenario
//       Make the schedule more frequent ...
//     source: BAM                      # codes of models/sources.yaml; absent: defined by this project
//
// What decides a control stands in control_table.cpp. A control without a function, or a function without a
// control, is an error of loading.
//
// Errors (missing or unknown keys, marks, severities, capabilities, kinds) go to the catalogue's Diagnostics with
// their place.
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/signal.hpp"
#include "sim/results/finding.hpp"

namespace garoa::compliance {

/// A text that may have several paragraphs, each a line.
struct Paragraphs {
  std::string text;
  auto operator<=>(const Paragraphs&) const = default;
};

struct ParameterInfo {
  enum class Kind { duration, bytes, share, number, flag };
  std::string name;
  Kind kind = Kind::number;
  std::string meaning;
  std::optional<Figure> fallback;        // named "CONTROL.parameter"
  std::optional<double> fallback_value;  // what it says: seconds, bytes, plain numbers, or 0 and 1 for flags
};

/// How a clause was read, and whether its text is known to ask for this control.
enum class ClauseMark { norm_text, second_hand, not_verified };

struct Clause {
  std::string text;  // "DORA art. 12(6)"
  ClauseMark mark = ClauseMark::not_verified;
};

/// A setting that may decide a control.
struct SettingInfo {
  std::string path;                 // "backup.*.schedule", "ebs.flow.throughput", "policy.rto"
  std::vector<std::string> values;  // that are tried, as they would be written
  std::string up_to;
  std::string down_to;
};

struct ControlInfo {
  std::string id;
  std::string title;
  ControlKind kind = ControlKind::static_check;
  Severity severity = Severity::medium;
  std::vector<Capability> needs;  // a flow has one of them; none: any flow
  std::vector<Clause> clauses;
  std::vector<std::string> identifiers;
  std::string definition;
  std::vector<ParameterInfo> parameters;
  std::vector<SettingInfo> settings;
  std::vector<Signal> told_by;
  std::string fix;
  std::string source;
};

/// The controls of a catalogue, in the order of the table of functions: static ones first, each kind by id.
struct Controls {
  std::vector<ControlInfo> rows;

  /// The control of that id, or null.
  [[nodiscard]] const ControlInfo* find(std::string_view id) const;
};

/// Reads all controls. Their defaults become figures of the service "compliance".
[[nodiscard]] std::shared_ptr<const Controls> load_controls(Catalogue& catalogue);

/// The value of a parameter under `key`, in the units of `fallback_value`; empty when it is absent or wrong.
[[nodiscard]] std::optional<double> read_parameter_value(Fields& fields, std::string_view key,
                                                         const ParameterInfo& parameter);

/// Whether the architecture has a flow that the control is about.
[[nodiscard]] bool applies(const ControlInfo& control, const Architecture& architecture);

/// What `garoa explain ID` prints: definition, parameters with default, basis and source, clauses with their
/// marks, identifiers, how to fix it. A line is a paragraph: the reader breaks it to the width of the screen.
[[nodiscard]] std::string explain(const ControlInfo& control, const Sources& sources);

}  // namespace garoa::compliance

namespace garoa {

template <>
struct Scalar<compliance::Paragraphs> {
  static std::optional<compliance::Paragraphs> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(const compliance::Paragraphs& value) { return value.text; }
  static ScalarType type() { return Scalar<std::string>::type(); }
};

template <>
struct EnumNames<compliance::ClauseMark> {
  static constexpr std::string_view kind = "mark of a clause";
  static constexpr std::array names{std::pair{std::string_view{"V1"}, compliance::ClauseMark::norm_text},
                                    std::pair{std::string_view{"V2"}, compliance::ClauseMark::second_hand},
                                    std::pair{std::string_view{"M"}, compliance::ClauseMark::not_verified}};
};

template <>
struct EnumNames<compliance::ParameterInfo::Kind> {
  using Kind = compliance::ParameterInfo::Kind;
  static constexpr std::string_view kind = "kind of parameter";
  static constexpr std::array names{
      std::pair{std::string_view{"duration"}, Kind::duration},
      std::pair{std::string_view{"bytes"}, Kind::bytes}, std::pair{std::string_view{"share"}, Kind::share},
      std::pair{std::string_view{"number"}, Kind::number}, std::pair{std::string_view{"flag"}, Kind::flag}};
};

}  // namespace garoa

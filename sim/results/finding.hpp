// A finding: the verdict of one control under one profile about one resource, with the evidence of one run.
//
// What is modelled: the verdict rules and evidence of a single run. Replications are joined by the report,
// which may only turn what it finds here into shares and intervals. A finding never says "compliant with law
// X": it compares a measure with a stated limit.
//
// Units: times are simulated seconds since the scenario's start; `unit` names the unit of measured, limit and
// margin. A figure that was not observed is empty: it is never a zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/scalar.hpp"

namespace garoa::compliance {

/// The verdict. No evidence is never `pass`.
enum class Status {
  pass,
  fail,
  warn,            ///< inside the limit, but by less than the warning margin
  not_evaluated,   ///< no evidence: nothing observed, no objective declared, sample or horizon too small
  not_applicable,  ///< the flow or resource that it is about does not exist
};

/// Ascending, so that severities compare with `<`.
enum class Severity { info, low, medium, high, critical };

/// Decided on the scenario alone, or on what happened in the run.
enum class ControlKind { static_check, dynamic };

/// A time in which a limit was broken; `peak` is the worst measure in it, in the finding's unit.
struct Episode {
  double from = 0;
  double to = 0;
  double peak = 0;
};

/// How many episodes and ids a finding lists; the totals count all of them.
constexpr std::size_t listed_episodes = 20;
constexpr std::size_t listed_ids = 20;

/// The smallest change of one setting that was found to close a gap.
struct Fix {
  std::string parameter;            // path as of --set: "s3.archive.versioning"
  std::string value;                // as it would stand there: "true"
  std::optional<double> per_month;  // more that a month costs with it; empty: no run was made
  std::string currency;             // of that
  std::vector<std::string> opens;   // controls that have a gap with it and had none before
};

struct Finding {
  std::string control;  // "D-RC-01"
  std::string title;    // of the control
  ControlKind kind = ControlKind::static_check;
  std::string profile;                   // "default" without a profile
  std::vector<std::string> clauses;      // of the profile's source if it names some, else of the catalogue
  std::vector<std::string> identifiers;  // of the same question in other catalogues: "Security Hub EC2.3"
  std::string remedy;                    // how a gap is closed, of the control
  std::string flow;                      // "flows.intake"; empty: none in particular
  std::string resource;                  // "ebs.documents"; empty: none in particular
  Status status = Status::not_evaluated;
  Severity severity = Severity::info;  // after the severity steps
  std::string severity_step;           // one sentence that says why it is not the control's; empty: it is
  std::string message;                 // one sentence that says why it has this status

  std::optional<double> measured;
  std::string unit;  // "s", "B", "1"; empty when nothing is measured
  std::optional<double> limit;
  std::string limit_basis;  // whose it is: "policy", or the mark of its basis: V, D, M, P; empty: not told
  std::optional<double> ratio;   // measured / limit; empty for a limit of 0
  std::optional<double> margin;  // room left below an upper limit, or above a lower one; negative when broken
  std::uint64_t n = 0;           // observations behind the measure
  bool censored = false;         // still going on at the end of the run: the measure is a lower bound

  std::optional<double> first_violation_s;
  std::optional<double> worst_s;  // when the worst value was seen
  std::optional<double> violation_total_s;
  std::vector<Episode> episodes;  // the first of them
  std::uint64_t episodes_total = 0;
  std::uint64_t count = 0;  // violations
  std::uint32_t replications =
      0;  // so many have this status, or the worst that it was joined from; 0 for a single run
  std::optional<double> pass_share;  // of the replications, those in which the limit held
  std::optional<std::pair<double, double>> pass_share_ci95;
  std::optional<std::pair<double, double>> measured_ci95;  // of the mean over the replications

  std::vector<std::string> ids;  // documents or jobs concerned, the first of them
  std::uint64_t ids_total = 0;
  std::vector<std::pair<std::string, std::uint64_t>> reasons;  // name and count, by name
  std::vector<std::pair<std::string, double>>
      figures;  // further evidence, by name with unit: "p99_s", "upper_bound_95"

  std::string
      key;  // path of the setting that decides it, as of --set; of the resource where no single one does
  Location place;      // of its value; where it is not given, of the block that it would stand in
  std::string actual;  // that value, or the measure, as text
  std::string expected;
  std::optional<Fix> fix;  // where one was looked for, and found
};

/// "+4.20 USD", or "not evaluated" without a run.
[[nodiscard]] std::string cost_text(const Fix& fix);
/// "s3.archive.versioning=true; a month: +4.20 USD; opens: S-DP-02".
[[nodiscard]] std::string text_of(const Fix& fix);

/// "PASS", "FAIL", "WARN", "NOT_EVALUATED", "NOT_APPLICABLE".
[[nodiscard]] std::string_view name_of(Status status);
/// "info", "low", "medium", "high", "critical".
[[nodiscard]] std::string_view name_of(Severity severity);
/// "static" or "dynamic".
[[nodiscard]] std::string_view name_of(ControlKind kind);
/// The severity of that name; empty when there is none.
[[nodiscard]] std::optional<Severity> severity_named(std::string_view name);

/// Fixed order of findings: severity descending, then control, flow, resource, profile.
[[nodiscard]] bool comes_before(const Finding& left, const Finding& right);
/// Puts them in that order, equal ones as they were. A finding is large: each moves once at most.
void put_in_order(std::vector<Finding>& findings);

}  // namespace garoa::compliance

namespace garoa {

template <>
struct EnumNames<compliance::Severity> {
  using Severity = compliance::Severity;
  static constexpr std::string_view kind = "severity";
  static constexpr std::array names{std::pair{std::string_view{"info"}, Severity::info},
                                    std::pair{std::string_view{"low"}, Severity::low},
                                    std::pair{std::string_view{"medium"}, Severity::medium},
                                    std::pair{std::string_view{"high"}, Severity::high},
                                    std::pair{std::string_view{"critical"}, Severity::critical}};
};

}  // namespace garoa

#include "models/compliance/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compliance/deciding_settings.hpp"
#include "sim/core/binomial.hpp"
#include "sim/core/human.hpp"
#include "sim/results/control_ids.hpp"
#include "sim/results/measure_text.hpp"

namespace garoa::compliance {
namespace {

Severity one_higher(Severity severity) {
  return severity == Severity::critical ? severity : static_cast<Severity>(static_cast<int>(severity) + 1);
}

Severity one_lower(Severity severity) {
  return severity == Severity::info ? severity : static_cast<Severity>(static_cast<int>(severity) - 1);
}

void change_severity(Finding& finding, Severity severity, const std::string& reason) {
  if (severity == finding.severity) return;
  const auto before = name_of(finding.severity);
  finding.severity_step = severity > finding.severity
                              ? fmt::format("Raised from {} to {}: {}.", before, name_of(severity), reason)
                              : fmt::format("Lowered from {} to {}: {}.", before, name_of(severity), reason);
  finding.severity = severity;
}

/// How many times beyond its limit: of a share that must be at least so much, what it lacks of all against what it may lack. Nothing: no
/// number of times.
std::optional<double> times_beyond(const Finding& finding) {
  const bool below = finding.measured && finding.limit && *finding.measured < *finding.limit;
  if (!below || finding.unit != "1") return finding.ratio;
  if (*finding.limit >= 1) return std::nullopt;
  return (1 - *finding.measured) / (1 - *finding.limit);
}

void step_severity(Finding& finding, const VerdictRules& rules, double run_seconds) {
  const auto times = times_beyond(finding);
  if (finding.status != Status::fail || finding.kind != ControlKind::dynamic || !times) return;
  if (*times == never) {
    change_severity(finding, one_higher(finding.severity), "what never comes is beyond any limit");
    return;
  }
  if (*times >= rules.step_up_ratio) {
    const bool is_share = *times != finding.ratio;
    change_severity(
        finding, one_higher(finding.severity),
        is_share ? fmt::format("{:.3g} times what may be missing is, and {:g} times or more count as worse",
                               *times, rules.step_up_ratio)
                 : fmt::format("the measure is {:.3g} times its limit, and {:g} times or more count as worse",
                               *times, rules.step_up_ratio));
    return;
  }
  const bool brief =
      finding.violation_total_s && *finding.violation_total_s < rules.step_down_share * run_seconds;
  if (*times <= rules.step_down_ratio && brief) {
    change_severity(
        finding, one_lower(finding.severity),
        fmt::format("the measure is {:.3g} times its limit and was beyond it for {}, less than {} of the run",
                    *times, human_duration(*finding.violation_total_s), human_share(rules.step_down_share)));
  }
}

}  // namespace

std::optional<Judge::Objective> Judge::recovery_point_objective() const {
  std::optional<double> of_profile;
  Basis basis = Basis::project;
  bool informs = false;
  if (const auto* entry = profile_.find(control_ids::recovery_point)) {
    of_profile = entry->parameter("rpo");
    basis = entry->basis;
    informs = entry->informational;
  }
  const auto& of_policy = architecture_.policy.rpo_s;
  if (!of_policy) return of_profile ? std::optional{Objective{*of_profile, false, informs}} : std::nullopt;
  if (of_profile && basis == Basis::verified && *of_profile < *of_policy)
    return Objective{*of_profile, false, informs};
  return Objective{*of_policy, true, informs};
}

std::optional<Judge::Objective> Judge::required_retention() const {
  const auto of_profile = parameter("min_retention");
  const auto& of_policy = architecture_.policy.retention_min_s;
  if (!of_policy) return of_profile ? std::optional{Objective{*of_profile}} : std::nullopt;
  const auto basis = of_profile ? basis_of_limit(*of_profile) : std::string{};
  const bool of_norm = basis == garoa::name_of(Basis::verified) || basis == garoa::name_of(Basis::derived);
  if (of_norm && *of_profile > *of_policy) return Objective{*of_profile};
  return Objective{*of_policy, true};
}

Finding Judge::open(std::string flow, std::string resource, const Location& place) const {
  Finding finding;
  finding.control = entry_.control->id;
  finding.title = entry_.control->title;
  finding.kind = entry_.control->kind;
  finding.profile = profile_.name;
  finding.clauses = entry_.clauses;
  finding.identifiers = entry_.control->identifiers;
  finding.remedy = entry_.control->fix;
  finding.severity = entry_.severity;
  finding.flow = std::move(flow);
  finding.resource = std::move(resource);
  finding.place = place;
  return finding;
}

void Judge::at_most(Finding& finding, double measured, double limit, std::string_view unit) const {
  finding.limit = limit;
  finding.unit = unit;
  finding.expected = fmt::format("at most {}", measure_text(limit, unit));
  if (std::isinf(measured)) {
    finding.status = Status::fail;
    finding.actual = "never";
    finding.ratio = never;
    return;
  }
  finding.measured = measured;
  finding.margin = limit - measured;
  if (limit > 0) finding.ratio = measured / limit;
  const bool near = is_near(measured, limit);
  finding.status = measured > limit ? Status::fail : (near ? Status::warn : Status::pass);
  finding.actual = measure_beside(measured, limit, unit);
}

void Judge::at_least(Finding& finding, double measured, double limit, std::string_view unit) const {
  finding.measured = measured;
  finding.limit = limit;
  finding.unit = unit;
  finding.margin = measured - limit;
  if (limit > 0) finding.ratio = measured / limit;
  // Of a share, what may be missing is the limit of what is.
  const bool near = unit == "1" && is_near(1 - measured, 1 - limit);
  finding.status = measured < limit ? Status::fail : (near ? Status::warn : Status::pass);
  finding.actual = measure_beside(measured, limit, unit);
  finding.expected = fmt::format("at least {}", measure_text(limit, unit));
}

bool Judge::is_near(double measured, double limit) const {
  return limit > 0 && measured > (1 - profile_.rules.warn_margin) * limit;
}

/// Which parameter a limit is, its number tells: where several have that number, and different bases, nothing does.
std::string Judge::basis_of_limit(double limit) const {
  const auto& parameters = entry_.control->parameters;
  std::optional<Basis> found;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (entry_.values[i] != limit) continue;
    const bool is_own = i < entry_.own_values.size() && entry_.own_values[i];
    if (!is_own && !parameters[i].fallback) continue;
    const auto basis = is_own ? entry_.basis : parameters[i].fallback->typical.basis;
    if (found && *found != basis) return {};
    found = basis;
  }
  return found ? std::string{garoa::name_of(*found)} : std::string{};
}

bool Judge::enough_for(double p, std::uint64_t n) const {
  // A whisker below, since 1 - 0.99 is not exactly 0.01.
  return static_cast<double>(n) >= profile_.rules.percentile_samples / (1 - p) * (1 - 1e-9);
}

bool Judge::breaks_percentile(double p, std::uint64_t n, std::uint64_t beyond) {
  constexpr double two_sided = 0.90;  // 5 % at the lower end alone
  return beyond > 0 && share_interval(std::min(beyond, n), n, two_sided).first > 1 - p;
}

/// Is the resource of a section that the profile asks about?
bool Judge::is_asked_about(const Finding& finding) const {
  const auto section = std::string_view{finding.resource.empty() ? finding.flow : finding.resource};
  const auto& only = entry_.only;
  return only.empty() ||
         std::find(only.begin(), only.end(), section.substr(0, section.find('.'))) != only.end() ||
         finding.status == Status::not_applicable;
}

void Judge::close(Finding finding) const {
  if (!is_asked_about(finding)) return;
  // What was never observed cannot pass.
  if (finding.kind == ControlKind::dynamic && finding.status == Status::pass && finding.n == 0) {
    finding.status = Status::not_evaluated;
    finding.message = "The run had nothing that this control looks at.";
  }
  step_severity(finding, profile_.rules, architecture_.duration_s - architecture_.warmup_s);
  if (finding.ratio == never) finding.ratio.reset();
  if (finding.limit && finding.limit_basis.empty()) finding.limit_basis = basis_of_limit(*finding.limit);
  name_deciding_setting(finding, *entry_.control, owners_);
  if (entry_.informational) {
    change_severity(finding, Severity::info, "the profile asks for it to inform only");
    if (finding.status == Status::fail) finding.status = Status::warn;
  }
  std::sort(finding.reasons.begin(), finding.reasons.end());
  std::sort(finding.figures.begin(), finding.figures.end());
  out_.push_back(std::move(finding));
}

void Judge::note(Status status, std::string message, std::string flow, std::string resource,
                 const Location& place) const {
  auto finding = open(std::move(flow), std::move(resource), place);
  finding.status = status;
  finding.message = std::move(message);
  close(std::move(finding));
}

void add_rule_of_three(Finding& finding, std::uint64_t seen) {
  if (seen == 0 && finding.n > 0) {
    finding.figures.emplace_back("upper_bound_95", std::min(1.0, 3.0 / static_cast<double>(finding.n)));
  }
}

std::string path_of(std::string_view section, std::string_view name) {
  return name.empty() ? std::string{} : fmt::format("{}.{}", section, name);
}

}  // namespace garoa::compliance

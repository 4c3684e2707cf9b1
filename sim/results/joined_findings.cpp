#include "sim/results/joined_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "sim/core/binomial.hpp"
#include "sim/core/language.hpp"
#include "sim/core/student.hpp"
#include "sim/results/measure_text.hpp"

namespace garoa {
namespace {

using compliance::ControlKind;
using compliance::Finding;
using compliance::Status;

auto order_of(Status status) {
  constexpr std::array order{Status::fail, Status::warn, Status::not_evaluated, Status::pass,
                             Status::not_applicable};
  return std::find(order.begin(), order.end(), status) - order.begin();
}

bool is_worse(Status a, Status b) {
  return order_of(a) < order_of(b);
}

/// How far beyond its limit, or how near to it; what has no measure, as what never comes, is farther than any other.
double margin_of(const Finding& finding) {
  return finding.margin.value_or(-std::numeric_limits<double>::infinity());
}

/// Of two findings on the same thing, whatever the order in which they come.
bool is_worse(const Finding& a, const Finding& b) {
  if (a.status != b.status) return is_worse(a.status, b.status);
  if (a.severity != b.severity) return a.severity > b.severity;
  return margin_of(a) < margin_of(b);
}

/// Its limit held: what a control that only informs finds beyond its limit, or never comes, is a warning too.
bool holds(const Finding& finding) {
  if (finding.status == Status::pass) return true;
  return finding.status == Status::warn && (finding.margin ? *finding.margin >= 0 : !finding.limit);
}

bool is_decided_by_limit(const Finding& finding) {
  return finding.measured && finding.limit && finding.margin &&
         (finding.status == Status::fail) == (*finding.margin < 0);
}

/// Else the limit is a lower one.
bool has_upper_limit(const Finding& finding) {
  return (*finding.measured <= *finding.limit) == (*finding.margin >= 0);
}

bool has_zero_tolerance(const Finding& finding) {
  return *finding.limit == 0 || (!has_upper_limit(finding) && *finding.limit == 1 && finding.unit == "1");
}

/// What the interval of the mean says of the limit: where it lies beyond, where it holds it, and else what the runs say.
Status verdict_of(const Finding& finding, double low, double high) {
  const bool upper = has_upper_limit(finding);
  const double limit = *finding.limit;
  if (upper ? low > limit : high < limit) return Status::fail;
  const bool straddles = upper ? high > limit : low < limit;
  return straddles || finding.status == Status::fail ? Status::warn : finding.status;
}

}  // namespace

void JoinedFindings::add(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    const auto [place, is_new] =
        verdicts_.try_emplace(Key{finding.control, finding.flow, finding.resource, finding.profile},
                              Verdict{finding, 0, 0, {}, true});
    auto& verdict = place->second;
    verdict.limit_decides =
        verdict.limit_decides && is_decided_by_limit(finding) && finding.limit == verdict.worst.limit;
    if (is_worse(finding.status, verdict.worst.status)) verdict.runs = 0;
    if (is_worse(finding, verdict.worst)) verdict.worst = finding;
    if (finding.status == verdict.worst.status) ++verdict.runs;
    if (holds(finding)) ++verdict.held;
    if (finding.measured) verdict.measures.add(*finding.measured);
  }
}

void JoinedFindings::judge(Finding& finding, const Verdict& verdict, std::uint32_t replications) {
  if (finding.kind != ControlKind::dynamic || replications < 2) return;
  if (finding.status == Status::not_evaluated || finding.status == Status::not_applicable) return;
  finding.pass_share = static_cast<double>(verdict.held) / replications;
  finding.pass_share_ci95 = share_interval(verdict.held, replications);
  if (verdict.measures.count() != replications || !verdict.limit_decides) return;
  const double mean = verdict.measures.mean();
  const double half = student_half_width(verdict.measures, mean);
  finding.measured_ci95 = {mean - half, mean + half};
  const bool all_failed = finding.status == Status::fail && verdict.runs == replications;
  if (all_failed || has_zero_tolerance(finding)) return;
  const auto status = verdict_of(finding, mean - half, mean + half);
  if (status == finding.status && status != Status::fail) return;
  finding.status = status;
  const auto text = [&](double value) { return measure_beside(value, *finding.limit, finding.unit); };
  finding.message += fmt::format(" The mean over the replications is {}, at 95 % from {} to {}.", text(mean),
                                 text(mean - half), text(mean + half));
}

std::vector<Finding> JoinedFindings::result(std::uint32_t replications) const {
  const Speaking english{Language::english};
  std::vector<Finding> findings;
  for (const auto& [key, verdict] : verdicts_) {
    auto& finding = findings.emplace_back(verdict.worst);
    finding.replications = verdict.runs;
    if (verdict.runs < replications)
      finding.message +=
          fmt::format(" {} in {} of {} replications.", name_of(finding.status), verdict.runs, replications);
    judge(finding, verdict, replications);
  }
  compliance::put_in_order(findings);
  return findings;
}

}  // namespace garoa

#include "sim/results/finding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/told_money.hpp"

namespace garoa::compliance {
namespace {

constexpr std::array<std::string_view, 5> status_names{"PASS", "FAIL", "WARN", "NOT_EVALUATED",
                                                       "NOT_APPLICABLE"};

}  // namespace

std::string_view name_of(Status status) {
  return status_names[static_cast<std::size_t>(status)];
}

std::string_view name_of(Severity severity) {
  return garoa::name_of(severity);
}

std::string_view name_of(ControlKind kind) {
  return kind == ControlKind::dynamic ? "dynamic" : "static";
}

std::string cost_text(const Fix& fix) {
  if (!fix.per_month) return tr("not evaluated");
  return fmt::format("{}{} {}", *fix.per_month < 0 ? "-" : "+", told_money(std::abs(*fix.per_month)),
                     told_currency().name);
}

std::string text_of(const Fix& fix) {
  const auto opens =
      fix.opens.empty() ? "" : "; " + tr("opens: {}", fmt::format("{}", fmt::join(fix.opens, ", ")));
  return fmt::format("{}={}; {}{}", fix.parameter, fix.value, tr("a month: {}", cost_text(fix)), opens);
}

std::optional<Severity> severity_named(std::string_view name) {
  std::string why;
  return Scalar<Severity>::parse(name, false, why);
}

bool comes_before(const Finding& left, const Finding& right) {
  if (left.severity != right.severity) return left.severity > right.severity;
  return std::tie(left.control, left.flow, left.resource, left.profile) <
         std::tie(right.control, right.flow, right.resource, right.profile);
}

void put_in_order(std::vector<Finding>& findings) {
  if (std::is_sorted(findings.begin(), findings.end(), comes_before)) return;
  std::vector<Finding*> order;
  order.reserve(findings.size());
  for (auto& finding : findings) order.push_back(&finding);
  std::stable_sort(order.begin(), order.end(),
                   [](const Finding* left, const Finding* right) { return comes_before(*left, *right); });
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (auto* const finding : order) sorted.push_back(std::move(*finding));
  findings = std::move(sorted);
}

}  // namespace garoa::compliance

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/core/language.hpp"
#include "sim/render/evidence.hpp"
#include "sim/render/status_counts.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"
#include "sim/render/told.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

/// Wide enough to say beside a finding where its setting stands, and to say its control's title and the clauses.
constexpr std::size_t width_with_places = 120;
constexpr std::size_t width_with_clauses = 180;

/// "base.yaml:36"
std::string line_text(const Location& place) {
  const auto text = place_text(place);
  return place.line > 0 ? text.substr(0, text.rfind(':')) : text;
}

/// What closes gaps, each change alone; empty where there is none.
std::string fixes_text(const std::vector<const Finding*>& gaps, std::size_t width) {
  TextTable table{{{tr("control")},
                   {tr("about")},
                   {tr("a month"), TextTable::Align::right},
                   {tr("opens")},
                   {tr("change")}}};
  std::set<std::string> without;
  for (const auto* const gap : gaps) {
    if (!gap->fix) {
      without.insert(gap->control);
      continue;
    }
    const auto& fix = *gap->fix;
    table.add({gap->control, gap->resource.empty() ? gap->flow : gap->resource, cost_text(fix),
               fmt::format("{}", fmt::join(fix.opens, ", ")),
               fmt::format("{}={}", fix.parameter, fix.value)});
  }
  if (without.empty() && table.empty()) return "";
  std::string text = "\n";
  if (!table.empty())
    text += paragraph("  ", tr("What closes them, each change alone, and what a month costs more with it"),
                      width) +
            table.text(width);
  if (!without.empty())
    text += paragraph(fmt::format("  {}: ", tr("no change found for")),
                      fmt::format("{}", fmt::join(without, ", ")), width);
  return text;
}

/// What was not evaluated, by the reason.
std::string reasons_text(const Compliance& compliance, std::size_t width) {
  std::map<std::string, std::set<std::string>> controls_by_reason;
  for (const auto& finding : compliance.findings) {
    if (finding.status == Status::not_evaluated)
      controls_by_reason[told(finding.message)].insert(finding.control);
  }
  std::vector<std::pair<std::set<std::string>, std::string>> rows;
  for (const auto& [reason, controls] : controls_by_reason) rows.emplace_back(controls, reason);
  std::sort(rows.begin(), rows.end());
  std::string text;
  for (const auto& [controls, reason] : rows)
    text += paragraph(fmt::format("    {}: ", fmt::join(controls, ", ")), reason, width);
  return text;
}

}  // namespace

std::string findings_table(const std::vector<const Finding*>& findings, bool with_profiles,
                           std::size_t width) {
  const bool with_places = width >= width_with_places;
  const bool with_clauses = width >= width_with_clauses;
  TextTable table{{{tr("status")},
                   {tr("severity")},
                   {tr("control")},
                   {tr("title")},
                   {tr("clauses")},
                   {tr("about")},
                   {tr("set at")},
                   {tr("finding")}}};
  for (const auto* const finding : findings) {
    table.add({tr(name_of(finding->status)), tr(name_of(finding->severity)),
               with_profiles ? finding->control + " " + finding->profile : finding->control,
               with_clauses ? tr(finding->title) : "",
               with_clauses ? fmt::format("{}", fmt::join(finding->clauses, "; ")) : "",
               finding->resource.empty() ? finding->flow : finding->resource,
               with_places ? line_text(finding->place) : "", told(finding->message)});
  }
  return table.text(width);
}

std::string compliance_text(const Compliance& compliance, std::size_t width, const std::string& no_gap) {
  if (compliance.findings.empty()) return "";
  std::string text;
  if (!compliance.profiles.empty()) {
    std::string profiles;
    const auto& replaced = compliance.replaced_profiles;
    for (const auto& profile : compliance.profiles) {
      const bool is_replaced = std::find(replaced.begin(), replaced.end(), profile) != replaced.end();
      profiles += (profiles.empty() ? "" : ", ") + profile +
                  (is_replaced ? " " + tr("(replaced, not the built-in one)") : "");
    }
    text += paragraph("  " + tr("profiles") + ": ", profiles, width);
  }
  std::vector<const Finding*> gaps;
  for (const auto status : {Status::fail, Status::warn}) {
    for (const auto& finding : compliance.findings) {
      if (finding.status == status) gaps.push_back(&finding);
    }
  }
  text += gaps.empty() ? "  " + (no_gap.empty() ? tr("no gap in what was evaluated") : no_gap) + "\n"
                       : findings_table(gaps, compliance.profiles.size() > 1, width) +
                             (compliance.sought_fixes ? fixes_text(gaps, width) : std::string{});
  const auto open = count_of(compliance, Status::not_evaluated);
  if (open > 0) {
    text +=
        fmt::format("  {} {}:\n", tr(name_of(Status::not_evaluated)), open) + reasons_text(compliance, width);
  }
  return text + fmt::format("  {} {}, {} {}\n", tr(name_of(Status::pass)), count_of(compliance, Status::pass),
                            tr(name_of(Status::not_applicable)),
                            count_of(compliance, Status::not_applicable));
}

}  // namespace garoa

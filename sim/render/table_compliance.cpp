#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

/// Wide enough to say beside a finding where its setting stands.
constexpr std::size_t width_with_places = 120;

/// "base.yaml:36"
std::string line_text(const Location& place) {
  const auto text = place_text(place);
  return place.line > 0 ? text.substr(0, text.rfind(':')) : text;
}

/// What closes gaps, each change alone; empty where nothing was looked for or found.
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
  if (table.empty()) return "";
  auto text =
      "\n" +
      paragraph("  ", tr("What closes them, each change alone, and what a month costs more with it"), width) +
      table.text(width);
  if (!without.empty())
    text += paragraph(fmt::format("  {}: ", tr("no change found for")),
                      fmt::format("{}", fmt::join(without, ", ")), width);
  return text;
}

std::string names_of(const Compliance& compliance, Status status) {
  std::set<std::string> controls;
  for (const auto& finding : compliance.findings) {
    if (finding.status == status) controls.insert(finding.control);
  }
  std::string names;
  for (const auto& control : controls) names += (names.empty() ? "" : ", ") + control;
  return names;
}

}  // namespace

std::string findings_table(const std::vector<const Finding*>& findings, bool with_profiles,
                           std::size_t width) {
  const bool with_places = width >= width_with_places;
  TextTable table{
      {{tr("status")}, {tr("severity")}, {tr("control")}, {tr("about")}, {tr("set at")}, {tr("finding")}}};
  for (const auto* const finding : findings) {
    table.add({tr(name_of(finding->status)), tr(name_of(finding->severity)),
               with_profiles ? finding->control + " " + finding->profile : finding->control,
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
  text += gaps.empty()
              ? "  " + (no_gap.empty() ? tr("no gap in what was evaluated") : no_gap) + "\n"
              : findings_table(gaps, compliance.profiles.size() > 1, width) + fixes_text(gaps, width);
  const auto open = count_of(compliance, Status::not_evaluated);
  if (open > 0) {
    text += paragraph(fmt::format("  {} {}: ", tr(name_of(Status::not_evaluated)), open),
                      names_of(compliance, Status::not_evaluated), width);
  }
  return text + fmt::format("  {} {}, {} {}\n", tr(name_of(Status::pass)), count_of(compliance, Status::pass),
                            tr(name_of(Status::not_applicable)),
                            count_of(compliance, Status::not_applicable));
}

}  // namespace garoa

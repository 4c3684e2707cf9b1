#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"
#include "sim/render/told.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

std::size_t count_of(const Compliance& compliance, Status status) {
  const auto& all = compliance.findings;
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const Finding& finding) { return finding.status == status; }));
}

/// Wide enough to say beside a finding where its setting stands.
constexpr std::size_t width_with_places = 120;

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

std::string place_text(const Location& place) {
  if (!place.file) return "";
  if (place.line == 0) return *place.file;
  return fmt::format("{}:{}", std::filesystem::path{*place.file}.filename().string(), place.line);
}

std::string findings_table(const std::vector<const Finding*>& findings, bool with_profiles,
                           std::size_t width) {
  const bool with_places = width >= width_with_places;
  TextTable table{
      {{tr("status")}, {tr("severity")}, {tr("control")}, {tr("about")}, {tr("set at")}, {tr("finding")}}};
  for (const auto* const finding : findings) {
    table.add({std::string{name_of(finding->status)}, tr(name_of(finding->severity)),
               with_profiles ? finding->control + " " + finding->profile : finding->control,
               finding->resource.empty() ? finding->flow : finding->resource,
               with_places ? place_text(finding->place) : "", told(finding->message)});
  }
  return table.text(width);
}

std::string compliance_text(const Compliance& compliance, std::size_t width) {
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
  text += gaps.empty() ? "  " + tr("no gap in what was evaluated") + "\n"
                       : findings_table(gaps, compliance.profiles.size() > 1, width);
  const std::size_t open = count_of(compliance, Status::not_evaluated);
  if (open > 0) {
    text += paragraph(fmt::format("  {} {}: ", name_of(Status::not_evaluated), open),
                      names_of(compliance, Status::not_evaluated), width);
  }
  return text + fmt::format("  {} {}, {} {}\n", name_of(Status::pass), count_of(compliance, Status::pass),
                            name_of(Status::not_applicable), count_of(compliance, Status::not_applicable));
}

}  // namespace garoa

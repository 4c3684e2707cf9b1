#include <fmt/format.h>

#include <algorithm>
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

void add_gaps(TextTable& table, const Compliance& compliance, Status status) {
  for (const auto& finding : compliance.findings) {
    if (finding.status != status) continue;
    const std::string& about = finding.resource.empty() ? finding.flow : finding.resource;
    std::string control = finding.control;
    if (compliance.profiles.size() > 1) control += " " + finding.profile;
    table.add(
        {std::string{name_of(status)}, tr(name_of(finding.severity)), control, about, told(finding.message)});
  }
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
  TextTable table{{{tr("status")}, {tr("severity")}, {tr("control")}, {tr("about")}, {tr("finding")}}};
  add_gaps(table, compliance, Status::fail);
  add_gaps(table, compliance, Status::warn);
  text += table.empty() ? "  " + tr("no gap in what was evaluated") + "\n" : table.text(width);
  const std::size_t open = count_of(compliance, Status::not_evaluated);
  if (open > 0) {
    text += paragraph(fmt::format("  {} {}: ", name_of(Status::not_evaluated), open),
                      names_of(compliance, Status::not_evaluated), width);
  }
  return text + fmt::format("  {} {}, {} {}\n", name_of(Status::pass), count_of(compliance, Status::pass),
                            name_of(Status::not_applicable), count_of(compliance, Status::not_applicable));
}

}  // namespace garoa

#include "models/compliance/static_checks.hpp"

#include <algorithm>

#include "models/compliance/control_table.hpp"

namespace garoa::compliance {

void add_static_findings(const Architecture& architecture, const Profile& profile,
                         std::vector<Finding>& out) {
  for (const auto& row : control_functions()) {
    const auto* entry = row.check == nullptr ? nullptr : profile.find(row.id);
    if (entry == nullptr) continue;
    const Judge judge{architecture, profile, *entry, out};
    const auto before = out.size();
    if (applies(*entry->control, architecture)) row.check(judge);
    if (out.size() == before)
      judge.note(Status::not_applicable, "The scenario has nothing that this control is about.");
  }
}

std::vector<Finding> check_static(const Architecture& architecture, const std::vector<Profile>& profiles) {
  std::vector<Finding> findings;
  if (profiles.empty()) add_static_findings(architecture, built_in_default_profile(), findings);
  for (const auto& profile : profiles) add_static_findings(architecture, profile, findings);
  std::stable_sort(findings.begin(), findings.end(), comes_before);
  return findings;
}

}  // namespace garoa::compliance

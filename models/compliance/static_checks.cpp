#include "models/compliance/static_checks.hpp"

#include <algorithm>

#include "models/compliance/control_table.hpp"
#include "sim/core/language.hpp"

namespace garoa::compliance {

void add_static_findings(const Owners& owners, const Profile& profile, std::vector<Finding>& out) {
  for (const auto& row : control_functions()) {
    const auto* entry = row.check == nullptr ? nullptr : profile.find(row.id);
    if (entry == nullptr) continue;
    const Judge judge{owners, profile, *entry, out};
    const auto before = out.size();
    if (applies(*entry->control, owners.architecture())) row.check(judge);
    if (out.size() == before)
      judge.note(Status::not_applicable, "The scenario has nothing that this control is about.");
  }
}

std::vector<Finding> check_static(const Architecture& architecture, const std::vector<Profile>& profiles) {
  const Speaking english{Language::english};
  const Owners owners{architecture};
  std::vector<Finding> findings;
  if (profiles.empty()) add_static_findings(owners, built_in_default_profile(), findings);
  for (const auto& profile : profiles) add_static_findings(owners, profile, findings);
  put_in_order(findings);
  return findings;
}

}  // namespace garoa::compliance

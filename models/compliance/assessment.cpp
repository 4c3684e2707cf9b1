#include "models/compliance/assessment.hpp"

#include <algorithm>
#include <string_view>

#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {
namespace {

bool is_wanted(std::string_view id, const Architecture& architecture, const std::vector<Profile>& profiles) {
  return std::any_of(profiles.begin(), profiles.end(), [&](const Profile& profile) {
    const auto* entry = profile.find(id);
    return entry != nullptr && applies(*entry->control, architecture);
  });
}

}  // namespace

Assessment::Assessment(const Architecture& architecture, const std::vector<Profile>& profiles,
                       Journal& journal)
    : architecture_{architecture}, owners_{architecture_}, profiles_{profiles} {
  if (profiles_.empty()) profiles_.push_back(built_in_default_profile());
  for (const auto& row : control_functions()) {
    if (row.monitor == nullptr || monitors_.contains(row.monitor)) continue;
    if (is_wanted(row.id, architecture_, profiles_))
      monitors_.emplace(row.monitor, row.monitor({owners_, architecture_, profiles_, journal}));
  }
}

void Assessment::add_dynamic_finding(const Profile& profile, const ControlFunction& row,
                                     std::vector<Finding>& out) const {
  const auto* const entry = profile.find(row.id);
  if (entry == nullptr) return;
  const Judge judge{owners_, profile, *entry, out};
  if (!applies(*entry->control, architecture_)) {
    judge.note(Status::not_applicable, "The scenario has no flow that this control is about.");
    return;
  }
  const auto before = out.size();
  row.verdict(*monitors_.at(row.monitor), judge);
  if (out.size() == before)
    judge.note(Status::not_evaluated, "The run had nothing that this control looks at.");
}

/// Whether somebody was told is judged last: it asks what the others have found.
void Assessment::add_dynamic_findings(const Profile& profile, std::vector<Finding>& out) const {
  const auto& rows = control_functions();
  const auto is_last = [](const ControlFunction& row) { return row.verdict == judge_detection; };
  for (const bool last : {false, true}) {
    for (const auto& row : rows) {
      if (row.verdict != nullptr && is_last(row) == last) add_dynamic_finding(profile, row, out);
    }
  }
}

std::vector<Finding> Assessment::findings() const {
  std::vector<Finding> all;
  for (const auto& profile : profiles_) {
    add_static_findings(owners_, profile, all);
    add_dynamic_findings(profile, all);
  }
  put_in_order(all);
  return all;
}

std::vector<Series> Assessment::series() const {
  std::vector<Series> all;
  for (const auto& [make, monitor] : monitors_) monitor->tell_series(all);
  return all;
}

}  // namespace garoa::compliance

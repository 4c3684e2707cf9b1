// Documents whose measure was beyond a limit, for each value of it that a profile sets.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/profile.hpp"

namespace garoa::compliance {

class OverLimits {
 public:
  OverLimits(const std::vector<Profile>& profiles, std::string_view control, std::string_view parameter) {
    for (const auto& profile : profiles) {
      const auto* const entry = profile.find(control);
      const auto limit = entry == nullptr ? std::nullopt : entry->parameter(parameter);
      if (limit) over_[*limit];
    }
  }
  /// It took the document from `began` to `ended`, or has taken it until then.
  void see(double began, double ended, std::uint64_t id) {
    for (auto& [limit, occurrences] : over_) {
      if (ended - began <= limit) return;
      occurrences.see(began + limit, id);
    }
  }
  /// The same of what has no number of its own.
  void see(double began, double ended) {
    for (auto& [limit, occurrences] : over_) {
      if (ended - began <= limit) return;
      occurrences.see(began + limit);
    }
  }
  /// When first; nothing: never.
  [[nodiscard]] std::optional<double> first(double limit) const {
    const auto found = over_.find(limit);
    return found == over_.end() ? std::nullopt : found->second.first();
  }
  /// How many, when first, and which, into a finding that fails.
  void tell(Finding& finding, double limit, std::string_view what = "document") const {
    const auto found = over_.find(limit);
    if (found != over_.end() && finding.status == Status::fail && found->second.count() > 0)
      found->second.tell(finding, what);
  }
  /// The same where some that are not told have waited up to the `end` of the run, the first of them for that long; of what never comes
  /// the limit may lie behind that.
  void tell_with_waits(Finding& finding, double limit, double longest_wait, double end) const {
    if (finding.status != Status::fail) return;
    tell(finding, limit);
    FirstTime first;
    if (finding.first_violation_s && *finding.first_violation_s <= end) first.see(*finding.first_violation_s);
    if (longest_wait > limit) first.see(end - longest_wait + limit);
    finding.first_violation_s = first.time();
  }

 private:
  std::map<double, Occurrences> over_;  // ascending
};

}  // namespace garoa::compliance

// The assessment of one run: static controls on the declared architecture, dynamic ones on what the journal
// reports.
//
// Create it before the run: monitors subscribe to the journal only for controls that a profile asks for.
// After the run (events::RunFinished reported) `findings()` gives the verdicts of all controls under each
// profile. Without profiles the built-in default profile holds.
//
// Memory is flat but for the set of unprotected documents. Errors: none; what was not observed is
// NOT_EVALUATED.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "models/compliance/control_table.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/profile.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/finding.hpp"

namespace garoa::compliance {

class Assessment {
 public:
  /// Keeps copies of architecture and profiles; `journal` must outlive it, and it must outlive the run.
  Assessment(const Architecture& architecture, const std::vector<Profile>& profiles, Journal& journal);
  Assessment(const Assessment&) = delete;
  Assessment& operator=(const Assessment&) = delete;

  /// Static and dynamic findings, in the order of findings (comes_before).
  [[nodiscard]] std::vector<Finding> findings() const;
  /// Ages of unprotected documents, where the architecture says how often they are sampled.
  [[nodiscard]] std::vector<Series> series() const;

 private:
  void add_dynamic_finding(const Profile& profile, const ControlFunction& row,
                           std::vector<Finding>& out) const;
  void add_dynamic_findings(const Profile& profile, std::vector<Finding>& out) const;

  Architecture architecture_;
  Owners owners_;
  std::vector<Profile> profiles_;
  std::map<decltype(ControlFunction::monitor), std::unique_ptr<Monitor>> monitors_;  // those asked for
};

}  // namespace garoa::compliance

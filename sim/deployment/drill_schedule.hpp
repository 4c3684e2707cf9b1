// Begins the scenario's drills at their times.
#pragma once

#include "sim/deployment/deployment.hpp"

namespace garoa {

class DrillSchedule {
 public:
  /// The deployment outlives it.
  explicit DrillSchedule(Deployment& deployment) : deployment_{deployment} {}
  void begin();

 private:
  Process drill(std::size_t index);
  [[nodiscard]] Restore::Wanted wanted_of(const DrillSettings& drill, Restore& made) const;
  [[nodiscard]] Restore::Wanted in_copies(const std::string& backup) const;
  [[nodiscard]] Restore::Wanted in_backup(const std::string& backup) const;
  [[nodiscard]] Restore::Wanted in_replicas(const std::string& bucket) const;

  Deployment& deployment_;
};

}  // namespace garoa

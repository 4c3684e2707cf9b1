// A backup agent: a machine or pod that works on the runs of several jobs, so many at once.
//
// Modelled: `workers` runs at once, the others wait, first come first served. Not modelled: the agent's own CPU
// and memory; what a run needs, it takes from the instance whose volume it copies.
//
// Settings: backup_agent_settings.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "models/backup/backup_agent_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class BackupAgent final : public Service {
 public:
  BackupAgent(const Run& run, BackupAgentSettings settings);

  [[nodiscard]] ServerPool& workers() { return workers_; }
  /// For the attribution of waits.
  [[nodiscard]] NameId name() const { return name_; }

  void finish(MetricSink& metrics) override;

 private:
  const Run& run_;
  BackupAgentSettings settings_;
  ServerPool workers_;
  NameId name_;
};

}  // namespace garoa

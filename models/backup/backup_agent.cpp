#include "models/backup/backup_agent.hpp"

#include <fmt/format.h>

#include <utility>

namespace garoa {

BackupAgent::BackupAgent(const Run& run, BackupAgentSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      workers_{run.simulator, settings_.workers},
      name_{run.journal.intern(fmt::format("backup_agents.{}.workers", settings_.name))} {}

void BackupAgent::measure() {
  workers_.busy_level().restart(run_.now());
  workers_.waiting_level().restart(run_.now());
}

void BackupAgent::finish(const MetricSink& metrics) {
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("backup_agents.{}.{}", settings_.name, measure), value);
  };
  put("workers.busy.avg", workers_.busy_level().average(run_.now()));
  put("workers.busy.max", workers_.busy_level().maximum());
  put("waiting.max", workers_.waiting_level().maximum());
}

}  // namespace garoa

#include "models/backup/backup_agent.hpp"

#include <fmt/format.h>

#include <utility>

namespace garoa {

BackupAgent::BackupAgent(const Run& run, BackupAgentSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      workers_{run.simulator, settings_.workers, ServerPool::unlimited, run.warmup},
      name_{run.journal.intern(fmt::format("backup_agents.{}.workers", settings_.name))} {}

void BackupAgent::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, fmt::format("backup_agents.{}", settings_.name)};
  own.add("workers.busy.avg", workers_.busy_level().average(run_.now()));
  own.add("workers.busy.max", workers_.busy_level().maximum());
  own.add("waiting.max", workers_.waiting_level().maximum());
}

}  // namespace garoa

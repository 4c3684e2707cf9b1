#include "sim/deployment/drill_schedule.hpp"

namespace garoa {

void DrillSchedule::begin() {
  const auto& drills = deployment_.scenario().drills;
  for (std::size_t i = 0; i < drills.size(); ++i) {
    if (drills[i].at.count() >= 0) deployment_.simulator().start(drill(i));
  }
}

/// Of all flows on its volume; which are wanted first, its own flow says.
Restore::Wanted DrillSchedule::in_copies(const std::string& backup) const {
  auto all = *deployment_.flow_of(backup).flow->in_copies(backup);
  for (const auto& flow : deployment_.flows()) {
    if (flow.id == deployment_.flow_of(backup).id) continue;
    const auto held = flow.flow->in_copies(backup);
    if (!held) continue;
    all.files += held->files;
    all.bytes += held->bytes;
    all.uncopied += held->uncopied;
  }
  return all;
}

Restore::Wanted DrillSchedule::in_backup(const std::string& backup) const {
  const auto vault = deployment_.vaults.find(backup);
  if (vault == deployment_.vaults.end()) return in_copies(backup);
  const auto held = vault->second->held();
  return {held.objects, held.bytes, 0, vault->second->no_more_held().objects};
}

Restore::Wanted DrillSchedule::in_replicas(const std::string& bucket) const {
  const auto held = deployment_.buckets.at(bucket).replicas();
  return {held.objects, held.bytes, 0};
}

Restore::Wanted DrillSchedule::wanted_of(const DrillSettings& drill, Restore& made) const {
  if (const auto chosen = made.choose()) return *chosen;
  return drill.replicas_of.given() ? in_replicas(drill.replicas_of.name) : in_backup(drill.job.name);
}

Process DrillSchedule::drill(std::size_t index) {
  const auto& settings = deployment_.scenario().drills[index];
  co_await deployment_.simulator().wait_until(settings.at.count());
  const auto wanted = wanted_of(settings, deployment_.drill(index));
  auto* const hire = deployment_.drill_hire(index);
  if (hire != nullptr) deployment_.simulator().start(hire->begin_after(settings.restore.detect.count()));
  co_await deployment_.drill(index).restore(wanted);
  if (hire != nullptr) hire->end();
}

}  // namespace garoa

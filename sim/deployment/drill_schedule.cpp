#include "sim/deployment/drill_schedule.hpp"

namespace garoa {

void DrillSchedule::begin() {
  for (std::size_t i = 0; i < deployment_.scenario().drills.size(); ++i)
    deployment_.simulator().start(drill(i));
}

Process DrillSchedule::drill(std::size_t index) {
  const auto& settings = deployment_.scenario().drills[index];
  co_await deployment_.simulator().wait_until(settings.at.count());
  const auto& backup = settings.job.name;
  const auto wanted = *deployment_.flow_of(backup).flow->in_copies(backup);
  auto* const hire = deployment_.drill_hire(index);
  if (hire != nullptr) deployment_.simulator().start(hire->begin_after(settings.restore.detect.count()));
  co_await deployment_.drill(index).restore(wanted);
  if (hire != nullptr) hire->end();
}

}  // namespace garoa

#include "sim/scenario/alarm_usage.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

void add_alarms(const Scenario& s, std::vector<Usage>& usage) {
  const auto during_the_run = [&](std::size_t count) {
    return static_cast<MeterTotal>(std::llround(static_cast<double>(count) * s.duration.count()));
  };
  bool of_disks = false;
  for (const auto& alarm : s.cloudwatch_alarms) {
    const auto& signals = alarm.signals;
    usage.push_back({"cloudwatch_alarms." + alarm.name,
                     Meter::cloudwatch_alarm_seconds,
                     during_the_run(signals.size()),
                     {}});
    of_disks = of_disks || std::find(signals.begin(), signals.end(), Signal::disk_used) != signals.end();
  }
  if (of_disks && !s.ebs.empty())
    usage.push_back(
        {"cloudwatch_alarms.metrics", Meter::cloudwatch_metric_seconds, during_the_run(s.ebs.size()), {}});
}

}  // namespace garoa

// What a scenario says of a CloudWatch alarm.
//
//   cloudwatch_alarms:
//     operations: { signals: [backup_failed, events_dropped, disk_used], period: 5 min, evaluations: 1, notifies: oncall }
//
// One entry stands for an alarm on each of its signals, of whatever resource. It goes off at the end of the `evaluations`th
// period in a row in which the signal came. Controls look at it, and the bill has it. Not modelled: how long a metric takes to reach CloudWatch,
// and the way of its message to people. Errors: no signal; a topic that is not there (validate.cpp).
// Figures: models/cloudwatch_alarms/cloudwatch_alarms.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/signal.hpp"

namespace garoa {

struct AlarmSettings {
  std::string name;
  Location where;
  std::vector<Signal> signals;
  Seconds period;
  std::uint32_t evaluations = 1;  // periods in a row
  Reference notifies;             // the topic that is told; none: the alarm has no action
};

[[nodiscard]] AlarmSettings read_alarm(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

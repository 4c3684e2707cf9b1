#include "sim/collect/throttle_metrics.hpp"

#include "sim/results/metric_table.hpp"

namespace garoa {

ThrottleMetrics::ThrottleMetrics(Journal& journal, double warmup) : journal_{journal} {
  journal.on<events::Throttled>([this, warmup](const events::Throttled& event) {
    if (event.time >= warmup) throttles_[event.resource].add(event.reason ? name_of(*event.reason) : "");
  });
}

void ThrottleMetrics::add_metrics(MetricList& metrics) const {
  for (NameId id = 0; id < journal_.name_count(); ++id) {
    const ReasonCounts* found = throttles_.find(id);
    const ReasonCounts counts = found == nullptr ? ReasonCounts{} : *found;
    const std::string name = journal_.name(id) + ".throttles";
    if (counts.total() == 0 && find_metric_row(name) == nullptr) continue;
    metrics.add_count(name, counts.total());
    for (const auto& [reason, count] : counts.counts()) {
      if (!reason.empty()) metrics.add_count(name + "." + reason, count);
    }
  }
}

}  // namespace garoa

#include "sim/report/throttle_metrics.hpp"

#include "sim/report/metric_table.hpp"

namespace garoa {

ThrottleMetrics::ThrottleMetrics(Journal& journal, double warmup) : journal_{journal} {
  journal.on<events::Throttled>([this, warmup](const events::Throttled& event) {
    if (event.time >= warmup) ++throttles_[event.resource];
  });
}

void ThrottleMetrics::add_metrics(MetricList& metrics) const {
  for (NameId id = 0; id < journal_.name_count(); ++id) {
    const std::uint64_t* found = throttles_.find(id);
    const std::uint64_t count = found == nullptr ? 0 : *found;
    std::string name = journal_.name(id) + ".throttles";
    if (count > 0 || find_metric_row(name) != nullptr) metrics.add_count(std::move(name), count);
  }
}

}  // namespace garoa

#include "sim/collect/concurrency_metrics.hpp"

namespace garoa {

ConcurrencyMetrics::ConcurrencyMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::ConcurrencyChanged>([this](const events::ConcurrencyChanged& event) {
    Function& function = functions_[event.function];
    if (!function.seen) function = {true, TimeWeighted{warmup_}, TimeWeighted{warmup_}};
    function.running.set(event.time, event.running);
    function.alive.set(event.time, event.alive);
  });
}

void ConcurrencyMetrics::add_metrics(MetricList& metrics, double end_time) const {
  if (end_time < warmup_) return;
  functions_.each_seen([&](NameId id, const Function& function) {
    const std::string name = journal_.name(id) + ".";
    metrics.add(name + "concurrency.avg", function.running.average(end_time));
    metrics.add(name + "concurrency.max", function.running.maximum());
    metrics.add(name + "environments.avg", function.alive.average(end_time));
    metrics.add(name + "environments.max", function.alive.maximum());
  });
}

}  // namespace garoa

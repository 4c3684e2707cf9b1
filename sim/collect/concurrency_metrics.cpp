#include "sim/collect/concurrency_metrics.hpp"

namespace garoa {

ConcurrencyMetrics::ConcurrencyMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::ConcurrencyChanged>([this](const events::ConcurrencyChanged& event) {
    Function& function = functions_[event.function];
    function.seen = true;
    if (!function.warm && event.time >= warmup_) function.end_warmup(warmup_);
    function.running.set(event.time, event.running);
    function.alive.set(event.time, event.alive);
  });
}

void ConcurrencyMetrics::Function::end_warmup(double warmup) {
  running.restart(warmup);
  alive.restart(warmup);
  warm = true;
}

void ConcurrencyMetrics::add_metrics(MetricList& metrics, double end_time) const {
  if (end_time < warmup_) return;
  functions_.each_seen([&](NameId id, Function function) {
    if (!function.warm) function.end_warmup(warmup_);
    const std::string name = journal_.name(id) + ".";
    metrics.add(name + "concurrency.avg", function.running.average(end_time));
    metrics.add(name + "concurrency.max", function.running.maximum());
    metrics.add(name + "environments.avg", function.alive.average(end_time));
    metrics.add(name + "environments.max", function.alive.maximum());
  });
}

}  // namespace garoa

#include "sim/collect/concurrency_metrics.hpp"

namespace garoa {

ConcurrencyMetrics::ConcurrencyMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::ConcurrencyChanged>([this](const events::ConcurrencyChanged& event) {
    Function& function = of(event.function);
    function.running.set(event.time, event.running);
    function.alive.set(event.time, event.alive);
  });
  journal.on<events::InvocationStarted>([this](const events::InvocationStarted& event) {
    Function& function = of(event.function);
    function.executing.set(event.time, ++function.handlers);
  });
  journal.on<events::InvocationFinished>([this](const events::InvocationFinished& event) {
    Function& function = of(event.function);
    function.executing.set(event.time, --function.handlers);
  });
}

ConcurrencyMetrics::Function& ConcurrencyMetrics::of(NameId name) {
  Function& function = functions_[name];
  if (!function.seen) function = {true, TimeWeighted{warmup_}, TimeWeighted{warmup_}, TimeWeighted{warmup_}};
  return function;
}

void ConcurrencyMetrics::add_metrics(MetricList& metrics, double end_time) const {
  if (end_time < warmup_) return;
  functions_.each_seen([&](NameId id, const Function& function) {
    const std::string name = journal_.name(id) + ".";
    metrics.add(name + "concurrency.avg", function.running.average(end_time));
    metrics.add(name + "concurrency.max", function.running.maximum());
    metrics.add(name + "executing.avg", function.executing.average(end_time));
    metrics.add(name + "executing.max", function.executing.maximum());
    metrics.add(name + "environments.avg", function.alive.average(end_time));
    metrics.add(name + "environments.max", function.alive.maximum());
  });
}

}  // namespace garoa

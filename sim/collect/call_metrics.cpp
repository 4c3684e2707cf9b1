#include "sim/collect/call_metrics.hpp"

namespace garoa {

CallMetrics::CallMetrics(Journal& journal, double warmup) : journal_{journal} {
  journal.on<events::CallFinished>([this, warmup](const events::CallFinished& event) {
    Callee& callee = callees_[event.callee];
    callee.seen = true;
    if (event.document.arrived < warmup) return;
    callee.retries += event.retries;
    if (!event.succeeded) ++callee.failed;
    callee.latency.add(event.seconds);
  });
}

void CallMetrics::add_metrics(MetricList& metrics) const {
  callees_.each_seen([&](NameId id, const Callee& callee) {
    const std::string name = journal_.name(id) + ".";
    metrics.add_count(name + "calls", callee.latency.count());
    metrics.add_count(name + "calls.retries", callee.retries);
    metrics.add_count(name + "calls.failed", callee.failed);
    metrics.add_distribution(name + "calls.latency", callee.latency);
  });
}

}  // namespace garoa

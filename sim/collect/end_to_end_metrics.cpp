#include "sim/collect/end_to_end_metrics.hpp"

#include <string>

namespace garoa {

EndToEndMetrics::EndToEndMetrics(Journal& journal, double warmup) : journal_{journal} {
  journal.on<events::DocumentProcessed>([this, warmup](const events::DocumentProcessed& e) {
    if (e.effects > 1 || e.document.arrived < warmup) return;
    Flow& flow = flows_[e.document.flow];
    flow.seen = true;
    auto& parts = flow.parts;
    parts[upload].add(e.created - e.document.arrived);
    parts[event].add(e.seconds.event);
    parts[queue].add(e.seconds.queue);
    parts[init].add(e.seconds.init);
    parts[run].add(e.seconds.run);
    parts[downstream].add(e.seconds.downstream);
    parts[total].add(e.time - e.document.arrived);
  });
  journal.on<events::Notified>([this, warmup](const events::Notified& e) {
    if (e.document.arrived < warmup) return;
    Flow& flow = flows_[e.document.flow];
    flow.seen = true;
    flow.parts[notification].add(e.time - e.done);
  });
}

void EndToEndMetrics::add_metrics(MetricList& metrics) const {
  flows_.each_seen([&](NameId id, const Flow& flow) {
    for (std::size_t i = 0; i < part_count; ++i)
      metrics.add_distribution(journal_.name(id) + ".end_to_end." + std::string{names[i]}, flow.parts[i]);
  });
}

}  // namespace garoa

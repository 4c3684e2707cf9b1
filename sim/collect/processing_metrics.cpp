#include "sim/collect/processing_metrics.hpp"

namespace garoa {

ProcessingMetrics::ProcessingMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::ObjectCreated>([this](const auto& event) {
    Flow* flow = counted(event.document);
    if (flow != nullptr && event.by_client) ++flow->created;
  });
  journal.on<events::EventQueued>([this](const auto& event) {
    Flow* flow = event.copy == 0 ? counted(event.document) : nullptr;
    if (flow != nullptr) ++flow->started;
  });
  journal.on<events::CallAdmitted>([this](const auto& event) {
    if (Flow* flow = counted(event.document)) ++flow->started;
  });
  journal.on<events::DocumentProcessed>([this](const auto& event) {
    Flow* flow = counted(event.document);
    if (flow == nullptr) return;
    if (event.effects > 1) {
      ++flow->duplicates;
    } else {
      flow->latency.add(event.time - event.created);
    }
  });
  journal.on<events::DocumentSuperseded>([this](const auto& event) {
    if (Flow* flow = counted(event.document)) ++flow->superseded;
  });
  journal.on<events::OutOfOrder>([this](const auto& event) {
    if (Flow* flow = counted(event.document)) ++flow->out_of_order;
  });
  journal.on<events::EventPassedOver>([this](const auto& event) {
    Flow* flow = counted(event.document);
    if (flow != nullptr && event.wanted) ++flow->unnoticed;
  });
  journal.on<events::DocumentDropped>([this](const auto& event) {
    if (Flow* flow = counted(event.document)) flow->dropped.add(name_of(event.reason));
  });
}

ProcessingMetrics::Flow* ProcessingMetrics::counted(const Document& document) {
  Flow& flow = flows_[document.flow];
  flow.seen = true;
  return document.arrived < warmup_ ? nullptr : &flow;
}

void ProcessingMetrics::add_metrics(MetricList& metrics, double end_time) const {
  const double measured_s = end_time - warmup_;
  flows_.each_seen([&](NameId id, const Flow& flow) {
    const std::string name = journal_.name(id) + ".processing.";
    const auto finished = flow.latency.count();
    metrics.add_count(name + "created", flow.created);
    metrics.add_count(name + "started", flow.started);
    metrics.add_count(name + "finished", finished);
    metrics.add_count(name + "duplicates", flow.duplicates);
    metrics.add_count(name + "out_of_order", flow.out_of_order);
    metrics.add_count(name + "superseded", flow.superseded);
    metrics.add_count(name + "without_event", flow.unnoticed);
    metrics.add_reasons(name + "dropped", flow.dropped);
    if (measured_s > 0)
      metrics.add(name + "throughput", static_cast<double>(finished) / measured_s, finished);
    metrics.add_distribution(name + "latency", flow.latency);
  });
}

}  // namespace garoa

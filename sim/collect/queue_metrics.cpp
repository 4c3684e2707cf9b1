#include "sim/collect/queue_metrics.hpp"

#include <fmt/format.h>

namespace garoa {

QueueMetrics::QueueMetrics(Journal& journal, const QueuePeriods& periods, const UploadMetrics& uploads,
                           const DownloadMetrics& downloads, const FunctionMetrics& functions)
    : journal_{journal}, periods_{periods}, uploads_{uploads}, downloads_{downloads}, functions_{functions} {
  journal.on<events::QueueSampled>([this](const events::QueueSampled& event) {
    if (periods_.is_due(event.time)) add(of_resources, event.queue, event.came, event.there);
  });
  journal.on<events::Sampled>([this](const events::Sampled& event) {
    if (event.time > looked_at_ && periods_.is_due(event.time)) look(event.time);
  });
}

void QueueMetrics::look(double time) {
  looked_at_ = time;
  const auto into = [this](Kind kind) {
    return
        [this, kind](NameId name, std::uint64_t came, std::uint64_t there) { add(kind, name, came, there); };
  };
  uploads_.each_queue(into(of_uploads));
  downloads_.each_queue(into(of_downloads));
  functions_.each_queue(into(of_resources));
}

void QueueMetrics::add(Kind kind, NameId name, std::uint64_t came, std::uint64_t there) {
  auto& queue = queues_[kind][name];
  queue.seen = true;
  queue.growth.add(came, there);
}

void QueueMetrics::add_metrics(MetricList& metrics) const {
  for (std::size_t kind = 0; kind < kind_count; ++kind) {
    queues_[kind].each_seen([&](NameId name, const Queue& queue) {
      if (const auto sure = queue.growth.sure(periods_.every_one_must_grow()))
        metrics.add(fmt::format("{}{}queue_growth", journal_.name(name), measures[kind]), sure->share,
                    sure->periods);
    });
  }
}

}  // namespace garoa

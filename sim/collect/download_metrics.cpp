#include "sim/collect/download_metrics.hpp"

namespace garoa {

DownloadMetrics::DownloadMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::DownloadStarted>([this](const auto& event) { observe(event); });
  journal.on<events::DownloadFinished>([this](const auto& event) { observe(event); });
  journal.on<events::DownloadFailed>([this](const auto& event) { observe(event); });
}

void DownloadMetrics::observe(const events::DownloadStarted& event) {
  Flow& flow = flows_[event.flow];
  flow.seen = true;
  ++flow.all_started;
  if (event.time < warmup_) return;
  if (!flow.first_counted) flow.first_counted = event.request;
  ++flow.started;
}

void DownloadMetrics::observe(const events::DownloadFinished& event) {
  Flow& flow = flows_[event.flow];
  flow.seen = true;
  ++flow.all_finished;
  if (event.started < warmup_) return;
  flow.bytes += event.bytes;
  flow.latency.add(event.time - event.started);
}

void DownloadMetrics::observe(const events::DownloadFailed& event) {
  Flow& flow = flows_[event.flow];
  flow.seen = true;
  ++flow.all_failed;
  if (flow.first_counted && event.request >= *flow.first_counted) flow.failed.add(name_of(event.reason));
}

void DownloadMetrics::set_open(NameId flow, std::uint64_t open) {
  // A flow without any download has no download metrics.
  if (open > 0) flows_[flow].seen = true;
  flows_[flow].told_open = open;
}

void DownloadMetrics::add_metrics(MetricList& metrics, double end_time) const {
  const double measured_s = end_time - warmup_;
  flows_.each_seen([&](NameId id, const Flow& flow) {
    const std::string name = journal_.name(id) + ".download.";
    const auto finished = flow.latency.count();
    metrics.add_count(name + "started", flow.started);
    metrics.add_count(name + "finished", finished);
    metrics.add_reasons(name + "failed", flow.failed);
    metrics.add_count(name + "open", still_open(flow.started, finished, flow.failed.total()));
    if (measured_s > 0)
      metrics.add(name + "throughput", static_cast<double>(finished) / measured_s, finished);
    metrics.add(name + "bytes", static_cast<double>(flow.bytes), finished);
    metrics.add_distribution(name + "latency", flow.latency);
  });
}

void DownloadMetrics::add_balances(std::vector<Balance>& balances) const {
  flows_.each_seen([&](NameId id, const Flow& flow) {
    const auto derived = still_open(flow.all_started, flow.all_finished, flow.all_failed);
    balances.push_back({journal_.name(id) + " downloads", flow.all_started, flow.all_finished,
                        flow.all_failed, flow.told_open.value_or(derived)});
  });
}

}  // namespace garoa

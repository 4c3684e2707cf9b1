#include "sim/collect/collector.hpp"

#include <utility>

#include "sim/collect/backup_runs.hpp"
#include "sim/collect/call_metrics.hpp"
#include "sim/collect/concurrency_metrics.hpp"
#include "sim/collect/download_metrics.hpp"
#include "sim/collect/end_to_end_metrics.hpp"
#include "sim/collect/failure_runs.hpp"
#include "sim/collect/function_metrics.hpp"
#include "sim/collect/incidents.hpp"
#include "sim/collect/log_metrics.hpp"
#include "sim/collect/meter_sums.hpp"
#include "sim/collect/metric_list.hpp"
#include "sim/collect/notification_metrics.hpp"
#include "sim/collect/processing_metrics.hpp"
#include "sim/collect/queue_metrics.hpp"
#include "sim/collect/restore_runs.hpp"
#include "sim/collect/series_store.hpp"
#include "sim/collect/throttle_metrics.hpp"
#include "sim/collect/upload_metrics.hpp"
#include "sim/collect/wait_shares.hpp"

namespace garoa {

struct Collector::Parts {
  Parts(Journal& journal, CollectorSettings given)
      : settings{std::move(given)},
        uploads{journal, settings.warmup},
        downloads{journal, settings.warmup},
        processing{journal, settings.warmup},
        end_to_end{journal, settings.warmup},
        incidents{journal},
        functions{journal, settings.warmup},
        queues{journal,
               {settings.warmup, settings.end, settings.sample_interval, settings.repeats_after},
               uploads,
               downloads,
               functions},
        concurrency{journal, settings.warmup},
        logs{journal, settings.warmup},
        calls{journal, settings.warmup},
        notifications{journal, settings.warmup},
        throttles{journal, settings.warmup},
        waits{journal, settings.warmup},
        backups{journal, waits, settings.warmup},
        failures{journal},
        restores{journal, waits},
        meters{journal, settings.months},
        series{journal, settings.sample_interval} {}

  CollectorSettings settings;
  UploadMetrics uploads;
  DownloadMetrics downloads;
  ProcessingMetrics processing;
  EndToEndMetrics end_to_end;
  Incidents incidents;
  FunctionMetrics functions;
  QueueMetrics queues;
  ConcurrencyMetrics concurrency;
  LogMetrics logs;
  CallMetrics calls;
  NotificationMetrics notifications;
  ThrottleMetrics throttles;
  WaitShares waits;
  BackupRuns backups;
  FailureRuns failures;
  RestoreRuns restores;
  MeterSums meters;
  SeriesStore series;
  MetricList metrics;
};

Collector::Collector(Journal& journal, CollectorSettings settings)
    : parts_{std::make_unique<Parts>(journal, std::move(settings))} {}

Collector::~Collector() = default;

MetricSink& Collector::metrics() {
  return parts_->metrics;
}

void Collector::set_open_uploads(NameId flow, std::uint64_t open) {
  parts_->uploads.set_open(flow, open);
}

void Collector::set_open_downloads(NameId flow, std::uint64_t open) {
  parts_->downloads.set_open(flow, open);
}

void Collector::set_kept(NameId flow, std::uint64_t documents, std::uint64_t bytes) {
  parts_->uploads.set_kept(flow, documents, bytes);
}

MeteredTime Collector::metered() const {
  return {parts_->meters.halfway(), parts_->meters.hours()};
}

std::vector<MeterSum> Collector::meters() const {
  return parts_->meters.sums();
}

void Collector::fill(RunResult& result, double end_time) {
  Parts& p = *parts_;
  p.uploads.add_metrics(p.metrics, end_time);
  p.downloads.add_metrics(p.metrics, end_time);
  p.processing.add_metrics(p.metrics, end_time);
  p.end_to_end.add_metrics(p.metrics);
  p.functions.add_metrics(p.metrics);
  p.queues.add_metrics(p.metrics);
  p.concurrency.add_metrics(p.metrics, end_time);
  p.logs.add_metrics(p.metrics);
  p.calls.add_metrics(p.metrics);
  p.notifications.add_metrics(p.metrics);
  p.throttles.add_metrics(p.metrics);
  p.backups.add_metrics(p.metrics);
  p.restores.add_metrics(p.metrics);
  result.metrics = p.metrics.take();
  result.distributions = p.metrics.take_distributions();

  p.uploads.add_balances(result.balances);
  p.downloads.add_balances(result.balances);
  p.functions.add_balances(result.balances);
  p.logs.add_balances(result.balances);
  for (auto& balance : p.metrics.take_balances()) result.balances.push_back(std::move(balance));

  result.bottlenecks = p.waits.bottlenecks();
  result.backups = p.backups.runs(end_time, p.settings.local_time);
  result.backups_unlisted = p.backups.unlisted();
  result.incidents = p.incidents.lists();
  result.failures = p.failures.runs(p.settings.local_time);
  result.restores = p.restores.runs(p.settings.local_time);
  for (auto& sum : p.meters.sums()) {
    const MeterInfo& info = info_of(sum.meter);
    result.meters.push_back({.resource = std::move(sum.resource),
                             .meter = std::string{info.name},
                             .units = sum.units,
                             .unit = std::string{info.unit}});
  }
  result.series = p.series.take(end_time);
  for (const auto& [flow, documents] : p.uploads.documents()) result.documents += documents;
}

std::map<std::string, std::uint64_t> Collector::acknowledged() const {
  return parts_->uploads.documents();
}

}  // namespace garoa

// The Collector observes a run through the Journal and turns it into metrics, bottlenecks, backups, balances,
// meters and series.
//
//   Collector collector{journal, {.warmup = 3600, .sample_interval = 300}};   // before the first event
//   ... the run ...
//   service.finish(collector.metrics());                                      // services' own metrics
//   collector.fill(result, end_time);
//
// Resources are named by their scenario path: flows "flows.intake", buckets "s3.inbox", functions
// "lambda.validate", topics "sns.done", log groups "cloudwatch_logs.audit", jobs "backup.nightly". A job's
// waits are reported under the phase "backup nightly".
//
// Warm-up. Metrics leave out what began before `warmup`:
//   uploads, processing, invocations, calls, notifications   by the document's arrival
//   downloads                                                by their start (request numbers ascend in its order)
//   protection                                               by the acknowledgement
//   waits                                                    by the start of the wait
//   throttles, log records, concurrency                      by the event's time (log delay: by the operation's)
//   backups                                                  by their scheduled time
//   what services measure themselves                         by the instant (models/measured.hpp)
// Counted over the whole run: meters, balances, the list of backups, failures, lost documents, series, `documents`.
//
// Not modelled: nothing is sampled here. Levels come from whoever reports LevelSampled; its interval bounds
// the memory. Everything else is flat: it grows with the number of resources and of intervals, not of events.
//
// A statistic without a single observation is left out of the metrics; counts are there as zeros.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/collect/meter_sums.hpp"
#include "sim/core/metric_sink.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct CollectorSettings {
  double warmup = 0;            // s
  double sample_interval = 60;  // s, of the counters in the series; positive
  /// Simulated seconds to local time as ISO 8601 text, for the list of backups. May be empty.
  std::function<std::string(double)> local_time;
  double end = 0;            // s, of the run
  double repeats_after = 0;  // s: then the same hours come again (a day, a week); 0: each is like any other
  std::vector<Calendar::Month> months = {};  // in UTC, that the run lies in; for bills
};

class Collector {
 public:
  /// Subscribes to the journal, which must outlive the last event; the Collector must too.
  Collector(Journal& journal, CollectorSettings settings);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  /// Takes the metrics of services and flows; unit and meaning come from their rows in the metric table. See
  /// metric_faults().
  [[nodiscard]] MetricSink& metrics();
  /// The open requests by the flow's own count. Without it, a balance takes as open what has started and not
  /// ended, and only finds requests that ended more often than they started.
  void set_open_uploads(NameId flow, std::uint64_t open);
  void set_open_downloads(NameId flow, std::uint64_t open);
  /// The acknowledged documents that some store holds, by the flow's own count: acknowledged = kept + lost.
  void set_kept(NameId flow, std::uint64_t documents, std::uint64_t bytes);

  /// Billed quantities so far, by resource and meter, for make_invoice(); zero sums are left out. No event
  /// tells an instance's type: the caller adds it.
  [[nodiscard]] std::vector<MeterSum> meters() const;
  [[nodiscard]] MeteredTime metered() const;
  /// Acknowledged uploads over the whole run, by flow.
  [[nodiscard]] std::map<std::string, std::uint64_t> acknowledged() const;

  /// Adds everything that was collected to `result`. Call it once, after the run; `end_time` is the last
  /// simulated second.
  void fill(RunResult& result, double end_time);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace garoa

// The time series of a run: levels as their reporters sampled them, and counters per sample interval.
//
// Intervals are CloudWatch's periods: they start at 0 and have equal length; the last one ends with the run. What
// happens at an interval's end belongs to it. Sums, and maxima of levels, are there for every interval once their
// resource was seen, also at zero; averages, maxima and percentiles of single values only for intervals with an
// observation. CloudWatch's statistics and units are in the series table. Warm-up is included.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/collect/per_name.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class SeriesStore {
 public:
  /// `interval` in seconds, positive.
  SeriesStore(Journal& journal, double interval);
  SeriesStore(const SeriesStore&) = delete;
  SeriesStore& operator=(const SeriesStore&) = delete;

  /// By resource, metric, statistic. Closes the last interval: call it once, at the end.
  [[nodiscard]] std::vector<Series> take(double end_time);

 private:
  enum Counter : std::uint8_t {
    uploads_started,
    uploads_acknowledged,
    uploads_rejected,
    upload_latency,
    downloads_finished,
    downloads_failed,
    documents_protected,
    documents_lost,
    objects_created,
    documents_processed,
    invocations,
    errors,
    handler_duration,
    concurrency,
    events_received,
    event_age,
    events_dropped,
    recursion_stopped,
    throttles,
    notifications,
    records_ingested,
    records_lost,
    counter_count
  };
  /// `level_maximum`: of what stays as it is until it changes. `spread`: average, maximum and 99th percentile.
  enum class Kind { sum, maximum, level_maximum, spread };
  struct CounterInfo {
    const char* metric;
    Kind kind;
  };
  static const std::array<CounterInfo, counter_count> counters;

  struct Cell {
    bool seen = false;
    std::uint64_t n = 0;  // observations in the current interval
    double value = 0;     // their sum or maximum
    double level = 0;     // now
    Histogram spread;     // of those that are told in full
    std::vector<Series::Point> points;
    std::vector<Series::Point> maxima;  // of a spread, as the next
    std::vector<Series::Point> percentiles;
  };

  void observe_flows(Journal& journal);
  void observe_functions(Journal& journal);
  void observe_services(Journal& journal);
  /// The cell to which something that happens at `time` belongs.
  Cell& cell(Counter counter, NameId name, double time) {
    Cell* const found = time > interval_end_ ? nullptr : cells_[counter].find(name);
    return found == nullptr || !found->seen ? open_cell(counter, name, time) : *found;
  }
  /// Apart: millions a run are open.
  [[gnu::noinline]] Cell& open_cell(Counter counter, NameId name, double time);
  void count(Counter counter, NameId name, double time, double amount = 1) {
    Cell& counted = cell(counter, name, time);
    ++counted.n;
    counted.value += amount;
  }
  /// Its intervals so far had nothing.
  void begin(Cell& cell, Kind kind) const;
  void raise(Counter counter, NameId name, double time, double value);
  void set_level(Counter counter, NameId name, double time, double value);
  static void close_cell(Cell& cell, Kind kind, double end);
  void close_intervals_before(double time);
  void close_interval(double end);
  [[nodiscard]] std::string metric_name(Counter counter, NameId name) const;

  const Journal& journal_;
  double interval_;
  std::uint64_t closed_ = 0;  // intervals
  double interval_end_;
  std::array<PerName<Cell>, counter_count> cells_;

  struct Level {
    NameId metric = 0;
    std::vector<Series::Point> points;
  };
  PerName<std::vector<Level>> levels_;
};

}  // namespace garoa

#include "sim/scenario/trail_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

/// Lifecycle transitions are billed like PUT requests of the class that objects come to, which no client puts into; no trail records them.
bool is_transitions(const BucketSettings& bucket, Meter meter) {
  const auto moves = [&](const std::vector<Transition>& rules) {
    return std::any_of(rules.begin(), rules.end(), [&](const Transition& rule) {
      const auto& meters = meters_of(rule.to);
      return meters.transition.value_or(meters.put) == meter;
    });
  };
  return moves(bucket.storage.transitions) || moves(bucket.storage.noncurrent_transitions);
}

/// Is it what a trail records as data events?
bool records(const TrailSettings& trail, const Usage& usage, const Scenario& s) {
  if (usage.meter == Meter::lambda_requests) return trail.functions;
  const auto name = info_of(usage.meter).name;
  if (!name.starts_with("s3_")) return false;
  const bool is_wanted =
      (trail.writes && name.ends_with("put_requests")) || (trail.reads && name.ends_with("get_requests"));
  return is_wanted && std::any_of(trail.buckets.begin(), trail.buckets.end(), [&](const Reference& one) {
           const auto* const bucket = find_named(s.s3, one.name);
           return usage.resource == "s3." + one.name && bucket != nullptr &&
                  !is_transitions(*bucket, usage.meter);
         });
}

double count_of(const std::vector<Metric>& metrics, const std::string& name) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const Metric& one) { return one.name == name; });
  return found == metrics.end() ? 0 : found->value;
}

/// Of the whole run, its warm-up like the rest of it.
std::vector<Usage> requests_of_tables(const Scenario& s, const std::vector<Metric>& metrics,
                                      const Outlook& outlook) {
  const double all = s.duration.count() / (s.duration.count() - s.warmup.count());
  std::vector<Usage> requests;
  for (const auto& table : s.dynamodb) {
    const auto name = "dynamodb." + table.name;
    const auto add = [&](Meter meter, const std::string& metric) {
      const double count = std::round(count_of(metrics, name + metric) * all);
      if (count == 0) return;
      auto& entry = requests.emplace_back(Usage{name, meter, static_cast<MeterTotal>(count), {}});
      entry.by_month = outlook.by_month({name, meter}, count);
      entry.pattern = outlook.pattern({name, meter});
    };
    add(Meter::dynamodb_write_units, ".writes");
    add(Meter::dynamodb_read_units, ".reads");
  }
  return requests;
}

/// The requests that a trail records, in the run and in each month ahead.
Usage events_of(const TrailSettings& trail, const std::vector<Usage>& recorded) {
  Usage events{"cloudtrail." + trail.name, Meter::cloudtrail_data_events, 0, {}};
  double patterned = 0;
  for (const auto& entry : recorded) {
    events.units += entry.units;
    events.one_off += entry.one_off;
    patterned += static_cast<double>(entry.units) * entry.pattern;
    events.by_month.resize(std::max(events.by_month.size(), entry.by_month.size()));
    for (std::size_t i = 0; i < entry.by_month.size(); ++i) events.by_month[i] += entry.by_month[i];
  }
  if (events.units > 0) events.pattern = patterned / static_cast<double>(events.units);
  return events;
}

/// What a trail writes, and what is still there of it.
class TrailFiles {
 public:
  TrailFiles(const TrailSettings& trail, const std::vector<Usage>& recorded, const Outlook& outlook,
             double begin)
      : trail_{trail}, recorded_{recorded}, outlook_{outlook}, begin_{begin} {}

  /// Byte-seconds in a time that begins so long after the scenario's start.
  [[nodiscard]] double held(double from, double lasts) const {
    const double now = from + lasts / 2;
    const double since = trail_.retention ? std::max(now - trail_.retention->count(), 0.0) : 0;
    double there = trail_.management_events.count() * (now - since);
    for (const auto& entry : recorded_) {
      const double units = static_cast<double>(entry.units - entry.one_off);
      there += outlook_.between({entry.resource, entry.meter}, units, since, now);
      if (since <= begin_) there += static_cast<double>(entry.one_off);
    }
    return there * static_cast<double>(trail_.event.count()) * lasts;
  }

 private:
  const TrailSettings& trail_;
  const std::vector<Usage>& recorded_;
  const Outlook& outlook_;
  double begin_;  // of the run
};

void add_files(const TrailSettings& trail, const TrailFiles& files, double passed, const BilledTime& time,
               std::vector<Usage>& usage, const LookAhead& ahead) {
  Usage held{"cloudtrail." + trail.name,
             Meter::s3_standard_byte_seconds,
             static_cast<MeterTotal>(files.held(passed, time.seconds)),
             {}};
  for (const auto& month : ahead.months)
    held.by_month.push_back(files.held(passed + month.begin, month.seconds));
  usage.push_back(std::move(held));
  const auto written = std::floor(time.seconds / trail.delivery.count());
  usage.push_back({"cloudtrail." + trail.name, Meter::s3_put_requests, static_cast<MeterTotal>(written), {}});
}

}  // namespace

void add_trails(const Scenario& s, const BilledTime& time, std::vector<Usage>& usage,
                const std::vector<Metric>& metrics, const LookAhead& ahead, const Outlook& outlook) {
  std::vector<Usage> added;
  for (const auto& trail : s.cloudtrail) {
    std::vector<Usage> recorded;
    std::copy_if(usage.begin(), usage.end(), std::back_inserter(recorded),
                 [&](const Usage& entry) { return records(trail, entry, s); });
    if (trail.tables) {
      const auto tables = requests_of_tables(s, metrics, outlook);
      recorded.insert(recorded.end(), tables.begin(), tables.end());
    }
    auto events = events_of(trail, recorded);
    const double managed = trail.management_events.count() * time.seconds;
    const TrailFiles files{trail, recorded, outlook, s.begin_after.count()};
    const bool any =
        std::any_of(events.by_month.begin(), events.by_month.end(), [](double n) { return n > 0; });
    const bool writes = events.units > 0 || managed > 0 || any;
    if (events.units > 0 || any) added.push_back(std::move(events));
    if (!trail.first_copy && managed > 0)
      added.push_back({"cloudtrail." + trail.name,
                       Meter::cloudtrail_management_copy_events,
                       static_cast<MeterTotal>(std::llround(managed)),
                       {}});
    if (writes) add_files(trail, files, s.begin_after.count(), time, added, ahead);
  }
  usage.insert(usage.end(), added.begin(), added.end());
}

}  // namespace garoa

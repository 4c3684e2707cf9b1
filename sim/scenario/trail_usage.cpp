#include "sim/scenario/trail_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
  if (usage.meter == Meter::dynamodb_write_units || usage.meter == Meter::dynamodb_read_units)
    return trail.tables;
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

/// The requests that a trail records, in the run and in each month ahead.
Usage events_of(const TrailSettings& trail, const std::vector<Usage>& usage, const Scenario& s) {
  Usage events{"cloudtrail." + trail.name, Meter::cloudtrail_data_events, 0, {}};
  double patterned = 0;
  for (const auto& entry : usage) {
    if (!records(trail, entry, s)) continue;
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
  /// `events` are the data events of the run.
  TrailFiles(const TrailSettings& trail, double events, const Outlook& outlook)
      : trail_{trail}, outlook_{outlook}, events_{events} {}

  /// Byte-seconds in a time that begins so long after the scenario's start.
  [[nodiscard]] double held(double from, double lasts) const {
    const double now = from + lasts / 2;
    const double since = trail_.retention ? std::max(now - trail_.retention->count(), 0.0) : 0;
    const double there =
        events_ * outlook_.over_run(since, now) + trail_.management_events.count() * (now - since);
    return there * static_cast<double>(trail_.event.count()) * lasts;
  }

 private:
  const TrailSettings& trail_;
  const Outlook& outlook_;
  double events_;
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

void add_trails(const Scenario& s, const BilledTime& time, std::vector<Usage>& usage, const LookAhead& ahead,
                const Outlook& outlook) {
  std::vector<Usage> added;
  for (const auto& trail : s.cloudtrail) {
    auto events = events_of(trail, usage, s);
    const double managed = trail.management_events.count() * time.seconds;
    const TrailFiles files{trail, static_cast<double>(events.units), outlook};
    const bool writes = events.units > 0 || managed > 0;
    if (events.units > 0) added.push_back(std::move(events));
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

#include "sim/scenario/trail_usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// Is it what a trail records as data events?
bool records(const TrailSettings& trail, const Usage& usage) {
  if (usage.meter == Meter::lambda_requests) return trail.functions;
  if (usage.meter == Meter::dynamodb_write_units || usage.meter == Meter::dynamodb_read_units)
    return trail.tables;
  const auto name = info_of(usage.meter).name;
  if (!name.starts_with("s3_")) return false;
  const bool is_wanted =
      (trail.writes && name.ends_with("put_requests")) || (trail.reads && name.ends_with("get_requests"));
  return is_wanted && std::any_of(trail.buckets.begin(), trail.buckets.end(), [&](const Reference& bucket) {
           return usage.resource == "s3." + bucket.name;
         });
}

/// The requests that a trail records, in the run and in each month ahead.
Usage events_of(const TrailSettings& trail, const std::vector<Usage>& usage) {
  Usage events{"cloudtrail." + trail.name, Meter::cloudtrail_data_events, 0, {}};
  double patterned = 0;
  for (const auto& entry : usage) {
    if (!records(trail, entry)) continue;
    events.units += entry.units;
    events.one_off += entry.one_off;
    patterned += static_cast<double>(entry.units) * entry.pattern;
    events.by_month.resize(std::max(events.by_month.size(), entry.by_month.size()));
    for (std::size_t i = 0; i < entry.by_month.size(); ++i) events.by_month[i] += entry.by_month[i];
  }
  if (events.units > 0) events.pattern = patterned / static_cast<double>(events.units);
  return events;
}

/// Bytes that come evenly, by the week's pattern, as if arrivals did not grow; and what is still there of them.
class TrailFiles {
 public:
  TrailFiles(const TrailSettings& trail, double bytes_per_second, double passed)
      : trail_{trail}, rate_{bytes_per_second}, passed_{passed} {}

  /// Byte-seconds in a time that begins so long after the run's start.
  [[nodiscard]] double held(double from, double lasts) const {
    const double middle = passed_ + from + lasts / 2;
    return rate_ * (trail_.retention ? std::min(middle, trail_.retention->count()) : middle) * lasts;
  }

 private:
  const TrailSettings& trail_;
  double rate_;
  double passed_;
};

void add_files(const TrailSettings& trail, double events, double passed, const BilledTime& time,
               std::vector<Usage>& usage, const LookAhead& ahead) {
  const double bytes = events * static_cast<double>(trail.event.count());
  const TrailFiles files{trail, bytes / time.seconds, passed};
  Usage held{"cloudtrail." + trail.name,
             Meter::s3_standard_byte_seconds,
             static_cast<MeterTotal>(files.held(0, time.seconds)),
             {}};
  for (const auto& month : ahead.months) held.by_month.push_back(files.held(month.begin, month.seconds));
  usage.push_back(std::move(held));
  const auto written = std::floor(time.seconds / trail.delivery.count());
  usage.push_back({"cloudtrail." + trail.name, Meter::s3_put_requests, static_cast<MeterTotal>(written), {}});
}

}  // namespace

void add_trails(const Scenario& s, const BilledTime& time, std::vector<Usage>& usage,
                const LookAhead& ahead) {
  std::vector<Usage> added;
  for (const auto& trail : s.cloudtrail) {
    auto events = events_of(trail, usage);
    const double managed = trail.management_events.count() * time.seconds;
    const double all = static_cast<double>(events.units) * events.pattern + managed;
    if (events.units > 0) added.push_back(std::move(events));
    if (!trail.first_copy && managed > 0)
      added.push_back({"cloudtrail." + trail.name,
                       Meter::cloudtrail_management_copy_events,
                       static_cast<MeterTotal>(std::llround(managed)),
                       {}});
    if (all > 0) add_files(trail, all, s.begin_after.count(), time, added, ahead);
  }
  usage.insert(usage.end(), added.begin(), added.end());
}

}  // namespace garoa

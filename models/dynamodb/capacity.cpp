#include "models/dynamodb/capacity.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr double minute = 60;

double partitions_for(const CapacitySettings& settings, double units) {
  return std::max<double>(settings.partitions, std::ceil(units / settings.partition_units));
}

TokenBucket bucket(double rate, double seconds, double now = 0) {
  return {rate, std::max(1.0, rate * seconds), now};
}

/// A bucket of another rate that holds as much as the old one, if it has room for that.
TokenBucket resized(TokenBucket& old, double rate, double seconds, double now) {
  auto fresh = bucket(rate, seconds, now);
  const double missing = fresh.burst() - old.level(now);
  if (missing > 0) fresh.reserve(now, missing);
  return fresh;
}

/// A request of more units than the bucket ever holds passes when it is full, and leaves a debt.
bool holds(TokenBucket& tokens, double now, double units) {
  return tokens.level(now) >= std::min(units, tokens.burst()) * (1 - 1e-9);
}

}  // namespace

Capacity::Capacity(const CapacitySettings& settings)
    : settings_{settings},
      units_{settings.at_start.value_or(settings.units)},
      table_{bucket(units_, settings.burst)},
      even_{bucket(partitions_for(settings, units_) * settings.partition_units, settings.partition_burst)},
      hot_{bucket(settings.partition_units, settings.partition_burst)},
      minute_end_{minute},
      scaling_{settings} {}

bool Capacity::take(double now, double units, bool hot) {
  advance(now);
  auto& partition = hot ? hot_ : even_;
  if (!holds(table_, now, units) || !holds(partition, now, units)) return false;
  table_.reserve(now, units);
  partition.reserve(now, units);
  taken_ += units;
  return true;
}

void Capacity::advance(double now) {
  for (; minute_end_ <= now; minute_end_ += minute) end_minute();
}

void Capacity::end_minute() {
  const double used = (taken_ - std::exchange(taken_before_, taken_)) / minute;
  if (settings_.mode == CapacityMode::on_demand) {
    recent_.push_back(used);
    grow_on_demand();
  } else if (settings_.target > 0) {
    scaling_.end_minute(used);
    if (scaling_.units() != units_) set_units(scaling_.units());
  }
}

void Capacity::grow_on_demand() {
  if (recent_.size() <= settings_.growth_minutes) return;
  old_peak_ = std::max(old_peak_, recent_.front());
  recent_.pop_front();
  const double units = std::min(2 * old_peak_, settings_.most_units);
  if (units > units_) set_units(units);
}

/// At the end of a minute.
void Capacity::set_units(double units) {
  unit_seconds_ += units_ * (minute_end_ - counted_until_);
  counted_until_ = minute_end_;
  units_ = units;
  table_ = resized(table_, units_, settings_.burst, minute_end_);
  even_ = resized(even_, partitions_for(settings_, units_) * settings_.partition_units,
                  settings_.partition_burst, minute_end_);
}

double Capacity::take_unit_seconds(double now) {
  advance(now);
  unit_seconds_ += units_ * (now - counted_until_);
  counted_until_ = now;
  return std::exchange(unit_seconds_, 0.0);
}

}  // namespace garoa

// What a bucket holds at the start of a run: objects of which only numbers are known, and what has come by `begin_after`.
#include <algorithm>
#include <cmath>

#include "models/s3/object_store.hpp"

namespace garoa {

void ObjectStore::add_existing() {
  const auto& existing = settings_.existing;
  if (existing.objects > 0) {
    Cohort cohort{-existing.age_days,
                  State::current,
                  existing.storage_class.value_or(settings_.upload_class),
                  {},
                  {},
                  -static_cast<double>(existing.age_days) * day,
                  0,
                  -existing.age_days};
    part_of(cohort, existing.size.count()) = {existing.objects, existing.objects * existing.size.count()};
    insert(cohort, 0);
    set_tier(cohorts_.back(), 0, 0);
  }
  const double began = -static_cast<double>(settings_.earlier.days) * day;
  if (existing.incomplete_uploads.count() > 0)
    add(began, existing.incomplete_uploads.count(), State::incomplete);
}

/// The levels begin with what is there at the end of it: what fell due before is none of the run's.
void ObjectStore::live_through(const EarlierObjects& earlier) {
  auto next = earlier.came.begin();
  for (std::int64_t today = -earlier.days; today <= 0; ++today) {
    if (today > -earlier.days) end_day(static_cast<double>(today) * day);
    for (; next != earlier.came.end() && next->day <= today; ++next) add_day(*next);
  }
  levels_ = {};
  colder_ = {};
  watched_ = {};
  early_ = {};
  transitions_ = {};
  for (const auto& cohort : cohorts_) change_level(cohort, 0, 1);
}

void ObjectStore::add_day(const EarlierDay& came) {
  const double midday = (static_cast<double>(came.day) + 0.5) * day;
  Cohort cohort{came.day + 1, State::current, settings_.upload_class, {}, {}, midday, 0, came.day + 1};
  // Rounded, a day may have bytes of no whole object.
  if (came.small_objects > 0) cohort.small = {came.small_objects, came.small_bytes};
  if (came.large_objects > 0) cohort.large = {came.large_objects, came.large_bytes};
  insert(cohort, midday);
  if (came.renewed > 0) renew(came);
}

std::uint64_t ObjectStore::current_of_day(std::int64_t day_of) const {
  std::uint64_t objects = 0;
  for (auto c = first_of_day(day_of); c < cohorts_.size() && cohorts_[c].day == day_of; ++c) {
    if (cohorts_[c].state == State::current) objects += cohorts_[c].small.objects + cohorts_[c].large.objects;
  }
  return objects;
}

/// Of K keys each is still that of an earlier object after n more draws with the chance (1 - 1/K)^n. Sums are rounded, not days; those whose
/// objects a rule has removed are in none.
void ObjectStore::renew(const EarlierDay& today) {
  std::erase_if(renewed_, [&](const Renewed& earlier) { return current_of_day(earlier.day + 1) == 0; });
  const double keys = settings_.earlier.keys;
  const double untouched = std::pow(1 - 1 / keys, today.renewed);
  for (auto& earlier : renewed_) earlier.expected *= untouched;
  renewed_.push_back(
      {today.day, keys * (1 - untouched), static_cast<std::uint64_t>(std::ceil(today.renewed))});
  double sum = 0;
  std::uint64_t left = 0;
  for (auto& earlier : renewed_) {
    sum += earlier.expected;
    earlier.there = std::min(earlier.there, current_of_day(earlier.day + 1));
    const auto wanted = static_cast<std::uint64_t>(std::llround(sum));
    const auto stay = std::min(earlier.there, wanted > left ? wanted - left : 0);
    replace_earlier(earlier.day + 1, earlier.there - stay, (static_cast<double>(today.day) + 0.5) * day);
    earlier.there = stay;
    left += stay;
  }
}

/// Of the current ones of a day, small and large ones alike.
void ObjectStore::replace_earlier(std::int64_t came, std::uint64_t objects, double now) {
  auto rest = static_cast<double>(current_of_day(came));
  std::vector<Cohort> replaced;
  for (auto c = first_of_day(came); c < cohorts_.size() && cohorts_[c].day == came; ++c) {
    auto& cohort = cohorts_[c];
    if (cohort.state != State::current || objects == 0) continue;
    Cohort old = cohort;
    change_level(cohort, now, -1);
    for (auto part : {&Cohort::small, &Cohort::large}) {
      auto& from = cohort.*part;
      const auto share = static_cast<double>(from.objects) / std::max(rest, 1.0);
      const auto count = std::min(
          from.objects, static_cast<std::uint64_t>(std::llround(static_cast<double>(objects) * share)));
      const auto bytes = count == from.objects ? from.bytes : from.bytes / from.objects * count;
      rest -= static_cast<double>(from.objects);
      old.*part = {count, bytes};
      from.objects -= count;
      from.bytes -= bytes;
      objects -= count;
    }
    change_level(cohort, now, 1);
    replaced.push_back(old);
  }
  for (auto& old : replaced) {
    objects_ -= old.small.objects + old.large.objects;
    old.state = State::noncurrent;
    old.noncurrent_day = midnight_after(now);
    old.day = day_that_matters(old);
    if (settings_.versioning) {
      join(old, now);
    } else {
      removed_ += old.small.bytes + old.large.bytes;
    }
  }
}

/// Of those of its day, small or large as there are more of them.
std::optional<ObjectStore::Version> ObjectStore::take_earlier(double luck) {
  double there = 0;
  for (const auto& earlier : renewed_) there += static_cast<double>(earlier.there);
  double place = luck * (settings_.earlier.keys - keys_seen_++);
  if (place >= there) return std::nullopt;
  auto taken = renewed_.begin();
  for (; place >= static_cast<double>(taken->there); ++taken) place -= static_cast<double>(taken->there);
  const auto of_day = static_cast<double>(taken->there--);
  const auto came = taken->day + 1;
  double in_day = place / of_day * static_cast<double>(current_of_day(came));
  for (auto c = first_of_day(came); c < cohorts_.size() && cohorts_[c].day == came; ++c) {
    if (cohorts_[c].state != State::current) continue;
    for (const auto* const amount : {&cohorts_[c].small, &cohorts_[c].large}) {
      const auto objects = static_cast<double>(amount->objects);
      if (in_day < objects)
        return Version{(static_cast<double>(taken->day) + 0.5) * day, amount->bytes / amount->objects};
      in_day -= objects;
    }
  }
  return std::nullopt;
}

}  // namespace garoa

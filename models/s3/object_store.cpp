#include "models/s3/object_store.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace garoa {

StorageClass class_after(const std::vector<Transition>& rules, StorageClass first, std::int64_t days,
                         bool is_small) {
  auto now = first;
  for (const auto& rule : rules) {
    if (days >= rule.after_days && rule.to > now && (!is_small || rule.small_objects)) now = rule.to;
  }
  return now;
}

ObjectStore::ObjectStore(const StorageSettings& settings) : settings_{settings} {
  add_existing();
  if (settings.earlier.days > 0) live_through(settings.earlier);
}

std::int64_t ObjectStore::midnight_after(double time) {
  return static_cast<std::int64_t>(std::ceil(time / day));
}

std::size_t ObjectStore::first_of_day(std::int64_t day_of) const {
  const auto first = std::lower_bound(cohorts_.begin(), cohorts_.end(), day_of,
                                      [](const Cohort& c, std::int64_t sought) { return c.day < sought; });
  return static_cast<std::size_t>(first - cohorts_.begin());
}

void ObjectStore::add(double now, std::uint64_t bytes, State state) {
  Cohort one{midnight_after(now), state, settings_.upload_class, {}, {}, now, 0, midnight_after(now)};
  part_of(one, bytes) = {1, bytes};
  insert(one, now);
}

void ObjectStore::insert(const Cohort& cohort, double now) {
  came_ += cohort.small.bytes + cohort.large.bytes;
  if (cohort.state == State::current) objects_ += cohort.small.objects + cohort.large.objects;
  join(cohort, now);
}

/// The objects of one upload day and size are of one class, as long as they are current.
ObjectStore::Cohort* ObjectStore::current_of(const Version& version) {
  const auto uploaded = midnight_after(version.stored);
  for (auto c = first_of_day(uploaded); c < cohorts_.size() && cohorts_[c].day == uploaded; ++c) {
    auto& cohort = cohorts_[c];
    if (cohort.state == State::current && part_of(cohort, version.bytes).objects > 0) return &cohort;
  }
  return nullptr;
}

/// One object as a cohort of its own, in no level.
ObjectStore::Cohort ObjectStore::take_out(Cohort& cohort, double now, const Version& version) {
  Cohort one = cohort;
  one.small = one.large = {};
  const auto bytes =
      part_of(cohort, version.bytes).objects == 1 ? part_of(cohort, version.bytes).bytes : version.bytes;
  part_of(one, version.bytes) = {1, bytes};
  if (one.storage_class == settings_.upload_class) one.entered = version.stored;
  change_level(cohort, now, -1);
  auto& part = part_of(cohort, version.bytes);
  --part.objects;
  part.bytes -= bytes;
  const double rest = billed(cohort);
  if (rest > 0) cohort.entered += (cohort.entered - one.entered) * billed(one) / rest;
  change_level(cohort, now, 1);
  return one;
}

void ObjectStore::overwrite(double now, const Version& old) {
  Cohort* cohort = current_of(old);
  if (cohort == nullptr) return;
  Cohort one = take_out(*cohort, now, old);
  --objects_;
  if (settings_.versioning) {
    one.state = State::noncurrent;
    one.noncurrent_day = midnight_after(now);
    one.day = day_that_matters(one);
    join(one, now);
  } else {
    owe_rest(one, now);
    removed_ += one.small.bytes + one.large.bytes;
  }
}

/// An old version's upload day decides how long it is locked, and how long it has been in a class with a minimum
/// duration. Where neither asks for it, versions of all days are alike.
std::int64_t ObjectStore::day_that_matters(const Cohort& old) const {
  if (settings_.rules[index_of(old.storage_class)].minimum_duration.count() > 0) return old.day;
  return std::max(old.day, old.noncurrent_day - settings_.lock_days);
}

/// Adds a cohort to its like, or in its place among the others.
void ObjectStore::join(const Cohort& cohort, double now) {
  change_level(cohort, now, 1);
  const auto end = std::upper_bound(cohorts_.begin(), cohorts_.end(), cohort.day,
                                    [](std::int64_t sought, const Cohort& c) { return sought < c.day; });
  for (auto c = end; c != cohorts_.begin() && (--c)->day == cohort.day;) {
    if (!alike(*c, cohort)) continue;
    const double before = billed(*c);
    const double more = billed(cohort);
    if (before + more > 0) c->entered += (cohort.entered - c->entered) * more / (before + more);
    c->small += cohort.small;
    c->large += cohort.large;
    return;
  }
  cohorts_.insert(end, cohort);
}

bool ObjectStore::alike(const Cohort& a, const Cohort& b) const {
  const bool tiers = a.storage_class == StorageClass::intelligent_tiering;
  return a.state == b.state && a.storage_class == b.storage_class && a.noncurrent_day == b.noncurrent_day &&
         (!tiers || a.read_day == b.read_day);
}

void ObjectStore::read(double now, StorageClass from, std::uint64_t bytes) {
  if (from != StorageClass::intelligent_tiering) return;
  for (auto& cohort : cohorts_) {
    if (bytes == 0) return;
    if (cohort.state != State::current || cohort.storage_class != from) continue;
    cohort.read_day = midnight_after(now);
    set_tier(cohort, cohort.read_day, now);
    bytes -= std::min(bytes, cohort.small.bytes + cohort.large.bytes);
  }
}

/// The cohort in which the object is: that of its last read, or of those that have not been read in this class.
ObjectStore::Cohort* ObjectStore::current_read_at(const Version& version, double last) {
  const auto uploaded = midnight_after(version.stored);
  Cohort* longest = nullptr;
  for (auto& c : cohorts_) {
    if (c.day != uploaded || c.state != State::current || part_of(c, version.bytes).objects == 0) continue;
    if (c.read_day == midnight_after(last)) return &c;
    if (longest == nullptr || c.read_day < longest->read_day) longest = &c;
  }
  return longest;
}

void ObjectStore::read_one(double now, const Version& version, double last) {
  Cohort* const cohort = current_read_at(version, last);
  const auto today = midnight_after(now);
  if (cohort == nullptr || cohort->storage_class != StorageClass::intelligent_tiering) return;
  if (cohort->read_day >= today) return;
  Cohort one = take_out(*cohort, now, version);
  one.read_day = today;
  one.tier.reset();
  join(one, now);
}

/// Moves the large objects of a cohort of INTELLIGENT_TIERING to the tier of the time since they were read.
void ObjectStore::set_tier(Cohort& cohort, std::int64_t today, double now) {
  if (cohort.storage_class != StorageClass::intelligent_tiering) return;
  std::optional<ColderTier> tier;
  for (std::size_t i = 0; i < colder_tier_count; ++i) {
    if (today - cohort.read_day >= settings_.tiering[i]) tier = static_cast<ColderTier>(i);
  }
  if (tier == cohort.tier) return;
  change_level(cohort, now, -1);
  cohort.tier = tier;
  change_level(cohort, now, 1);
}

void ObjectStore::end_day(double now) {
  const auto today = static_cast<std::int64_t>(std::llround(now / day));
  for (auto& cohort : cohorts_) expire(cohort, today, now);
  const std::size_t count = cohorts_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (cohorts_[i].state != State::incomplete) move(i, today, now);
  }
  for (auto& cohort : cohorts_) set_tier(cohort, today, now);
  std::erase_if(cohorts_, [](const Cohort& c) { return c.small.objects + c.large.objects == 0; });
  std::stable_sort(cohorts_.begin(), cohorts_.end(),
                   [](const Cohort& a, const Cohort& b) { return a.day < b.day; });
}

/// Moves the cohort's objects to the class of their age; small ones may stay behind.
void ObjectStore::move(std::size_t index, std::int64_t today, double now) {
  for (const bool small : {false, true}) {
    auto& from = cohorts_[index];
    auto& part = small ? from.small : from.large;
    const bool current = from.state == State::current;
    const auto to =
        class_after(current ? settings_.transitions : settings_.noncurrent_transitions, from.storage_class,
                    today - (current ? from.day : from.noncurrent_day), small);
    if (to == from.storage_class || part.objects == 0) continue;
    Cohort rest = from;
    change_level(from, now, -1);
    (small ? rest.large : rest.small) = {};
    owe_rest(rest, now);
    Cohort moved = rest;
    moved.storage_class = to;
    moved.entered = now;
    moved.read_day = today;
    moved.tier.reset();
    part = {};
    change_level(from, now, 1);
    change_level(moved, now, 1);
    transitions_[index_of(to)] += moved.small.objects + moved.large.objects;
    cohorts_.push_back(moved);
  }
}

void ObjectStore::expire(Cohort& cohort, std::int64_t today, double now) {
  const std::int64_t age = today - cohort.day;
  const auto due = [](std::int64_t days, const std::optional<std::int64_t>& limit) {
    return limit && days >= *limit;
  };
  if (cohort.state == State::incomplete) {
    if (due(age, settings_.abort_uploads_days)) remove(cohort, now);
    return;
  }
  if (cohort.state == State::current && due(age, settings_.expiration_days)) {
    if (!settings_.versioning) {
      remove(cohort, now);
      return;
    }
    objects_ -= cohort.small.objects + cohort.large.objects;
    cohort.state = State::noncurrent;
    cohort.noncurrent_day = today;
  }
  const bool locked = age < settings_.lock_days;
  if (cohort.state == State::noncurrent && !locked &&
      due(today - cohort.noncurrent_day, settings_.noncurrent_expiration_days))
    remove(cohort, now);
}

void ObjectStore::remove(Cohort& cohort, double now) {
  if (cohort.state != State::incomplete) owe_rest(cohort, now);
  change_level(cohort, now, -1);
  if (cohort.state == State::current) objects_ -= cohort.small.objects + cohort.large.objects;
  removed_ += cohort.small.bytes + cohort.large.bytes;
  cohort.small = {};
  cohort.large = {};
}

/// Bytes of its small or large objects billed in the cohort's own class.
double ObjectStore::billed(const Cohort& cohort, bool small) const {
  const auto& rules = settings_.rules[index_of(cohort.storage_class)];
  const auto& amount = small ? cohort.small : cohort.large;
  const auto size =
      small && rules.minimum_size.count() > 0 ? amount.objects * rules.minimum_size.count() : amount.bytes;
  return static_cast<double>(size + amount.objects * rules.overhead.count());
}

double ObjectStore::billed(const Cohort& cohort) const {
  return billed(cohort, true) + billed(cohort, false);
}

void ObjectStore::change_level(const Cohort& cohort, double now, double sign) {
  auto& own = levels_[index_of(cohort.storage_class)];
  auto& of_large = cohort.tier ? colder_[static_cast<std::size_t>(*cohort.tier)] : own;
  own.level.add(now, sign * billed(cohort, true));
  of_large.level.add(now, sign * billed(cohort, false));
  if (cohort.storage_class == StorageClass::intelligent_tiering)
    watched_.level.add(now, sign * static_cast<double>(cohort.large.objects));
  const auto extra = settings_.rules[index_of(cohort.storage_class)].standard_overhead.count();
  if (extra == 0) return;
  const auto objects = cohort.small.objects + cohort.large.objects;
  levels_[index_of(StorageClass::standard)].level.add(now, sign * static_cast<double>(objects * extra));
}

/// Objects that leave their class before its minimum duration are billed for the rest of it.
void ObjectStore::owe_rest(const Cohort& cohort, double now) {
  const double minimum = settings_.rules[index_of(cohort.storage_class)].minimum_duration.count();
  const double rest = minimum - (now - cohort.entered);
  if (rest > 0) early_[index_of(cohort.storage_class)] += billed(cohort) * rest;
}

std::uint64_t ObjectStore::bytes(State state) const {
  std::uint64_t sum = 0;
  for (const auto& c : cohorts_) sum += c.state == state ? c.small.bytes + c.large.bytes : 0;
  return sum;
}

std::uint64_t ObjectStore::bytes(StorageClass storage_class) const {
  std::uint64_t sum = 0;
  for (const auto& c : cohorts_) sum += c.storage_class == storage_class ? c.small.bytes + c.large.bytes : 0;
  return sum;
}

void ObjectStore::add_balance(const MetricsOf& metrics, const std::string& of) const {
  std::uint64_t held = 0;
  for (const auto& c : cohorts_) held += c.small.bytes + c.large.bytes;
  metrics.add_balance(of, came_, held, removed_);
}

std::vector<ObjectStore::Held> ObjectStore::held() const {
  std::vector<Held> all;
  for (std::size_t i = storage_class_count; i-- > 0;) {
    Held held{static_cast<StorageClass>(i), 0, 0};
    for (const auto& c : cohorts_) {
      if (c.state != State::current || c.storage_class != held.storage_class) continue;
      held.objects += c.small.objects + c.large.objects;
      held.bytes += c.small.bytes + c.large.bytes;
    }
    if (held.objects > 0) all.push_back(held);
  }
  return all;
}

std::vector<ObjectStore::OfDay> ObjectStore::versions_by_day() const {
  const auto stays = settings_.days_until_gone();
  std::map<std::int64_t, Amount> days;
  for (const auto& c : cohorts_) {
    if (c.state == State::incomplete || c.small.objects + c.large.objects == 0) continue;
    auto came = c.day;
    if (c.state == State::noncurrent && stays)
      came = std::max(c.noncurrent_day + *settings_.noncurrent_expiration_days, c.day + settings_.lock_days) -
             *stays;
    (days[came] += c.small) += c.large;
  }
  std::vector<OfDay> all;
  for (const auto& [came, amount] : days) all.push_back({came, amount.objects, amount.bytes});
  return all;
}

std::vector<ObjectStore::Held> ObjectStore::newest(std::uint64_t objects) const {
  std::vector<Held> runs;
  for (auto c = cohorts_.rbegin(); c != cohorts_.rend() && objects > 0; ++c) {
    const auto there = c->small.objects + c->large.objects;
    if (c->state == State::incomplete || there == 0) continue;
    if (runs.empty() || runs.back().storage_class != c->storage_class)
      runs.push_back({c->storage_class, 0, 0});
    const auto taken = std::min(there, objects);
    runs.back().objects += taken;
    runs.back().bytes += (c->small.bytes + c->large.bytes) / there * taken;
    objects -= taken;
  }
  return runs;
}

StorageClass ObjectStore::class_of(double stored, std::uint64_t bytes, double now) const {
  const auto today = static_cast<std::int64_t>(std::floor(now / day));
  return class_after(settings_.transitions, settings_.upload_class, today - midnight_after(stored),
                     is_small(bytes));
}

StorageClass ObjectStore::class_of_existing(double now) const {
  const auto& existing = settings_.existing;
  const auto today = static_cast<std::int64_t>(std::floor(now / day));
  return class_after(settings_.transitions, existing.storage_class.value_or(settings_.upload_class),
                     today + existing.age_days, is_small(existing.size.count()));
}

bool ObjectStore::is_there(double stored, double now) const {
  const auto today = static_cast<std::int64_t>(std::floor(now / day));
  return !settings_.expiration_days || today - midnight_after(stored) < *settings_.expiration_days;
}

double ObjectStore::Level::take_whole(double now) {
  const double due = std::floor(level.integral(now) - taken);
  taken += due;
  return due;
}

ObjectStore::Dues ObjectStore::take_dues(double now) {
  Dues dues;
  for (std::size_t i = 0; i < colder_tier_count; ++i)
    dues.colder_byte_seconds[i] = colder_[i].take_whole(now);
  dues.watched_object_seconds = watched_.take_whole(now);
  for (std::size_t i = 0; i < storage_class_count; ++i) {
    dues.byte_seconds[i] = levels_[i].take_whole(now);
    dues.early_byte_seconds[i] = std::floor(early_[i]);
    early_[i] -= dues.early_byte_seconds[i];
    dues.transitions[i] = std::exchange(transitions_[i], 0);
  }
  return dues;
}

}  // namespace garoa

#include "sim/engine/fair_share.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace garoa {
namespace {

/// Bursting resumes when the credits feed a full burst for so long.
constexpr double resume_seconds = 1e-3;
/// Below so many classes, empty ones are kept for the next user of their cap.
constexpr std::size_t few_classes = 16;

}  // namespace

FairShare::FairShare(double capacity) : limit_{capacity}, first_sharing_{classes_.end()} {}

FairShare::FairShare(const Burst& burst)
    : limit_{std::numeric_limits<double>::infinity()},
      burst_{burst},
      bursting_{burst.credits > 0},
      resume_{std::min((burst.burst - burst.base) * resume_seconds, burst.maximum)},
      first_sharing_{classes_.end()} {}

// --- what the owner calls ---

FairShare::UserId FairShare::add(double now, double work, double cap, void* tag) {
  advance(now);
  Class& group = class_of(cap);
  User* const user = take_user();
  *user = {&group, ++last_sequence_, tag, 0};
  if (group.users.empty()) {
    start_class(group);
    group.users.push({work, last_sequence_, user});
    count(group, 1);
    insert_head(group);
  } else {
    const PreciseSum served = virtual_work(group);
    if (group.capped) {
      // Anchored at this moment, so that the new user's finish is now + work / cap without a rounding error.
      group.origin = served;
      group.since = now_;
    }
    group.users.push({served + work, last_sequence_, user});
    count(group, 1);
    if (group.users.top().user == user) update_head(group);
  }
  rebalance();
  find_next_event();
  return {user, last_sequence_};
}

bool FairShare::remove(double now, UserId id) {
  advance(now);
  User* const user = id.user_;
  if (user == nullptr || user->sequence != id.sequence_) return false;
  Class& group = *user->group;
  group.users.erase(user->position);
  leave(group);
  free_user(user);
  rebalance();
  find_next_event();
  return true;
}

void FairShare::set_capacity(double now, double capacity) {
  advance(now);
  limit_ = capacity;
  rebalance();
  find_next_event();
}

void FairShare::advance(double now) {
  while (event_time_ <= now) handle_event(std::max(event_time_, now_));
  step_to(now);
}

std::optional<double> FairShare::next_event() const {
  if (!completed_.empty()) return completed_.front().time;
  if (event_time_ == never) return std::nullopt;
  return std::max(event_time_, now_);
}

std::span<const FairShare::Completion> FairShare::take_completed(double now) {
  advance(now);
  taken_.clear();
  taken_.swap(completed_);
  return taken_;
}

double FairShare::rate_in_use() const {
  return sharing_users_ > 0 ? capacity() : capped_rate_.value();
}

double FairShare::rate(UserId id) const {
  if (id.user_ == nullptr || id.user_->sequence != id.sequence_) return 0;
  return id.user_->group->capped ? id.user_->group->cap : water_level_;
}

double FairShare::capacity() const {
  if (!burst_) return limit_;
  return std::min(limit_, bursting_ ? burst_->burst : burst_->base);
}

void FairShare::refill(double now) {
  advance(now);
  if (!burst_) return;
  burst_->credits = burst_->maximum;
  rebalance();
  find_next_event();
}

double FairShare::credits(double now) {
  advance(now);
  return burst_ ? burst_->credits : 0;
}

// --- classes and users ---

FairShare::Class& FairShare::class_of(double cap) {
  if (last_class_ != nullptr && last_class_->cap == cap) return *last_class_;
  auto place = classes_.find(cap);
  if (place == classes_.end()) {
    if (classes_.size() > few_classes && 2 * empty_classes_ > classes_.size()) forget_empty_classes();
    if (spare_classes_.empty()) {
      place = classes_.try_emplace(cap).first;
    } else {
      spare_classes_.back().key() = cap;
      place = classes_.insert(std::move(spare_classes_.back())).position;
      spare_classes_.pop_back();
    }
    ++empty_classes_;
    // A class at the border starts among the sharing ones, because a capped one must have a finite cap.
    if (std::next(place) == first_sharing_) first_sharing_ = place;
    place->second.cap = cap;
    place->second.capped = first_sharing_ == classes_.end() || cap < first_sharing_->first;
  }
  last_class_ = &place->second;
  return *last_class_;
}

void FairShare::forget_empty_classes() {
  for (auto place = classes_.begin(); place != classes_.end();) {
    const auto next = std::next(place);
    if (place->second.users.empty()) {
      if (place == first_sharing_) first_sharing_ = next;
      spare_classes_.push_back(classes_.extract(place));
    }
    place = next;
  }
  empty_classes_ = 0;
  last_class_ = nullptr;
}

FairShare::User* FairShare::take_user() {
  ++user_count_;
  if (free_users_.empty()) return &user_pool_.emplace_back();
  User* const user = free_users_.back();
  free_users_.pop_back();
  return user;
}

void FairShare::free_user(User* user) {
  --user_count_;
  user->sequence = 0;
  free_users_.push_back(user);
}

/// Work served to each user of the class since the class was last empty.
PreciseSum FairShare::virtual_work(const Class& group) const {
  if (!group.capped) return shared_work_ + group.origin;
  return group.since < now_ ? group.origin + group.cap * (now_ - group.since) : group.origin;
}

/// Before the first user of an empty class: its virtual work starts at 0.
void FairShare::start_class(Class& group) {
  --empty_classes_;
  group.since = now_;
  group.origin = group.capped ? PreciseSum{} : -shared_work_;
}

FairShare::CappedHead FairShare::capped_head(Class& group) {
  const double rest = (group.users.top().mark - group.origin).value();
  return {group.since + std::max(0.0, rest) / group.cap, &group};
}

FairShare::SharingHead FairShare::sharing_head(Class& group) {
  return {group.users.top().mark - group.origin, &group};
}

void FairShare::insert_head(Class& group) {
  if (group.capped) {
    capped_.push(capped_head(group));
  } else {
    sharing_.push(sharing_head(group));
  }
}

void FairShare::update_head(Class& group) {
  if (group.capped) {
    capped_.replace(group.position, capped_head(group));
  } else {
    sharing_.replace(group.position, sharing_head(group));
  }
}

void FairShare::erase_head(Class& group) {
  if (group.capped) {
    capped_.erase(group.position);
  } else {
    sharing_.erase(group.position);
  }
}

void FairShare::count(const Class& group, int change) {
  if (group.capped) {
    capped_rate_ += change * group.cap;
  } else {
    sharing_users_ += static_cast<std::size_t>(change);
  }
}

/// After a user was taken out of the class's heap.
void FairShare::leave(Class& group) {
  count(group, -1);
  if (group.users.empty()) {
    erase_head(group);
    ++empty_classes_;
  } else {
    update_head(group);
  }
}

// --- the water level ---

/// Sharing becomes capped; the order of the classes is the caller's matter.
void FairShare::cap_class(Class& group) {
  const auto members = static_cast<double>(group.users.size());
  if (!group.users.empty()) sharing_.erase(group.position);
  group.origin = virtual_work(group);
  group.since = now_;
  group.capped = true;
  sharing_users_ -= group.users.size();
  const double rate = members * group.cap;
  capped_rate_ += rate;
  capped_rate_ += std::fma(members, group.cap, -rate);  // what the product lost
  if (!group.users.empty()) insert_head(group);
}

void FairShare::share_class(Class& group) {
  const auto members = static_cast<double>(group.users.size());
  if (!group.users.empty()) capped_.erase(group.position);
  group.origin = virtual_work(group) - shared_work_;
  group.capped = false;
  sharing_users_ += group.users.size();
  const double rate = members * group.cap;
  capped_rate_ -= rate;
  capped_rate_ -= std::fma(members, group.cap, -rate);
  if (!group.users.empty()) insert_head(group);
}

/// What is left for each sharing user; nobody is sharing: what no capped class may exceed.
double FairShare::water_level() const {
  const double rest = (PreciseSum{capacity()} - capped_rate_).value();
  if (sharing_users_ > 0) return rest / static_cast<double>(sharing_users_);
  return rest < 0 ? 0 : never;
}

/// Moves the border between capped and sharing classes to where the water level stands.
void FairShare::rebalance() {
  if (burst_ && !bursting_) bursting_ = burst_->credits > 0 && burst_->credits >= resume_;
  double level = water_level();
  while (first_sharing_ != classes_.begin()) {
    const auto largest = std::prev(first_sharing_);
    if (largest->first <= level) break;
    share_class(largest->second);
    first_sharing_ = largest;
    level = water_level();
  }
  while (sharing_users_ > 0 && first_sharing_ != classes_.end() && first_sharing_->first <= level) {
    cap_class(first_sharing_->second);
    ++first_sharing_;
    level = water_level();
  }
  water_level_ = std::max(0.0, level);
}

void FairShare::find_next_event() {
  sharing_time_ = never;
  if (sharing_users_ > 0) {
    const double rest = (sharing_.top().mark - shared_work_).value();
    sharing_time_ = rest > 0 ? now_ + rest / water_level_ : now_;
  }
  exhaustion_time_ = never;
  if (bursting_ && rate_in_use() > burst_->base) {
    exhaustion_time_ = now_ + burst_->credits / (rate_in_use() - burst_->base);
  }
  event_time_ = std::min(sharing_time_, exhaustion_time_);
  if (!capped_.empty()) event_time_ = std::min(event_time_, capped_.top().time);
}

// --- time ---

/// Moves to `time`, up to which no event happens.
void FairShare::step_to(double time) {
  const double elapsed = time - now_;
  if (!(elapsed > 0)) return;
  const double rate = rate_in_use();
  work_done_ += rate * elapsed;
  if (sharing_users_ > 0) shared_work_ += water_level_ * elapsed;
  if (burst_) {
    burst_->credits = std::clamp(burst_->credits + (burst_->base - rate) * elapsed, 0.0, burst_->maximum);
  }
  now_ = time;
}

/// Everything that is due at `time` happens before the rates change, so that equal users finish at equal
/// times.
void FairShare::handle_event(double time) {
  const bool sharing_due = sharing_time_ <= time;
  const bool exhausted = exhaustion_time_ <= time;
  const std::size_t first = completed_.size();
  step_to(time);
  complete_capped(time);
  if (sharing_due) complete_sharing(time);
  if (completed_.size() > first) order_completed(first);
  if (exhausted) {
    burst_->credits = 0;
    bursting_ = false;
    if (!exhausted_at_) exhausted_at_ = time;
  }
  rebalance();
  find_next_event();
}

/// The first user of the class is done. Who is due is decided by time, never by a rest of work, so no rest
/// can remain.
void FairShare::complete_top(Class& group, double time) {
  User* const user = group.users.top().user;
  completed_.push_back({time, user->tag, user->sequence});
  group.users.pop();
  leave(group);
  free_user(user);
}

void FairShare::complete_capped(double time) {
  while (!capped_.empty() && capped_.top().time <= time) {
    Class& group = *capped_.top().group;
    group.origin = group.users.top().mark;
    group.since = time;
    complete_top(group, time);
  }
}

void FairShare::complete_sharing(double time) {
  shared_work_ = sharing_.top().mark;
  while (!sharing_.empty() && sharing_.top().mark <= shared_work_) complete_top(*sharing_.top().group, time);
}

/// Equal times in the order of add(): those from `first` on have one time, and earlier ones may have the
/// same.
void FairShare::order_completed(std::size_t first) {
  const double time = completed_[first].time;
  while (first > 0 && completed_[first - 1].time == time) --first;
  const auto from = completed_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto earlier = [](const Completion& a, const Completion& b) { return a.sequence < b.sequence; };
  if (!std::is_sorted(from, completed_.end(), earlier)) std::sort(from, completed_.end(), earlier);
}

}  // namespace garoa

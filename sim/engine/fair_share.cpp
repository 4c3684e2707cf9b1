#include "sim/engine/fair_share.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace garoa {
namespace {

/// Bursting resumes when the credits feed a full burst for so long.
constexpr double resume_seconds = 1e-3;

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
  Class& peers = class_of(cap);
  User* const user = take_user();
  *user = {&peers, nullptr, ++last_sequence_, tag, 0};
  enter(peers, work, *user, 1);
  rebalance();
  find_next_event();
  return {user, last_sequence_};
}

FairShare::UserId FairShare::add(double now, double work, Group group, void* tag) {
  advance(now);
  Joint& joint = *group.joint_;
  gather(joint);
  if (joint.users.empty()) joint.served = {};
  User* const user = take_user();
  *user = {nullptr, &joint, ++last_sequence_, tag, 0};
  joint.users.emplace(joint.served + work, last_sequence_, user);
  disperse(joint);
  rebalance();
  find_next_event();
  return {user, last_sequence_};
}

bool FairShare::remove(double now, UserId id) {
  advance(now);
  User* const user = id.user_;
  if (user == nullptr || user->sequence != id.sequence_) return false;
  if (user->joint == nullptr) {
    leave(*user->peers, *user, 1);
  } else {
    gather(*user->joint);
    user->joint->users.erase(user->position);
    disperse(*user->joint);
  }
  free_user(user);
  rebalance();
  find_next_event();
  return true;
}

FairShare::Group FairShare::add_group(double cap) {
  joints_.emplace_back().cap = cap;
  return Group{&joints_.back()};
}

void FairShare::set_group_cap(double now, Group group, double cap) {
  advance(now);
  gather(*group.joint_);
  group.joint_->cap = cap;
  disperse(*group.joint_);
  rebalance();
  find_next_event();
}

void FairShare::set_capacity(double now, double capacity) {
  advance(now);
  limit_ = capacity;
  rebalance();
  find_next_event();
}

void FairShare::advance(double now) {
  while (event_time_ <= now) handle_event(std::max(event_time_, now_));
  if (now > now_) step_to(now);
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
  const Class& peers = id.user_->joint == nullptr ? *id.user_->peers : *id.user_->joint->delegate.peers;
  return peers.capped ? peers.cap : water_level_;
}

double FairShare::remaining(UserId id) const {
  const User* const user = id.user_;
  if (user == nullptr || user->sequence != id.sequence_) return 0;
  const PreciseSum rest = user->joint == nullptr
                              ? user->peers->users.at(user->position).mark - virtual_work(*user->peers)
                              : user->joint->users.at(user->position).mark - virtual_work(*user->joint);
  return std::max(0.0, rest.value());
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

// --- time ---

/// Moves to `time`, later than now, up to which no event happens.
void FairShare::step_to(double time) {
  const double elapsed = time - now_;
  const double rate = rate_in_use();
  if (rate > 0) work_done_ += rate * elapsed;
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
  if (time > now_) step_to(time);
  complete_capped(time);
  if (sharing_due) complete_sharing(time);
  if (completed_.size() > std::max(first, std::size_t{1})) order_completed(first);
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
void FairShare::complete_top(Class& peers, double time) {
  User* user = peers.users.top().user;
  if (user->joint == nullptr) {
    leave(peers, *user, 1);
  } else {
    Joint& joint = *user->joint;
    const auto first = joint.users.top();
    gather(joint);
    joint.served = first.mark;
    joint.users.pop();
    disperse(joint);
    user = first.user;
  }
  completed_.push_back({time, user->tag, user->sequence});
  free_user(user);
}

void FairShare::complete_capped(double time) {
  while (!capped_.empty() && capped_.top().time <= time) {
    Class& peers = *capped_.top().peers;
    peers.origin = peers.users.top().mark;
    peers.since = time;
    complete_top(peers, time);
  }
}

void FairShare::complete_sharing(double time) {
  shared_work_ = sharing_.top().mark;
  while (!sharing_.empty() && sharing_.top().mark <= shared_work_) complete_top(*sharing_.top().peers, time);
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

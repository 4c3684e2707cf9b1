// The classes of a FairShare: who is in which, and where the water level stands among them.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "sim/engine/fair_share.hpp"

namespace garoa {
namespace {

/// Below so many classes, empty ones are kept for the next user of their cap.
constexpr std::size_t few_classes = 16;

}  // namespace

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
PreciseSum FairShare::virtual_work(const Class& peers) const {
  if (!peers.capped) return shared_work_ + peers.origin;
  return peers.since < now_ ? peers.origin + peers.cap * (now_ - peers.since) : peers.origin;
}

PreciseSum FairShare::virtual_work(const Joint& joint) const {
  return virtual_work(*joint.delegate.peers) + joint.served;
}

/// Before the first user of an empty class: its virtual work starts at 0.
void FairShare::start_class(Class& peers) {
  --empty_classes_;
  peers.since = now_;
  peers.origin = peers.capped ? PreciseSum{} : -shared_work_;
}

FairShare::CappedHead FairShare::capped_head(Class& peers) {
  const double rest = (peers.users.top().mark - peers.origin).value();
  return {peers.since + std::max(0.0, rest) / peers.cap, &peers};
}

FairShare::SharingHead FairShare::sharing_head(Class& peers) {
  return {peers.users.top().mark - peers.origin, &peers};
}

void FairShare::insert_head(Class& peers) {
  if (peers.capped) {
    capped_.push(capped_head(peers));
  } else {
    sharing_.push(sharing_head(peers));
  }
}

void FairShare::update_head(Class& peers) {
  if (peers.capped) {
    capped_.replace(peers.position, capped_head(peers));
  } else {
    sharing_.replace(peers.position, sharing_head(peers));
  }
}

void FairShare::erase_head(Class& peers) {
  if (peers.capped) {
    capped_.erase(peers.position);
  } else {
    sharing_.erase(peers.position);
  }
}

void FairShare::count(Class& peers, std::size_t members) {
  peers.members += members;
  if (peers.capped) {
    add_capped(members, peers.cap);
  } else {
    sharing_users_ += members;
  }
}

void FairShare::discount(Class& peers, std::size_t members) {
  peers.members -= members;
  if (peers.capped) {
    add_capped(members, -peers.cap);
  } else {
    sharing_users_ -= members;
  }
}

void FairShare::add_capped(std::size_t members, double cap) {
  const auto times = static_cast<double>(members);
  const double rate = times * cap;
  capped_rate_ += rate;
  if (members > 1) capped_rate_ += std::fma(times, cap, -rate);  // what the product lost
}

/// A user that lacks `rest`, or a delegate with all that it stands for.
void FairShare::enter(Class& peers, PreciseSum rest, User& user, std::size_t members) {
  if (peers.users.empty()) {
    start_class(peers);
    peers.users.emplace(rest, user.sequence, &user);
    count(peers, members);
    insert_head(peers);
    return;
  }
  const PreciseSum served = virtual_work(peers);
  if (peers.capped) {
    // Anchored at this moment, so that the new user's finish is now + work / cap without a rounding error.
    peers.origin = served;
    peers.since = now_;
  }
  peers.users.emplace(served + rest, user.sequence, &user);
  count(peers, members);
  if (peers.users.top().user == &user) update_head(peers);
}

void FairShare::leave(Class& peers, const User& user, std::size_t members) {
  peers.users.erase(user.position);
  discount(peers, members);
  if (peers.users.empty()) {
    erase_head(peers);
    ++empty_classes_;
  } else {
    update_head(peers);
  }
}

/// Out of its class, before its users or its cap change.
void FairShare::gather(Joint& joint) {
  if (joint.users.empty()) return;
  joint.served = virtual_work(joint);
  leave(*joint.delegate.peers, joint.delegate, joint.users.size());
}

/// Into the class of its present cap.
void FairShare::disperse(Joint& joint) {
  if (joint.users.empty()) return;
  const auto& first = joint.users.top();
  Class& peers = class_of(joint.cap / static_cast<double>(joint.users.size()));
  joint.delegate = {&peers, &joint, first.sequence, nullptr, 0};
  enter(peers, first.mark - joint.served, joint.delegate, joint.users.size());
  joint.served -= virtual_work(peers);
}

// --- the water level ---

/// Sharing becomes capped; the order of the classes is the caller's matter.
void FairShare::cap_class(Class& peers) {
  if (!peers.users.empty()) sharing_.erase(peers.position);
  peers.origin = virtual_work(peers);
  peers.since = now_;
  peers.capped = true;
  sharing_users_ -= peers.members;
  add_capped(peers.members, peers.cap);
  if (!peers.users.empty()) insert_head(peers);
}

void FairShare::share_class(Class& peers) {
  if (!peers.users.empty()) capped_.erase(peers.position);
  peers.origin = virtual_work(peers) - shared_work_;
  peers.capped = false;
  sharing_users_ += peers.members;
  add_capped(peers.members, -peers.cap);
  if (!peers.users.empty()) insert_head(peers);
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

}  // namespace garoa

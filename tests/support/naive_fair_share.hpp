// The oracle of FairShare: the same contract, computed the obvious way. Every step fills the water level anew
// over all users and takes what each was served from its rest. Slow, and different in every formula from the
// fast one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/engine/fair_share.hpp"

namespace garoa::test {

class NaiveFairShare {
 public:
  struct Completion {
    double time;
    std::uint64_t sequence;
  };

  explicit NaiveFairShare(double capacity) : limit_{capacity} {}
  explicit NaiveFairShare(const FairShare::Burst& burst)
      : limit_{std::numeric_limits<double>::infinity()}, burst_{burst}, bursting_{burst.credits > 0} {}

  /// The sequence number counts from 1.
  std::uint64_t add(double now, double work, double cap) {
    advance(now);
    users_.push_back({++last_sequence_, work, cap, 0});
    fill();
    return last_sequence_;
  }
  /// Counts from 0.
  std::size_t add_group(double cap) {
    groups_.push_back(cap);
    return groups_.size() - 1;
  }
  std::uint64_t add_to_group(double now, double work, std::size_t group) {
    advance(now);
    users_.push_back({++last_sequence_, work, 0, 0});
    users_.back().group = group;
    fill();
    return last_sequence_;
  }
  void set_group_cap(double now, std::size_t group, double cap) {
    advance(now);
    groups_[group] = cap;
    fill();
  }
  bool remove(double now, std::uint64_t sequence) {
    advance(now);
    const auto found =
        std::find_if(users_.begin(), users_.end(), [&](const User& u) { return u.sequence == sequence; });
    if (found == users_.end()) return false;
    users_.erase(found);
    fill();
    return true;
  }
  void set_capacity(double now, double capacity) {
    advance(now);
    limit_ = capacity;
    fill();
  }
  void advance(double now) {
    for (double time = event_time(); time <= now; time = event_time()) {
      const double exhaustion = exhaustion_time();
      for (auto& user : users_) user.due = finish_time(user) <= time;
      serve(time - now_);
      now_ = time;
      for (const auto& user : users_) {
        if (user.due) completed_.push_back({time, user.sequence});
      }
      std::erase_if(users_, [](const User& user) { return user.due; });
      if (exhaustion <= time) {
        burst_->credits = 0;
        bursting_ = false;
      }
      fill();
    }
    serve(now - now_);
    now_ = now;
  }
  [[nodiscard]] const std::vector<Completion>& completed() const { return completed_; }
  [[nodiscard]] double rate(std::uint64_t sequence) const {
    for (const auto& user : users_) {
      if (user.sequence == sequence) return user.rate;
    }
    return 0;
  }
  [[nodiscard]] double remaining(std::uint64_t sequence) const {
    for (const auto& user : users_) {
      if (user.sequence == sequence) return user.rest;
    }
    return 0;
  }
  [[nodiscard]] double rate_in_use() const {
    double sum = 0;
    for (const auto& user : users_) sum += user.rate;
    return sum;
  }
  [[nodiscard]] double capacity() const {
    return burst_ ? std::min(limit_, bursting_ ? burst_->burst : burst_->base) : limit_;
  }
  [[nodiscard]] double demand() const {
    double sum = 0;
    for (const auto& user : users_) sum += user.cap;
    return sum;
  }
  [[nodiscard]] double credits() const { return burst_ ? burst_->credits : 0; }
  [[nodiscard]] std::size_t users() const { return users_.size(); }
  [[nodiscard]] double work_done() const { return work_done_; }

 private:
  struct User {
    std::uint64_t sequence;
    double rest;
    double cap;
    double rate;
    bool due = false;
    std::optional<std::size_t> group = std::nullopt;
  };

  [[nodiscard]] double finish_time(const User& user) const {
    return user.rest > 0 ? now_ + user.rest / user.rate : now_;
  }
  [[nodiscard]] double exhaustion_time() const {
    const double excess = burst_ && bursting_ ? rate_in_use() - burst_->base : 0;
    return excess > 1e-9 * capacity() ? now_ + burst_->credits / excess
                                      : std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] double event_time() const {
    double time = exhaustion_time();
    for (const auto& user : users_) time = std::min(time, finish_time(user));
    return time;
  }
  void serve(double seconds) {
    const double rate = rate_in_use();
    for (auto& user : users_) user.rest -= user.rate * seconds;
    work_done_ += rate * seconds;
    if (!burst_) return;
    const bool at_base = !bursting_ && demand() >= capacity() && limit_ >= burst_->base;
    const double change = at_base ? 0 : (burst_->base - rate) * seconds;
    burst_->credits = std::clamp(burst_->credits + change, 0.0, burst_->maximum);
  }
  void fill() {
    if (burst_ && !bursting_ && burst_->credits > 0) {
      bursting_ = burst_->credits >= std::min(1e-3 * (burst_->burst - burst_->base), burst_->maximum);
    }
    for (auto& user : users_) {
      if (!user.group) continue;
      const auto together =
          std::count_if(users_.begin(), users_.end(), [&](const User& u) { return u.group == user.group; });
      user.cap = groups_[*user.group] / static_cast<double>(together);
    }
    std::vector<User*> order;
    for (auto& user : users_) order.push_back(&user);
    std::sort(order.begin(), order.end(), [](const User* a, const User* b) { return a->cap < b->cap; });
    double rest = capacity();
    auto sharing = order.begin();
    const auto level = [&] { return rest / static_cast<double>(order.end() - sharing); };
    for (; sharing != order.end() && (*sharing)->cap <= level(); ++sharing) {
      (*sharing)->rate = (*sharing)->cap;
      rest -= (*sharing)->cap;
    }
    const double shared = std::max(0.0, level());
    for (; sharing != order.end(); ++sharing) (*sharing)->rate = shared;
  }

  double now_ = 0;
  double limit_;
  std::optional<FairShare::Burst> burst_;
  bool bursting_ = false;
  std::vector<User> users_;
  std::vector<double> groups_;
  std::vector<Completion> completed_;
  std::uint64_t last_sequence_ = 0;
  double work_done_ = 0;
};

}  // namespace garoa::test

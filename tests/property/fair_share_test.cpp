#include "sim/engine/fair_share.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/core/random.hpp"
#include "tests/support/naive_fair_share.hpp"

namespace garoa::fair_share_test {
namespace {

constexpr double no_cap = FairShare::no_cap;

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

/// Feeds one random history to the fast and the naive version and compares all that can be seen.
class Twins {
 public:
  template <class Capacity>
  Twins(std::uint64_t seed, const Capacity& capacity, double scale)
      : stream_{seed, "fair_share"}, fast_{capacity}, naive_{capacity}, scale_{scale} {}

  void run(std::uint64_t steps, bool change_capacity) {
    for (step_ = 0; step_ < steps; ++step_) {
      const double choice = draw(0);
      now_ += draw(1) < 0.1 ? 0 : -std::log(draw(2)) * 0.1;
      if (choice < 0.47 && ids_.size() < 60) {
        add();
      } else if (choice < 0.6 && !ids_.empty()) {
        remove();
      } else if (choice < 0.62 && change_capacity && !groups_.empty()) {
        const auto group = any_group(3);
        const double cap = scale_ * draw(4);
        fast_.set_group_cap(now_, groups_[group], cap);
        naive_.set_group_cap(now_, group, cap);
      } else if (choice < 0.63 && change_capacity) {
        const double capacity = draw(3) < 0.2 ? 0 : 2 * scale_ * draw(4);
        fast_.set_capacity(now_, capacity);
        naive_.set_capacity(now_, capacity);
      } else {
        fast_.advance(now_);
        naive_.advance(now_);
      }
      compare();
    }
    fast_.set_capacity(now_, scale_);
    naive_.set_capacity(now_, scale_);
    now_ += 1e5;
    naive_.advance(now_);
    compare();
    CHECK(fast_.users() == 0);
  }
  /// From now on half of the users come into one of so many groups.
  void use_groups(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const double cap = i == 0 ? no_cap : scale_ * 0.1 * static_cast<double>(i);
      groups_.push_back(fast_.add_group(cap));
      naive_.add_group(cap);
    }
  }
  [[nodiscard]] std::size_t completed() const { return compared_; }
  [[nodiscard]] std::size_t exhaustions() const { return exhaustions_; }
  [[nodiscard]] std::size_t most_users() const { return most_users_; }

 private:
  double draw(std::uint32_t number) const {
    return stream_.uniform(Entity::nth(step_), Purpose{}.at(number));
  }

  /// Equal, distinct and infinite caps; now and then several alike at one moment, which finish together.
  void add() {
    const double kind = draw(5);
    double cap = no_cap;
    if (kind < 0.3) {
      cap = scale_ * 0.05 * std::ceil(4 * draw(6));
    } else if (kind < 0.6) {
      cap = scale_ * 0.3 * draw(6);
    }
    const double work = draw(7) < 0.02 ? 0 : scale_ * (draw(7) < 0.07 ? 1.0 : 0.08) * -std::log(draw(8));
    const int copies = draw(9) < 0.1 ? 3 : 1;
    for (int i = 0; i < copies; ++i) {
      if (!groups_.empty() && draw(11) < 0.5) {
        const auto group = any_group(12);
        ids_.push_back(fast_.add(now_, work, groups_[group], nullptr));
        sequences_.push_back(naive_.add_to_group(now_, work, group));
        caps_.push_back(no_cap);
        continue;
      }
      ids_.push_back(fast_.add(now_, work, cap, nullptr));
      sequences_.push_back(naive_.add(now_, work, cap));
      caps_.push_back(cap);
    }
  }
  std::size_t any_group(std::uint32_t number) const {
    return static_cast<std::size_t>(draw(number) * static_cast<double>(groups_.size()));
  }
  void remove() {
    const auto index = static_cast<std::size_t>(draw(10) * static_cast<double>(ids_.size()));
    REQUIRE(fast_.remove(now_, ids_[index]) == naive_.remove(now_, sequences_[index]));
    forget(index);
  }
  void forget(std::size_t index) {
    ids_[index] = ids_.back();
    sequences_[index] = sequences_.back();
    caps_[index] = caps_.back();
    ids_.pop_back();
    sequences_.pop_back();
    caps_.pop_back();
  }

  void compare() {
    compare_completions();
    compare_rates();
    REQUIRE(fast_.users() == naive_.users());
    REQUIRE(close(fast_.work_done(), naive_.work_done()));
    REQUIRE(fast_.capacity() == naive_.capacity());
    REQUIRE(std::abs(fast_.credits(now_) - naive_.credits()) <= 1e-9 * scale_);
    if (fast_.credits(now_) == 0 && last_credits_ > 0) ++exhaustions_;
    last_credits_ = fast_.credits(now_);
    most_users_ = std::max(most_users_, fast_.users());
  }
  void compare_completions() {
    naive_.advance(now_);
    for (const auto& completion : fast_.take_completed(now_)) {
      REQUIRE(compared_ < naive_.completed().size());
      const auto& expected = naive_.completed()[compared_++];
      REQUIRE(completion.sequence == expected.sequence);
      REQUIRE(close(completion.time, expected.time));
    }
    REQUIRE(compared_ == naive_.completed().size());
  }
  void compare_rates() {
    double sum = 0;
    bool within_cap = true;
    bool as_naive = true;
    bool lacks_as_naive = true;
    for (std::size_t i = 0; i < ids_.size();) {
      const double rate = fast_.rate(ids_[i]);
      within_cap = within_cap && rate <= caps_[i];
      as_naive = as_naive && std::abs(rate - naive_.rate(sequences_[i])) <= 1e-9 * scale_;
      lacks_as_naive = lacks_as_naive &&
                       std::abs(fast_.remaining(ids_[i]) - naive_.remaining(sequences_[i])) <= 1e-9 * scale_;
      sum += rate;
      if (rate == 0 && fast_.capacity() > 0) {
        forget(i);
      } else {
        ++i;
      }
    }
    REQUIRE(within_cap);
    REQUIRE(as_naive);
    REQUIRE(lacks_as_naive);
    REQUIRE(std::abs(sum - fast_.rate_in_use()) <= 1e-9 * scale_);
    REQUIRE(fast_.rate_in_use() <= fast_.capacity() * (groups_.empty() ? 1 : 1 + 1e-12));
    REQUIRE(std::abs(fast_.rate_in_use() - std::min(naive_.demand(), fast_.capacity())) <= 1e-9 * scale_);
  }

  Stream stream_;
  FairShare fast_;
  test::NaiveFairShare naive_;
  double scale_;
  std::uint64_t step_ = 0;
  double now_ = 0;
  std::vector<FairShare::Group> groups_;
  std::vector<FairShare::UserId> ids_;
  std::vector<std::uint64_t> sequences_;
  std::vector<double> caps_;
  std::size_t compared_ = 0;
  std::size_t exhaustions_ = 0;
  double last_credits_ = 0;
  std::size_t most_users_ = 0;
};

}  // namespace

TEST_CASE("fair share: agrees with the naive version over a hundred thousand random steps on one capacity") {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    Twins twins{seed, 100.0, 100.0};
    twins.run(100000, false);
    CHECK(twins.completed() > 25000);
    CHECK(twins.most_users() > 10);
  }
}

TEST_CASE("fair share: agrees with the naive version while the capacity changes, also to nothing") {
  for (std::uint64_t seed = 11; seed <= 14; ++seed) {
    Twins twins{seed, 1e8, 1e8};
    twins.run(20000, true);
    CHECK(twins.completed() > 5000);
    CHECK(twins.most_users() > 10);
  }
}

TEST_CASE("fair share: agrees with the naive version when credits run out and return") {
  for (std::uint64_t seed = 21; seed <= 24; ++seed) {
    Twins twins{seed, FairShare::Burst{60, 160, 50, 200}, 100.0};
    twins.run(20000, seed % 2 == 0);
    CHECK(twins.completed() > 5000);
    CHECK(twins.exhaustions() > 20);
  }
}

TEST_CASE(
    "fair share: agrees with the naive version while groups with caps together come, grow, shrink and "
    "change") {
  for (std::uint64_t seed = 31; seed <= 36; ++seed) {
    Twins twins{seed, 100.0, 100.0};
    twins.use_groups(static_cast<std::size_t>(seed) - 29);
    twins.run(20000, seed % 2 == 0);
    CHECK(twins.completed() > 5000);
    CHECK(twins.most_users() > 10);
  }
}

TEST_CASE("fair share: a hundred thousand changes around a long transfer do not move its end") {
  // The long user holds 1/2 of the capacity while a short one is there, and all of it otherwise.
  FairShare share{1000};
  share.add(0, 1e9, no_cap, nullptr);
  constexpr int rounds = 100000;
  for (int i = 0; i < rounds; ++i) {
    const double start = i * 3.0;
    share.add(start, 500, no_cap, nullptr);  // 1 s at half the capacity
    const auto completed = share.take_completed(start + 2);
    REQUIRE(completed.size() == 1);
    REQUIRE(std::abs(completed[0].time - (start + 1)) <= 1e-9);
  }
  const double expected = 1e6 + rounds * 0.5;
  CHECK(std::abs(*share.next_event() - expected) <= 1e-9 * expected);
}

TEST_CASE("fair share: many distinct caps come and go without being remembered wrongly") {
  const Stream stream{5, "caps"};
  FairShare share{1};
  double now = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const double cap = 0.1 + 0.9 * stream.uniform(Entity::nth(i));
    share.add(now, 1, cap, nullptr);
    const auto time = share.next_event();
    REQUIRE(time.has_value());
    REQUIRE(close(*time, now + 1 / cap));
    REQUIRE(share.take_completed(*time).size() == 1);
    now = *time;
  }
}

TEST_CASE("fair share: a wake-up at next_event always makes progress, however small the rests") {
  const Stream stream{6, "tiny"};
  FairShare share{3e8};
  double now = 6e5;
  std::uint64_t added = 0;
  std::uint64_t wakes = 0;
  std::uint64_t completed = 0;
  while (added < 20000 || share.users() > 0) {
    for (int i = 0; i < 3 && added < 20000; ++i, ++added) {
      const double cap = stream.uniform(Entity::nth(added)) < 0.5
                             ? no_cap
                             : 1e8 * stream.uniform(Entity::nth(added), Purpose{}.at(1));
      share.add(now, 1e-3 * stream.uniform(Entity::nth(added), Purpose{}.at(2)), cap,
                nullptr);  // shorter than the resolution of the clock
    }
    ++wakes;
    now = *share.next_event();
    completed += share.take_completed(now).size();
    REQUIRE(wakes <= completed);
  }
  CHECK(completed == 20000);
}

}  // namespace garoa::fair_share_test

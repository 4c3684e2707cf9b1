// Closed forms; tests/property compares with a naive version over random histories.
#include "sim/engine/fair_share.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace garoa::fair_share_test {
namespace {

constexpr double no_cap = FairShare::no_cap;

/// Runs until nothing more happens; finish times by sequence number (index 0 unused).
std::vector<double> finish_times(FairShare& share, std::size_t users) {
  std::vector<double> times(users + 1, -1);
  while (const auto time = share.next_event()) {
    for (const auto& completion : share.take_completed(*time)) times[completion.sequence] = completion.time;
  }
  return times;
}

}  // namespace

TEST_CASE("fair share: n equal users finish together after n times their work") {
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}}) {
    FairShare share{125.0};
    for (std::size_t i = 0; i < n; ++i) share.add(0, 3, no_cap, nullptr);
    const auto expected = static_cast<double>(n) * 3 / 125;
    const auto time = share.next_event();
    REQUIRE(time.has_value());
    CHECK(*time == doctest::Approx(expected).epsilon(1e-14));
    const auto completed = share.take_completed(*time);
    REQUIRE(completed.size() == n);
    for (std::size_t i = 0; i < n; ++i) CHECK(completed[i].sequence == i + 1);
    CHECK(share.work_done() == doctest::Approx(3.0 * static_cast<double>(n)).epsilon(1e-14));
    CHECK_FALSE(share.next_event().has_value());
  }
}

TEST_CASE("fair share: what a capped user leaves goes to the other one, and its cap outlives the other") {
  FairShare share{10};
  const auto slow = share.add(0, 20, 2, nullptr);
  const auto fast = share.add(0, 20, no_cap, nullptr);
  CHECK(share.rate(slow) == 2);
  CHECK(share.rate(fast) == 8);
  const auto times = finish_times(share, 2);
  CHECK(times[2] == 2.5);
  CHECK(times[1] == 10);
}

TEST_CASE("fair share: 64 users of caps 1 to 64 on a capacity of 500 meet the water level at 58/7") {
  // Caps 1..8 fit below the level (36 in all), the other 56 share 464.
  FairShare share{500};
  std::vector<FairShare::UserId> ids;
  for (int cap = 64; cap >= 1; --cap) ids.push_back(share.add(0, 1e6, cap, nullptr));
  for (int cap = 64; cap >= 1; --cap) {
    const double expected = cap <= 8 ? cap : 464.0 / 56;
    CHECK(share.rate(ids[static_cast<std::size_t>(64 - cap)]) == doctest::Approx(expected).epsilon(1e-14));
  }
  CHECK(share.rate_in_use() == 500);
}

TEST_CASE("fair share: a user that joins later halves the rate of the first from then on") {
  FairShare share{1};
  share.add(0, 10, no_cap, nullptr);
  share.add(4, 4, no_cap, nullptr);
  const auto times = finish_times(share, 2);
  CHECK(times[2] == 12);
  CHECK(times[1] == 14);
}

TEST_CASE("fair share: users that finish together come in the order of their adds, whatever their caps") {
  FairShare share{8};
  share.add(0, 6, no_cap, nullptr);  // (8 - 2) / 2 = 3 per second: 2 s
  share.add(0, 4, 2, nullptr);       // capped: 2 s
  share.add(0, 6, 100, nullptr);
  const auto completed = share.take_completed(2);
  REQUIRE(completed.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(completed[i].sequence == i + 1);
    CHECK(completed[i].time == 2);
  }
}

TEST_CASE("fair share: no capacity stops everybody until it returns") {
  FairShare share{10};
  const auto id = share.add(0, 100, no_cap, nullptr);
  share.add(0, 100, 4, nullptr);
  share.set_capacity(5, 0);
  CHECK_FALSE(share.next_event().has_value());
  CHECK(share.rate(id) == 0);
  share.advance(1000);
  CHECK(share.work_done() == 50);
  share.set_capacity(1000, 10);
  const auto times = finish_times(share, 2);
  CHECK(times[1] == doctest::Approx(1000 + 70 / 6.0).epsilon(1e-14));  // 30 were served in the first 5 s
  CHECK(times[2] == doctest::Approx(1020).epsilon(1e-14));
}

TEST_CASE("fair share: no work completes at once, also without capacity and behind others") {
  FairShare share{0};
  share.add(1, 5, 3, nullptr);
  share.add(1.5, 0, 3, nullptr);
  share.add(2, 0, no_cap, nullptr);
  const auto completed = share.take_completed(2);
  REQUIRE(completed.size() == 2);
  CHECK(completed[0].time == 1.5);
  CHECK(completed[1].time == 2);
  CHECK(share.users() == 1);
}

TEST_CASE("fair share: tags come back, and who has left cannot be removed") {
  FairShare share{1};
  int first = 0;
  int second = 0;
  const auto one = share.add(0, 1, no_cap, &first);
  const auto two = share.add(0, 5, no_cap, &second);
  CHECK(share.remove(1, two));
  CHECK_FALSE(share.remove(1, two));
  CHECK(share.next_event() == 1.5);
  CHECK_FALSE(share.remove(3, one));
  const auto again = share.add(3, 5, no_cap, &second);  // takes the place of a former user
  CHECK_FALSE(share.remove(3, one));
  CHECK(share.next_event() == 1.5);  // still to be taken
  const auto completed = share.take_completed(3);
  REQUIRE(completed.size() == 1);
  CHECK(completed[0].tag == &first);
  CHECK(completed[0].time == 1.5);
  CHECK(share.remove(4, again));
  CHECK_FALSE(share.remove(4, FairShare::UserId{}));
  CHECK(share.users() == 0);
}

TEST_CASE("fair share: 5.4 M credits of gp2 last 2000 s of full burst and are back after 18000 s") {
  FairShare share{FairShare::Burst{300, 3000, 5.4e6, 5.4e6}};
  const auto id = share.add(0, 1e9, no_cap, nullptr);
  CHECK(share.rate_in_use() == 3000);
  CHECK(share.credits(1000) == 2.7e6);
  CHECK(share.next_event() == 2000);
  CHECK(share.credits(2000) == 0);
  CHECK(share.rate_in_use() == 300);
  CHECK(share.credits(5000) == 0);  // demand stays above the base rate: nothing is regained
  CHECK(share.remove(5000, id));
  CHECK(share.work_done() == 3000 * 2000.0 + 300 * 3000.0);
  CHECK(share.credits(5000 + 9000) == 2.7e6);
  CHECK(share.credits(5000 + 18000) == 5.4e6);
  CHECK(share.credits(50000) == 5.4e6);
  share.add(50000, 1e9, no_cap, nullptr);
  CHECK(share.next_event() == 52000);
}

TEST_CASE("fair share: demand between base and burst spends only what exceeds the base") {
  FairShare share{FairShare::Burst{300, 3000, 5.4e6, 5.4e6}};
  share.add(0, 1e9, 1000, nullptr);
  CHECK(*share.next_event() == doctest::Approx(5.4e6 / 700).epsilon(1e-14));
  share.advance(*share.next_event());
  CHECK(share.rate_in_use() == 300);
}

TEST_CASE("fair share: a work that outlasts the credits ends at the base rate") {
  // 90 credits feed (100 - 10) more than the base for 1 s, in which 100 are served; the other 50 take 5 s.
  FairShare share{FairShare::Burst{10, 100, 90, 90}};
  share.add(0, 150, no_cap, nullptr);
  CHECK(finish_times(share, 1)[1] == 6);
}

TEST_CASE("fair share: a few credits regained in a moment of rest do not make it flap") {
  FairShare share{FairShare::Burst{10, 100, 0, 90}};
  const auto first = share.add(0, 1e6, no_cap, nullptr);
  CHECK(share.capacity() == 10);
  share.remove(1, first);
  share.add(1 + 1e-3, 1e6, no_cap, nullptr);  // 0.01 credits: less than a millisecond of burst
  CHECK(share.capacity() == 10);
  CHECK_FALSE(share.next_event() < 1e5);
}

TEST_CASE("fair share: an outer limit holds back a bursting resource, whose credits grow meanwhile") {
  FairShare share{FairShare::Burst{10, 100, 90, 900}};
  share.set_capacity(0, 4);
  share.add(0, 1e6, no_cap, nullptr);
  CHECK(share.rate_in_use() == 4);
  CHECK(share.credits(10) == 150);
  share.set_capacity(10, std::numeric_limits<double>::infinity());
  CHECK(share.rate_in_use() == 100);
  CHECK(*share.next_event() == doctest::Approx(10 + 150.0 / 90).epsilon(1e-14));
}

}  // namespace garoa::fair_share_test

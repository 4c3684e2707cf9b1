// When a queue is called growing: M/M/1 below, at and above its capacity, and queues that fill by day and empty by night.
#include "sim/core/queue_growth.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/core/random.hpp"

namespace queue_growth_test {

using namespace garoa;

namespace {

constexpr double day = 86400;
constexpr double service = 10;  // s, mean
constexpr int seeds = 100;

/// A run of M/M/1 that begins empty, sampled every `interval`: is it called growing?
bool grows(double load, std::uint64_t seed, double duration = 300000, double interval = 60) {
  const Stream luck{seed, "queue growth"};
  const QueuePeriods periods{0, duration, interval, 0};
  QueueGrowth growth;
  std::uint64_t came = 0;
  std::uint64_t there = 0;
  std::uint64_t step = 0;
  double time = 0;
  double next_sample = 0;
  while (true) {
    // An arrival or the end of a service, which an idle server has too: nobody goes then.
    const auto which = Entity::nth(step++);
    time -= std::log(1 - luck.uniform(which, Purpose{"gap"})) * service / (1 + load);
    for (; next_sample < time && next_sample <= duration; next_sample += interval) {
      if (periods.is_due(next_sample)) growth.add(came, there);
    }
    if (time >= duration) return growth.sure(periods.every_one_must_grow()).has_value();
    if (luck.uniform(which, Purpose{"kind"}) * (1 + load) < load) {
      ++came;
      ++there;
    } else if (there > 0) {
      --there;
    }
  }
}

int growing_of(double load) {
  int growing = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) growing += grows(load, seed) ? 1 : 0;
  return growing;
}

/// By the hour: what comes in each, what is worked off at most.
std::optional<QueueGrowth::Sure> of_hours(int days, double repeats, const std::function<double(int)>& coming,
                                          double capacity) {
  const QueuePeriods periods{0, days * day, 3600, repeats};
  QueueGrowth growth;
  double came = 0;
  double there = 0;
  for (int hour = 0; hour <= 24 * days; ++hour) {
    if (periods.is_due(hour * 3600.0))
      growth.add(static_cast<std::uint64_t>(came), static_cast<std::uint64_t>(there));
    came += coming(hour);
    there = std::max(0.0, there + coming(hour) - capacity);
  }
  return growth.sure(periods.every_one_must_grow());
}

double by_day(int hour) {
  return hour % 24 >= 9 && hour % 24 < 17 ? 1000 : 0;
}

double by_week(int hour) {
  return hour / 24 % 7 < 5 ? by_day(hour) : 0;
}

}  // namespace

TEST_CASE("queue growth: of 100 M/M/1 at load 0.9 none is growing, of 100 at 1.05 all are") {
  CHECK(growing_of(0.9) == 0);
  CHECK(growing_of(1.05) == seeds);
}

TEST_CASE("queue growth: at the capacity itself no more are called growing than the confidence says") {
  // 1 in 100: each of the two halves, of the reflected walk. More than 5 of 100 come in 0.05 % of such tests.
  CHECK(growing_of(1) <= 5);
}

TEST_CASE(
    "queue growth: a queue that the night empties does not grow, and one that keeps some of each day does") {
  CHECK_FALSE(of_hours(10, day, by_day, 340));
  const auto sure = of_hours(10, day, by_day, 320);
  REQUIRE(sure);
  CHECK(sure->share == doctest::Approx(1 - 24 * 320.0 / 8000).epsilon(0.01));
  CHECK(sure->periods == 9);  // the first one fills what was empty
}

TEST_CASE("queue growth: what grows from Monday to Friday and is worked off at the weekend does not grow") {
  // 40,000 a week, of which 168 h work off 40,320; each working day leaves 2,240.
  CHECK_FALSE(of_hours(42, 7 * day, by_week, 240));
  CHECK(of_hours(42, 7 * day, by_week, 230));
  // Of one week there is nothing to compare: each period must have grown.
  CHECK_FALSE(of_hours(5, 7 * day, by_week, 240));
}

TEST_CASE("queue growth: a run shorter than a day shows it where each part of it has some") {
  const auto all_day = [](int hour) { return hour % 24 < 12 ? 1000.0 : 500.0; };
  CHECK(of_hours(1, day, all_day, 400));
  CHECK_FALSE(of_hours(1, day, all_day, 600));
}

TEST_CASE("queue growth: one jump, a fall and a queue that nothing comes to are no growth") {
  QueueGrowth jump;
  QueueGrowth fall;
  QueueGrowth idle;
  for (std::uint64_t i = 0; i <= 20; ++i) {
    jump.add(100 * i, i < 15 ? 0 : 500);
    fall.add(100 * i, 1000 - 10 * i);
    idle.add(7, 7);
  }
  for (const auto* const queue : {&jump, &fall, &idle}) CHECK_FALSE(queue->sure(false));
}

}  // namespace queue_growth_test

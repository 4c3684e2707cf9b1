// What a volume will hold, and when what is on it came.
#include "models/ebs/kept_forecast.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "models/ebs/came_before.hpp"

namespace kept_forecast_test {

using namespace garoa;

TEST_CASE("kept forecast: what comes grows until the next files leave") {
  const Holding holding{.now = 100, .used = 50, .first_of_all = 0, .per_second = 1, .size = 200};
  const auto most = most_until(150, holding, {{90, 10, false, true}, {120, 40}, {140, 10}});
  CHECK(most.bytes == 70);  // at 120; 50 at 140, 50 at 150
  CHECK(most.room_used == doctest::Approx(70.0 / 200));
}

TEST_CASE("kept forecast: data from the start that leave make room") {
  const Holding holding{.now = 0, .used = 100, .first_of_all = 100, .per_second = 1, .size = 200};
  const auto most = most_until(150, holding, {{20, 100, true}});
  CHECK(most.bytes == 150);
  CHECK(most.room_used == doctest::Approx(150.0 / 200));
  CHECK(most_until(20, holding, {{20, 100, true}}).room_used == doctest::Approx(20.0 / 100));
  CHECK(share_of_room(50, 100, 200) == 0);  // after a loss
}

TEST_CASE("kept forecast: the longest time without any leaving counts from the run's start") {
  CHECK(end_of_longest_gap({}) == 0);
  CHECK(end_of_longest_gap({{70, 1}, {100, 1}, {100, 1}, {150, 1}}) == 70);
  CHECK(end_of_longest_gap({{10, 1}, {100, 1}}) == 100);
}

TEST_CASE("came before: the newest came last, evenly in their hour") {
  const std::vector<CameBefore> hours{{-7200, -3600, 10}, {-3600, 0, 20}};
  CHECK(came_at(hours, 0) == 0);
  CHECK(came_at(hours, 5) == -900);
  CHECK(came_at(hours, 20) == -3600);
  CHECK(came_at(hours, 25) == -5400);
  CHECK(came_at(hours, 99) == -7200);
  CHECK(came_at({}, 3) == 0);
  std::vector<std::vector<double>> parts;
  each_between(hours, 25, 10, [&](std::uint64_t older, std::uint64_t newer, double from, double to) {
    parts.push_back({static_cast<double>(older), static_cast<double>(newer), from, to});
  });
  CHECK(parts == std::vector<std::vector<double>>{{20, 10, -3600, -1800}, {25, 20, -5400, -3600}});
}

}  // namespace kept_forecast_test

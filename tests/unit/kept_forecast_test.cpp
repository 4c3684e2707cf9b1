// What a volume will hold, and when what is on it came.
#include "models/ebs/kept_forecast.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "models/ebs/came_before.hpp"
#include "models/ebs/keep_settings.hpp"

namespace kept_forecast_test {

using namespace garoa;

namespace {

ComingBytes one_a_second() {
  return {200, 1, {[](double from, double to) { return to - from; }}};
}

}  // namespace

TEST_CASE("kept forecast: what comes grows until the next files leave") {
  const Holding holding{.now = 100, .used = 50, .first_of_all = 0, .size = 200};
  const auto most = most_until(150, holding, {{90, 10, false, true}, {120, 40}, {140, 10}}, one_a_second());
  CHECK(most.bytes == 70);  // at 120; 50 at 140, 50 at 150
  CHECK(most.room_used == doctest::Approx(70.0 / 200));
}

TEST_CASE("kept forecast: data from the start that leave make room") {
  const Holding holding{.now = 0, .used = 100, .first_of_all = 100, .size = 200};
  const auto most = most_until(150, holding, {{20, 100, true}}, one_a_second());
  CHECK(most.bytes == 150);
  CHECK(most.room_used == doctest::Approx(150.0 / 200));
  CHECK(most_until(20, holding, {{20, 100, true}}, one_a_second()).room_used == doctest::Approx(20.0 / 100));
  CHECK(share_of_room(50, 100, 200) == 0);  // after a loss
}

TEST_CASE(
    "kept forecast: what comes is known by the hour, of all flows, as many times as they were expected to "
    "bring") {
  const auto in_second_hour = [](double from, double to) { return from < 7200 && to > 3600 ? 100.0 : 0.0; };
  const ComingBytes coming{
      10'000, 2, {in_second_hour, [](double from, double to) { return (to - from) / 36; }}};
  CHECK(coming.between(0, 3600) == doctest::Approx(200));
  CHECK(coming.between(3600, 7200) == doctest::Approx(400));
  CHECK(coming.between(5400, 9000) == doctest::Approx(200 + 100));
  CHECK(coming.between(-100, 0) == 0);
}

TEST_CASE("keep: who comes just after a copy stays longest, and is told with the time at which it leaves") {
  constexpr double hour = 3600;
  KeepSettings keep;
  keep.age = Seconds{30 * hour};
  keep.every = Seconds{7 * hour};
  // Nothing needs a copy: 30 hours, rounded up to five periods, after the one in which it came.
  CHECK(keep.longest_stay({}).seconds == doctest::Approx(42 * hour));
  CHECK(keep.longest_stay({}).over == doctest::Approx(42 * hour));
  // Copies every 47 hours: a period that ends when one has just begun waits 47 hours for the next and up to a period for its clearing.
  const auto stay = keep.longest_stay([](double time) { return std::ceil(time / (47 * hour)) * 47 * hour; });
  CHECK(stay.seconds <= (7 + 47 + 7) * hour);
  CHECK(stay.seconds >= (7 + 46) * hour);
  CHECK(stay.over > 42 * hour);
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

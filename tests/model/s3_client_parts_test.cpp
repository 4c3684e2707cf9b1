// What a program does for the parts of a file, and copies that S3 makes by itself, against closed forms.
#include "models/s3_client/s3_site.hpp"
#include "tests/support/s3_client_world.hpp"

namespace s3_client_parts_test {

using namespace garoa;
using namespace garoa::test;

TEST_CASE(
    "s3 client: what S3 copies by itself takes its rate for each part, and nothing of the program's line") {
  auto setup = in_parts();
  setup.copy_rates = {BytesPerSecond{25e6}, BytesPerSecond{1e9}};
  World world{setup};
  S3Site site{world.run,
              {.uplink = BitsPerSecond{8000}, .downlink = BitsPerSecond{8000}, .round_trip = {}},
              "client",
              {BytesPerSecond{rate}, BytesPerSecond{rate}},
              0};
  world.client.set_route(site);
  world.simulator.start(copy(world, 5'000'000));
  world.simulator.start(copy(world, 50'000'000));  // five parts side by side
  world.run_to(100);
  check_ends(world.ends, {put + 0.2, create + put + 0.4 + complete});
  CHECK(world.bills[Meter::s3_put_requests] == 1 + 7);
}

TEST_CASE(
    "s3 client: the parts of one object that S3 copies share what S3 makes of it, other objects do not") {
  auto setup = in_parts();
  setup.copy_rates = {BytesPerSecond{25e6}, BytesPerSecond{50e6}};
  setup.tool.parts = 4;
  World world{setup};
  world.simulator.start(copy(world, 40'000'000));  // four parts side by side at 12.5 MB/s each
  world.simulator.start(copy(world, 20'000'000));  // two at their own 25
  world.run_to(100);
  check_ends(world.ends, {create + put + 0.4 + complete, create + put + 0.8 + complete});
}

TEST_CASE("s3 client: a copy that S3 makes by itself has a threshold of its own") {
  auto setup = in_parts();
  setup.copy_rates = {BytesPerSecond{25e6}, BytesPerSecond{1e9}};
  setup.tool.copy_threshold = Bytes{5'000'000'000};
  World world{setup};
  world.simulator.start(copy(world, 50'000'000));
  world.run_to(100);
  check_ends(world.ends, {put + 2.0});
  CHECK(world.bills[Meter::s3_put_requests] == 1);
}

TEST_CASE("s3 client: a part costs processor time of its own, a file of one request does not") {
  auto setup = in_parts();
  setup.tool.cpu_threads = 1;
  setup.tool.cpu_per_part = Seconds{0.5};
  check_ends(ends_of(setup, 1, {.bytes = 10'000'000}), {put + 0.1});
  // The second part is computed after the first.
  check_ends(ends_of(setup, 1, {.bytes = 20'000'000}), {create + 2 * 0.5 + put + 0.1 + complete});
}

TEST_CASE("s3 client: what is done of one part after the other is the ceiling of a file, not of several") {
  auto setup = in_parts();
  setup.tool.serial_per_mb = Seconds{0.05};  // half a second a part
  const Transfer two_parts{.direction = S3Direction::down, .bytes = 20'000'000};
  check_ends(ends_of(setup, 1, two_parts), {get + 0.1 + 2 * 0.5});
  check_ends(ends_of(setup, 3, two_parts), {get + 1.1, get + 1.1, get + 1.1});
}

}  // namespace s3_client_parts_test

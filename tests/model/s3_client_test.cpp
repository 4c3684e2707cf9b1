// One program that speaks to S3, against closed forms: latencies are constant here, so every instant can be worked out.
#include "models/s3_client/s3_client.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "models/s3_client/s3_site.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/s3_client_world.hpp"

namespace s3_client_test {

using namespace garoa;
using namespace garoa::test;

TEST_CASE("s3 client: a file below the threshold is one request, one at the threshold goes in parts") {
  check_ends(ends_of(in_parts(), 1, {.bytes = 19'999'999}), {put + 19'999'999 / rate});
  // Two parts side by side.
  check_ends(ends_of(in_parts(), 1, {.bytes = 20'000'000}), {create + put + 0.1 + complete});
}

TEST_CASE("s3 client: parts go as many at once as the tool has, the last one short") {
  auto setup = in_parts();
  setup.tool.parts = 2;
  // Five parts: 10, 10 | 10, 10 | 5 MB.
  check_ends(ends_of(setup, 1, {.bytes = 45'000'000}), {create + 2 * (put + 0.1) + (put + 0.05) + complete});
  check_ends(ends_of(setup, 1, {.direction = S3Direction::down, .bytes = 45'000'000}),
             {2 * (get + 0.1) + (get + 0.05)});
}

TEST_CASE("s3 client: a PUT takes longer the more it carries, until it is large") {
  auto box = constant_bucket();
  box.client.put_growth = {.most = 3, .full_from = 16 * 1024};
  const auto took = [&](std::uint64_t bytes) {
    World world{plain_client(), box};
    world.simulator.start(transfer(world, 1, {.bytes = bytes}));
    world.run_to(100);
    REQUIRE(world.ends.size() == 1);
    return world.ends.front() - static_cast<double>(bytes) / rate;
  };
  CHECK(took(1) == doctest::Approx(put));
  CHECK(took(1024) == doctest::Approx(put));
  CHECK(took(4 * 1024) == doctest::Approx(2 * put));  // half of the way, in octaves
  CHECK(took(16 * 1024) == doctest::Approx(3 * put));
  CHECK(took(1 << 20) == doctest::Approx(3 * put));
  auto setup = in_parts();
  // Each part by its own size, here all of them large.
  World world{setup, box};
  world.simulator.start(transfer(world, 1, {.bytes = 20'000'000}));
  world.run_to(100);
  CHECK(world.ends.front() == doctest::Approx(create + 3 * put + 0.1 + complete));
}

TEST_CASE("s3 client: requests at once are shared by files and their parts") {
  auto setup = plain_client();
  setup.tool.concurrency = 2;
  const double one = put + 0.01;
  check_ends(ends_of(setup, 5, {}), {one, one, 2 * one, 2 * one, 3 * one});
}

TEST_CASE("s3 client: parts grow so that no file has more than ten thousand") {
  World world{in_parts()};
  world.simulator.start(transfer(world, 1, {.bytes = 1'000'000'000'000}));  // 1 TB in parts of 10 MB: 100,000
  world.run_to(1e5);
  CHECK(world.bills[Meter::s3_put_requests] == 10'000 + 2);
}

TEST_CASE(
    "s3 client: processor time of a file and its megabytes is spent one after the other on one thread") {
  auto setup = plain_client();
  setup.tool.cpu_threads = 1;
  setup.tool.cpu_per_file = Seconds{0.5};
  setup.tool.cpu_per_request = Seconds{0.1};
  setup.tool.cpu_per_mb = Seconds{0.4};
  // Two files: 0.5 for each and 0.5 for its only request, at once.
  check_ends(ends_of(setup, 2, {}), {1.0 + put + 0.01, 2.0 + put + 0.01});
  setup.tool.cpu_threads = 2;
  check_ends(ends_of(setup, 2, {}), {1.0 + put + 0.01, 1.0 + put + 0.01});
}

TEST_CASE("s3 client: a file is computed before it is read and sent, a pack while it is read") {
  auto setup = plain_client();
  setup.tool.cpu_threads = 1;
  setup.tool.cpu_per_file = Seconds{0.2};
  struct Reader final : S3FileBytes {
    explicit Reader(World& of) : world{of} {}
    [[nodiscard]] Task<> handle(S3Part /*part*/) override { co_await world.simulator.delay(0.5); }
    World& world;
  };
  const auto took = [&](std::uint32_t files) {
    World world{setup};
    Reader reader{world};
    world.simulator.start(send(world, files, reader));
    world.run_to(10);
    return world.ends.front();
  };
  CHECK(took(1) == doctest::Approx(0.2 + 0.5 + put + 0.01));
  CHECK(took(2) == doctest::Approx(0.5 + put + 0.01));
  CHECK(took(4) == doctest::Approx(0.8 + put + 0.01));  // the processor takes longer
}

TEST_CASE("s3 client: what comes is worked on while it comes") {
  auto setup = plain_client();
  setup.tool.cpu_threads = 1;
  setup.tool.cpu_per_mb = Seconds{0.004};
  // 100 MB take 1 s over a connection and 0.4 s of the processor.
  check_ends(ends_of(setup, 1, {.direction = S3Direction::down, .bytes = 100'000'000}), {get + 1});
  // Three of them need 1.2 s of the only thread.
  const auto ends = ends_of(setup, 3, {.direction = S3Direction::down, .bytes = 100'000'000});
  CHECK(ends.back() == doctest::Approx(get + 1.2));
}

TEST_CASE("s3 client: HEAD requests of a tool come before each file") {
  auto setup = plain_client();
  setup.tool.heads_per_file = 2;
  check_ends(ends_of(setup, 1, {}), {2 * head + put + 0.01});
}

TEST_CASE("s3 client: a new connection costs its round trips, one that is kept costs none") {
  auto setup = plain_client();
  setup.tool.concurrency = 1;
  setup.connections = {.set_up_round_trips = 2,
                       .region_round_trip = Seconds{0},
                       .window_up = Bytes{1'000'000'000},
                       .window_down = Bytes{1'000'000'000},
                       .initial_window = Bytes{1'000'000'000},
                       .keep_alive = Seconds{10}};
  setup.round_trip = 0.1;
  World world{setup};
  const double request = 0.1 + put + 0.01;
  world.simulator.start(transfer(world, 1, {}));          // sets up
  world.simulator.start(transfer(world, 2, {.at = 5}));   // kept
  world.simulator.start(transfer(world, 3, {.at = 20}));  // closed after 10 s
  world.run_to(100);
  check_ends(world.ends, {0.2 + request, 5 + request, 20 + 0.2 + request});
}

TEST_CASE("s3 client: a tool that asks before it sends waits for one more round trip") {
  auto setup = plain_client();
  setup.round_trip = 0.1;
  setup.connections.window_up = setup.connections.window_down = Bytes{1'000'000'000};
  setup.connections.initial_window = Bytes{1'000'000'000};
  setup.tool.put_round_trips = 1;
  check_ends(ends_of(setup, 1, {}), {0.2 + put + 0.01});
  check_ends(ends_of(setup, 1, {.direction = S3Direction::down}), {0.1 + get + 0.01});
}

TEST_CASE("s3 client: over a distance the window bounds a connection, and a new one begins slowly") {
  auto setup = plain_client();
  setup.round_trip = 0.1;
  setup.connections = {.set_up_round_trips = 0,
                       .region_round_trip = Seconds{0},
                       .window_up = Bytes{2'000'000},
                       .window_down = Bytes{4'000'000},
                       .initial_window = Bytes{15'625},
                       .keep_alive = Seconds{10}};
  // 2 MB a round trip are 20 MB/s; from 15,625 B the window doubles seven times until then.
  const double slow_start = 7 * 0.1 - (2'000'000 - 15'625) / 20e6;
  check_ends(ends_of(setup, 1, {.bytes = 100'000'000}), {slow_start + 0.1 + put + 5});
  // A small file is in the first window.
  check_ends(ends_of(setup, 1, {.bytes = 15'625}), {0.1 + put + 15'625 / 20e6});
}

TEST_CASE("s3 client: programs of a site share its line, and each connection has its own rate") {
  World world{plain_client()};
  S3Site site{world.run,
              {.uplink = BitsPerSecond{1.6e9}, .downlink = BitsPerSecond{1.6e9}, .round_trip = {}},
              "client",
              {BytesPerSecond{rate}, BytesPerSecond{rate}},
              0};
  world.client.set_route(site);
  // Four at 100 MB/s each on 200 MB/s: 50 MB/s each.
  for (DocumentId id = 0; id < 4; ++id) world.simulator.start(transfer(world, id, {.bytes = 100'000'000}));
  world.run_to(100);
  check_ends(world.ends, {put + 2, put + 2, put + 2, put + 2});
  world.simulator.start(transfer(world, 9, {.bytes = 100'000'000, .at = 200}));
  world.run_to(300);
  CHECK(world.ends.back() == doctest::Approx(201 + put));
}

TEST_CASE("s3 client: a quota of Q under a load of 2Q refuses half, whoever asks") {
  auto settings = constant_bucket();
  settings.writes.rate = settings.reads.rate = PerSecond{100};
  auto setup = plain_client(100'000);
  setup.tool.retry.attempts = 1;
  for (const auto direction : {S3Direction::up, S3Direction::down}) {
    World world{setup, settings};
    // 200 a second for 100 s; the burst of the first second is an idle bucket's.
    for (int i = 0; i < 20'000; ++i)
      world.simulator.start(transfer(world, static_cast<DocumentId>(i),
                                     {.direction = direction, .bytes = 1000, .at = i / 200.0}));
    world.run_to(1000);
    CHECK(world.last_refusal == Refusal::throttled);
    check_within("refused", world.refused, 10'000 - 100, 1);
  }
}

TEST_CASE("s3 client: each request of an upload in parts asks KMS, metadata and listings do not") {
  auto settings = constant_bucket();
  settings.encryption = BucketEncryption::sse_kms;
  settings.requests_per_kms_call = 1;
  auto setup = in_parts();
  setup.tool.heads_per_file = 1;
  World world{setup, settings};
  world.simulator.start(transfer(world, 1, {.bytes = 50'000'000}));  // HEAD, creation, 5 parts, completion
  world.simulator.start(
      transfer(world, 2, {.direction = S3Direction::down, .bytes = 50'000'000}));  // 5 ranges
  world.simulator.start(transfer(world, 3, {.bytes = 1000}));
  world.run_to(100);
  CHECK(world.bills[Meter::kms_requests] == 7 + 5 + 1);
  CHECK(world.bills[Meter::s3_put_requests] == 7 + 1);
  CHECK(world.bills[Meter::s3_get_requests] == 5 + 3);  // and a HEAD for each file
}

TEST_CASE(
    "s3 client: parts of an upload that KMS refuses are cleared away, and cost their storage until then") {
  auto settings = constant_bucket();
  settings.encryption = BucketEncryption::sse_kms;
  settings.requests_per_kms_call = 1;
  auto setup = in_parts();
  setup.tool.parts = 1;
  setup.tool.retry.attempts = 1;
  // The creation and two parts of four have their calls: the third is refused.
  World world{setup, settings, 3};
  world.simulator.start(transfer(world, 1, {.bytes = 40'000'000}));
  world.run_to(0.6);
  CHECK(world.last_refusal == Refusal::throttled);
  CHECK(world.bills[Meter::s3_put_requests] == 3);
  // 10 MB arrive at 0.19 s, and 10 MB at 0.33 s; the third part is refused at 0.37 s, and the parts are gone at 0.42 s.
  CHECK(world.bills[Meter::s3_standard_byte_seconds] ==
        doctest::Approx(1e7 * (0.42 - 0.19 + 0.42 - 0.33)).epsilon(1e-6));
}

TEST_CASE("s3 client: parts that are objects of their own are neither created nor completed") {
  auto setup = in_parts();
  setup.tool.plain_parts = true;
  World world{setup};
  world.simulator.start(transfer(world, 1, {.bytes = 50'000'000}));
  world.run_to(100);
  CHECK(world.bills[Meter::s3_put_requests] == 5);
  check_ends(world.ends, {put + 0.1});
}

TEST_CASE("s3 client: an archived object is refused at once, one of a dearer class costs its fees") {
  World world{plain_client()};
  world.simulator.start(transfer(world, 1, {.direction = S3Direction::down, .from = StorageClass::glacier}));
  world.simulator.start(
      transfer(world, 2, {.direction = S3Direction::down, .from = StorageClass::glacier_ir}));
  world.run_to(100);
  CHECK(world.refused == 1);
  CHECK(world.last_refusal == Refusal::archived);
  CHECK(world.ends.front() == doctest::Approx(get));  // after one attempt
  CHECK(world.bills[Meter::s3_glacier_ir_get_requests] == 1);
  CHECK(world.bills[Meter::s3_glacier_ir_retrieved_bytes] == 1'000'000);
  CHECK(world.bills[Meter::s3_get_requests] == 0);
}

}  // namespace s3_client_test

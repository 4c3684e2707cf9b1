// A bucket whose latencies are constant and one program that speaks to it: every instant can be worked out.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "models/s3_client/s3_client.hpp"
#include "tests/support/s3_client.hpp"

namespace garoa::test {

constexpr double put = 0.04;
constexpr double get = 0.03;
constexpr double head = 0.01;
constexpr double create = 0.05;
constexpr double complete = 0.2;
constexpr double rate = 100e6;  // B/s of a connection

inline BucketSettings constant_bucket() {
  BucketSettings s;
  s.name = "box";
  s.client.put_latency = Distribution::constant(put);
  s.client.copy_latency = Distribution::constant(put);
  s.client.get_latency = Distribution::constant(get);
  s.client.head_latency = Distribution::constant(head);
  s.client.create_latency = Distribution::constant(create);
  s.client.complete_latency = Distribution::constant(complete);
  s.client.put_rate_per_connection = s.client.get_rate_per_connection = BytesPerSecond{rate};
  s.client.list_page = 1000;
  s.client.list_page_time = Seconds{0.1};
  s.writes = s.reads = {.rate = PerSecond{1e6}, .burst = 1_s, .split_time = 1_h, .lull = 1_min, .keep = 1_h};
  return s;
}

/// A tool with parts of 10 MB from 20 MB on.
inline S3Client::Setup in_parts() {
  auto setup = plain_client();
  setup.tool.multipart_threshold = setup.tool.copy_threshold = Bytes{20'000'000};
  setup.tool.multipart_part = Bytes{10'000'000};
  return setup;
}

struct World {
  explicit World(const S3Client::Setup& setup, const BucketSettings& settings = constant_bucket(),
                 double kms_calls = 1e6)
      : kms{run, {PerSecond{kms_calls}, 1_s, 1}}, bucket{run, settings, &kms}, client{run, setup} {
    journal.on<events::Billed>([this](const events::Billed& event) { bills[event.meter] += event.units; });
  }
  ~World() { simulator.shut_down(); }

  void run_to(double end) {
    simulator.run(end);
    bucket.sample(0);
    kms.sample(0);
  }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Kms kms;
  Bucket bucket;
  S3Client client;
  std::map<Meter, std::uint64_t> bills;
  std::vector<double> ends;  // of transfers, in their order
  int refused = 0;
  Refusal last_refusal = Refusal::none;
};

struct Transfer {
  S3Direction direction = S3Direction::up;
  std::uint64_t bytes = 1'000'000;
  StorageClass from = StorageClass::standard;
  double at = 0;
};

inline Process transfer(World& world, DocumentId id, Transfer t) {
  co_await world.simulator.wait_until(t.at);
  const auto place = co_await world.client.files().enter();
  const S3File file{.bucket = world.bucket,
                    .flow = 0,
                    .phase = 0,
                    .document = {{}, id, t.bytes, t.at},
                    .purpose = Purpose{"test"},
                    .from = t.from};
  S3Answer answer;
  if (t.direction == S3Direction::up) {
    answer = co_await world.client.upload(file);
  } else {
    answer = co_await world.client.download(file);
  }
  world.ends.push_back(world.simulator.now());
  if (!answer) {
    ++world.refused;
    world.last_refusal = answer.refusal;
  }
}

/// A megabyte of so many files.
inline Process send(World& world, std::uint32_t files, S3FileBytes& bytes) {
  const S3File file{.bucket = world.bucket,
                    .flow = 0,
                    .phase = 0,
                    .document = {{}, 0, 1'000'000, 0},
                    .purpose = Purpose{"test"},
                    .files = files,
                    .bytes = &bytes};
  const S3Answer answer = co_await world.client.upload(file);
  world.ends.push_back(world.simulator.now());
  if (!answer) ++world.refused;
}

inline Process copy(World& world, std::uint64_t bytes) {
  const S3Answer answer = co_await world.client.copy_within({.bucket = world.bucket,
                                                             .flow = 0,
                                                             .phase = 0,
                                                             .document = {{}, bytes, bytes, 0},
                                                             .purpose = Purpose{"test"}});
  world.ends.push_back(world.simulator.now());
  if (!answer) ++world.refused;
}

/// When so many equal transfers end that begin at once.
inline std::vector<double> ends_of(const S3Client::Setup& setup, int count, const Transfer& t) {
  World world{setup};
  for (int i = 0; i < count; ++i) world.simulator.start(transfer(world, static_cast<DocumentId>(i), t));
  world.run_to(1e5);
  CHECK(world.refused == 0);
  return world.ends;
}

inline void check_ends(const std::vector<double>& ends, const std::vector<double>& expected) {
  REQUIRE(ends.size() == expected.size());
  for (std::size_t i = 0; i < ends.size(); ++i) CHECK(ends[i] == doctest::Approx(expected[i]).epsilon(1e-9));
}

}  // namespace garoa::test

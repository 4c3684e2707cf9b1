// Queues that get more than is worked off, in whole runs: an asynchronous function, a queue of SQS, the workers of an instance.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <vector>

#include "sim/render/table.hpp"
#include "sim/results/limits.hpp"
#include "tests/support/run_scenario.hpp"

namespace growing_queues_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Each has one unit of work for each unit of time at load 1; service times of the first two are exponential.
constexpr const char* asynchronous = R"yaml(
garoa: 1
region: us-east-1
duration: 12 h
s3: { inbox: {} }
lambda:
  work: { runtime: python3.12, memory: 1769 MB, timeout: 60 s, reserved_concurrency: 10, trigger: { bucket: inbox },
          duration: { warm: { exponential: 5 s } } }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 2/s }, size: { constant: 1 kB } } }
)yaml";
constexpr const char* of_messages = R"yaml(
garoa: 1
region: us-east-1
duration: 12 h
sqs: { jobs: { visibility_timeout: 60 s } }
lambda:
  work: { runtime: python3.12, memory: 1769 MB, timeout: 60 s, reserved_concurrency: 10, trigger: { queue: jobs, batch_size: 1 },
          duration: { warm: { exponential: 5 s } } }
flows:
  intake: { kind: sqs-send, queue: jobs, uploads: { arrivals: { poisson: 2/s }, size: { constant: 1 kB } } }
)yaml";
constexpr const char* of_workers = R"yaml(
garoa: 1
region: us-east-1
duration: 12 h
ec2: { app: { type: m6i.large, speed: 1, cpu_per_upload: 1 s, cpu_per_mb: 0 s, workers: 2, accept_queue: 100000, connections: 100000 } }
ebs: { documents: { attach: app, size: 100 GiB } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, uploads: { arrivals: { poisson: 2/s }, size: { constant: 1 kB } } }
)yaml";

struct Grown {
  double share;  // 0 where none is sure
  double room;   // is there?
};

Grown grown(const char* world, const std::string& metric_name, double load, int seed) {
  const auto told = in_own_process([&] {
    const auto result = run_text(world, {fmt::format("load={}", load), fmt::format("seed={}", seed)});
    CHECK(result.conserved());
    return std::vector{metric_or(result, metric_name, 0), room_of(result).factor ? 1.0 : 0.0};
  });
  return {told[0], told[1]};
}

}  // namespace

TEST_CASE(
    "growing queues: at load 0.9 none grows, and at 1.05 what is left over is what cannot be worked off") {
  const struct {
    const char* world;
    const char* metric;
    double stable;
    double growing;
  } rows[] = {{asynchronous, "lambda.work.queue_growth", 0.9, 1.05},
              {of_workers, "flows.intake.upload.queue_growth", 0.9, 1.05},
              // Refused receives cost the queue some of its reader's time.
              {of_messages, "sqs.jobs.queue_growth", 0.8, 1.2}};
  for (const auto& row : rows) {
    CAPTURE(row.metric);
    for (int seed = 1; seed <= 5; ++seed) {
      CAPTURE(seed);
      CHECK(grown(row.world, row.metric, row.stable, seed).share == 0);
      const auto growing = grown(row.world, row.metric, row.growing, seed);
      CHECK(growing.share > 0);
      CHECK(growing.room == 0);
      // Of 90,000 that come; the walk's own deviation is sqrt(2 x 86,400) / 90,700: 0.5 %.
      if (row.growing < 1.1) CHECK(growing.share == doctest::Approx(1 - 1 / row.growing).epsilon(0.35));
    }
  }
}

TEST_CASE("growing queues: one that does not grow tells how far the load may rise until it does") {
  // Half of ten servers are busy at load 0.5: 12 h have 43,200 service times of 5 s, so their mean is known to 0.5 %.
  const std::vector<std::string> few_pollers{
      "lambda.work.reserved_concurrency=null",
      "lambda.work.trigger={ queue: jobs, batch_size: 1, max_concurrency: 10 }"};
  const struct {
    const char* world;
    std::vector<std::string> sets;
    const char* metric;
    const char* then;
  } rows[] = {
      {asynchronous, {}, "lambda.work.queue_used_share", "lambda.work gets more events than it works off"},
      {of_messages, {}, "sqs.jobs.queue_used_share", "sqs.jobs gets more messages than are worked off"},
      {of_messages, few_pollers, "sqs.jobs.queue_used_share",
       "sqs.jobs gets more messages than are worked off"}};
  for (const auto& row : rows) {
    auto sets = row.sets;
    sets.emplace_back("load=0.5");
    const auto told = in_own_process([&] {
      const auto result = run_text(row.world, sets);
      const auto room = room_of(result);
      return std::vector{metric(result, row.metric), room.factor.value_or(0),
                         room.then == row.then ? 1.0 : 0.0};
    });
    CHECK(told[0] == doctest::Approx(0.5).epsilon(0.03));
    CHECK(told[1] == doctest::Approx(1 / told[0]));
    CHECK(told[2] == 1);
  }
}

TEST_CASE("growing queues: a million events that wait take 88 B each, all told") {
  const auto kib = [](const std::string& arrivals) {
    return in_own_process([&] {
      const auto result =
          run_text(asynchronous, {"duration=1 h", "lambda.work.reserved_concurrency=1",
                                  "lambda.work.duration={ warm: 10 s }",
                                  "flows.intake.uploads.arrivals={ deterministic: " + arrivals + " }"});
      return std::vector{static_cast<double>(result.performance.peak_memory_kib),
                         metric(result, "lambda.work.events")};
    });
  };
  const auto few = kib("1/s");
  const auto many = kib("277.8/s");
  CHECK(many[1] == doctest::Approx(1e6).epsilon(0.01));
  // 80 B for what it is about, 4 for its place in line, and little for what is still to be processed.
  CHECK((many[0] - few[0]) * 1024 / many[1] < 88);
}

TEST_CASE("growing queues: capacity has a row for one that does not grow") {
  RunResult result;
  Metric metric;
  metric.name = "sqs.jobs.queue_used_share";
  metric.value = 0.4;
  metric.unit = "share";
  result.metrics = {metric};
  const auto limits = limits_of(result);
  REQUIRE(limits.size() == 1);
  CHECK(!limits[0].broken);
  CHECK(limits[0].name == "sqs.jobs.queue_growth");
  CHECK(*limits[0].used == doctest::Approx(0.4));
}

TEST_CASE("growing queues: a limit of them is broken, with what comes over what is worked off") {
  RunResult result;
  Metric metric;
  metric.name = "lambda.work.queue_growth";
  metric.value = 0.2;
  metric.unit = "share";
  result.metrics = {metric};
  const auto limits = limits_of(result);
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].broken);
  CHECK(*limits[0].used == doctest::Approx(1.25));
  CHECK(limits[0].leaves_behind);
  CHECK(limits[0].what == "lambda.work gets more events than it works off");
}

}  // namespace growing_queues_test

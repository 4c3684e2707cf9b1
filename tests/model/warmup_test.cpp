// What happens during the warm-up counts in bills and balances, and in no metric.
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/dynamodb/dynamodb.hpp"
#include "models/kms/kms.hpp"
#include "models/measured.hpp"
#include "models/sns/sns.hpp"
#include "models/vpc/vpc.hpp"
#include "sim/collect/metric_list.hpp"
#include "sim/collect/upload_metrics.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/service_metrics.hpp"

namespace warmup_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr double warmup = 100;

/// A run whose first 100 s do not count.
struct World {
  World() {
    journal.on<events::Billed>([this](const events::Billed& event) { billed += event.units; });
  }
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1, warmup};
  std::uint64_t billed = 0;
};

Process at_times(Simulator& simulator, std::vector<double> times, std::function<void()> act) {
  for (const double time : times) {
    co_await simulator.wait_until(time);
    act();
  }
}

/// Acts three times before the warm-up ends, at its end, and twice later; then bills.
void act_six_times(World& world, Service& service, std::function<void()> act) {
  world.simulator.start(at_times(world.simulator, {0, 50, 99.9, 100, 150, 200}, std::move(act)));
  world.simulator.run(200);
  service.sample(200);
}

/// Documents for half an hour, copied each hour; metrics from two and a half hours on.
constexpr const char* copied = R"(
garoa: 1
region: us-east-1
duration: 4.5 h
warmup: 150 min
ec2: { app: { type: m6i.4xlarge } }
ebs: { documents: { attach: app, size: 1 TiB } }
s3: { archive: {} }
backup: { hourly: { from: documents, to: archive, schedule: rate(1 hour) } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    uploads: { arrivals: { deterministic: 1/s }, until: 1799.5 s, size: { constant: 1 MB } }
)";

}  // namespace

TEST_CASE("warmup: since when uploads are rejected is told of the whole run, where any are rejected later") {
  Journal journal;
  UploadMetrics uploads{journal, warmup};
  const FlowId flow{journal.intern("flows.f"), "flows.f"};
  const auto reject = [&](double at, Reason reason) {
    journal.report(events::UploadRejected{at, Document{.flow = flow, .arrived = at}, reason});
  };
  reject(50, Reason::disk_full);
  reject(60, Reason::accept_queue_full);
  reject(150, Reason::disk_full);
  MetricList list;
  uploads.add_metrics(list, 200);
  std::map<std::string, double> metrics;
  for (const auto& metric : list.take()) metrics[metric.name] = metric.value;
  CHECK(metrics.at("flows.f.upload.rejected") == 1);
  CHECK(metrics.at("flows.f.upload.rejected_since.disk_full") == 50);
  CHECK(!metrics.contains("flows.f.upload.rejected_since.accept_queue_full"));
}

TEST_CASE("warm-up: counts, levels, spreads and growth begin at its end, totals at the start") {
  World world;
  Counted counted{world.run};
  Level level{world.run};
  Spread spread{world.run};
  double counter = 0;
  const Grown grown{world.run, [&] { return counter; }};
  const auto act = [&] {
    counted.add(2);
    level.set(level.value() == 0 ? 8 : level.value() / 2);
    spread.add(world.run.now());
    counter += 1;
  };
  CHECK(counted.take_unbilled() == 0);
  world.simulator.start(at_times(world.simulator, {0, 50, 150, 180}, act));
  world.simulator.run(200);
  CHECK(counted.count() == 4);
  CHECK(counted.total() == 8);
  CHECK(counted.take_unbilled() == 8);
  CHECK(counted.take_unbilled() == 0);
  CHECK(level.value() == 1);
  CHECK(level.maximum() == 4);
  CHECK(level.average() == (4 * 50 + 2 * 30 + 1 * 20) / 100.0);
  CHECK(spread.histogram().count() == 2);
  CHECK(spread.histogram().minimum() == 150);
  CHECK(grown.value() == 2);
  CHECK(world.run.measured_seconds() == 100);
}

TEST_CASE("warm-up: KMS bills all calls and counts those after it") {
  World world;
  Kms kms{world.run, {PerSecond{1e6}, 1_s, 1}};
  act_six_times(world, kms, [&] { CHECK(kms.call()); });
  const auto requests = service_metric(kms, "kms.keys.requests");
  CHECK(requests->value == 3);
  CHECK(requests->n == 3);
  CHECK(world.billed == 200 + 6);  // key-seconds and calls
}

TEST_CASE("warm-up: a NAT gateway bills all bytes and counts those after it") {
  World world;
  VpcSettings settings;
  settings.nat_gateways = 1;
  settings.s3_access = S3Access::nat_gateway;
  settings.nat_bandwidth = BytesPerSecond{1e9};
  Vpc vpc{world.run, settings};
  act_six_times(world, vpc, [&] { CHECK(vpc.pass(1000) >= world.run.now()); });
  const auto bytes = service_metric(vpc, "vpc.nat_gateway.bytes");
  CHECK(bytes->value == 3000);
  CHECK(bytes->n == 3);
  CHECK(world.billed == 200 + 6000 + 200);  // its seconds, bytes, and the seconds of its public address
}

TEST_CASE(
    "warm-up: however often a NAT gateway is sampled, each byte is billed once, before its end or after") {
  World world;
  std::vector<std::uint64_t> bills;
  world.journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::nat_gateway_bytes) bills.push_back(event.units);
  });
  VpcSettings settings;
  settings.nat_gateways = 1;
  settings.s3_access = S3Access::nat_gateway;
  settings.nat_bandwidth = BytesPerSecond{1e9};
  Vpc vpc{world.run, settings};
  world.simulator.start(at_times(world.simulator, {50, 100, 150, 200}, [&] {
    CHECK(vpc.pass(1000) >= world.run.now());
    vpc.sample(50);
    vpc.sample(0);  // nothing has passed since
  }));
  world.simulator.run(200);
  CHECK(bills == std::vector<std::uint64_t>{1000, 1000, 1000, 1000});
}

TEST_CASE("warm-up: a table bills all requests and counts those after it") {
  World world;
  TableSettings settings;
  settings.name = "results";
  Table table{world.run, settings};
  act_six_times(world, table, [&] {
    table.written({}, true);
    table.was_read({});
    table.was_read({});
  });
  CHECK(service_metric(table, "dynamodb.results.writes")->value == 3);
  CHECK(service_metric(table, "dynamodb.results.reads")->value == 6);
  CHECK(service_metric(table, "dynamodb.results.reads")->n == 6);
  CHECK(world.billed == 18);
}

TEST_CASE("warm-up: a topic bills all messages and counts those after it") {
  World world;
  TokenBucket account{1e6, 1e6};
  TopicSettings settings;
  settings.name = "done";
  Topic topic{world.run, settings, account};
  act_six_times(world, topic, [&] { topic.publish({{}, 1, 1000, world.run.now()}, world.run.now()); });
  CHECK(service_metric(topic, "sns.done.published")->value == 3);
  CHECK(world.billed == 6);
}

TEST_CASE("warm-up: an hour of functions counts the same messages and items as calls") {
  const auto result =
      run_file("scenarios/processamento-automatico/base.yaml", {"duration=12 h", "warmup=11 h"});
  for (const auto& [counted, calls] : {std::pair{"sns.done.published", "sns.done.calls"},
                                       std::pair{"dynamodb.results.writes", "dynamodb.results.calls"}}) {
    INFO(counted);
    REQUIRE(metric(result, calls) > 500);
    // At either end a few are on their way.
    CHECK(std::abs(metric(result, counted) - metric(result, calls)) < 0.02 * metric(result, calls));
    CHECK(result.find_metric(counted)->n == static_cast<std::uint64_t>(metric(result, counted)));
  }
}

TEST_CASE("warm-up: listings, requests of a volume and a tool's memory are those after it") {
  const auto result = run_text(copied, {"backup.hourly.memory={limit: 1 GB, per_entry: 1 kB}"});
  // Runs begin after 1, 2, 3 and 4 h; the last two count and find 1,799 objects.
  CHECK(metric(result, "backup.hourly.runs") == 2);
  CHECK(metric(result, "s3.archive.list.pages") == 4);
  CHECK(result.find_metric("s3.archive.list.duration")->n == 2);
  CHECK(result.find_metric("backup.hourly.memory.max")->n == 2);
  CHECK(result.find_metric("backup.hourly.listing_share.max") == nullptr);  // it has no window
  CHECK(result.find_metric("ebs.documents.latency.p99") == nullptr);
}

TEST_CASE("warm-up: a listing's share of its window is its pages' time over the window") {
  const auto result = run_text(copied, {"backup.hourly.window=10 min"});
  REQUIRE(result.find_metric("backup.hourly.listing_share.max")->n == 2);
  // Two pages of 150 ms each.
  CHECK(metric(result, "backup.hourly.listing_share.max") == doctest::Approx(2 * 0.15 / 600).epsilon(1e-9));
}

TEST_CASE("warm-up: what a volume held before it was lost does not count as its most") {
  const auto result = run_text(copied, {"failures=[{at: 2 h, volume: documents, kind: loss}]", "backup=null",
                                        "flows.intake.backup=null"});
  CHECK(metric(result, "ebs.documents.used_bytes.max") == 0);
}

TEST_CASE("warm-up: the number of observations of a volume's latency is that of its requests") {
  const auto result = run_text(copied, {"warmup=10 min", "duration=30 min"});
  for (const auto* statistic : {"mean", "p50", "p95", "p99", "max"}) {
    INFO(statistic);
    CHECK(result.find_metric(std::string{"ebs.documents.latency."} + statistic)->n == 1200);
  }
  for (const auto& observed : result.distributions) {
    if (observed.name == "ebs.documents.latency") CHECK(observed.histogram.count() == 1200);
  }
}

TEST_CASE("warm-up: copies of snapshots count by their end") {
  const auto result = run_text(copied, {"backup.hourly={from: documents, to: null, method: snapshot, "
                                        "schedule: rate(1 hour), start_spread: 0 s, "
                                        "copies: [{account: other}]}",
                                        "s3=null"});
  CHECK(metric(result, "backup.hourly.copies.completed") == 2);
  CHECK(metric(result, "backup.hourly.copies.bytes") == 0);
  CHECK(result.find_metric("backup.hourly.copies.lag.max")->n == 2);
}

}  // namespace warmup_test

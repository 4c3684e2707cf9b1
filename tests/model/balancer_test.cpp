// An application on several instances: capacity, balancing, failures of one of them, and that documents stay where they are.
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace balancer_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Two instances of two workers; a request takes a second of a core, so an instance serves two a second.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
duration: 2 h
ec2:
  app: { type: m6i.large, speed: 1, count: 2, zones: [a, b], connections: 1000000, workers: 2, accept_queue: 1000000,
         cpu_per_upload: 1 s, cpu_per_mb: 0 ms }
ebs: { documents: { attach: app, size: 1 TiB } }
cloudwatch_logs: { audit: {} }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    logs: audit
    clients: { count: 200, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 0 ms }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } }
)yaml";

/// One document a second, an hourly copy of ten files at once, nothing that limits.
const std::vector<std::string> fast{"ec2.app.cpu_per_upload=1 ms", "ec2.app.workers=1000"};

const std::vector<std::string> copied{
    "s3={archive: {}}", "backup={hourly: {from: documents, to: archive, schedule: \"cron(0 * * * ? *)\"}}",
    "flows.intake.backup=hourly"};

std::vector<std::string> with(std::vector<std::string> settings, const std::vector<std::string>& more) {
  settings.insert(settings.end(), more.begin(), more.end());
  return settings;
}

double units_of(const RunResult& result, const std::string& resource, Meter meter) {
  double units = 0;
  for (const auto& usage : result.meters) {
    if (usage.resource == resource && usage.meter == info_of(meter).name)
      units += static_cast<double>(usage.units);
  }
  return units;
}

double instance_seconds(const RunResult& result, const std::string& resource) {
  return units_of(result, resource, Meter::ec2_instance_seconds);
}

double cost_without_balancer(const RunResult& result) {
  double sum = 0;
  for (const auto& line : result.cost.lines)
    sum += line.service == "Elastic Load Balancing" ? 0 : line.amount;
  return sum;
}

/// Mean wait in M/M/c (Erlang C), for arrival rate, service rate of a server, servers.
double mean_wait(double arrivals, double service, int servers) {
  const double load = arrivals / service;
  double term = 1;
  double sum = 1;
  for (int k = 1; k < servers; ++k) sum += term *= load / k;
  term *= load / servers;
  const double queued = term / (1 - load / servers);
  return queued / (sum + queued) / (servers * service - arrivals);
}

}  // namespace

TEST_CASE("balancer: two instances serve twice what one does at saturation, and three three times") {
  for (const int count : {1, 2, 3}) {
    const double rate = metric_of(intake,
                                  {"ec2.app.zones=[a]", "ec2.app.count=" + std::to_string(count),
                                   "flows.intake.uploads.arrivals={deterministic: 20/s}"},
                                  "flows.intake.upload.throughput");
    // Less what is under way in the first second; the volume's milliseconds are while the worker is held, of two at once the second's journal too.
    const double service = 1 + 3 * 0.0007 + 0.0007 + 1e3 / (125.0 * 1024 * 1024);
    check_within("uploads per second", rate, count * 2 / service, 0.1);
  }
}

TEST_CASE(
    "balancer: round robin of Poisson arrivals waits less than as many separate M/D/2 and more than one "
    "M/D/4") {
  const auto result =
      run_text(intake, {"flows.intake.uploads.arrivals={poisson: 3.2/s}", "duration=200000 s"});
  // The wait of M/D/c is half that of M/M/c times a correction near 1 (Cosmetatos, below 2 % here).
  const double latency = metric(result, "flows.intake.upload.latency.mean");
  const double service = 1 + 3 * 0.0007 + 1e3 / (125.0 * 1024 * 1024) + 0.0005;
  const double wait = latency - service;
  CHECK(wait < mean_wait(1.6, 1, 2) / 2 * 1.1);
  CHECK(wait > mean_wait(3.2, 1, 4) / 2 * 0.9);
}

TEST_CASE("balancer: least outstanding waits less than round robin when requests differ") {
  const std::vector<std::string> mixed{"flows.intake.uploads.arrivals={poisson: 3.2/s}",
                                       "flows.intake.uploads.size={lognormal: {median: 300 kB, sigma: 1.2}}",
                                       "ec2.app.cpu_per_upload=500 ms", "ec2.app.cpu_per_mb=500 ms",
                                       "duration=100000 s"};
  const std::string latency = "flows.intake.upload.latency.mean";
  const double mean_megabytes = 0.3 * std::exp(1.2 * 1.2 / 2);
  const double service = 0.5 + 0.5 * mean_megabytes;
  const double in_turn = metric_of(intake, mixed, latency) - service;
  const double fewest =
      metric_of(intake, with(mixed, {"ec2.app.balancer=least-outstanding"}), latency) - service;
  MESSAGE("mean wait: round robin ", in_turn, " s, least outstanding ", fewest, " s");
  CHECK(fewest < 0.9 * in_turn);
}

TEST_CASE("balancer: round robin gives each instance its equal share, with its own volume and its own bill") {
  const double of_one = in_own_process([&] {
                          const auto one =
                              run_text(intake, with(fast, {"flows.intake.uploads.until=7000 s",
                                                           "ec2.app.count=1", "ec2.app.zones=[a]"}));
                          return std::vector{cost_without_balancer(one)};
                        }).at(0);
  const auto result = run_text(intake, with(fast, {"flows.intake.uploads.until=7000 s"}));
  CHECK(metric(result, "ebs.documents-1.used_bytes.max") == 3500e3);
  CHECK(metric(result, "ebs.documents-2.used_bytes.max") == 3499e3);
  check_within("CPU of both", metric(result, "ec2.app-1.cpu.utilization"),
               metric(result, "ec2.app-2.cpu.utilization"), 0.1);
  CHECK(instance_seconds(result, "ec2.app-1") == 7200);
  CHECK(instance_seconds(result, "ec2.app-2") == 7200);
  check_within("cost of both over cost of one", cost_without_balancer(result) / of_one, 2, 1);
}

TEST_CASE("balancer: it bills its hours, and the capacity units of what it carries most of") {
  const std::string balancer = "flows.intake.balancer";
  const auto load_of = [&](const std::vector<std::string>& settings) {
    return in_own_process([&] {
      const auto result = run_text(intake, settings);
      return std::vector{units_of(result, balancer, Meter::elb_balancer_seconds),
                         units_of(result, balancer, Meter::elb_capacity_unit_seconds)};
    });
  };
  const auto load = [&](const std::vector<std::string>& more) { return load_of(with(fast, more)); };
  // A unit: 25 new connections a second, 3,000 open ones, a GiB an hour.
  const auto connections = load({});
  CHECK(connections[0] == 7200);
  check_within("unit seconds, by connections", connections[1], 7200 / 25.0, 0.5);
  const auto bytes = load({"flows.intake.uploads.size.constant=1 MB"});
  check_within("unit seconds, by bytes", bytes[1], 7200 * 3600e6 / gibibyte, 0.5);
  const auto both_ways = load(
      {"flows.intake.uploads.size.constant=1 MB", "flows.intake.downloads={arrivals: {deterministic: 1/s}}"});
  check_within("unit seconds, both ways", both_ways[1], 2 * 7200 * 3600e6 / gibibyte, 0.5);
  // Eight uploads a second, of which the instances do four: the open ones grow by four a second.
  const auto open = load_of({"flows.intake.uploads.arrivals.deterministic=8/s"});
  check_within("unit seconds, by open connections", open[1], 4.0 * 7200 * 7200 / 2 / 3000, 1);
  CHECK(load({"ec2.app.count=1", "ec2.app.zones=[a]"})[0] == 0);
}

TEST_CASE(
    "balancer: of two instances one stops: what it was sent fails until the checks notice, then nothing "
    "does") {
  const auto result =
      run_text(intake, with(fast, {"failures=[{at: 1800 s, instance: app-2, kind: stop, for: 30 min}]"}));
  const double rejected = metric(result, "flows.intake.upload.rejected");
  CHECK(metric(result, "flows.intake.upload.rejected.instance_stopped") == rejected);
  // Two failed checks 30 s apart, the first within 30 s, noticed after 5 s: half of 35 to 65 uploads.
  CHECK(rejected >= 17);
  CHECK(rejected <= 33);
  CHECK(metric(result, "flows.intake.upload.acknowledged") + rejected +
            metric(result, "flows.intake.upload.open") ==
        metric(result, "flows.intake.upload.started"));
  // Volumes keep what they hold.
  CHECK(metric_or(result, "flows.intake.documents.lost", 0) == 0);
  CHECK(result.conserved());
}

TEST_CASE("balancer: an instance that is back is used again after five passed checks") {
  // Stopped from 1,800 s to 2,400 s, boots for 60 s; the fifth check passes 120 to 150 s later.
  const auto result =
      run_text(intake, with(fast, {"failures=[{at: 1800 s, instance: app-2, kind: stop, for: 10 min}]",
                                   "flows.intake.uploads.until=7000 s"}));
  // Until the stop and after the return every second document, none between.
  const double rejected = metric(result, "flows.intake.upload.rejected");
  const double on_second = metric(result, "ebs.documents-2.used_bytes.max") / 1e3;
  const double out_of_service = 6999.0 - 2 * (on_second + rejected);
  CHECK(out_of_service >= 600 + 60 + 120 - 65 - 2);
  CHECK(out_of_service <= 600 + 60 + 150 - 35 + 2);
}

TEST_CASE("balancer: while one of two is away, the other serves at its own capacity, half of both") {
  const auto result =
      run_text(intake, {"flows.intake.uploads.arrivals={deterministic: 20/s}", "ec2.app.accept_queue=10",
                        "warmup=1 h", "failures=[{at: 1800 s, instance: app-1, kind: stop, for: 10 h}]"});
  check_within("uploads per second", metric(result, "flows.intake.upload.throughput"), 2 / 1.0021, 0.2);
}

TEST_CASE(
    "balancer: an outage of a zone stops the instances in it, and clients that try again lose nothing") {
  const auto result =
      run_text(intake, with(fast, {"failures=[{at: 1800 s, zone: b, kind: outage, for: 10 min}]",
                                   "flows.intake.uploads.until=7000 s",
                                   "flows.intake.uploads.retries={attempts: 3, delay: 1 s}"}));
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 6999);
  CHECK(metric(result, "flows.intake.upload.retried.instance_stopped") >= 17);
}

TEST_CASE("balancer: a stop that loses the page cache loses only what that instance had in memory") {
  const auto result =
      run_text(intake, with(fast, {"flows.intake.acknowledge=before-fsync",
                                   "failures=[{at: 1800.5 s, instance: app-1, kind: stop, for: 10 min}]"}));
  // Written back every 5 s when older than 30 s: 30 to 35 seconds of every second document.
  const double lost = metric(result, "flows.intake.documents.lost.page_cache");
  CHECK(lost >= 14);
  CHECK(lost <= 18);
  CHECK(result.conserved());
}

TEST_CASE("balancer: every volume has its backup, and a lost volume takes what its own last copy has not") {
  const auto result = run_text(
      intake, with(with(fast, copied), {"failures=[{at: 5400 s, volume: documents-1, kind: loss}]"}));
  // Both were copied at 3,600 s; since then half of 1,800 documents went to the lost one.
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 900);
  CHECK(metric(result, "backup.hourly-1.files") == 1800);
  CHECK(metric(result, "backup.hourly-2.files") == 1799);
  CHECK(result.conserved());
  CHECK(finding(result, "D-BK-03").status != compliance::Status::fail);
}

TEST_CASE("balancer: both lost volumes are restored, each from its own copies, at the same time") {
  const auto result =
      run_text(intake, with(with(fast, copied), {"failures=[{at: 5400 s, volume: documents, kind: loss}]",
                                                 "flows.intake.uploads.until=5000 s",
                                                 "flows.intake.recovery={detect: 5 min, provision: 1 min}"}));
  CHECK(result.failures.size() == 2);
  CHECK(metric(result, "flows.intake-1.recovery.files") + metric(result, "flows.intake-2.recovery.files") ==
        3599);
  CHECK(metric(result, "flows.intake.documents.lost") == 4999 - 3599);
  CHECK(result.conserved());
}

TEST_CASE("balancer: a download goes to the instance that has the document") {
  const auto result = run_text(
      intake,
      with(fast, {"flows.intake.downloads={arrivals: {poisson: 2/s}, recent_documents: 10}",
                  "failures=[{at: 3600 s, instance: app-2, kind: stop, for: 10 h}]", "warmup=3600 s"}));
  // Half of the documents of the last seconds before the stop; soon only the first instance gets new ones.
  const double failed = metric(result, "flows.intake.download.failed.instance_stopped");
  CHECK(failed > 20);
  CHECK(failed < 300);
  CHECK(metric(result, "flows.intake.download.finished") > 6500);
}

TEST_CASE("balancer: each host has its own log agent, and a stop loses the records of that one only") {
  const std::string lost = "cloudwatch_logs.audit.records_lost";
  const double of_both = metric_of(intake,
                                   with(fast, {"failures=[{at: 1800.5 s, zone: a, kind: outage, for: 10 min},"
                                               "{at: 1800.5 s, zone: b, kind: outage, for: 10 min}]"}),
                                   lost);
  const double of_a =
      metric_of(intake, with(fast, {"failures=[{at: 1800.5 s, zone: a, kind: outage, for: 10 min}]"}), lost);
  const double of_b =
      metric_of(intake, with(fast, {"failures=[{at: 1800.5 s, zone: b, kind: outage, for: 10 min}]"}), lost);
  CHECK(of_both >= 1);
  CHECK(of_a + of_b == of_both);
}

TEST_CASE("balancer: a drill of a backup of several volumes restores each of them") {
  const auto result = run_text(intake, with(with(fast, copied), {"drills=[{at: 5400 s, restore: hourly}]"}));
  CHECK(metric(result, "drills.1.files") == 1800);
  CHECK(metric(result, "drills.2.files") == 1799);
}

}  // namespace balancer_test

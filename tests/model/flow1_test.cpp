// Flow 1 against the sum of its parts, its limits and its backup's arithmetic.
#include <fmt/format.h>

#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace flow1_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Clients with fast lines, one application, one volume; nothing else limits.
constexpr const char* intake = R"(
garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.16xlarge, speed: 1, connections: 100000, workers: 10000, accept_queue: 100000, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, type: gp3, size: 2 TiB } }
cloudwatch_logs: { audit: {} }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    logs: audit
    clients: { count: 200, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 MB } }
)";

}  // namespace

TEST_CASE("flow 1: an unloaded upload takes the sum of its parts") {
  const auto result = run_text(intake, {"flows.intake.clients.uplink=20 Mbit/s",
                                        "ec2.app.cpu_per_upload=4 ms", "ec2.app.cpu_per_mb=6 ms"});
  const double line =
      0.001 + 0.00025 + 1e6 / 2.5e6;  // latencies of client and region, then 1 MB at 20 Mbit/s
  const double cpu = 0.004 + 0.006;
  const double volume =
      3 * 0.0007 + 1e6 / (125.0 * 1024 * 1024);  // median latency of data and journal, then 1 MB at 125 MiB/s
  const double answer = 0.001 + 0.00025;
  check_within("p50 of the upload", metric(result, "flows.intake.upload.latency.p50"),
               line + cpu + volume + answer, 0.4);
  CHECK(bottleneck(result, "intake", "upload").resource == "flows.intake.clients.uplink");
}

TEST_CASE("flow 1: no upload begins at or after `until`") {
  const auto result = run_text(intake, {"flows.intake.uploads.until=20 min"});
  CHECK(metric(result, "flows.intake.upload.started") == 1199);
}

TEST_CASE("flow 1: an unloaded download takes the sum of its parts") {
  const auto result = run_text(intake, {"flows.intake.downloads={arrivals: {poisson: 0.1/s}}",
                                        "flows.intake.clients.downlink=100 Mbit/s",
                                        "flows.intake.uploads.arrivals={poisson: 0.1/s}", "duration=12 h"});
  const double call = 0.001 + 0.00025;
  const double cpu = 0.002;
  const double volume = 0.0007 + 1e6 / (125.0 * 1024 * 1024);
  const double line = 0.00125 + 1e6 / 12.5e6;
  check_within("p50 of the download", metric(result, "flows.intake.download.latency.p50"),
               call + cpu + volume + line, 0.4);
  CHECK(metric(result, "flows.intake.download.finished") > 4000);
}

TEST_CASE("flow 1: small documents beyond the volume's IOPS are served at exactly that rate") {
  const auto result =
      run_text(intake, {"duration=30 s", "flows.intake.uploads.arrivals={deterministic: 4000/s}",
                        "flows.intake.uploads.size={constant: 4 KiB}",
                        "ec2.app={workers: 64, accept_queue: 0}", "flows.intake.fsync_ios=1"});
  check_within("operations per second", metric(result, "ebs.documents.iops.avg"), 3000, 0.1);
  CHECK(bottleneck(result, "intake", "upload").resource == "ebs.documents.iops");
}

/// So many workers, of which half write data while the other half wait for a commit, and then the other way round: each round of all of
/// them spends an I/O on each file and two commits. A worker's time away from the volume makes it a little less.
TEST_CASE(
    "flow 1: files made durable beyond the volume's IOPS share commits: W workers spend W of W + 2 J "
    "operations on files") {
  for (const int workers : {64, 256}) {
    for (const int journal : {1, 3}) {
      CAPTURE(workers);
      CAPTURE(journal);
      const auto values = in_own_process([&] {
        const auto result = run_text(
            intake, {"duration=12 s", "warmup=2 s", "flows.intake.uploads.arrivals={deterministic: 20000/s}",
                     "flows.intake.uploads.size={constant: 4 KiB}",
                     fmt::format("ec2.app={{workers: {}, accept_queue: 0, cpu_per_upload: 0 ms}}", workers),
                     fmt::format("flows.intake.fsync_ios={}", journal + 1)});
        const bool binds = bottleneck(result, "intake", "upload").resource == "ebs.documents.iops";
        return std::vector{metric(result, "ebs.documents.iops.avg"),
                           metric(result, "flows.intake.upload.throughput"), binds ? 1.0 : 0.0};
      });
      check_within("operations per second", values.at(0), 3000, 4.5);
      check_within("files per second", values.at(1), 3000.0 * workers / (workers + 2 * journal), 5);
      CHECK(values.at(2) == 1);
    }
  }
}

TEST_CASE("flow 1: large documents beyond the volume's throughput are served at exactly that rate") {
  const auto result = run_text(
      intake, {"duration=2 min", "flows.intake.uploads.arrivals={deterministic: 20/s}",
               "flows.intake.uploads.size={constant: 10 MiB}", "ec2.app={workers: 8, accept_queue: 0}"});
  const double served = metric(result, "ebs.documents.throughput.avg") / (1024 * 1024);
  check_within("MiB/s on the volume", served, 125, 1);
  CHECK(bottleneck(result, "intake", "upload").resource == "ebs.documents.throughput");
}

TEST_CASE("flow 1: the instance's EBS limit binds once its burst is used up") {
  // c5.large: 650 Mbit/s for ever, 4,750 Mbit/s while a bucket of 30 minutes of the difference lasts. Uploads
  // and downloads of 80 MB/s each drain it by 78.75 MB/s: empty after 3.3 h. The volume allows 1,000 MiB/s.
  const auto result =
      run_text(intake, {"ec2.app={type: c5.large, workers: 50, accept_queue: 0}", "ebs.documents.iops=16000",
                        "ebs.documents.throughput=1000 MiB/s", "duration=4 h", "warmup=3.5 h",
                        "flows.intake.uploads.size={constant: 20 MB}",
                        "flows.intake.uploads.arrivals={deterministic: 4/s}",
                        "flows.intake.downloads={arrivals: {deterministic: 4/s}}"});
  check_within("bytes per second between instance and volume", metric(result, "ebs.documents.throughput.avg"),
               650e6 / 8, 1);  // at most 50 requests are between the two
  CHECK(bottleneck(result, "intake", "upload").resource == "ec2.app.ebs_bandwidth");
}

TEST_CASE("flow 1: gp2's burst balance falls by demand minus base") {
  // 100 GiB: base 300, 5.4 million credits. 80 documents of 1 MiB are 320 operations per second: 20 credits a
  // second.
  const auto result =
      run_text(intake, {"ebs.documents={type: gp2, size: 100 GiB, iops: null, throughput: null}",
                        "duration=18 min", "flows.intake.uploads.arrivals={deterministic: 80/s}",
                        "flows.intake.uploads.size={constant: 1 MiB}", "flows.intake.fsync_ios=1"});
  check_within("burst balance", metric(result, "ebs.documents.burst_balance.min"), 1 - 20.0 * 1080 / 5.4e6,
               0.01);
  CHECK(metric_or(result, "flows.intake.upload.rejected", 0) == 0);
}

TEST_CASE("flow 1: a full accept queue turns clients away, and every upload is accounted for") {
  const auto queue =
      run_text(intake, {"duration=1 min", "ec2.app={workers: 1, accept_queue: 5, cpu_per_upload: 100 ms}",
                        "flows.intake.uploads={arrivals: {poisson: 20/s}, size: {constant: 1 kB}}",
                        "ebs.documents.size=1 GiB"});
  CHECK(metric(queue, "flows.intake.upload.rejected.accept_queue_full") > 100);
  CHECK(metric(queue, "ec2.app.accept_queue.max") == 5);
  CHECK(queue.conserved());
}

TEST_CASE("flow 1: connections bound what is under way, and a full backlog turns clients away") {
  // 2 s each over the clients' lines: 10 connections take 5 a second of 20, five wait 1 s each.
  const auto full = run_text(
      intake, {"duration=10 min", "ec2.app={connections: 10, backlog: 5}",
               "flows.intake.uploads={arrivals: {deterministic: 20/s}, size: {constant: 1 MB}}",
               "flows.intake.clients={count: 1000, uplink: 4 Mbit/s, downlink: 4 Mbit/s, latency: 0 ms}"});
  CHECK(metric(full, "ec2.app.connections.max") == 10);
  CHECK(metric(full, "ec2.app.backlog.max") == 5);
  check_within("refused", metric(full, "flows.intake.upload.rejected.backlog_full"), 15 * 600, 1);
  check_within("waits", metric(full, "flows.intake.upload.latency.mean"), 2 + 1,
               2);  // the first ones do not wait
  CHECK(full.conserved());
}

TEST_CASE("flow 1: a full volume turns clients away") {
  const auto full = run_text(intake, {"duration=10 min", "ebs.documents.size=1 GiB",
                                      "flows.intake.uploads.arrivals={deterministic: 10/s}"});
  const auto fits = static_cast<double>((1ULL << 30) / 1'000'000);
  CHECK(metric(full, "flows.intake.upload.acknowledged") == fits);
  CHECK(metric(full, "flows.intake.upload.rejected.disk_full") ==
        metric(full, "flows.intake.upload.started") - fits - metric(full, "flows.intake.upload.open"));
  CHECK(metric(full, "ebs.documents.used_bytes.max") == fits * 1e6);
}

TEST_CASE("flow 1: a file copy of small files runs at concurrency over the time of one file") {
  // 36,000 files of 1 kB wait; each takes a PUT (lognormal, median 40 ms, sigma 0.29), a read and next to
  // nothing else.
  const auto result =
      run_text(intake, {"duration=2 h",
                        "flows.intake.uploads={arrivals: {deterministic: 10/s}, size: {constant: 1 kB}}",
                        "s3.archive={}", "flows.intake.backup=hourly",
                        "backup.hourly={from: documents, to: archive, schedule: \"cron(0 1 * * ? *)\", tool: "
                        "sdk, concurrency: 10, "
                        "cpu_per_request: 0 ms, cpu_per_mb: 0 ms}"});
  REQUIRE(result.backups.size() == 1);
  const auto& run = result.backups.front();
  CHECK(run.state == BackupState::completed);
  const double put = 0.040 * std::exp(0.29 * 0.29 / 2);
  const double read = 0.0007 * std::exp(0.35 * 0.35 / 2) + 0.001 * 0.010;  // latency and its tail
  const double network = 0.00025 + 1000 / (95.0 * 1024 * 1024);
  const double list = 0.15;
  check_within("files copied", static_cast<double>(run.files), 36000, 0.1);
  check_within("duration of the copy", run.duration_s(),
               list + static_cast<double>(run.files) / 10 * (put + read + network), 0.5);
  CHECK(bottleneck(result, "intake", "backup hourly").resource == "s3.archive.put_latency");
  CHECK(run.bottleneck == "s3.archive.put_latency");
}

TEST_CASE("flow 1: a run that is due while the previous one works is skipped") {
  // 3,600 MB wait and one connection of 95 MiB/s takes over 36 s for them; the schedule fires every minute
  // from the first hour on.
  const auto result =
      run_text(intake, {"duration=3 min",
                        "flows.intake.uploads={arrivals: {deterministic: 4/s}, size: {constant: 20 MB}}",
                        "s3.archive={}", "flows.intake.backup=often",
                        "backup.often={from: documents, to: archive, schedule: rate(1 minute), concurrency: "
                        "1, window: 1 min}"});
  // At 60 s some 239 files wait: 239 x 20 MB at 95 MiB/s (in parts of 8 MiB, with a PUT latency each) take
  // far more than the 120 s that are left.
  REQUIRE(result.backups.size() == 2);  // the tick at the end of the run is none
  CHECK(result.backups[0].state == BackupState::running);
  CHECK(result.backups[1].state == BackupState::skipped);
  CHECK(metric(result, "backup.often.skipped") == 1);
}

TEST_CASE("flow 1: a backup slows uploads that share the volume") {
  const std::vector<std::string> alone{
      "duration=2 h", "warmup=1 h", "ebs.documents.throughput=125 MiB/s",
      "flows.intake.uploads={arrivals: {deterministic: 10/s}, size: {constant: 8 MB}}"};
  auto with_backup = alone;
  for (const char* set :
       {"s3.archive={}", "flows.intake.backup=hourly",
        "backup.hourly={from: documents, to: archive, schedule: \"cron(0 1 * * ? *)\", concurrency: 20}"}) {
    with_backup.emplace_back(set);
  }
  const auto result = run_text(intake, with_backup);
  // Alone a document takes 8 MB / 1 Gbit/s + 8 MB / 125 MiB/s + 1 ms + latencies = 0.129 s.
  const double unloaded = 8e6 / 125e6 + 8e6 / (125.0 * 1024 * 1024) + 0.001 + 0.0007 + 2 * 0.00125;
  CHECK(metric(result, "flows.intake.upload.latency.p50") > 1.5 * unloaded);
}

TEST_CASE("flow 1: a client's connection has at most EC2's single flow, whatever its line") {
  const auto result =
      run_text(intake, {"flows.intake.clients={count: 10, uplink: 20 Gbit/s, latency: 0 ms}",
                        "flows.intake.uploads={arrivals: {deterministic: 1/min}, size: {constant: 1 GB}}"});
  const double line = 0.00025 + 1e9 / (0.92 * 5e9 / 8);
  const double volume = 0.0007 + 1e9 / (125.0 * 1024 * 1024);
  check_within("p50 of the upload", metric(result, "flows.intake.upload.latency.p50"),
               line + 0.001 + volume + 0.00025, 0.4);
}

TEST_CASE("flow 1: below 32 vCPUs all clients together have 5 Gbit/s through the internet gateway") {
  // 8 Gbit/s come in, of which the instance's 12.5 Gbit/s could carry all.
  const std::vector<std::string> load{
      "flows.intake.uploads={arrivals: {deterministic: 10/s}, size: {constant: 100 MB}}", "duration=60 s",
      "warmup=30 s"};
  const auto rate = [&](const char* type) {
    auto sets = load;
    sets.push_back(std::string{"ec2.app.type="} + type);
    return metric_of(intake, sets, "ec2.app.network_in.throughput.avg") / 1e6;
  };
  check_within("MB/s of 16 vCPUs", rate("m6i.4xlarge"), 0.92 * 625, 0.1);
  check_within("MB/s of 64 vCPUs", rate("m6i.16xlarge"), 1000, 0.1);
}

}  // namespace flow1_test

// Clients that give up after a time, against closed forms: what was sent, who gets the line, what the server does all the same.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace client_timeout_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Documents of 10 MB over lines of 1 MB/s: 10 s each, alone on its line.
constexpr const char* intake = R"(
garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.large, speed: 1, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, size: 100 GiB } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    clients: { count: 50, uplink: 8 Mbit/s, downlink: 8 Mbit/s, latency: 0 ms }
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 10 MB } }
)";

double received(const RunResult& result) {
  return metric(result, "ec2.app.network_in.throughput.avg") * 3600;
}

}  // namespace

TEST_CASE("client time-out: what is given up has sent what its line carried by then, in every try") {
  const auto result = run_text(
      intake, {"flows.intake.clients.timeout=4 s", "flows.intake.uploads.retries={attempts: 3, delay: 1 s}"});
  CHECK(metric(result, "flows.intake.upload.started") == 59);
  CHECK(metric(result, "flows.intake.upload.rejected.client_timeout") == 59);
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 0);
  // Each try lacks the latency of the region, in which nothing comes.
  check_within("bytes received", received(result), 59 * 3 * 4e6, 0.1);
  CHECK(metric(result, "ebs.documents.used_bytes.max") == 0);
}

TEST_CASE("client time-out: one that is long enough changes nothing") {
  const auto patient = in_own_process([] {
    const auto run = run_text(intake);
    return std::vector<double>{metric(run, "flows.intake.upload.latency.mean"), received(run)};
  });
  const auto result = run_text(intake, {"flows.intake.clients.timeout=30 s"});
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 59);
  CHECK(metric(result, "flows.intake.upload.latency.mean") == patient[0]);
  CHECK(received(result) == patient[1]);
}

TEST_CASE("client time-out: a document that is given up leaves its line to the next one") {
  // Every 10 s one of 12.5 MB over the same line, given up after 8: each has the line for itself, and none is there in time.
  const auto result = run_text(intake, {"flows.intake.clients.count=1", "flows.intake.clients.timeout=8 s",
                                        "flows.intake.uploads.arrivals={deterministic: 0.1/s}",
                                        "flows.intake.uploads.size={constant: 12.5 MB}"});
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 0);
  CHECK(metric(result, "flows.intake.upload.rejected.client_timeout") == 359);
  check_within("bytes received", received(result), 359 * 8e6, 0.1);
}

TEST_CASE("client time-out: of two on one line the second goes faster when the first has given up") {
  // 10 MB begin at 6 s, at 12 s and so on over a line of 1 MB/s and are given up after 9 s: one has the line alone for 3 s after the
  // one before it has gone, shares it for 3 s before that and 3 s after it: 6 MB of each, all 1 MB/s of the line.
  const auto result = run_text(intake, {"flows.intake.clients.count=1", "flows.intake.clients.timeout=9 s",
                                        "flows.intake.uploads.arrivals={deterministic: 10/min}"});
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 0);
  check_within("bytes received", received(result), 599 * 6e6, 0.2);
}

TEST_CASE("client time-out: the application goes on with what it has received") {
  // 20 s of computing, and clients that wait for 15 s in all: every document is written, none is acknowledged.
  const auto result = run_text(intake, {"ec2.app.cpu_per_upload=20 s", "flows.intake.clients.timeout=15 s"});
  CHECK(metric(result, "flows.intake.upload.rejected.client_timeout") == 59);
  check_within("bytes on the volume", metric(result, "ebs.documents.used_bytes.max"), 59e7, 0.1);
  check_within("seconds computed", metric(result, "ec2.app.cpu.utilization") * 2 * 3600, 59 * 20, 0.5);
}

TEST_CASE("client time-out: a download that is given up has left AWS as far as it has come") {
  const auto result =
      run_text(intake, {"flows.intake.clients.uplink=800 Mbit/s", "flows.intake.clients.timeout=4 s",
                        "flows.intake.downloads={arrivals: {deterministic: 1/min}, from: 30 s}"});
  const double started = metric(result, "flows.intake.download.started");
  const double missing = metric_or(result, "flows.intake.download.failed.nothing_stored", 0);
  CHECK(metric(result, "flows.intake.download.failed.client_timeout") == started - missing);
  for (const auto& line : result.cost.lines) {
    if (line.item != info_of(Meter::transfer_out_bytes).meaning) continue;
    // Before the first byte leaves: the call, 2 ms of computing, the read from the volume.
    const double before = 0.00025 + 0.002 + 0.0007 + 1e7 / (125.0 * 1024 * 1024);
    check_within("GB that left", line.quantity * gibibyte / 1e9, (started - missing) * (4 - before) * 1e-3,
                 0.5);
    return;
  }
  FAIL("nothing left AWS");
}

}  // namespace client_timeout_test

// Which operations of Flow 1 leave a log record: those that the instance lives to tell.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace log_records_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// One document of 100 MB at 1 s; it is downloaded every 50 s, which takes ten seconds on the client's line.
constexpr const char* slow_downloads = R"yaml(
garoa: 1
region: us-east-1
duration: 10 min
ec2: { app: { type: m6i.16xlarge, workers: 1000, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms, start_time: 60 s } }
ebs: { documents: { attach: app, size: 100 GiB } }
cloudwatch_logs: { audit: {} }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    logs: audit
    clients: { count: 1000, uplink: 10 Gbit/s, downlink: 80 Mbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, until: 1.5 s, size: { constant: 100 MB } }
    downloads: { arrivals: { deterministic: 0.02/s } }
)yaml";

}  // namespace

TEST_CASE("log records: each upload and each download leaves one") {
  const auto result = run_text(slow_downloads, {});
  const double downloads = metric(result, "flows.intake.download.finished");
  CHECK(downloads >= 10);
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 1);
  CHECK(metric(result, "cloudwatch_logs.audit.records") == 1 + downloads);
}

TEST_CASE(
    "log records: a download that ends while the instance is stopped leaves none, nor one that begins then") {
  // The download of 200 s is on its way at the stop and ends before the start; that of 250 s finds nobody. The instance
  // serves again from 285 s on.
  const auto result =
      run_text(slow_downloads, {"failures=[{at: 205 s, instance: app, kind: stop, for: 20 s}]"});
  CHECK(metric(result, "flows.intake.download.failed.instance_stopped") == 2);
  CHECK(metric(result, "flows.intake.download.failed") == 2);
  CHECK(metric(result, "cloudwatch_logs.audit.records") ==
        1 + metric(result, "flows.intake.download.finished"));
}

TEST_CASE(
    "log records: an upload that a stop breaks off leaves none, nor one that a stopped instance turns away") {
  // An upload every 50 s; its write takes 0.8 s, so that of 200 s is at work at the stop.
  const auto result =
      run_text(slow_downloads, {"flows.intake.downloads=null", "flows.intake.uploads.until=null",
                                "flows.intake.uploads.arrivals={deterministic: 0.02/s}",
                                "failures=[{at: 200.5 s, instance: app, kind: stop, for: 20 s}]"});
  CHECK(metric(result, "flows.intake.upload.rejected.instance_stopped") == 2);
  CHECK(metric(result, "flows.intake.upload.rejected") == 2);
  CHECK(metric(result, "cloudwatch_logs.audit.records") ==
        metric(result, "flows.intake.upload.acknowledged"));
}

}  // namespace log_records_test

// Which setting decides: dynamic controls in runs that fail them name a setting, and one change of that setting makes the run pass.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/deciding_keys.hpp"
#include "tests/support/run_scenario.hpp"

namespace deciding_keys_in_runs_test {

using namespace garoa;
using compliance::Status;
using test::KeyRow;
using test::Sets;

namespace {

/// Each run in a process of its own: failed, named the key, passed with the other value.
void expect_dynamic(const KeyRow& row) {
  CAPTURE(row.control);
  CAPTURE(row.key);
  const auto verdict = [&](const Sets& more) {
    return test::in_own_process([&]() -> std::vector<double> {
      const auto result = run_here({test::broken(row, more)});
      const auto* const finding = test::worst_of(row, result.compliance.findings);
      if (finding == nullptr) return {-1, 0};
      MESSAGE(row.control << " by " << finding->key << ": " << finding->message);
      return {static_cast<double>(finding->status), finding->key == row.key ? 1.0 : 0.0};
    });
  };
  const auto before = verdict({});
  CHECK(before.at(0) == static_cast<double>(Status::fail));
  CHECK(before.at(1) == 1);
  if (row.mends.empty()) return;
  CHECK(verdict({test::mended(row)}).at(0) == static_cast<double>(Status::pass));
}

/// Of copies and restores.
std::vector<KeyRow> rows_of_copies() {
  return {
      {"D-RC-01",
       "flows.intake",
       1,
       {"backup.hourly.schedule=cron(0 2 * * ? *)"},
       "backup.hourly.schedule",
       "rate(1 hour)"},
      {"D-RC-01",
       "flows.intake",
       1,
       {"s3.archive.replication.account=same"},
       "s3.archive.replication.account",
       "other",
       "eu-dora"},
      {"D-RC-01",
       "flows.automation",
       2,
       {"s3.inbox.replication=null"},
       "s3.inbox.replication",
       "{ account: other, time_control: true }",
       "br-cmn-4893"},
      {"D-RC-04",
       "flows.intake",
       1,
       {"drills=[{ at: 30 h, restore: hourly, detect: 10 h }]"},
       "drills",
       "[{ at: 30 h, restore: hourly, detect: 10 min }]"},
      {"D-RT-01",
       "flows.intake",
       1,
       {"backup.hourly.schedule=rate(25 hours)"},
       "backup.hourly.schedule",
       "rate(1 hour)"},
      {"D-RT-01",
       "flows.intake",
       1,
       {"s3.archive.object_lock=null"},
       "s3.archive.object_lock",
       "{ mode: governance, retention: 4018 d }"},
      {"D-RT-03",
       "flows.intake",
       1,
       {"s3.archive.expiration=60 d", "s3.archive.object_lock.retention=20 d", "ebs.documents.keep.for=null",
        "ebs.documents.keep.after_copy=30 d", "s3.archive.replication=null"},
       "s3.archive.expiration",
       "5000 d"},
  };
}

/// Of copies that are late, jobs that overlap or do not catch up, and what failure rates let expect.
std::vector<KeyRow> rows_of_rates() {
  const Sets slow{"backup.hourly.stream.rate=0.02 MB/s", "backup.hourly.concurrency=1"};
  return {
      {"D-RC-01",
       "flows.automation",
       2,
       {"s3.inbox.replication.time_control=false"},
       "s3.inbox.replication.time_control",
       "",
       "br-cmn-4893"},
      {"D-BK-03", "backup.hourly", 1, slow, "backup.hourly.schedule", "cron(0 2 * * ? *)"},
      {"D-BK-04", "backup.hourly", 1, slow, "backup.hourly.concurrency", "20"},
      {"D-DU-01", "flows.intake", 1, {"ebs.documents.iops=3000"}, "ebs.documents.type", "io2"},
      {"D-RC-03",
       "flows.intake",
       1,
       {"backup.hourly.schedule=cron(0 2 * * ? *)"},
       "backup.hourly.schedule",
       "rate(1 hour)"},
      {"D-AV-03",
       "flows.intake",
       1,
       {"failures=[{ at: 10.5 h, volume: documents, kind: loss }]", "flows.intake.recovery={}"},
       "backup.hourly.schedule",
       ""},
      {"D-LG-02",
       "cloudwatch_logs.audit",
       1,
       {"cloudwatch_logs.audit.flush_interval=10 min"},
       "cloudwatch_logs.audit.flush_interval",
       "5 s"},
  };
}

/// Of effects and notifications.
std::vector<KeyRow> rows_of_effects() {
  const std::string few = "flows.automation.uploads.arrivals.poisson=0.01/s";
  const std::string out = "failures=[{ at: 1 h, subscribers: done, kind: outage, for: 6 h }]";
  const std::string http = "sns.done.subscriptions={ http: 1 }";
  const std::string unkept = "sns.done.delivery={ http: { dlq: false, tls: true } }";
  return {
      {"D-EV-02",
       "lambda.validate",
       2,
       {"lambda.validate.error_rate=0.5", "lambda.validate.asynchronous.retries=0", "duration=12 h"},
       "lambda.validate.asynchronous.retries",
       ""},
      {"D-EV-03",
       "lambda.validate",
       2,
       {"lambda.validate.idempotency=none"},
       "lambda.validate.idempotency",
       "conditional_write"},
      {"D-EV-05",
       "lambda.validate",
       2,
       {"lambda.validate.writes_to=inbox", "lambda.validate.idempotency=natural", few, "duration=1 h"},
       "lambda.validate.writes_to",
       "results"},
      {"D-NT-01", "sns.done", 2, {http, unkept, out, "duration=8 h"}, "sns.done.delivery.http", ""},
      {"D-NT-02",
       "sns.done",
       2,
       {http, unkept, out, few, "duration=8 h"},
       "sns.done.delivery.http.dlq",
       "true"},
  };
}

/// Of intake, jobs, records and events.
std::vector<KeyRow> rows_of_work() {
  const Sets slow{"backup.hourly.window=1 min", "backup.hourly.stream.rate=0.5 MB/s",
                  "backup.hourly.concurrency=1"};
  return {
      {"D-AV-01", "flows.intake", 1, {"ebs.documents.size=1 GiB"}, "ebs.documents.size", "500 GiB"},
      {"D-AV-02", "flows.intake", 1, {"ebs.documents.size=1 GiB"}, "ebs.documents.size", "500 GiB"},
      {"D-CP-01", "ebs.documents", 1, {"ebs.documents.size=1 GiB"}, "ebs.documents.size", "500 GiB"},
      {"D-BK-01", "backup.hourly", 1, slow, "backup.hourly.window", "30 min"},
      {"D-BK-02", "backup.hourly", 1, slow, "backup.hourly.window", "30 min"},
      {"D-DT-01",
       "cloudwatch_alarms",
       1,
       {slow[0], slow[1], slow[2], "cloudwatch_alarms.operations.notifies=null"},
       "cloudwatch_alarms.operations.notifies",
       "oncall",
       "br-cmn-4893"},
      {"D-LG-01", "flows.intake", 1, {"flows.intake.logs=null"}, "flows.intake.logs", ""},
      {"D-LG-03", "flows.intake", 1, {"flows.intake.logs=null"}, "flows.intake.logs", "audit"},
      {"D-LG-03",
       "flows.intake",
       1,
       {"cloudwatch_logs.audit.fields=[actor]"},
       "cloudwatch_logs.audit.fields",
       test::all_fields},
      {"D-EV-01",
       "lambda.validate",
       2,
       {"lambda.validate.dlq=null", "lambda.validate.error_rate=0.3", "duration=12 h"},
       "lambda.validate.dlq",
       ""},  // in a failure destination nobody processes them either
      {"D-EV-02",
       "lambda.validate",
       2,
       {"lambda.validate.reserved_concurrency=1", "lambda.validate.work.per_document=6 s"},
       "lambda.validate.reserved_concurrency",
       "100"},
      {"D-BK-05",
       "flows.automation",
       2,
       {"s3.inbox.replication.time_control=false"},
       "s3.inbox.replication.time_control",
       ""},
  };
}

}  // namespace

TEST_CASE("the deciding setting of dynamic controls") {
  for (const auto& row : rows_of_copies()) expect_dynamic(row);
  for (const auto& row : rows_of_work()) expect_dynamic(row);
}

TEST_CASE("the deciding setting of dynamic controls: rates, effects and notifications") {
  for (const auto& row : rows_of_rates()) expect_dynamic(row);
  for (const auto& row : rows_of_effects()) expect_dynamic(row);
}

}  // namespace deciding_keys_in_runs_test

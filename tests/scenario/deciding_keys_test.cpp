// Which setting decides: each static control in a world that fails it names a setting, and one change of that setting makes it pass.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/compliance/control_table.hpp"
#include "models/compliance/static_checks.hpp"
#include "tests/support/deciding_keys.hpp"

namespace deciding_keys_test {

using namespace garoa;
using compliance::Status;
using test::KeyRow;
using test::Sets;

namespace {

const std::string all_operations = "[upload, download, delete, denied, backup, restore]";
const std::string all_signals = "[backup_failed, log_errors, disk_used, uploads_rejected, notices_lost]";

void expect_static(const KeyRow& row) {
  const auto checked = [&](const Sets& more) {
    const auto scenario = test::broken(row, more);
    return compliance::check_static(architecture_of(scenario), scenario.profiles);
  };
  CAPTURE(row.control);
  CAPTURE(row.key);
  const auto before = checked({});
  const auto* const gap = test::worst_of(row, before);
  REQUIRE(gap != nullptr);
  CAPTURE(gap->message);
  CHECK(gap->status == Status::fail);
  CHECK(gap->key == row.key);
  const auto after = checked({test::mended(row)});
  const auto* const closed = test::worst_of(row, after);
  REQUIRE(closed != nullptr);
  CAPTURE(closed->message);
  CHECK(closed->status == Status::pass);
}

/// Access, encryption, copies.
std::vector<KeyRow> rows_of_access() {
  return {
      {"S-AC-01",
       "s3.archive",
       1,
       {"s3.archive.block_public_access=false"},
       "s3.archive.block_public_access",
       "true"},
      {"S-AC-01",
       "sns.oncall",
       1,
       {"sns.oncall.principals=[\"*\"]"},
       "sns.oncall.principals",
       "[\"111122223333\"]"},
      {"S-AC-01",
       "lambda.validate",
       2,
       {"lambda.validate.principals=[\"*\"]"},
       "lambda.validate.principals",
       "[]"},
      {"S-AC-02",
       "ec2.app",
       1,
       {"ec2.app.role.actions=[\"s3:*\"]"},
       "ec2.app.role.actions",
       R"(["s3:PutObject", "s3:GetObject", "logs:PutLogEvents"])"},
      {"S-AC-02",
       "ec2.app",
       1,
       {"ec2.app.role.resources=[\"*\"]"},
       "ec2.app.role.resources",
       R"(["arn:aws:s3:::archive/*", "arn:aws:logs:sa-east-1:000000000000:log-group:audit"])"},
      {"S-AC-03", "ec2.app", 1, {"ec2.app.imds_tokens=optional"}, "ec2.app.imds_tokens", "required"},
      {"S-AC-03", "ec2.app", 1, {"ec2.app.public_ipv4=true"}, "ec2.app.public_ipv4", "false"},
      {"S-AC-03", "ec2.app", 1, {"ec2.app.role=null"}, "ec2.app.role", "{ actions: [\"s3:PutObject\"] }"},
      {"S-AC-04",
       "flows.intake",
       1,
       {"s3.archive.object_lock=null", "s3.archive.replication=null"},
       "s3.archive.object_lock",
       "{ mode: governance, retention: 4018 d }"},
      {"S-AV-01", "flows.intake", 1, {}, "flows.intake.recovery.another_zone", "{}"},
  };
}

/// Encryption.
std::vector<KeyRow> rows_of_encryption() {
  return {
      {"S-DP-01",
       "ebs.documents",
       1,
       {"ebs.documents.encrypted=false", "ebs.documents.customer_key=false"},
       "ebs.documents.encrypted",
       "true"},
      {"S-DP-02",
       "s3.archive",
       1,
       {"s3.archive.encryption=none", "s3.archive.bucket_key=false"},
       "s3.archive.encryption",
       "SSE-KMS"},
      {"S-DP-02",
       "dynamodb.results",
       2,
       {"dynamodb.results.encrypted=false"},
       "dynamodb.results.encrypted",
       "true"},
      {"S-DP-03", "s3.archive", 1, {"s3.archive.tls_only=false"}, "s3.archive.tls_only", "true"},
      {"S-DP-04",
       "cloudwatch_logs.audit",
       1,
       {"cloudwatch_logs.audit.kms=false"},
       "cloudwatch_logs.audit.kms",
       "true"},
      {"S-DP-04", "sns.oncall", 1, {"sns.oncall.kms=false"}, "sns.oncall.kms", "true"},
      {"S-DP-04", "sqs.failed", 2, {"sqs.failed.encrypted=false"}, "sqs.failed.encrypted", "true"},
      {"S-DP-05",
       "backup.hourly",
       1,
       {"s3.archive.encryption=none", "s3.archive.bucket_key=false"},
       "s3.archive.encryption",
       "SSE-S3"},
  };
}

/// Copies, money, objectives, places.
std::vector<KeyRow> rows_of_copies() {
  return {
      {"S-BK-01", "s3.inbox", 2, {"s3.inbox.replication=null"}, "s3.inbox.replication", "{ account: same }"},
      {"S-BK-02", "backup.hourly", 1, {"backup.hourly.window=4 h"}, "backup.hourly.window", "1 h"},
      {"S-BK-02",
       "backup.hourly",
       1,
       {"backup.hourly.schedule=cron(0 2 * * ? *)"},
       "backup.hourly.schedule",
       "rate(1 hour)"},
      {"S-BK-03",
       "flows.intake",
       1,
       {"s3.archive.replication.account=same"},
       "s3.archive.replication.account",
       "other"},
      {"S-BK-04",
       "flows.intake",
       1,
       {"s3.archive.replication.region=null"},
       "s3.archive.replication.region",
       "us-east-1"},
      {"S-RT-08",
       "flows.intake",
       1,
       {"ebs.documents.keep.for=null", "ebs.documents.keep.after_copy=1 d",
        "s3.archive.storage_class=DEEP_ARCHIVE"},
       "ebs.documents.keep",
       "null",
       "br-cmn-4893"},
      {"S-BK-05", "policy", 1, {"policy.restore_test=null"}, "policy.restore_test", "365 d"},
      {"S-BK-06",
       "ebs.documents",
       1,
       {"ebs.documents.delete_on_termination=true"},
       "ebs.documents.delete_on_termination",
       "false"},
      {"S-CO-01", "vpc", 1, {"vpc.s3_access=nat-gateway"}, "vpc.s3_access", "gateway-endpoint"},
      {"S-CO-02",
       "s3.archive",
       1,
       {"s3.archive.abort_incomplete_uploads=null"},
       "s3.archive.abort_incomplete_uploads",
       "7 d"},
      {"S-RC-01", "policy", 1, {"policy.rto=null"}, "policy.rto", "4 h"},
      {"S-RS-01",
       "s3.archive.replica",
       1,
       {"policy.countries=[BR]"},
       "s3.archive.replication.region",
       "null"},
  };
}

/// Retention, events, records, alarms.
std::vector<KeyRow> rows_of_events() {
  return {
      {"S-EV-01",
       "lambda.validate",
       2,
       {"lambda.validate.trigger.events=[\"ObjectCreated:Post\"]"},
       "lambda.validate.trigger.events",
       "[\"ObjectCreated:*\"]"},
      {"S-EV-02", "lambda.validate", 2, {"lambda.validate.dlq=null"}, "lambda.validate.dlq", "failed"},
      {"S-EV-03", "lambda.validate", 2, {}, "lambda.validate.reserved_concurrency", "100"},
      {"S-EV-03",
       "lambda.validate",
       2,
       {"lambda.validate.reserved_concurrency=100", "lambda.validate.asynchronous.event_age=1 h"},
       "lambda.validate.asynchronous.event_age",
       "6 h"},
      {"S-EV-04",
       "lambda.validate",
       2,
       {"lambda.validate.writes_to=inbox", "lambda.validate.idempotency=natural"},
       "lambda.validate.writes_to",
       "results"},
      {"S-EV-05",
       "lambda.validate",
       2,
       {"lambda.validate.idempotency=none"},
       "lambda.validate.idempotency",
       "natural"},
  };
}

/// Records and alarms.
std::vector<KeyRow> rows_of_logs() {
  return {
      {"S-LG-01",
       "flows.intake",
       1,
       {"cloudwatch_logs.audit.operations=[upload]"},
       "cloudwatch_logs.audit.operations",
       all_operations},
      {"S-LG-01", "flows.intake", 1, {"flows.intake.logs=null"}, "flows.intake.logs", "audit"},
      {"S-LG-02",
       "s3.archive",
       1,
       {"cloudtrail.account.data_events.reads=false"},
       "cloudtrail.account.data_events.reads",
       "true"},
      {"S-LG-03",
       "cloudtrail",
       1,
       {"cloudtrail.account.log_file_validation=false", "cloudtrail.account.to=null"},
       "cloudtrail.account.log_file_validation",
       "true"},
      {"S-LG-04",
       "cloudwatch_logs.audit",
       1,
       {"cloudwatch_logs.audit.fields=[actor]"},
       "cloudwatch_logs.audit.fields",
       test::all_fields},
      {"S-LG-05",
       "cloudwatch_alarms",
       1,
       {"cloudwatch_alarms.operations.signals=[log_errors]"},
       "cloudwatch_alarms.operations.signals",
       all_signals},
      {"S-LG-05",
       "cloudwatch_alarms",
       1,
       {"cloudwatch_alarms.operations.notifies=null"},
       "cloudwatch_alarms.operations.notifies",
       "oncall"},
      {"S-NT-01",
       "sns.oncall",
       1,
       {"sns.oncall.delivery.sqs.dlq=false"},
       "sns.oncall.delivery.sqs.dlq",
       "true"},
  };
}

/// Retention.
std::vector<KeyRow> rows_of_retention() {
  return {
      {"S-RT-01",
       "s3.archive",
       1,
       {"s3.archive.versioning=false", "s3.archive.object_lock=null", "s3.archive.replication=null",
        "s3.archive.noncurrent_expiration=null"},
       "s3.archive.versioning",
       "true"},
      {"S-RT-02",
       "flows.intake",
       1,
       {"s3.archive.object_lock=null"},
       "s3.archive.object_lock",
       "{ mode: governance, retention: 4018 d }"},
      {"S-RT-02",
       "flows.intake",
       1,
       {"s3.archive.object_lock.retention=30 d"},
       "s3.archive.object_lock.retention",
       "4018 d"},
      {"S-RT-03",
       "flows.intake",
       1,
       {"s3.archive.expiration=30 d", "s3.archive.object_lock.retention=20 d", "s3.archive.replication=null",
        "ebs.documents.keep=null"},
       "s3.archive.expiration",
       "5000 d"},
      {"S-RT-04",
       "flows.intake",
       1,
       {"policy.retention_max=5000 d", "s3.archive.expiration=4100 d", "s3.archive.noncurrent_expiration=1 d",
        "s3.archive.replication=null", "ebs.documents.keep=null"},
       "ebs.documents.keep",
       "{ after_copy: 30 d }"},
      {"S-RT-04",
       "flows.automation",
       2,
       {"policy.retention_max=5000 d", "s3.inbox.expiration=4100 d", "s3.inbox.noncurrent_expiration=1 d",
        "s3.inbox.replication.expiration=null", "s3.inbox.replication.noncurrent_expiration=null"},
       "s3.inbox.replication",
       "null"},
      {"S-RT-05",
       "backup.hourly",
       1,
       {"s3.archive.expiration=20 d", "s3.archive.object_lock.retention=10 d"},
       "s3.archive.expiration",
       "40 d"},
  };
}

/// Of logs, and of documents that are at hand.
std::vector<KeyRow> rows_of_ready_copies() {
  return {
      {"S-LG-05",
       "cloudwatch_alarms",
       1,
       {"sns.oncall.subscriptions.sqs=0"},
       "sns.oncall.subscriptions",
       "{ sqs: 1 }"},
      {"S-RT-06",
       "cloudwatch_logs.audit",
       1,
       {"cloudwatch_logs.audit.retention=90 d", "cloudwatch_logs.audit.export=null"},
       "cloudwatch_logs.audit.retention",
       "365 d"},
      {"S-RT-07",
       "cloudwatch_logs.audit",
       1,
       {"cloudwatch_logs.audit.retention=60 d", "cloudwatch_logs.audit.export=null"},
       "cloudwatch_logs.audit.retention",
       "120 d"},
      {"S-RT-08",
       "flows.automation",
       2,
       {"s3.inbox.transitions=[{ to: GLACIER, after: 30 d }]"},
       "s3.inbox.transitions",
       "[]",
       "br-cmn-4893"},
  };
}

}  // namespace

TEST_CASE("the deciding setting of static controls: access, encryption, copies") {
  for (auto* const rows : {rows_of_access, rows_of_encryption, rows_of_copies}) {
    for (const auto& row : rows()) expect_static(row);
  }
}

TEST_CASE("the deciding setting of static controls: retention, events, records") {
  for (auto* const rows : {rows_of_events, rows_of_logs, rows_of_retention, rows_of_ready_copies}) {
    for (const auto& row : rows()) expect_static(row);
  }
}

TEST_CASE("the deciding setting is looked at for every static control") {
  auto rows = rows_of_access();
  for (auto* const more : {rows_of_encryption, rows_of_copies, rows_of_events, rows_of_logs,
                           rows_of_retention, rows_of_ready_copies}) {
    for (auto& row : more()) rows.push_back(std::move(row));
  }
  for (const auto& control : compliance::control_functions()) {
    if (control.check == nullptr) continue;
    CHECK_MESSAGE(
        std::any_of(rows.begin(), rows.end(), [&](const KeyRow& row) { return row.control == control.id; }),
        "no row for ", control.id);
  }
}

}  // namespace deciding_keys_test

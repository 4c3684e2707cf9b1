// Static controls on copies, places, notifications and limits of events: what decides them beside the table of breaks.
#include <doctest/doctest.h>

#include "models/compliance/static_checks.hpp"
#include "tests/support/compliance_breaks.hpp"

namespace compliance_copies_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::keep_no_replica_elsewhere;
using testing::keep_nothing_for_long;
using testing::only;
using testing::shipped_profile;
using testing::sound_architecture;

TEST_CASE("S-RT-08: a volume's documents need no thawing, however soon copies are archived") {
  auto architecture = sound_architecture();
  architecture.buckets[0].archived_after_days = 0;
  CHECK(only(architecture, "S-RT-08", "flows.intake", {shipped_profile("br-cmn-4893")}).status ==
        Status::pass);
}

TEST_CASE("S-RT-08: a volume that is cleared out after a day leaves its documents to what is archived") {
  auto architecture = sound_architecture();
  architecture.buckets[0].archived_after_days = 0;
  architecture.volumes[0].lifetime_days = 1;
  const auto finding = only(architecture, "S-RT-08", "flows.intake", {shipped_profile("br-cmn-4893")});
  CHECK(finding.status == Status::fail);
  CHECK(finding.key == "ebs.documents.keep");
  architecture.buckets[0].archived_after_days = 400;
  const auto later = only(architecture, "S-RT-08", "flows.intake", {shipped_profile("br-cmn-4893")});
  CHECK(later.status == Status::pass);
  CHECK(later.key == "s3.archive.transitions");
}

TEST_CASE("S-EV-03: a reservation and a timeout must be enough for the declared work") {
  auto architecture = sound_architecture();
  auto& function = architecture.functions[0];
  const auto finding = [&] { return only(architecture, "S-EV-03", "lambda.validate"); };
  CHECK(finding().status == Status::pass);
  function.reserved = 5;  // 1.2 x 5 = 6
  CHECK(finding().status == Status::fail);
  CHECK(finding().key == "lambda.validate.reserved_concurrency");
  function.reserved = 6;
  CHECK(finding().status == Status::pass);
  function.timeout_s = 14;  // 1.5 x 10 s = 15 s
  CHECK(finding().status == Status::fail);
  CHECK(finding().key == "lambda.validate.timeout");
  function.timeout_s = 15;
  function.busy_at_peak.reset();
  function.work_p99_s.reset();
  CHECK(finding().status == Status::not_evaluated);
}

TEST_CASE("S-EV-03: events that a queue keeps are not Lambda's") {
  auto architecture = sound_architecture();
  architecture.functions[0].has_event_queue = false;
  architecture.functions[0].event_retries = 0;
  CHECK(only(architecture, "S-EV-03", "lambda.validate").status == Status::not_applicable);
}

TEST_CASE(
    "S-EV-04 and S-EV-05: a function that a topic or a queue calls may run twice, or call itself, too") {
  auto architecture = sound_architecture();
  auto& function = architecture.functions[0];
  function.trigger_bucket.clear();
  function.idempotency = "none";
  CHECK(only(architecture, "S-EV-05", "").status == Status::not_applicable);
  CHECK(only(architecture, "S-EV-04", "").status == Status::not_applicable);
  function.called_by_events = true;
  function.writes_to_bucket.clear();
  CHECK(only(architecture, "S-EV-05", "lambda.validate").status == Status::fail);
  CHECK(only(architecture, "S-EV-04", "lambda.validate").status == Status::pass);
  function.notifies = true;
  function.circle = {"validate", "validate"};
  const auto finding = only(architecture, "S-EV-04", "lambda.validate");
  CHECK(finding.status == Status::fail);
  CHECK(finding.key == "lambda.validate.notifies");
}

TEST_CASE("S-NT-01: HTTPS passes, HTTP fails, and what is not declared warns") {
  auto architecture = sound_architecture();
  architecture.topics[0].http_subscriptions = 2;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::warn);
  architecture.topics[0].http_is_tls = true;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::pass);
  architecture.topics[0].http_is_tls = false;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::fail);
}

TEST_CASE(
    "S-RS-01: without a list of countries nothing is decided, and an unknown country is none that is "
    "allowed") {
  auto architecture = sound_architecture();
  architecture.places[0].country.clear();
  CHECK(only(architecture, "S-RS-01", "s3.inbox").status == Status::not_evaluated);
  architecture.policy.countries.clear();
  CHECK(only(architecture, "S-RS-01", "policy").status == Status::not_evaluated);
}

TEST_CASE("S-RT-04: whatever is gone within the longest time and its grace passes") {
  auto architecture = sound_architecture();
  CHECK(only(architecture, "S-RT-04", "flows.intake").status == Status::not_evaluated);
  keep_nothing_for_long(architecture);
  architecture.buckets[1].noncurrent_days = 590;  // 5,500 + 590 = 6,000 + 90
  for (const auto* flow : {"flows.intake", "flows.automation"})
    CHECK(only(architecture, "S-RT-04", flow).status == Status::pass);
}

TEST_CASE("S-LG-01: a trail stands in for what it records, and silence is not evaluated") {
  auto architecture = sound_architecture();
  auto& group = architecture.log_groups[0];
  for (const auto operation : {LogOperation::config_change, LogOperation::removal, LogOperation::denied})
    std::erase(group.operations, operation);
  CHECK(only(architecture, "S-LG-01", "flows.automation").status == Status::pass);
  // The intake's documents are on a volume, of which no trail knows.
  CHECK(only(architecture, "S-LG-01", "flows.intake").status == Status::fail);
  architecture.trails[0].reads = false;
  CHECK(only(architecture, "S-LG-01", "flows.automation").actual == "without denied");
  architecture.trails[0].multi_region = false;
  CHECK(only(architecture, "S-LG-01", "flows.automation").actual == "without denied, config_change");
  group.operations.clear();
  CHECK(only(architecture, "S-LG-01", "flows.automation").status == Status::not_evaluated);
}

TEST_CASE("S-LG-01: a flow is asked only for what can happen in it") {
  auto architecture = sound_architecture();
  auto& operations = architecture.log_groups[0].operations;
  std::erase(operations, LogOperation::download);
  std::erase(operations, LogOperation::notify);
  for (const auto* flow : {"flows.intake", "flows.automation"})
    CHECK(only(architecture, "S-LG-01", flow).status == Status::pass);
  architecture.flows[0].downloads = true;
  CHECK(only(architecture, "S-LG-01", "flows.intake").actual == "without download");
  architecture.functions[0].notifies = true;
  CHECK(only(architecture, "S-LG-01", "flows.automation").actual == "without notify");
  CHECK(only(architecture, "S-LG-01", "flows.automation").message == "No record tells of: `notify`.");
}

TEST_CASE("S-LG-02: server access logs warn, since nobody knows whether they are complete") {
  auto architecture = sound_architecture();
  architecture.trails.clear();
  architecture.buckets[1].access_logs = true;
  CHECK(only(architecture, "S-LG-02", "s3.inbox").status == Status::warn);
  CHECK(only(architecture, "S-LG-02", "s3.archive").status == Status::fail);
}

TEST_CASE("S-LG-03: a locked bucket of the trail's files does as well as their validation") {
  auto architecture = sound_architecture();
  architecture.trails[0].validates_files = false;
  architecture.trails[0].to_bucket = "archive";
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::pass);
  architecture.buckets[0].lock = LockMode::none;
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::fail);
}

TEST_CASE("S-LG-03: without a trail the records of all flows have to lie in a locked bucket") {
  auto architecture = sound_architecture();
  architecture.trails.clear();
  CHECK(only(architecture, "S-LG-03", "cloudtrail").key == "cloudtrail");
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::fail);
  architecture.log_groups[0].exported_to = "archive";
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::pass);
  CHECK(only(architecture, "S-LG-03", "cloudtrail").key == "cloudwatch_logs.audit.export");
  architecture.flows[1].log_group.clear();
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::fail);
  architecture.flows[1].log_group = "audit";
  architecture.buckets[0].lock = LockMode::none;
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::fail);
}

TEST_CASE("S-LG-04 and S-AC-02: what is not declared is not evaluated") {
  auto architecture = sound_architecture();
  architecture.log_groups[0].contents.clear();
  CHECK(only(architecture, "S-LG-04", "cloudwatch_logs.audit").status == Status::not_evaluated);
  architecture.functions[0].role.reset();
  CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::not_evaluated);
  architecture.functions[0].role = Role{};
  CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::not_evaluated);
}

TEST_CASE("S-AC-02: a name that a wildcard cuts short names nothing") {
  auto architecture = sound_architecture();
  for (const auto* resource : {"arn:aws:*", "arn:*", "arn:aws:*:::documents", "arn:aws:s3:*"}) {
    architecture.functions[0].role->resources = {resource};
    CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::fail);
    CHECK(only(architecture, "S-AC-02", "lambda.validate").count == 1);
  }
  architecture.functions[0].role->resources = {"arn:aws:s3:::documents/*"};
  CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::pass);
}

TEST_CASE("S-AC-02: all of a kind is no named resource, and a verb with a wildcard warns") {
  auto architecture = sound_architecture();
  const auto status_of = [&](const std::string& action, const std::string& resource) {
    architecture.functions[0].role = Role{{action}, {resource}};
    return only(architecture, "S-AC-02", "lambda.validate").status;
  };
  for (const auto* const wide : {"*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:aws:iam::*:*",
                                 "arn:aws:dynamodb:sa-east-1:000000000000:table/*",
                                 "arn:aws:logs:sa-east-1:000000000000:log-group:*"}) {
    CAPTURE(wide);
    CHECK(status_of("s3:PutObject", wide) == Status::fail);
  }
  for (const auto* const narrow :
       {"arn:aws:s3:::archive", "arn:aws:s3:::archive/*", "arn:aws:sns:sa-east-1:1:done",
        "arn:aws:logs:sa-east-1:1:log-group:audit:*"}) {
    CAPTURE(narrow);
    CHECK(status_of("s3:PutObject", narrow) == Status::pass);
  }
  CHECK(status_of("s3:Get*", "arn:aws:s3:::archive/*") == Status::warn);
}

TEST_CASE("S-BK-02: a further job need not keep the RPO where another one of the volume does") {
  auto architecture = sound_architecture();
  auto weekly = architecture.backups[0];
  weekly.name = "weekly";
  weekly.longest_gap_s = 7 * 86400.0;
  architecture.backups.push_back(weekly);
  CHECK(only(architecture, "S-BK-02", "backup.weekly").status == Status::pass);
  CHECK(only(architecture, "S-BK-02", "backup.weekly").key == "backup.nightly.schedule");
  architecture.backups[0].longest_gap_s = 2 * 86400.0;
  for (const auto* const job : {"backup.nightly", "backup.weekly"})
    CHECK(only(architecture, "S-BK-02", job).status == Status::fail);
}

TEST_CASE("what passes names the setting that makes it pass") {
  auto architecture = sound_architecture();
  CHECK(only(architecture, "S-BK-01", "ebs.documents").key == "backup.nightly.from");
  CHECK(only(architecture, "S-EV-04", "lambda.validate").key == "lambda.validate.writes_to");
  CHECK(only(architecture, "S-NT-01", "sns.done").key == "sns.done.delivery");
  CHECK(only(architecture, "S-AC-04", "flows.intake").key == "s3.archive.object_lock");
  CHECK(only(architecture, "S-BK-03", "flows.intake").key == "s3.archive.replication.account");
  CHECK(only(architecture, "S-BK-04", "flows.intake").key == "s3.archive.replication.region");
  architecture.buckets[0].lock = LockMode::none;
  CHECK(only(architecture, "S-AC-04", "flows.intake").key == "s3.archive.replication.account");
}

TEST_CASE("S-LG-05: only signals that can come need an alarm") {
  auto architecture = sound_architecture();
  architecture.alarms.clear();
  CHECK(only(architecture, "S-LG-05", "cloudwatch_alarms").count == 6);
  architecture.functions[0].called_by_events = true;
  CHECK(only(architecture, "S-LG-05", "cloudwatch_alarms").count == 7);
  architecture.backups.clear();
  architecture.volumes.clear();
  CHECK(only(architecture, "S-LG-05", "cloudwatch_alarms").actual ==
        "none on dead_letters, events_dropped, throttles, log_errors, notices_lost");
}

TEST_CASE("S-AC-04: a short lock, or one that a role of the flow may bypass, keeps nobody from deleting") {
  auto architecture = sound_architecture();
  auto& archive = architecture.buckets[0];
  archive.replica_in_other_account = false;
  archive.lock = LockMode::governance;
  const auto status = [&] { return only(architecture, "S-AC-04", "flows.intake").status; };
  CHECK(status() == Status::pass);
  archive.lock_days = 34;
  CHECK(status() == Status::fail);
  archive.lock_days = 35;
  CHECK(status() == Status::pass);
  architecture.flows[0].apps = {"app"};
  for (const auto* action : {"s3:BypassGovernanceRetention", "s3:*", "*", "s3:Bypass*Retention"}) {
    architecture.instances[0].role->actions = {action};
    CHECK(status() == Status::fail);
  }
  architecture.instances[0].role->actions = {"s3:Put*"};
  CHECK(status() == Status::pass);
  architecture.instances[0].role->actions = {"s3:*"};
  archive.lock = LockMode::compliance;
  CHECK(status() == Status::pass);
  archive.lock = LockMode::none;
  archive.replica_lock = LockMode::compliance;
  archive.replica_lock_days = 100;
  CHECK(status() == Status::pass);
}

TEST_CASE("S-DP-03: an instance that takes documents is asked for TLS, and silence is not evaluated") {
  auto architecture = sound_architecture();
  architecture.flows[0].apps = {"app"};
  CHECK(only(architecture, "S-DP-03", "ec2.app").status == Status::not_evaluated);
  architecture.instances[0].tls = false;
  CHECK(only(architecture, "S-DP-03", "ec2.app").status == Status::fail);
  CHECK(only(architecture, "S-DP-03", "ec2.app").key == "ec2.app.tls");
  architecture.instances[0].tls = true;
  CHECK(only(architecture, "S-DP-03", "ec2.app").status == Status::pass);
}

TEST_CASE("S-AV-01: a function in a VPC needs subnets in two zones, and silence is not evaluated") {
  auto architecture = sound_architecture();
  auto& function = architecture.functions[0];
  function.in_vpc = true;
  CHECK(only(architecture, "S-AV-01", "lambda.validate").status == Status::not_evaluated);
  function.zones = 1;
  CHECK(only(architecture, "S-AV-01", "lambda.validate").status == Status::fail);
  function.zones = 2;
  CHECK(only(architecture, "S-AV-01", "lambda.validate").status == Status::pass);
}

TEST_CASE(
    "S-NT-01: deliveries that nobody can look up fail, and a topic that nobody hears is not evaluated") {
  auto architecture = sound_architecture();
  architecture.topics[0].delivery_status = false;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::fail);
  CHECK(only(architecture, "S-NT-01", "sns.done").key == "sns.done.delivery_status");
  architecture.topics[0].heard = false;
  CHECK(only(architecture, "S-NT-01", "sns.done").status == Status::not_evaluated);
}

TEST_CASE("replicas go by their own lifecycle, lock and encryption") {
  auto architecture = sound_architecture();
  auto& inbox = architecture.buckets[1];
  inbox.lock = LockMode::none;
  inbox.expiration_days = 2;
  inbox.replicated_to = "elsewhere";
  inbox.replica_days = never;
  const auto kept = only(architecture, "S-RT-03", "flows.automation");
  CHECK(kept.status == Status::pass);
  CHECK(kept.message.find("That is a replica, of which no lifecycle is declared.") != std::string::npos);
  inbox.replica_days = 30;
  const auto gone = only(architecture, "S-RT-03", "flows.automation");
  CHECK(gone.status == Status::fail);
  CHECK(gone.key == "s3.inbox.replication.expiration");
  inbox.noncurrent_days = 1;
  architecture.policy.retention_max_s = 60 * 86400.0;
  CHECK(only(architecture, "S-RT-04", "flows.automation").key ==
        "s3.inbox.replication.noncurrent_expiration");
  inbox.replica_noncurrent_days = 20;
  CHECK(only(architecture, "S-RT-04", "flows.automation").status == Status::pass);
  CHECK(only(architecture, "S-RT-02", "flows.automation").status == Status::fail);
  inbox.replica_lock = LockMode::compliance;
  inbox.replica_lock_days = 5000;
  const auto locked = only(architecture, "S-RT-02", "flows.automation");
  CHECK(locked.status == Status::pass);
  CHECK(locked.key.find("s3.inbox.replication.object_lock") == 0);
  CHECK(only(architecture, "S-DP-05", "s3.inbox.replica").status == Status::pass);
  inbox.replica_encryption = Encryption::none;
  const auto open = only(architecture, "S-DP-05", "s3.inbox.replica");
  CHECK(open.status == Status::fail);
  CHECK(open.key == "s3.inbox.replication.encryption");
}

TEST_CASE("S-AC-04: a second factor, or a policy that denies deletion, is out of reach of one credential") {
  for (auto compliance::Bucket::*const way :
       {&compliance::Bucket::mfa_delete, &compliance::Bucket::denies_deletion}) {
    auto architecture = sound_architecture();
    keep_no_replica_elsewhere(architecture);
    architecture.buckets[0].lock = LockMode::none;
    CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::fail);
    architecture.buckets[0].*way = true;
    CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
  }
}

TEST_CASE("S-AV-01: a plan to build anew in another zone stands in for a second one") {
  auto architecture = sound_architecture();
  architecture.flows[0].zones = 1;
  architecture.flows[0].rebuilt_elsewhere = true;
  CHECK(only(architecture, "S-AV-01", "flows.intake").status == Status::pass);
}

TEST_CASE("S-AC-04: a locked vault, or a copy in another account, is out of reach of one credential") {
  auto architecture = sound_architecture();
  keep_no_replica_elsewhere(architecture);
  architecture.backups[0].to_bucket.clear();
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::fail);
  architecture.backups[0].copied_to_other_account = true;
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
  CHECK(only(architecture, "S-BK-03", "flows.intake").key == "backup.nightly.copies");
  CHECK(only(architecture, "S-BK-04", "flows.intake").status == Status::fail);
  architecture.backups[0].copied_to_other_region = true;
  architecture.places.push_back(
      {"backup.nightly.copies.1", "copies of snapshots", {}, "us-east-1", "BR", "region", true});
  CHECK(only(architecture, "S-BK-04", "flows.intake").status == Status::pass);
  architecture.backups[0].copied_to_other_account = false;
  architecture.backups[0].vault_lock = LockMode::governance;
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
}

}  // namespace compliance_copies_test

// From a scenario to the facts that static controls look at: every field of the mapping, by a value that is not its
// default.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"

namespace architecture_test {

using namespace garoa;
using compliance::BucketRole;
using compliance::Encryption;
using compliance::LockMode;

namespace {

/// Both flows, and for each role a bucket that has it.
constexpr const char* both_flows = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
duration: 10 d
warmup: 1 d
ec2: { app: { type: m6i.large } }
ebs:
  documents: { attach: app, size: 1 TiB, encrypted: true, customer_key: true }
  scratch: { attach: app, size: 10 GiB }
s3:
  archive:
    versioning: true
    encryption: SSE-KMS
    object_lock: { mode: compliance, retention: 1826 d }
    replication: { region: sa-east-1, account: other }
  inbox:
    tls_only: true
    versioning: true
    encryption: none
    object_lock: { mode: governance, retention: 36 h }
    replication: {}
  outbox:
    encryption: DSSE-KMS
    expiration: 300 d
    abort_incomplete_uploads: 7 d
    transitions: [{ to: GLACIER_IR, after: 30 d }, { to: GLACIER, after: 150 d }]
  spare: { block_public_access: false }
backup:
  nightly: { from: documents, to: archive, schedule: rate(6 hours), window: 2 h }
  daily:
    method: aws-backup
    from: scratch
    schedule: rate(1 day)
    retention: { age: 35 d }
    vault: { lock: governance }
    copies: [{ account: other }, { region: sa-east-1 }]
lambda:
  validate:
    trigger: { bucket: inbox, events: ["ObjectCreated:Put", "ObjectCreated:Copy"], prefix: in/, suffix: .pdf }
    runtime: python3.12
    timeout: 60 s
    writes_to: outbox
    output: { prefix: done/ }
    on_failure: failed
    reserved_concurrency: 5
    idempotency: natural
  index: { runtime: python3.12, timeout: 20 s, trigger: { queue: jobs }, writes_to: states }
sqs:
  jobs: { trigger: { bucket: outbox }, max_receives: 3, dead_letter: dead, visibility_timeout: 2 min }
  dead: {}
dynamodb:
  states: { point_in_time_recovery: true }
  open: { encrypted: false }
cloudwatch_logs:
  audit: { retention: 365 d, kms: true }
  debug: {}
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    logs: audit
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 kB } }
  records:
    kind: ec2-ebs-s3
    app: app
    volume: scratch
    backup: daily
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 kB } }
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 GB }, key: { prefix: in/, suffix: .pdf } }
vpc: { s3_access: nat-gateway }
sns:
  done:
    subscriptions: { http: 2, sqs: 1 }
    delivery: { sqs: { dlq: true } }
policy: { rpo: 6 h, rto: 4 h, profiles: [br-cmn-4893], countries: [BR, US], restore_test: 90 d }
)yaml";

compliance::Architecture declared(const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(both_flows, "test.yaml", "", {sets, {}}, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario.has_value());
  return architecture_of(*scenario);
}

template <class Thing>
const Thing& named(const std::vector<Thing>& things, const std::string& name) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.name == name; });
  INFO(name);
  REQUIRE(found != things.end());
  return *found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("architecture: a bucket's role is what flows, jobs and functions do with it") {
  const auto a = declared();
  REQUIRE(a.buckets.size() == 4);
  CHECK(named(a.buckets, "archive").role == BucketRole::backup);
  CHECK(named(a.buckets, "inbox").role == BucketRole::documents);
  CHECK(named(a.buckets, "outbox").role == BucketRole::results);
  CHECK(named(a.buckets, "spare").role == BucketRole::other);
}

TEST_CASE(
    "architecture: a bucket that clients put documents into holds documents, though it is a backup's target "
    "too") {
  CHECK(named(declared({"backup.nightly.to=inbox"}).buckets, "inbox").role == BucketRole::documents);
}

TEST_CASE("architecture: without a function that writes to it, the results' bucket is like any other") {
  CHECK(named(declared({"lambda.validate.writes_to=states"}).buckets, "outbox").role == BucketRole::other);
}

TEST_CASE("architecture: each encryption of a bucket is told apart") {
  const auto a = declared();
  CHECK(named(a.buckets, "inbox").encryption == Encryption::none);
  CHECK(named(a.buckets, "spare").encryption == Encryption::sse_s3);
  CHECK(named(a.buckets, "archive").encryption == Encryption::sse_kms);
  CHECK(named(a.buckets, "outbox").encryption == Encryption::dsse_kms);
}

TEST_CASE("architecture: the lock of a bucket has its mode, and its retention in days") {
  const auto a = declared();
  CHECK(named(a.buckets, "archive").lock == LockMode::compliance);
  CHECK(named(a.buckets, "archive").lock_days == 1826);
  CHECK(named(a.buckets, "inbox").lock == LockMode::governance);
  CHECK(named(a.buckets, "inbox").lock_days == 1.5);
  CHECK(named(a.buckets, "spare").lock == LockMode::none);
  CHECK(named(a.buckets, "spare").lock_days == 0);
}

TEST_CASE("architecture: a replica without a region is in the scenario's own") {
  const auto a = declared();
  CHECK(named(a.buckets, "archive").replicated_to == "sa-east-1");
  CHECK(named(a.buckets, "archive").replica_in_other_account);
  CHECK(named(a.buckets, "inbox").replicated_to == "us-east-1");
  CHECK_FALSE(named(a.buckets, "inbox").replica_in_other_account);
  CHECK(named(a.buckets, "archive").replica_in_other_region);
  CHECK_FALSE(named(a.buckets, "inbox").replica_in_other_region);
  CHECK(named(a.buckets, "spare").replicated_to == "");
}

TEST_CASE("architecture: a bucket's access, versions and lifecycle") {
  const auto a = declared();
  const auto& inbox = named(a.buckets, "inbox");
  const auto& outbox = named(a.buckets, "outbox");
  CHECK(inbox.tls_only);
  CHECK_FALSE(outbox.tls_only);
  CHECK(inbox.versioning);
  CHECK_FALSE(outbox.versioning);
  CHECK(inbox.block_public_access);
  CHECK_FALSE(named(a.buckets, "spare").block_public_access);
  CHECK(outbox.expiration_days == 300);
  CHECK(outbox.archived_after_days == 150);
  CHECK(inbox.archived_after_days == compliance::never);
  CHECK(inbox.expiration_days == compliance::never);
  CHECK(outbox.aborts_uploads);
  CHECK_FALSE(inbox.aborts_uploads);
}

TEST_CASE("architecture: a schedule's longest gap is that of a year, however short the run is") {
  const auto gap_of = [](const std::string& schedule, const std::string& zone = "America/Sao_Paulo") {
    // Three days of a working week.
    const auto a = declared({"start=2026-03-03T00:00:00", "timezone=" + zone, "duration=3 d",
                             "backup.daily.schedule=" + schedule});
    return named(a.backups, "daily").longest_gap_s;
  };
  CHECK(gap_of("cron(0 12 * * ? *)") == 86400);
  CHECK(gap_of("cron(0 12 ? * MON-FRI *)") == 3 * 86400);
  CHECK(gap_of("cron(0 12 1 * ? *)") == 31 * 86400);
  CHECK(gap_of("cron(0 12 * * ? *)", "America/New_York") == 25 * 3600);  // in November
  CHECK(gap_of("rate(6 hours)") == 6 * 3600);
  const auto kept = declared({"start=2026-03-03T00:00:00", "duration=3 d", "backup.daily.method=snapshot",
                              "backup.daily.vault=null", "backup.daily.copies=null",
                              "backup.daily.retention={age: null, count: 2}",
                              "backup.daily.schedule=cron(0 12 1,2 * ? *)"});
  CHECK(named(kept.backups, "daily").retention_days == 28);  // from 1 February to 1 March
}

TEST_CASE("architecture: backup jobs have their ends, longest gap, window and vault") {
  const auto a = declared();
  const auto& nightly = named(a.backups, "nightly");
  CHECK(nightly.from_volume == "documents");
  CHECK(nightly.to_bucket == "archive");
  CHECK(nightly.longest_gap_s == 6 * 3600);
  CHECK(nightly.window_s == 2 * 3600);
  CHECK(nightly.vault_lock == LockMode::none);
  CHECK(nightly.retention_days == compliance::never);
  CHECK_FALSE(nightly.copied_to_other_account);
  CHECK_FALSE(nightly.copied_to_other_region);
  const auto& daily = named(a.backups, "daily");
  CHECK(daily.from_volume == "scratch");
  CHECK(daily.to_bucket == "");
  CHECK(daily.longest_gap_s == 86400);
  CHECK(daily.window_s == compliance::never);
  CHECK(daily.vault_lock == LockMode::governance);
  CHECK(daily.retention_days == 35);
  CHECK(daily.copied_to_other_account);
  CHECK(daily.copied_to_other_region);
  CHECK(named(declared({"backup.daily.vault.lock=compliance"}).backups, "daily").vault_lock ==
        LockMode::compliance);
}

TEST_CASE("architecture: stores and copies have the country of their region") {
  const auto a = declared();
  const auto countries = [&](const std::string& resource) {
    Texts found;
    for (const auto& place : a.places) {
      if (place.resource == resource) found.push_back(place.what + " " + place.region + " " + place.country);
    }
    return found;
  };
  CHECK(countries("ebs.documents") == Texts{"volume us-east-1 US"});
  CHECK(countries("s3.archive") == Texts{"bucket us-east-1 US"});
  CHECK(countries("s3.archive.replica") == Texts{"replicas sa-east-1 BR"});
  CHECK(countries("s3.inbox.replica") == Texts{"replicas us-east-1 US"});
  CHECK(countries("backup.daily.copies.1") == Texts{"copies of snapshots us-east-1 US"});
  CHECK(countries("backup.daily.copies.2") == Texts{"copies of snapshots sa-east-1 BR"});
  CHECK(countries("dynamodb.states") == Texts{"table us-east-1 US"});
  CHECK(countries("cloudwatch_logs.audit") == Texts{"log group us-east-1 US"});
  CHECK(a.policy.countries == Texts{"BR", "US"});
  CHECK(a.policy.restore_test_s == 90 * 86400.0);
}

TEST_CASE("architecture: no two places have one name, so that findings about them are told apart") {
  const auto a = declared();
  std::set<std::string> names;
  for (const auto& place : a.places) {
    CAPTURE(place.resource);
    CHECK(names.insert(place.resource).second);
  }
}

TEST_CASE("architecture: zones of a flow, event rules of a function and subscriptions of a topic") {
  const auto a = declared();
  CHECK(named(a.flows, "intake").zones == 1);
  CHECK_FALSE(named(a.flows, "intake").rebuilt_elsewhere);
  CHECK(named(declared({"flows.intake.recovery={another_zone: {}}"}).flows, "intake").rebuilt_elsewhere);
  const auto& validate = named(a.functions, "validate");
  CHECK(validate.has_event_queue);
  CHECK(validate.event_retries == 2);
  CHECK(validate.reserves_concurrency);
  const auto& index = named(a.functions, "index");
  CHECK_FALSE(index.has_event_queue);
  CHECK_FALSE(index.reserves_concurrency);
  CHECK(named(a.topics, "done").http_subscriptions == 2);
  CHECK(named(a.topics, "done").without_dead_letters == 2);
}

TEST_CASE("architecture: a function has its trigger, its output and where its failures go") {
  const auto a = declared();
  const auto& validate = named(a.functions, "validate");
  CHECK(validate.trigger_bucket == "inbox");
  CHECK(validate.trigger_events == Texts{"s3:ObjectCreated:Put", "s3:ObjectCreated:Copy"});
  CHECK(validate.trigger_prefix == "in/");
  CHECK(validate.trigger_suffix == ".pdf");
  CHECK(validate.looked_at_keys == 1000);
  CHECK(validate.matched_keys == 1000);
  CHECK(validate.client_uses_multipart);
  CHECK(validate.writes_to_bucket == "outbox");
  CHECK(validate.output_prefix == "done/");
  CHECK(validate.failure_destination);
  CHECK(validate.circle.empty());
  CHECK(validate.idempotency == "natural");
}

TEST_CASE("architecture: a function behind a queue has the queue's bucket and dead letters") {
  const auto a = declared();
  const auto& index = named(a.functions, "index");
  CHECK(index.trigger_bucket == "outbox");
  CHECK(index.trigger_events == Texts{"s3:ObjectCreated:*"});
  CHECK(index.failure_destination);
  CHECK(index.writes_to_bucket == "");  // a table
  CHECK_FALSE(index.client_uses_multipart);
  const auto without = declared({"sqs.jobs.max_receives=null", "sqs.jobs.dead_letter=null"});
  CHECK_FALSE(named(without.functions, "index").failure_destination);
}

TEST_CASE("architecture: keys that the filter does not take, small documents, and a circle") {
  const auto a =
      declared({"flows.automation.uploads.key.suffix=.txt", "flows.automation.uploads.size={constant: 1 kB}",
                "lambda.validate.on_failure=null", "lambda.validate.writes_to=inbox",
                "lambda.validate.output={prefix: in/, suffix: .pdf}",
                "lambda.validate.trigger.events=[\"ObjectCreated:*\"]"});
  const auto& validate = named(a.functions, "validate");
  CHECK(validate.looked_at_keys == 1000);
  CHECK(validate.matched_keys == 0);
  CHECK_FALSE(validate.client_uses_multipart);
  CHECK_FALSE(validate.failure_destination);
  CHECK(validate.circle == Texts{"validate", "validate"});
}

TEST_CASE("architecture: flows have their own volumes, bucket, function and log group") {
  const auto a = declared();
  const auto& intake = named(a.flows, "intake");
  CHECK(intake.volumes == Texts{"documents"});
  CHECK(intake.bucket == "");
  CHECK(intake.function == "");
  CHECK(intake.log_group == "audit");
  const auto& automation = named(a.flows, "automation");
  CHECK(automation.volumes.empty());
  CHECK(automation.bucket == "inbox");
  CHECK(automation.function == "validate");
  CHECK(automation.log_group == "");
}

TEST_CASE("architecture: volumes, tables, log groups, network and policy") {
  const auto a = declared();
  CHECK(named(a.volumes, "documents").encrypted);
  CHECK(named(a.volumes, "documents").customer_key);
  CHECK_FALSE(named(a.volumes, "scratch").encrypted);
  CHECK_FALSE(named(a.volumes, "scratch").customer_key);
  CHECK(named(a.tables, "states").encrypted);
  CHECK(named(a.tables, "states").point_in_time_recovery);
  CHECK_FALSE(named(a.tables, "open").encrypted);
  CHECK_FALSE(named(a.tables, "open").point_in_time_recovery);
  CHECK(named(a.log_groups, "audit").retention_days == 365);
  CHECK(named(a.log_groups, "audit").kms);
  CHECK(named(a.log_groups, "debug").retention_days == compliance::never);
  CHECK_FALSE(named(a.log_groups, "debug").kms);
  CHECK(a.s3_through_nat);
  CHECK_FALSE(declared({"vpc=null"}).s3_through_nat);
  CHECK(a.policy.rpo_s == 6 * 3600);
  CHECK(a.policy.rto_s == 4 * 3600);
  CHECK(a.policy.profiles == Texts{"br-cmn-4893"});
  CHECK(a.duration_s == 10 * 86400);
  CHECK(a.warmup_s == 86400);
}

}  // namespace architecture_test

// From a scenario to the facts that static controls look at: access, oversight, and how long copies live.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"

namespace architecture_oversight_test {

using namespace garoa;

namespace {

constexpr const char* overseen = R"yaml(
garoa: 1
region: us-east-1
duration: 1 d
account: { lambda_concurrency: 500 }
ec2:
  app: { type: m6i.large, imds_tokens: required, tls: false, public_ipv4: true, role: { actions: ["s3:PutObject"], resources: ["*"] } }
  other: { type: m6i.large }
ebs:
  documents: { attach: app, size: 100 GiB, delete_on_termination: true, keep: { after_copy: 30 d } }
  scratch: { attach: other, size: 10 GiB, keep: { for: 90 d, then: delete } }
s3:
  archive:
    versioning: true
    mfa_delete: true
    noncurrent_expiration: 20 d
    transitions: [{ to: ONEZONE_IA, after: 30 d }]
    existing: { objects: 1000, size: 1 MB }
  inbox: { deny_delete: true, access_logs: true }
  copied: { versioning: true, encryption: SSE-KMS, replication: { region: us-west-2 } }
  kept:
    versioning: true
    replication: { expiration: 40 d, noncurrent_expiration: 5 d, object_lock: { mode: compliance, retention: 50 d }, encryption: DSSE-KMS }
backup:
  nightly: { from: documents, to: archive, schedule: rate(6 hours), role: {} }
  snaps: { method: snapshot, from: scratch, schedule: rate(6 hours), retention: { count: 3 }, public: true }
lambda:
  works:
    { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, notifies: done, logs: audit, principals: ["*"], reserved_concurrency: 7,
      vpc: true, zones: 3 }
  plain: { runtime: python3.12, memory: 512 MB, principals: ["111122223333"] }
sns:
  done: { kms: true, principals: ["*"], subscriptions: { http: 2 }, delivery: { http: { tls: true } } }
  told: { delivery_status: true }
  silent: {}
sqs: { jobs: { encrypted: false } }
cloudwatch_logs: { audit: { operations: [upload, delete], fields: [actor, correlation] }, other: {} }
cloudwatch_alarms:
  a: { signals: [throttles, disk_used], period: 1 min, evaluations: 3, notifies: done }
  b: { signals: [log_errors] }
cloudtrail:
  account: { multi_region: true, log_file_validation: true, to: archive, data_events: { buckets: [inbox], reads: true } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    uploads: { arrivals: { poisson: 1/s } }
    downloads: { arrivals: { poisson: 1/s } }
  second: { kind: ec2-ebs-s3, app: other, volume: scratch, backup: snaps, uploads: { arrivals: { poisson: 1/s } } }
  automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s } } }
  calls: { kind: lambda-invoke, function: plain, uploads: { arrivals: { poisson: 1/s } } }
policy: { retention_max: 100 d }
)yaml";

const compliance::Architecture& facts() {
  static const auto made = [] {
    Diagnostics diagnostics;
    const ModelFiles files{"", diagnostics};
    const auto scenario = load_scenario_text(overseen, "overseen", "", {}, files, diagnostics);
    if (!scenario) throw std::runtime_error{diagnostics.text()};
    return architecture_of(*scenario);
  }();
  return made;
}

}  // namespace

TEST_CASE("architecture: what functions and instances use their roles for") {
  const auto used = [](const std::optional<std::vector<compliance::Use>>& uses) {
    std::vector<std::string> told;
    for (const auto& use : uses.value()) told.push_back(use.actions.front() + " " + use.resource);
    return told;
  };
  CHECK(used(facts().functions[0].uses) ==
        std::vector<std::string>{"s3:GetObject s3.inbox", "sns:Publish sns.done",
                                 "logs:PutLogEvents cloudwatch_logs.audit", "kms:Decrypt sns.done"});
  CHECK(used(facts().functions[1].uses).empty());
  // Its backup has a role of its own, and its flow no log group.
  CHECK(used(facts().instances[0].uses).empty());
}

TEST_CASE("architecture: roles, addresses and whom policies let in") {
  const auto& app = facts().instances[0];
  CHECK(app.tokens_required);
  CHECK(app.public_ip);
  REQUIRE(app.role.has_value());
  CHECK(app.role->actions == std::vector<std::string>{"s3:PutObject"});
  CHECK(app.role->resources == std::vector<std::string>{"*"});
  const auto& other = facts().instances[1];
  CHECK_FALSE(other.tokens_required);
  CHECK_FALSE(other.public_ip);
  CHECK_FALSE(other.role.has_value());
  CHECK(facts().backups[0].role.has_value());
  CHECK_FALSE(facts().backups[1].role.has_value());
  CHECK(facts().functions[0].public_policy);
  CHECK_FALSE(facts().functions[1].public_policy);
  CHECK(facts().topics[0].public_policy);
  CHECK_FALSE(facts().topics[1].public_policy);
  CHECK_FALSE(facts().backups[0].shared_with_all);
  CHECK(facts().backups[1].shared_with_all);
}

TEST_CASE("architecture: what is declared of TLS, zones, deliveries and replicas") {
  CHECK(facts().instances[0].tls == false);
  CHECK_FALSE(facts().instances[1].tls.has_value());
  CHECK(facts().functions[0].in_vpc);
  CHECK(facts().functions[0].zones == 3);
  CHECK_FALSE(facts().functions[1].in_vpc);
  CHECK_FALSE(facts().functions[1].zones.has_value());
  CHECK_FALSE(facts().topics[0].delivery_status);
  CHECK(facts().topics[0].heard);
  CHECK(facts().topics[1].delivery_status);
  CHECK_FALSE(facts().topics[2].heard);
  const auto& copied = facts().buckets[2];
  CHECK(copied.replica_days == compliance::never);
  CHECK(copied.replica_lock == compliance::LockMode::none);
  CHECK(copied.replica_encryption == compliance::Encryption::sse_kms);  // the bucket's
  const auto& kept = facts().buckets[3];
  CHECK(kept.replica_days == 40);
  CHECK(kept.replica_noncurrent_days == 5);
  CHECK(kept.replica_lock == compliance::LockMode::compliance);
  CHECK(kept.replica_lock_days == 50);
  CHECK(kept.replica_encryption == compliance::Encryption::dsse_kms);
}

TEST_CASE("architecture: how long copies live, and what they lie on") {
  const auto& documents = facts().volumes[0];
  CHECK(documents.deleted_with_instance);
  CHECK(documents.lifetime_days == 30);
  CHECK(documents.leaves_to_copies);
  CHECK(documents.annual_failure_rate == 0.002);
  const auto& scratch = facts().volumes[1];
  CHECK_FALSE(scratch.deleted_with_instance);
  CHECK(scratch.lifetime_days == 90);
  CHECK_FALSE(scratch.leaves_to_copies);
  const auto& archive = facts().buckets[0];
  CHECK(archive.mfa_delete);
  CHECK_FALSE(archive.denies_deletion);
  CHECK(archive.noncurrent_days == 20);
  CHECK(archive.one_zone);
  CHECK(archive.objects_before == 1000);
  const auto& inbox = facts().buckets[1];
  CHECK(inbox.denies_deletion);
  CHECK(inbox.access_logs);
  CHECK(inbox.noncurrent_days == compliance::never);
  CHECK_FALSE(inbox.one_zone);
  CHECK(facts().backups[1].retention_days == 0.75);  // the newest three, one every six hours
  CHECK(*facts().policy.retention_max_s == 100 * 86400.0);
}

TEST_CASE("architecture: logs, alarms and trails") {
  const auto& audit = facts().log_groups[0];
  CHECK(audit.operations == std::vector{LogOperation::upload, LogOperation::removal});
  CHECK(audit.contents == std::vector{LogField::actor, LogField::correlation});
  CHECK(facts().log_groups[1].operations.empty());
  const auto& alarm = facts().alarms[0];
  CHECK(alarm.signals == std::vector{Signal::throttles, Signal::disk_used});
  CHECK(alarm.period_s == 60);
  CHECK(alarm.evaluations == 3);
  CHECK(alarm.has_action);
  CHECK(facts().alarms[1].period_s == 300);
  CHECK(facts().alarms[1].evaluations == 1);
  CHECK_FALSE(facts().alarms[1].has_action);
  const auto& trail = facts().trails[0];
  CHECK(trail.multi_region);
  CHECK(trail.validates_files);
  CHECK(trail.to_bucket == "archive");
  CHECK(trail.buckets == std::vector<std::string>{"inbox"});
  CHECK(trail.reads);
  CHECK_FALSE(trail.writes);
}

TEST_CASE("architecture: functions, topics, queues and who downloads") {
  const auto& works = facts().functions[0];
  CHECK(works.notifies);
  CHECK(works.log_group == "audit");
  CHECK(works.most_concurrent == 7);
  CHECK(facts().functions[1].most_concurrent == 500);
  CHECK_FALSE(facts().functions[1].notifies);
  CHECK(facts().topics[0].kms);
  CHECK(facts().topics[0].http_is_tls == true);
  CHECK_FALSE(facts().topics[1].kms);
  CHECK_FALSE(facts().topics[1].http_is_tls.has_value());
  CHECK_FALSE(facts().queues[0].encrypted);
  CHECK(facts().flows[0].downloads);
  CHECK_FALSE(facts().flows[1].downloads);
}

}  // namespace architecture_oversight_test

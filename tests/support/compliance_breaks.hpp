// For tests of the static controls: for each of them, ways to make the sound architecture fail it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/compliance_run.hpp"

namespace garoa::compliance::testing {

struct Break {
  std::string_view control;
  std::string_view subject;  // flow or resource of the finding that fails
  std::function<void(Architecture&)> how;
  std::string profile = "default";
};

/// Every static control passes: copies in another region and account too.
inline Architecture sound_architecture() {
  auto architecture = good_architecture();
  for (auto& bucket : architecture.buckets) {
    bucket.replica_in_other_account = true;
    bucket.replica_in_other_region = true;
    architecture.places.push_back(
        {"s3." + bucket.name + ".replica", "replicas", {}, "sa-west-1", "BR", "region", true});
  }
  return architecture;
}

inline void keep_no_replica_elsewhere(Architecture& architecture) {
  for (auto& bucket : architecture.buckets) {
    bucket.replica_in_other_account = false;
    bucket.replica_in_other_region = false;
  }
}

/// Of encryption, access, retention, events and objectives.
inline std::vector<Break> breaks_of_settings() {
  return {
      {"S-DP-01", "ebs.documents", [](Architecture& a) { a.volumes[0].encrypted = false; }},
      {"S-DP-02", "s3.inbox", [](Architecture& a) { a.buckets[1].encryption = Encryption::none; }},
      {"S-DP-02", "dynamodb.states", [](Architecture& a) { a.tables[0].encrypted = false; }},
      {"S-DP-03", "s3.archive", [](Architecture& a) { a.buckets[0].tls_only = false; }},
      {"S-AC-01", "s3.results", [](Architecture& a) { a.buckets[2].block_public_access = false; }},
      {"S-CO-01", "vpc", [](Architecture& a) { a.s3_through_nat = true; }},
      {"S-CO-02", "s3.inbox", [](Architecture& a) { a.buckets[1].aborts_uploads = false; }},
      {"S-RT-01", "s3.archive", [](Architecture& a) { a.buckets[0].versioning = false; }},
      {"S-RT-02", "flows.intake", [](Architecture& a) { a.buckets[0].lock = LockMode::none; }},
      {"S-RT-02", "flows.intake", [](Architecture& a) { a.buckets[0].lock_days = 1826; }},
      {"S-RT-02", "flows.intake",
       [](Architecture& a) {
         a.backups[0].to_bucket.clear();
         a.backups[0].retention_days = 1826;
         a.backups[0].vault_lock = LockMode::compliance;
       }},
      {"S-RT-03", "flows.automation",
       [](Architecture& a) {
         a.buckets[1].expiration_days = 1800;
         a.buckets[1].lock_days = 1826;
         a.buckets[1].replicated_to.clear();
       }},
      {"S-RT-03", "flows.intake",
       [](Architecture& a) {
         a.buckets[0].expiration_days = 30;
         a.buckets[0].lock_days = 30;
         a.buckets[0].replicated_to.clear();
       }},
      {"S-RT-03", "flows.intake",
       [](Architecture& a) {
         a.backups[0].to_bucket.clear();
         a.backups[0].retention_days = 35;
       }},
      {"S-RT-06", "cloudwatch_logs.audit", [](Architecture& a) { a.log_groups[0].retention_days = 180; }},
      {"S-RT-06", "flows.intake", [](Architecture& a) { a.flows[0].log_group.clear(); }},
      {"S-BK-01", "ebs.documents", [](Architecture& a) { a.backups.clear(); }},
      {"S-BK-01", "s3.inbox", [](Architecture& a) { a.buckets[1].replicated_to.clear(); }},
      {"S-BK-01", "dynamodb.states", [](Architecture& a) { a.tables[0].point_in_time_recovery = false; }},
      {"S-BK-02", "backup.nightly", [](Architecture& a) { a.backups[0].window_s = 3601; }},
      {"S-BK-02", "backup.nightly", [](Architecture& a) { a.backups[0].longest_gap_s = 172800; }},
      {"S-EV-01", "lambda.validate",
       [](Architecture& a) { a.functions[0].trigger_events = {"s3:ObjectCreated:Post"}; }},
      {"S-EV-01", "lambda.validate",
       [](Architecture& a) {
         a.functions[0].trigger_events = {"s3:ObjectCreated:Put"};
         a.functions[0].client_uses_multipart = true;
       }},
      {"S-EV-02", "lambda.validate", [](Architecture& a) { a.functions[0].failure_destination = false; }},
      {"S-EV-04", "lambda.validate", [](Architecture& a) { a.functions[0].writes_to_bucket = "inbox"; }},
      {"S-EV-05", "lambda.validate", [](Architecture& a) { a.functions[0].idempotency = "none"; }},
      {"S-RC-01", "policy", [](Architecture& a) { a.policy.rto_s.reset(); }},
  };
}

/// Of roles, instances, records and alarms.
inline std::vector<Break> breaks_of_access_and_logs() {
  return {
      {"S-AC-01", "lambda.validate", [](Architecture& a) { a.functions[0].public_policy = true; }},
      {"S-AC-01", "sns.done", [](Architecture& a) { a.topics[0].public_policy = true; }},
      {"S-AC-01", "backup.nightly",
       [](Architecture& a) {
         a.backups[0].to_bucket.clear();
         a.backups[0].shared_with_all = true;
       }},
      {"S-AC-02", "lambda.validate", [](Architecture& a) { a.functions[0].role->actions = {"s3:*"}; }},
      {"S-AC-02", "ec2.app", [](Architecture& a) { a.instances[0].role->resources = {"*"}; }},
      {"S-AC-02", "backup.nightly",
       [](Architecture& a) {
         a.backups[0].role = Role{{"*"}, {}};
       }},
      {"S-AC-03", "ec2.app", [](Architecture& a) { a.instances[0].tokens_required = false; }},
      {"S-AC-03", "ec2.app", [](Architecture& a) { a.instances[0].public_ip = true; }},
      {"S-AC-03", "ec2.app", [](Architecture& a) { a.instances[0].role.reset(); }},
      {"S-BK-06", "ebs.documents", [](Architecture& a) { a.volumes[0].deleted_with_instance = true; }},
      {"S-DP-04", "sns.done", [](Architecture& a) { a.topics[0].kms = false; }},
      {"S-DP-04", "sqs.jobs",
       [](Architecture& a) {
         a.queues = {{"jobs", {}, false}};
       }},
      {"S-LG-01", "cloudwatch_logs.audit",
       [](Architecture& a) { std::erase(a.log_groups[0].operations, LogOperation::process_result); }},
      {"S-LG-01", "flows.intake", [](Architecture& a) { a.flows[0].log_group.clear(); }},
      {"S-LG-02", "s3.inbox", [](Architecture& a) { std::erase(a.trails[0].buckets, "inbox"); }},
      {"S-LG-02", "s3.inbox",
       [](Architecture& a) {
         std::erase(a.trails[0].buckets, "inbox");
         a.trails.push_back({"reads", {}, true, true, "", {"inbox"}, true, false});
       }},
      {"S-LG-03", "cloudtrail", [](Architecture& a) { a.trails[0].validates_files = false; }},
      {"S-LG-03", "", [](Architecture& a) { a.trails.clear(); }},
      {"S-LG-04", "cloudwatch_logs.audit", [](Architecture& a) { a.log_groups[0].contents.pop_back(); }},
      {"S-LG-05", "cloudwatch_alarms", [](Architecture& a) { a.alarms[0].has_action = false; }},
      {"S-LG-05", "cloudwatch_alarms",
       [](Architecture& a) { std::erase(a.alarms[0].signals, Signal::disk_used); }},
      {"S-NT-01", "sns.done",
       [](Architecture& a) {
         a.topics[0].http_subscriptions = 1;
         a.topics[0].http_is_tls = false;
       }},
  };
}

constexpr double longest_s = 6000 * 86400.0;

/// All copies are gone in time.
inline void keep_nothing_for_long(Architecture& architecture) {
  architecture.policy.retention_max_s = longest_s;
  architecture.volumes[0].lifetime_days = 5000;
  for (auto& bucket : architecture.buckets) {
    bucket.expiration_days = 5500;
    bucket.noncurrent_days = 100;
    bucket.replicated_to.clear();
  }
}

/// Of copies that stay for too long.
inline std::vector<Break> breaks_of_longest_retention() {
  return {
      {"S-RT-04", "flows.intake",
       [](Architecture& a) {
         keep_nothing_for_long(a);
         a.volumes[0].lifetime_days = never;
       }},
      {"S-RT-04", "flows.automation",
       [](Architecture& a) {
         keep_nothing_for_long(a);
         a.buckets[1].noncurrent_days = 591;
       }},
      {"S-RT-04", "flows.automation",
       [](Architecture& a) {
         keep_nothing_for_long(a);
         a.buckets[1].replicated_to = "elsewhere";
       }},
      {"S-RT-04", "flows.intake",
       [](Architecture& a) {
         keep_nothing_for_long(a);
         a.buckets[0].lock_days = 6001;
       }},
      {"S-RT-04", "flows.intake",
       [](Architecture& a) {
         keep_nothing_for_long(a);
         a.backups[0].to_bucket.clear();
         a.backups[0].retention_days = 1091;
       }},
  };
}

/// Of copies, places, logs at hand and event limits.
inline std::vector<Break> breaks_of_copies() {
  return {
      {"S-AC-04", "flows.intake",
       [](Architecture& a) {
         keep_no_replica_elsewhere(a);
         a.buckets[0].lock = LockMode::none;
       }},
      {"S-AV-01", "flows.intake", [](Architecture& a) { a.flows[0].zones = 1; }},
      {"S-BK-03", "flows.automation", [](Architecture& a) { a.buckets[1].replica_in_other_account = false; }},
      {"S-BK-04", "flows.intake", [](Architecture& a) { a.buckets[0].replica_in_other_region = false; }},
      {"S-BK-04", "flows.intake",
       [](Architecture& a) {
         for (auto& place : a.places) {
           if (place.resource == "s3.archive.replica") place.country = "US";
         }
       }},
      {"S-BK-05", "policy", [](Architecture& a) { a.policy.restore_test_s.reset(); }},
      {"S-BK-05", "policy", [](Architecture& a) { a.policy.restore_test_s = 367 * 86400.0; }},
      {"S-DP-04", "cloudwatch_logs.audit", [](Architecture& a) { a.log_groups[0].kms = false; }},
      {"S-DP-05", "backup.nightly", [](Architecture& a) { a.buckets[0].encryption = Encryption::none; }},
      {"S-DP-05", "backup.nightly",
       [](Architecture& a) {
         a.backups[0].to_bucket.clear();
         a.volumes[0].encrypted = false;
       }},
      {"S-EV-03", "lambda.validate", [](Architecture& a) { a.functions[0].event_lifetime_s = 21599; }},
      {"S-EV-03", "lambda.validate", [](Architecture& a) { a.functions[0].event_retries = 0; }},
      {"S-EV-03", "lambda.validate", [](Architecture& a) { a.functions[0].reserves_concurrency = false; }},
      {"S-NT-01", "sns.done", [](Architecture& a) { a.topics[0].without_dead_letters = 1; }},
      {"S-RS-01", "s3.inbox", [](Architecture& a) { a.places[0].country = "US"; }},
      {"S-RT-05", "backup.nightly",
       [](Architecture& a) {
         a.buckets[0].expiration_days = 34;
         a.buckets[0].lock_days = 34;
       }},
      {"S-RT-05", "backup.nightly",
       [](Architecture& a) {
         a.backups[0].to_bucket.clear();
         a.backups[0].retention_days = 34;
       }},
      {"S-RT-07", "cloudwatch_logs.audit", [](Architecture& a) { a.log_groups[0].retention_days = 90; }},
      {"S-RT-07", "flows.intake", [](Architecture& a) { a.flows[0].log_group.clear(); }},
      {"S-RT-08", "flows.automation", [](Architecture& a) { a.buckets[1].archived_after_days = 364; },
       "br-cmn-4893"},
  };
}

inline const std::vector<Break>& breaks() {
  static const std::vector<Break> all = [] {
    auto ways = breaks_of_settings();
    for (auto* const more : {breaks_of_copies, breaks_of_access_and_logs, breaks_of_longest_retention}) {
      for (auto& way : more()) ways.push_back(std::move(way));
    }
    return ways;
  }();
  return all;
}

}  // namespace garoa::compliance::testing

// For tests of the compliance controls: an architecture in which every static control passes, and a run told
// by hand.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/assessment.hpp"
#include "models/compliance/static_checks.hpp"

namespace garoa::compliance::testing {

inline Bucket good_bucket(std::string name, BucketRole role) {
  Bucket bucket;
  bucket.name = std::move(name);
  bucket.role = role;
  bucket.encryption = Encryption::sse_kms;
  bucket.tls_only = true;
  bucket.versioning = true;
  bucket.aborts_uploads = true;
  bucket.lock = LockMode::compliance;
  bucket.lock_days = 5000;
  bucket.replicated_to = "elsewhere";
  return bucket;
}

inline Architecture good_architecture() {
  Architecture architecture;
  Flow intake;
  intake.name = "intake";
  intake.volumes = {"documents"};
  intake.log_group = "audit";
  intake.zones = 2;
  Flow automation;
  automation.name = "automation";
  automation.bucket = "inbox";
  automation.function = "validate";
  automation.log_group = "audit";
  architecture.flows = {intake, automation};
  architecture.volumes = {{"documents", {}, true, true}};
  architecture.buckets = {good_bucket("archive", BucketRole::backup),
                          good_bucket("inbox", BucketRole::documents),
                          good_bucket("results", BucketRole::results)};
  architecture.backups = {{"nightly", {}, "documents", "archive", 3600, 1800}};
  Function validate;
  validate.name = "validate";
  validate.trigger_bucket = "inbox";
  validate.trigger_events = {"s3:ObjectCreated:*"};
  validate.failure_destination = true;
  validate.has_event_queue = true;
  validate.event_lifetime_s = 21600;
  validate.event_retries = 2;
  validate.reserves_concurrency = true;
  validate.reserved = 10;
  validate.timeout_s = 60;
  validate.work_p99_s = 10;
  validate.busy_at_peak = 5;
  validate.writes_to_bucket = "results";
  validate.idempotency = "conditional_write";
  validate.log_group = "audit";
  validate.role = Role{{"dynamodb:PutItem"}, {"arn:aws:dynamodb:sa-east-1:000000000000:table/states"}};
  architecture.functions = {validate};
  architecture.instances = {{"app", {}, true, false, Role{{"s3:PutObject"}, {"arn:aws:s3:::archive/*"}}}};
  architecture.tables = {{"states", {}, true, true}};
  architecture.log_groups = {{"audit", {}, 2192, true}};
  for (const auto& [name, operation] : EnumNames<LogOperation>::names)
    architecture.log_groups[0].operations.push_back(operation);
  for (const auto& [name, field] : EnumNames<LogField>::names)
    architecture.log_groups[0].contents.push_back(field);
  architecture.trails = {{"account", {}, true, true, "", {"archive", "inbox", "results"}, true, true}};
  Alarm alarm{"operations", {}, {}, 300, 1, true};
  for (const auto& [name, signal] : EnumNames<Signal>::names) alarm.signals.push_back(signal);
  architecture.alarms = {alarm};
  architecture.topics = {{"done", {}, 0, 0}};
  architecture.places = {{"s3.inbox", "bucket", {}, "sa-east-1", "BR"}};
  architecture.policy.countries = {"BR"};
  architecture.policy.restore_test_s = 86400.0 * 90;
  architecture.policy.rpo_s = 7200;
  architecture.policy.rto_s = 14400;
  architecture.duration_s = 100000;
  return architecture;
}

inline std::vector<Finding> of_control(const std::vector<Finding>& findings, std::string_view control) {
  std::vector<Finding> chosen;
  for (const auto& finding : findings) {
    if (finding.control == control) chosen.push_back(finding);
  }
  return chosen;
}

/// The default profile with a value of one parameter.
inline Profile with(std::string_view control, std::string_view parameter, double value) {
  auto profile = built_in_default_profile();
  bool is_set = false;
  for (auto& entry : profile.controls) {
    if (entry.control->id != control) continue;
    for (std::size_t i = 0; i < entry.values.size(); ++i) {
      if (entry.control->parameters[i].name != parameter) continue;
      entry.values[i] = value;
      is_set = true;
    }
  }
  REQUIRE(is_set);
  return profile;
}

/// As it is shipped.
inline Profile shipped_profile(const std::string& name) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  return load_profile(catalogue, name);
}

/// A figure of the evidence; a failed check if it is not there.
inline double figure(const Finding& finding, std::string_view name) {
  const auto found = std::find_if(finding.figures.begin(), finding.figures.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  REQUIRE(found != finding.figures.end());
  return found->second;
}

/// How often the finding gives that reason.
inline std::uint64_t reason(const Finding& finding, std::string_view name) {
  const auto found = std::find_if(finding.reasons.begin(), finding.reasons.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == finding.reasons.end() ? 0 : found->second;
}

/// A run told by hand: report events to `journal`, then end it and ask for findings.
class ToldRun {
 public:
  explicit ToldRun(const Architecture& architecture, const std::vector<Profile>& profiles = {})
      : assessment{architecture, profiles, journal} {
    intake = journal.intern("flows.intake");
    automation = journal.intern("flows.automation");
    nightly = journal.intern("backup.nightly");
    validate = journal.intern("lambda.validate");
    inbox = journal.intern("s3.inbox");
    audit = journal.intern("cloudwatch_logs.audit");
    topic = journal.intern("sns.done");
  }

  [[nodiscard]] Document document(NameId flow, DocumentId id, std::uint64_t bytes = 1000) const {
    return {{flow, journal.name(flow)}, id, bytes, 0};
  }
  void acknowledge(double time, DocumentId id, std::uint64_t bytes = 1000) {
    journal.report(events::UploadAcknowledged{time, document(intake, id, bytes)});
  }
  void protect(double time, DocumentId id, double acknowledged, std::uint64_t bytes = 1000) {
    journal.report(events::DocumentProtected{time, document(intake, id, bytes), acknowledged});
  }
  void start_backup(double time, double scheduled, std::uint64_t pending_bytes = 0) {
    journal.report(events::BackupStarted{time, nightly, intake, scheduled, pending_bytes, 0});
  }
  void finish_backup(double time, double scheduled, double started, double window = never,
                     std::uint64_t bytes = 0, std::uint64_t failed = 0) {
    const auto outcome = failed == 0 ? events::BackupOutcome::completed : events::BackupOutcome::partial;
    journal.report(
        events::BackupFinished{time, nightly, intake, scheduled, started, window, bytes, 0, failed, outcome});
  }
  std::vector<Finding> finish(double time) {
    journal.report(events::RunFinished{time});
    return assessment.findings();
  }
  /// The only finding of a control about `flow_or_resource`.
  static Finding one(const std::vector<Finding>& findings, std::string_view control,
                     std::string_view flow_or_resource) {
    std::vector<Finding> chosen;
    for (const auto& finding : of_control(findings, control)) {
      if (finding.flow == flow_or_resource || finding.resource == flow_or_resource) chosen.push_back(finding);
    }
    REQUIRE(chosen.size() == 1);
    return chosen.front();
  }

  Journal journal;
  Assessment assessment;
  NameId intake = 0;
  NameId automation = 0;
  NameId nightly = 0;
  NameId validate = 0;
  NameId inbox = 0;
  NameId audit = 0;
  NameId topic = 0;
};

/// The only finding of a static control about `flow_or_resource`.
inline Finding only(const Architecture& architecture, std::string_view control,
                    std::string_view flow_or_resource, const std::vector<Profile>& profiles = {}) {
  return ToldRun::one(check_static(architecture, profiles), control, flow_or_resource);
}

}  // namespace garoa::compliance::testing

// A scenario, read once into plain structs: also what the model files say about it. Nobody reads YAML after this.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/backup/backup_agent_settings.hpp"
#include "models/called/called_settings.hpp"
#include "models/cloudtrail/cloudtrail_settings.hpp"
#include "models/cloudwatch_alarms/alarm_settings.hpp"
#include "models/cloudwatch_logs/cloudwatch_logs_settings.hpp"
#include "models/compliance/architecture.hpp"
#include "models/compliance/profile.hpp"
#include "models/dynamodb/dynamodb_settings.hpp"
#include "models/failure/failure_settings.hpp"
#include "models/kms/kms_settings.hpp"
#include "models/lambda/function_settings.hpp"
#include "models/pricing/billing_terms.hpp"
#include "models/pricing/free_tier.hpp"
#include "models/pricing/price_book.hpp"
#include "models/restore/drill_settings.hpp"
#include "models/sns/sns_settings.hpp"
#include "models/sqs/sqs_settings.hpp"
#include "models/vpc/vpc_settings.hpp"
#include "sim/core/calendar.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/named.hpp"
#include "sim/flows/flow_kinds.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct PolicySettings {
  Location where;
  std::optional<Seconds> rpo;
  std::optional<Seconds> rto;
  std::vector<std::string> profiles;
  std::vector<std::string> countries;  // in which data may lie, ISO 3166-1 alpha-2; none: anywhere
  std::optional<Seconds>
      retention_min;  // for which a document must be kept, as the institution itself lays down
  std::optional<Seconds> retention_max;  // after which no copy of a document may be left
  std::optional<Seconds> restore_test;   // longest time between two tests of a restore
  std::vector<Objective> objectives;
  Location objectives_at;
};

struct Scenario {
  std::string title;
  std::string file;
  std::string sha256;        // of the files and overrides that make up the scenario
  std::string files_sha256;  // of the files alone
  std::string region;
  std::string start;  // of the scenario; the calendar's is that of the run
  std::string timezone;
  std::optional<Calendar> calendar;  // always there in a scenario without faults
  Seconds duration;
  Seconds warmup;
  std::uint64_t seed = 1;
  double load = 1;      // times all arrivals
  Seconds begin_after;  // of the run: so long after `start`, whole days
  /// As of its start, where the run begins later: what came in between follows from it.
  std::shared_ptr<const Scenario> origin;
  LambdaAccountSettings lambda_account;
  PutLimit put_log_events;
  PerSecond sns_publish;
  bool free_tier = false;
  BillingTerms billing;

  std::vector<Ec2Settings> ec2;
  std::vector<EbsSettings> ebs;
  std::vector<BucketSettings> s3;
  VpcSettings vpc;
  KmsSettings kms;
  std::vector<BackupAgentSettings> backup_agents;
  std::vector<BackupSettings> backup;          // of volumes
  std::vector<BackupSettings> bucket_backups;  // likewise under `backup`
  std::vector<FunctionSettings> lambda;
  std::vector<CalledSettings> called;
  std::vector<TopicSettings> sns;
  std::vector<QueueSettings> sqs;
  std::vector<TableSettings> dynamodb;
  std::vector<LogGroupSettings> cloudwatch_logs;
  std::vector<AlarmSettings> cloudwatch_alarms;
  std::vector<TrailSettings> cloudtrail;
  std::vector<FlowSettings> flows;
  std::vector<FailureSettings> failures;
  std::vector<DrillSettings> drills;
  PolicySettings policy;

  // From the model files (see complete.hpp).
  std::vector<compliance::Profile> profiles;  // in force
  PriceBook prices;                           // of the region
  /// By region: of those in which copies are kept.
  std::map<std::string, PriceBook> prices_elsewhere;
  std::map<std::string, std::string> countries;  // of those and the scenario's own region
  std::vector<FreeAllowance> free_allowances;    // none without the free tier
  std::vector<Assumption> assumptions;           // figures in use not read in a named source, or with a range
  Provenance provenance;
  /// Of the profiles in force, those whose text is not the built-in one.
  [[nodiscard]] std::vector<std::string> replaced_profiles() const;

  /// Every key that could be given, with the value in force and where it comes from.
  std::shared_ptr<const FieldRecord> record;
  /// Its files and overrides, laid over each other, with the place of each key.
  std::shared_ptr<const YamlNode> given;

  /// What its flows may refer to.
  [[nodiscard]] Declared declared() const { return {ec2, ebs, s3, backup, lambda, sns, sqs, flows}; }
};

/// The flow that a backup of the bucket belongs to: the first one whose clients put into it, whose backups copy to it, or whose functions
/// write to it; null if there is none.
[[nodiscard]] const FlowSettings* flow_of_bucket(const Scenario& scenario, const std::string& bucket);

/// The facts that static controls look at.
[[nodiscard]] compliance::Architecture architecture_of(const Scenario& scenario);

}  // namespace garoa

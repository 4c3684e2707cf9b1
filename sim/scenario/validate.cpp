#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/named.hpp"
#include "sim/scenario/event_checks.hpp"
#include "sim/scenario/objective_checks.hpp"
#include "sim/scenario/read_scenario.hpp"

namespace garoa {
namespace {

/// Checks references and rules; keeps the Diagnostics at hand.
class Validator {
 public:
  Validator(const Scenario& scenario, Diagnostics& diagnostics) : s_{scenario}, diagnostics_{diagnostics} {}

  void run() {
    for (const auto& volume : s_.ebs) demand(volume.attach, s_.ec2, "EC2 instance", "ec2");
    for (const auto& job : s_.backup) {
      check_fast_restore(job, demand(job.from, s_.ebs, "EBS volume", "ebs"));
      demand(job.to, s_.s3, "S3 bucket", "s3");
      demand(job.agent, s_.backup_agents, "backup agent", "backup_agents");
    }
    for (const auto& job : s_.bucket_backups) check_bucket_of(job);
    for (const auto& bucket : s_.s3) {
      if (bucket.replication && bucket.replication->region == s_.region)
        diagnostics_.error(
            bucket.where,
            fmt::format("'s3.{}.replication.region' is the scenario's own; leave it out", bucket.name));
    }
    check_names(s_.called, diagnostics_);
    for (const auto& function : s_.lambda) check(function);
    for (const auto& group : s_.cloudwatch_logs) demand(group.export_to, s_.s3, "S3 bucket", "s3");
    std::vector<const ConcurrencySettings*> limits;
    for (const auto& function : s_.lambda) limits.push_back(&function.concurrency);
    check_reservations(limits, s_.lambda_account, diagnostics_);
    check_events(s_, diagnostics_);
    const bool some_begin = some_requests_begin();
    for (const auto& flow : s_.flows) {
      demand(flow.common().logs, s_.cloudwatch_logs, "CloudWatch Logs group", "cloudwatch_logs");
      flow.check(s_.declared(), diagnostics_);
      for (const auto* stream : flow.requests())
        check_fits_run(*stream, s_.duration.count(), !some_begin, diagnostics_);
    }
    for (const auto& alarm : s_.cloudwatch_alarms) demand(alarm.notifies, s_.sns, "SNS topic", "sns");
    for (const auto& trail : s_.cloudtrail) {
      demand(trail.to, s_.s3, "S3 bucket", "s3");
      for (const auto& bucket : trail.buckets) demand(bucket, s_.s3, "S3 bucket", "s3");
    }
    for (const auto& failure : s_.failures) check(failure);
    for (const auto& drill : s_.drills) check(drill);
    check_backups_are_used();
    check_objectives(s_, diagnostics_);
  }

 private:
  [[nodiscard]] bool some_requests_begin() const {
    return std::any_of(s_.flows.begin(), s_.flows.end(), [&](const FlowSettings& flow) {
      const auto streams = flow.requests();
      return std::any_of(streams.begin(), streams.end(),
                         [&](const auto* stream) { return stream->begin() < s_.duration.count(); });
    });
  }

  /// An error if the reference is given and names nothing.
  template <class Settings>
  const Settings* demand(const Reference& reference, const std::vector<Settings>& list, std::string_view what,
                         std::string_view section) {
    return garoa::demand(reference, list, what, section, diagnostics_);
  }

  template <class Settings>
  static bool exists(const Reference& reference, const std::vector<Settings>& list) {
    return find_named(list, reference.name) != nullptr;
  }

  void check(const FunctionSettings& function) {
    demand(function.notifies, s_.sns, "SNS topic", "sns");
    if (function.reads) demand(function.reads->bucket, s_.s3, "S3 bucket", "s3");
    for (const auto& called : function.calls) demand_called(called, s_.called, called_kinds(), diagnostics_);
    demand(function.logs.group, s_.cloudwatch_logs, "CloudWatch Logs group", "cloudwatch_logs");
    check_dedup(function);
    if (!function.writes_to.given()) return;
    const bool table = find_named(s_.dynamodb, function.writes_to.name) != nullptr;
    const bool bucket = find_named(s_.s3, function.writes_to.name) != nullptr;
    auto known = names_of(s_.dynamodb);
    const auto buckets = names_of(s_.s3);
    known.insert(known.end(), buckets.begin(), buckets.end());
    if (table && bucket) {
      diagnostics_.error(
          function.writes_to.where,
          fmt::format("'{}' is both a table and a bucket; rename one", function.writes_to.name));
    } else if (!table && !bucket) {
      diagnostics_.error(function.writes_to.where,
                         fmt::format("there is no table or bucket '{}' under 'dynamodb' or 's3'{}",
                                     function.writes_to.name, did_you_mean(function.writes_to.name, known)));
    }
  }

  void check_dedup(const FunctionSettings& function) {
    demand(function.dedup_table, s_.dynamodb, "DynamoDB table", "dynamodb");
    const bool wanted = function.idempotency == Idempotency::dedup_table;
    if (function.dedup_table.given() && !wanted)
      diagnostics_.error(
          function.dedup_table.where,
          fmt::format("'lambda.{}.dedup_table' needs 'idempotency: dedup_table'", function.name));
    if (wanted && !function.dedup_table.given() && !exists(function.writes_to, s_.dynamodb))
      diagnostics_.error(
          function.where,
          fmt::format("'lambda.{}' needs a 'dedup_table', since it writes to no table", function.name));
  }

  void check(const FailureSettings& failure) {
    switch (failure.target) {
      case FailureTarget::volume:
        demand(failure.name, s_.ebs, "EBS volume", "ebs");
        break;
      case FailureTarget::instance:
        demand(failure.name, s_.ec2, "EC2 instance", "ec2");
        break;
      case FailureTarget::zone:
        check_zone(failure.name);
        break;
      case FailureTarget::bucket:
        demand(failure.name, s_.s3, "S3 bucket", "s3");
        break;
      case FailureTarget::called:
        demand_called(failure.name, s_.called, called_kinds(failure.key), diagnostics_);
        break;
      case FailureTarget::subscribers:
        demand(failure.name, s_.sns, "SNS topic", "sns");
        break;
      case FailureTarget::service:
        break;
      case FailureTarget::backup:
        demand(failure.name, s_.backup, "backup", "backup");
        break;
      case FailureTarget::logs:
        demand(failure.name, s_.cloudwatch_logs, "log group", "cloudwatch_logs");
        break;
    }
  }

  void check_zone(const Reference& zone) {
    std::vector<std::string_view> known;
    for (const auto& instance : s_.ec2) known.push_back(instance.zones.front());
    if (std::find(known.begin(), known.end(), zone.name) != known.end()) return;
    diagnostics_.error(zone.where, fmt::format("no instance is in zone '{}'{}; say so with its 'zone'",
                                               zone.name, did_you_mean(zone.name, known)));
  }

  /// Where a flow names a backup that does not exist, which one is unused cannot be told.
  void check_backups_are_used() {
    std::set<std::string> used;
    for (const auto& flow : s_.flows) {
      for (const auto& backup : flow.facts().backups) {
        if (!exists(backup, s_.backup)) return;
        used.insert(backup.name);
      }
    }
    for (const auto& job : s_.backup) {
      if (used.contains(job.name)) continue;
      diagnostics_.error(
          job.where, fmt::format("'backup.{}' is used by no flow; name it in a flow's 'backup'", job.name));
    }
  }

  void check_fast_restore(const BackupSettings& job, const EbsSettings* volume) {
    const auto& rule = job.snapshot.fast_restore;
    if (!rule || volume == nullptr || volume->size <= rule->largest) return;
    diagnostics_.error(
        job.where, fmt::format("volume '{}' has {}; fast snapshot restore allows at most {}", volume->name,
                               format_quantity(volume->size), format_quantity(rule->largest)));
  }

  void check_bucket_of(const BackupSettings& job) {
    const auto* const bucket = demand(job.from_bucket, s_.s3, "S3 bucket", "s3");
    if (bucket == nullptr) return;
    if (!bucket->versioning)
      diagnostics_.error(job.from_bucket.where,
                         fmt::format("AWS Backup needs 'versioning: true' of 's3.{}'", bucket->name));
    if (flow_of_bucket(s_, bucket->name) == nullptr)
      diagnostics_.error(job.from_bucket.where,
                         fmt::format("no flow puts documents into 's3.{}'", bucket->name));
  }

  /// AWS Backup restores to a bucket that is made for the drill.
  void check_drill_of_bucket(const DrillSettings& drill, const BackupSettings& job) {
    for (const auto& [key, given] : {std::pair{"to", drill.to.given()},
                                     {"traffic", drill.traffic},
                                     {"server_side", drill.server_side},
                                     {"verify", drill.restore.verify}}) {
      if (given)
        diagnostics_.error(drill.where,
                           fmt::format("a drill of 'backup.{}' takes no '{}': AWS Backup restores "
                                       "to a bucket of its own",
                                       job.name, key));
    }
  }

  /// Of the documents that a flow puts into it: their restore is that flow's.
  void check_replicas(const Reference& name) {
    demand(name, s_.s3, "bucket", "s3");
    const auto* const bucket = find_named(s_.s3, name.name);
    if (bucket == nullptr) return;
    if (!bucket->replication)
      diagnostics_.error(name.where, fmt::format("'s3.{}' has no 'replication'", name.name));
    const auto into = [&](const FlowSettings& flow) { return flow.facts().bucket.name == name.name; };
    if (std::none_of(s_.flows.begin(), s_.flows.end(), into))
      diagnostics_.error(name.where, fmt::format("no flow puts documents into 's3.{}'", name.name));
  }

  /// Documents are those of a flow into the bucket that the function listens to.
  void check_replay(const Reference& name) {
    demand(name, s_.lambda, "function", "lambda");
    const auto* const function = find_named(s_.lambda, name.name);
    if (function == nullptr) return;
    const auto& bucket = function->trigger.bucket.name;
    if (bucket.empty())
      diagnostics_.error(name.where, fmt::format("no bucket's events call 'lambda.{}'", name.name));
    else if (flow_of_bucket(s_, bucket) == nullptr)
      diagnostics_.error(name.where, fmt::format("no flow puts documents into 's3.{}'", bucket));
  }

  void check(const DrillSettings& drill) {
    if (drill.function.given()) return check_replay(drill.function);
    if (drill.replicas_of.given()) return check_replicas(drill.replicas_of);
    if (const auto* const job = find_named(s_.bucket_backups, drill.job.name))
      return check_drill_of_bucket(drill, *job);
    demand(drill.job, s_.backup, "backup", "backup");
    if (const auto* const job = find_named(s_.backup, drill.job.name))
      check_restore(drill.restore, {job}, drill.job.where, s_.declared(), diagnostics_);
    if (!drill.to.given()) return;
    auto known = names_of(s_.ebs);
    const auto buckets = names_of(s_.s3);
    known.insert(known.end(), buckets.begin(), buckets.end());
    const bool volume = exists(drill.to, s_.ebs);
    const bool bucket = exists(drill.to, s_.s3);
    if (!volume && !bucket) {
      diagnostics_.error(drill.to.where,
                         fmt::format("there is no volume or bucket '{}' under 'ebs' or 's3'{}", drill.to.name,
                                     did_you_mean(drill.to.name, known)));
    } else if (volume && bucket) {
      diagnostics_.error(drill.to.where,
                         fmt::format("'{}' is both a volume and a bucket; rename one", drill.to.name));
    } else if (drill.server_side && !bucket) {
      diagnostics_.error(drill.to.where, "S3 copies by itself only to a bucket ('server_side')");
    }
    const auto* const job = find_named(s_.backup, drill.job.name);
    if (job != nullptr && (drill.to.name == job->from.name || drill.to.name == job->to.name))
      diagnostics_.error(drill.to.where,
                         fmt::format("a drill cannot restore to '{}', which 'backup.{}' works with",
                                     drill.to.name, job->name));
  }

  const Scenario& s_;
  Diagnostics& diagnostics_;
};

}  // namespace

void validate(const Scenario& scenario, Diagnostics& diagnostics) {
  Validator{scenario, diagnostics}.run();
}

}  // namespace garoa

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/scenario/architecture_index.hpp"
#include "sim/scenario/declared_work.hpp"
#include "sim/scenario/principal_uses.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {
namespace {

using compliance::Architecture;

constexpr double day = Calendar::day_seconds;

compliance::Encryption encryption_of(BucketEncryption e) {
  switch (e) {
    case BucketEncryption::none:
      return compliance::Encryption::none;
    case BucketEncryption::sse_s3:
      return compliance::Encryption::sse_s3;
    case BucketEncryption::sse_kms:
      return compliance::Encryption::sse_kms;
    case BucketEncryption::dsse_kms:
      return compliance::Encryption::dsse_kms;
  }
  return compliance::Encryption::none;
}

/// Days until objects must be thawed to be read.
double archived_after(const StorageSettings& storage) {
  const auto is_archive = [](StorageClass c) {
    return c == StorageClass::glacier || c == StorageClass::deep_archive;
  };
  if (is_archive(storage.upload_class)) return 0;
  double days = compliance::never;
  for (const auto& transition : storage.transitions) {
    if (is_archive(transition.to)) days = std::min(days, static_cast<double>(transition.after_days));
  }
  return days;
}

double days_or_never(const std::optional<std::int64_t>& days) {
  return days ? static_cast<double>(*days) : compliance::never;
}

compliance::LockMode lock_mode_of(const std::optional<ObjectLock>& lock) {
  if (!lock) return compliance::LockMode::none;
  return lock->mode == ObjectLockMode::compliance ? compliance::LockMode::compliance
                                                  : compliance::LockMode::governance;
}

double lock_length_of(const std::optional<ObjectLock>& lock) {
  return lock ? lock->retention.count() / day : 0;
}

void add_replica(compliance::Bucket& bucket, const ReplicationSettings& settings) {
  bucket.replica_days = days_or_never(settings.expiration_days);
  bucket.replica_noncurrent_days = days_or_never(settings.noncurrent_expiration_days);
  bucket.replica_lock = lock_mode_of(settings.object_lock);
  bucket.replica_lock_days = lock_length_of(settings.object_lock);
  bucket.replica_encryption = settings.encryption ? encryption_of(*settings.encryption) : bucket.encryption;
}

compliance::Bucket bucket_of(const Scenario& s, const BucketSettings& settings,
                             const ArchitectureIndex& index) {
  compliance::Bucket bucket;
  bucket.name = settings.name;
  bucket.where = settings.where;
  bucket.role = index.role_of(settings.name);
  bucket.encryption = encryption_of(settings.encryption);
  bucket.block_public_access = settings.block_public_access;
  bucket.tls_only = settings.tls_only;
  bucket.versioning = settings.versioning;
  bucket.lock = lock_mode_of(settings.object_lock);
  bucket.lock_days = lock_length_of(settings.object_lock);
  bucket.aborts_uploads = settings.storage.abort_uploads_days.has_value();
  if (settings.replication) {
    bucket.replicated_to = settings.replication->region.empty() ? s.region : settings.replication->region;
    bucket.replica_in_other_account = settings.replication->account == CopyAccount::other;
    bucket.replica_in_other_region = bucket.replicated_to != s.region;
    add_replica(bucket, *settings.replication);
  }
  bucket.expiration_days = days_or_never(settings.storage.expiration_days);
  bucket.archived_after_days = archived_after(settings.storage);
  bucket.mfa_delete = settings.mfa_delete;
  bucket.denies_deletion = settings.deny_delete;
  bucket.access_logs = settings.access_logs;
  bucket.noncurrent_days = days_or_never(settings.storage.noncurrent_expiration_days);
  bucket.one_zone = settings.storage.upload_class == StorageClass::onezone_ia ||
                    std::any_of(settings.storage.transitions.begin(), settings.storage.transitions.end(),
                                [](const auto& t) { return t.to == StorageClass::onezone_ia; });
  bucket.objects_before = settings.storage.existing.objects;
  return bucket;
}

std::optional<compliance::Role> role_of(const std::optional<RoleSettings>& role) {
  return role ? std::optional{compliance::Role{role->actions, role->resources}} : std::nullopt;
}

bool lets_everybody_in(const std::vector<std::string>& principals) {
  return std::find(principals.begin(), principals.end(), "*") != principals.end();
}

/// Of the block that names the objects that a function works on: its own, its queue's or its topic's.
std::string trigger_path_of(const Scenario& s, const FunctionSettings& settings) {
  if (settings.trigger.bucket.given()) return "lambda." + settings.name + ".trigger";
  const auto* const queue = find_named(s.sqs, settings.trigger.queue.name);
  if (queue == nullptr) return "sns." + settings.trigger.topic.name + ".trigger";
  return queue->objects.bucket.given() ? "sqs." + queue->name + ".trigger"
                                       : "sns." + queue->topic.name + ".trigger";
}

compliance::Function function_of(const Scenario& s, const FunctionSettings& settings,
                                 const ArchitectureIndex& index) {
  compliance::Function function;
  function.name = settings.name;
  function.where = settings.where;
  if (const auto* const source = object_source_of(s, settings)) {
    function.trigger_path = trigger_path_of(s, settings);
    function.trigger_bucket = source->bucket.name;
    function.trigger_prefix = source->prefix;
    function.trigger_suffix = source->suffix;
    for (const auto event : source->events)
      function.trigger_events.push_back("s3:" + std::string{name_of(event)});
    const auto multipart = index.multipart.find(function.trigger_bucket);
    function.client_uses_multipart = multipart != index.multipart.end() && multipart->second;
    const auto flows = index.flows_to(function.trigger_bucket);
    const auto keys = keys_taken_by(flows, {source}, FiltersMatch::all);
    function.looked_at_keys = keys.looked_at;
    function.matched_keys = keys.matched;
    function.untaken_keys = keys.looked_at - index.taken_keys(function.trigger_bucket);
    function.output_prefix = settings.renames ? settings.output.prefix : source->prefix;
    function.output_suffix = settings.renames ? settings.output.suffix : source->suffix;
  }
  function.trigger_queue = settings.trigger.queue.name;
  function.failure_destination = settings.destinations.take_failures();
  function.called_by_events = settings.trigger.bucket.given() || settings.trigger.topic.given() ||
                              settings.trigger.queue.given() ||
                              index.called_without_waiting.contains(settings.name);
  function.event_lifetime_s = settings.async.event_age_max.count();
  function.has_event_queue = function.called_by_events && !settings.trigger.queue.given();
  function.event_retries = settings.async.retries;
  function.reserves_concurrency = settings.concurrency.reserved.has_value();
  function.reserved = settings.concurrency.reserved.value_or(0);
  function.timeout_s = settings.timeout.count();
  if (const auto work = declared_work(s, settings, index.flows_of(settings, function.trigger_bucket))) {
    function.work_p99_s = work->p99_s;
    function.busy_at_peak = work->busy_at_peak;
  }
  if (const auto* const queue = find_named(s.sqs, settings.trigger.queue.name)) {
    function.failure_destination = queue->dead_letter.given();
    function.event_lifetime_s = queue->retention.count();
  }
  if (find_named(s.s3, settings.writes_to.name) != nullptr)
    function.writes_to_bucket = settings.writes_to.name;
  function.circle = index.ways.circle_of(settings);
  for (const auto* const reached : index.ways.reached_by(settings)) function.reaches.push_back(reached->name);
  function.idempotency = name_of(settings.idempotency);
  function.notifies = settings.notifies.given();
  function.log_group = settings.logs.group.name;
  function.most_concurrent =
      settings.concurrency.reserved ? *settings.concurrency.reserved : s.lambda_account.concurrency;
  function.public_policy = lets_everybody_in(settings.principals);
  function.role = role_of(settings.role);
  function.uses = uses_of(s, settings);
  function.in_vpc = settings.cold_start.vpc;
  function.zones = settings.cold_start.zones;
  return function;
}

compliance::LockMode lock_of(VaultLock lock) {
  switch (lock) {
    case VaultLock::none:
      return compliance::LockMode::none;
    case VaultLock::governance:
      return compliance::LockMode::governance;
    case VaultLock::compliance:
      return compliance::LockMode::compliance;
  }
  return compliance::LockMode::none;
}

std::size_t zones_of(const Scenario& s, const std::vector<Reference>& apps) {
  std::set<std::string> zones;
  for (const auto& reference : apps) {
    if (const auto* const app = find_named(s.ec2, reference.name))
      zones.insert(app->zones.begin(), app->zones.end());
  }
  return zones.size();
}

compliance::Flow flow_of(const Scenario& s, const FlowSettings& settings, const ArchitectureIndex& index) {
  compliance::Flow flow;
  flow.name = settings.common().name;
  flow.where = settings.common().where;
  flow.log_group = settings.common().logs.name;
  const auto facts = settings.facts();
  for (const auto& app : facts.apps) flow.apps.push_back(app.name);
  for (const auto& volume : facts.volumes) flow.volumes.push_back(volume.name);
  flow.documents_before = settings.common().documents_before;
  flow.zones = zones_of(s, facts.apps);
  flow.rebuilt_elsewhere = facts.another_zone;
  flow.bucket = facts.bucket.name;
  flow.bucket_is_backed_up =
      facts.bucket.given() &&
      std::any_of(s.bucket_backups.begin(), s.bucket_backups.end(),
                  [&](const auto& job) { return job.from_bucket.name == flow.bucket; });
  flow.function = facts.function.name;
  const auto listening = index.first_functions.find(flow.bucket);
  if (facts.bucket.given() && listening != index.first_functions.end()) flow.function = listening->second;
  for (const auto* const told : index.ways.all_told_by(facts)) flow.functions.push_back(told->name);
  if (!flow.functions.empty()) flow.function = flow.functions.front();
  flow.downloads = settings.requests().size() > 1;
  return flow;
}

compliance::Topic topic_of(const TopicSettings& settings) {
  compliance::Topic topic{settings.name, settings.where};
  topic.kms = settings.kms;
  topic.public_policy = lets_everybody_in(settings.principals);
  topic.delivery_status = settings.delivery_status;
  for (const auto& subscriber : settings.subscribers) {
    if (subscriber.protocol == Protocol::http) {
      topic.http_subscriptions += subscriber.count;
      topic.http_is_tls = subscriber.tls;
    }
    if (subscriber.dlq || subscriber.count == 0) continue;
    topic.without_dead_letters += subscriber.count;
    if (topic.unkept_protocol.empty()) topic.unkept_protocol = name_of(subscriber.protocol);
  }
  return topic;
}

/// A topic with a subscription, or with a function or queue behind it.
bool is_heard(const Scenario& s, const std::string& topic) {
  const auto* const settings = find_named(s.sns, topic);
  if (settings == nullptr) return false;
  const auto& subscribers = settings->subscribers;
  const auto names = [&](const Reference& reference) { return reference.name == topic; };
  return std::any_of(subscribers.begin(), subscribers.end(),
                     [](const auto& some) { return some.count > 0; }) ||
         std::any_of(s.lambda.begin(), s.lambda.end(),
                     [&](const auto& f) { return names(f.trigger.topic); }) ||
         std::any_of(s.sqs.begin(), s.sqs.end(), [&](const auto& queue) { return names(queue.topic); });
}

compliance::Volume volume_of(const EbsSettings& settings) {
  compliance::Volume volume{settings.name, settings.where, settings.encrypted, settings.customer_key,
                            settings.delete_on_termination};
  volume.annual_failure_rate = settings.annual_failure_rate;
  if (settings.keep) {
    volume.lifetime_days = settings.keep->least().count() / day;
    volume.leaves_to_copies = settings.keep->needs_copy();
  }
  return volume;
}

/// Of schedules, seconds. They are judged as they are laid down, not by the days that a run happens to have: within a year come their
/// weekends, months and changes of clocks.
double horizon_of(const Scenario& s) {
  return std::max(s.duration.count(), 366 * day);
}

/// Seconds; the newest so many of a schedule's snapshots live until as many have followed, and where the last one is kept at least until
/// the next one is there.
double retention_of(const Scenario& s, const BackupSettings& settings) {
  const auto& retention = settings.snapshot.retention;
  if (retention.age) {
    const double gap =
        retention.keeps_last && settings.schedule ? settings.schedule->longest_gap(horizon_of(s)) : 0;
    return std::isfinite(gap) ? std::max(retention.age->count(), gap) : retention.age->count();
  }
  if (!retention.count) return compliance::never;
  return settings.schedule ? settings.schedule->shortest_run(*retention.count, horizon_of(s)) : 0;
}

compliance::BackupJob backup_of(const Scenario& s, const BackupSettings& settings) {
  const auto& snapshot = settings.snapshot;
  const auto some_copy = [&](const auto& is_wanted) {
    return std::any_of(snapshot.copies.begin(), snapshot.copies.end(), is_wanted);
  };
  compliance::BackupJob job;
  job.name = settings.name;
  job.where = settings.where;
  job.from_volume = settings.from.name;
  job.from_bucket = settings.from_bucket.name;
  job.to_bucket = settings.to.name;
  job.side_by_side = settings.overlap == OverlapPolicy::parallel;
  if (settings.schedule) job.longest_gap_s = settings.schedule->longest_gap(horizon_of(s));
  if (settings.window) job.window_s = settings.window->count();
  if (settings.complete_window) job.complete_window_s = settings.complete_window->count();
  job.vault_lock = lock_of(snapshot.vault_lock);
  job.retention_days = retention_of(s, settings) / day;
  job.copied_to_other_account = some_copy([](const auto& c) { return c.account == CopyAccount::other; });
  job.copied_to_other_region =
      some_copy([&](const auto& copy) { return !copy.region.empty() && copy.region != s.region; });
  job.shared_with_all = snapshot.shared_with_all;
  job.role = role_of(settings.role);
  job.uses = uses_of(s, job);
  return job;
}

compliance::Trail trail_of(const TrailSettings& settings) {
  compliance::Trail trail{settings.name, settings.where, settings.multi_region, settings.log_file_validation,
                          settings.to.name};
  for (const auto& bucket : settings.buckets) trail.buckets.push_back(bucket.name);
  trail.reads = settings.reads;
  trail.writes = settings.writes;
  return trail;
}

/// Of all stores, and of the copies that their own settings make.
std::vector<compliance::DataPlace> places_of(const Scenario& s) {
  std::vector<compliance::DataPlace> places;
  const auto add = [&](std::string resource, const char* what, const Location& where,
                       const std::string& region, const std::string& setting = "region") {
    const auto& name = region.empty() ? s.region : region;
    const auto country = s.countries.find(name);
    places.push_back({std::move(resource), what, where, name,
                      country == s.countries.end() ? "" : country->second, setting, name != s.region});
  };
  for (const auto& volume : s.ebs) add("ebs." + volume.name, "volume", volume.where, s.region);
  for (const auto& bucket : s.s3) {
    add("s3." + bucket.name, "bucket", bucket.where, s.region);
    if (!bucket.replication) continue;
    add(replica_of(bucket.name), "replicas", bucket.where, bucket.replication->region,
        "s3." + bucket.name + ".replication.region");
  }
  const auto add_copies = [&](const BackupSettings& job, const char* what) {
    const auto path = "backup." + job.name + ".copies";
    for (std::size_t i = 0; i < job.snapshot.copies.size(); ++i)
      add(path + "." + std::to_string(i + 1), what, job.where, job.snapshot.copies[i].region, path);
  };
  for (const auto& job : s.backup) add_copies(job, "copies of snapshots");
  for (const auto& job : s.bucket_backups) add_copies(job, "copies of recovery points");
  for (const auto& table : s.dynamodb) add("dynamodb." + table.name, "table", table.where, s.region);
  for (const auto& group : s.cloudwatch_logs)
    add("cloudwatch_logs." + group.name, "log group", group.where, s.region);
  return places;
}

}  // namespace

Architecture architecture_of(const Scenario& s) {
  const ArchitectureIndex index{s};
  Architecture a;
  a.given = s.given;
  for (const auto& flow : s.flows) a.flows.push_back(flow_of(s, flow, index));
  for (const auto& volume : s.ebs) a.volumes.push_back(volume_of(volume));
  for (const auto& bucket : s.s3) a.buckets.push_back(bucket_of(s, bucket, index));
  for (const auto& job : s.backup) a.backups.push_back(backup_of(s, job));
  for (const auto& job : s.bucket_backups) a.backups.push_back(backup_of(s, job));
  for (const auto& function : s.lambda) a.functions.push_back(function_of(s, function, index));
  for (const auto& table : s.dynamodb)
    a.tables.push_back({table.name, table.where, table.encrypted, table.point_in_time_recovery});
  for (const auto& group : s.cloudwatch_logs) {
    a.log_groups.push_back({group.name, group.where,
                            group.retention ? group.retention->count() / day : compliance::never, group.kms,
                            group.operations, group.contents, group.export_to.name});
  }
  for (const auto& topic : s.sns) {
    a.topics.push_back(topic_of(topic));
    a.topics.back().heard = is_heard(s, topic.name);
  }
  for (const auto& queue : s.sqs) a.queues.push_back({queue.name, queue.where, queue.encrypted});
  for (const auto& app : s.ec2) {
    a.instances.push_back({app.name, app.where, app.imds_tokens == ImdsTokens::required, app.public_ipv4,
                           role_of(app.role), app.tls, uses_of(s, a, app.name)});
  }
  for (const auto& alarm : s.cloudwatch_alarms) {
    a.alarms.push_back({alarm.name, alarm.where, alarm.signals, alarm.period.count(), alarm.evaluations,
                        is_heard(s, alarm.notifies.name), alarm.notifies.name});
  }
  for (const auto& trail : s.cloudtrail) a.trails.push_back(trail_of(trail));
  a.places = places_of(s);
  a.s3_through_nat = s.vpc.s3_access == S3Access::nat_gateway;
  a.s3_access = name_of(s.vpc.s3_access);
  a.vpc = s.vpc.where;
  a.policy.where = s.policy.where;
  if (s.policy.rpo) a.policy.rpo_s = s.policy.rpo->count();
  if (s.policy.rto) a.policy.rto_s = s.policy.rto->count();
  a.policy.profiles = s.policy.profiles;
  a.policy.countries = s.policy.countries;
  if (s.policy.retention_min) a.policy.retention_min_s = s.policy.retention_min->count();
  if (s.policy.retention_max) a.policy.retention_max_s = s.policy.retention_max->count();
  if (s.policy.restore_test) a.policy.restore_test_s = s.policy.restore_test->count();
  a.duration_s = s.duration.count();
  a.warmup_s = s.warmup.count();
  return a;
}

}  // namespace garoa

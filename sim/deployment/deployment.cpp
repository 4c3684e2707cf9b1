#include "sim/deployment/deployment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/backup/file_copy.hpp"
#include "models/backup/snapshot_backup.hpp"
#include "sim/deployment/event_wiring.hpp"
#include "sim/deployment/restores.hpp"

namespace garoa {

Deployment::Deployment(const Scenario& scenario, Journal& journal, std::uint64_t seed)
    : scenario_{scenario},
      log_account_{scenario.put_log_events},
      publish_quota_{scenario.sns_publish.count(), scenario.sns_publish.count()},
      account_{scenario.lambda_account},
      run_{simulator_, journal, seed, scenario.warmup.count()} {
  if (!scenario.ec2.empty()) physical_.emplace(simulator_);
  build_services();
  connect_events(*this);
  build_backups();
  for (const auto& settings : scenario.flows) build_flow(settings);
  for (std::size_t i = 0; i < scenario.drills.size(); ++i) {
    drills_.push_back(make_drill(*this, i));
    services_.push_back(drills_.back().get());
  }
  list_what_can_fail();
}

void Deployment::hire_for_drill(std::size_t index, EbsVolume& volume, const Ec2Instance* instance) {
  auto& hire = drill_hires_[index] = std::make_unique<DrillHire>(run_, volume, instance);
  services_.push_back(hire.get());
}

void Deployment::build_services() {
  for (const auto& s : scenario_.ec2) add(instances, s.name, *physical_, s);
  for (const auto& s : scenario_.ebs) {
    auto& volume = add(volumes, s.name, s, instances.at(s.attach.name));
    if (s.background)
      add(background, s.name, *s.background, volume, *scenario_.calendar, scenario_.duration.count());
  }
  vpc_ = std::make_unique<Vpc>(run_, scenario_.vpc);
  kms_ = std::make_unique<Kms>(run_, scenario_.kms);
  services_.insert(services_.end(), {vpc_.get(), kms_.get()});
  for (const auto& s : scenario_.s3) add(buckets, s.name, s, kms_.get());
  for (const auto& s : scenario_.cloudwatch_logs) add(log_groups, s.name, s, log_account_, kms_.get());
  for (const auto& s : scenario_.called) {
    auto made = s.visit([&](const auto& settings) { return settings.build(run_); });
    services_.push_back(&called.add(s.name(), std::move(made)));
  }
  for (const auto& s : scenario_.sns) add(topics, s.name, s, publish_quota_, kms_.get());
  for (const auto& s : scenario_.sqs) add(message_queues, s.name, s, kms_.get());
  for (const auto& s : scenario_.dynamodb) add(tables, s.name, s);
  for (const auto& s : scenario_.backup_agents) add(backup_agents, s.name, s);
  for (auto& [name, bucket] : buckets) bucket_events.add(name, std::make_unique<BucketEvents>(run_, *bucket));
  for (auto& [name, topic] : topics) topic_events.add(name, std::make_unique<TopicEvents>(run_, *topic));
  for (auto& [name, queue] : message_queues)
    queue_events.add(name, std::make_unique<QueueEvents>(run_, *queue));
  for (const auto& settings : scenario_.lambda) build_function(settings);
}

void Deployment::build_function(const FunctionSettings& s) {
  auto& function = add(functions, s.name, s, account_);
  Handler::Parts parts{function,
                       tables.find(s.writes_to.name),
                       bucket_events.find(s.writes_to.name),
                       topic_events.find(s.notifies.name),
                       log_groups.find(s.logs.group.name),
                       nullptr,
                       {},
                       s.reads ? buckets.find(s.reads->bucket.name) : nullptr,
                       s.cold_start.vpc
                           ? &add(senders, s.name, *vpc_, "lambda." + s.name, s.cold_start.call_headers)
                           : nullptr};
  if (s.idempotency == Idempotency::dedup_table)
    parts.done = tables.find(s.dedup_table.given() ? s.dedup_table.name : s.writes_to.name);
  for (const auto& call : s.calls) parts.services.push_back(&called.at(call.name));
  auto& handler = handlers.add(s.name, std::make_unique<Handler>(run_, std::move(parts)));
  auto& queue = add(queues, s.name, function, handler, account_);
  queue.set_outlets({destination_of(*this, s.destinations.dead_letter),
                     destination_of(*this, s.destinations.on_failure),
                     destination_of(*this, s.destinations.on_success)});
  if (auto* const source = queue_events.find(s.trigger.queue.name))
    source->set_reader(add(readers, s.name, *source, function, handler), function);
}

void Deployment::build_flow(const FlowSettings& settings) {
  const auto& common = settings.common();
  const FlowId id = run_.journal.flow(common.path());
  flows_.push_back(
      {common.name, id, settings.visit([&](const auto& of_kind) { return build(of_kind, id); })});
}

namespace {

/// Each of its sites has as many.
Ec2Site::Parts::Share share_from_before(const Ec2EbsS3Settings& flow, const VolumeData& data) {
  const double here =
      static_cast<double>(flow.common.documents_before) / static_cast<double>(flow.sites.size());
  const double mean = SizeModel{flow.common.size}.mean();
  return {here / static_cast<double>(std::max<std::uint64_t>(data.document_files, 1)),
          here * mean / static_cast<double>(std::max<std::uint64_t>(data.documents.count(), 1))};
}

}  // namespace

std::unique_ptr<Flow> Deployment::build(const Ec2EbsS3Settings& settings, FlowId id) {
  std::vector<Ec2Site::Parts> sites;
  for (std::size_t i = 0; i < settings.sites.size(); ++i) sites.push_back(build_site(settings, i, id));
  auto flow = std::make_unique<Ec2EbsS3Flow>(run_, *physical_, settings, *scenario_.calendar, sites);
  if (sites.size() > 1) services_.push_back(&flow->balancer());
  return flow;
}

Ec2Site::Parts Deployment::build_site(const Ec2EbsS3Settings& flow, std::size_t index, FlowId id) {
  const auto& site = flow.sites[index];
  auto* const logs = log_groups.find(flow.common.logs.name);
  if (logs != nullptr) logs->agent_on(site.app.name).send_through(*vpc_);
  Ec2Site::Parts parts{instances.at(site.app.name),
                       volumes.at(site.volume.name),
                       logs == nullptr ? nullptr : &logs->agent_on(site.app.name),
                       {},
                       {},
                       sites_of_[site.volume.name],
                       share_from_before(flow, volumes.at(site.volume.name).settings().data)};
  const auto restorable = site.restorable_backups(scenario_.declared());
  for (const auto* const job : restorable) parts.backups.push_back(&backups.at(job->name));
  for (const auto* const job : backups_of(site.volume.name, scenario_.declared())) {
    auto* const built = &backups.at(job->name);
    if (std::find(parts.backups.begin(), parts.backups.end(), built) == parts.backups.end())
      parts.backups.push_back(built);
  }
  if (!flow.recovery) return parts;
  for (const auto* const job : restorable) {
    const bool further = !parts.recoveries.empty();
    recoveries_.push_back(make_recovery(*this, flow, {index, *job, further}, id));
    services_.push_back(recoveries_.back().get());
    parts.recoveries.push_back(recoveries_.back().get());
  }
  return parts;
}

void Deployment::build_backups() {
  for (const auto& flow : scenario_.flows) {
    for (const auto& backup : flow.facts().backups)
      build_backup(*find_named(scenario_.backup, backup.name), run_.journal.flow(flow.common().path()));
  }
  for (const auto& job : scenario_.bucket_backups) build_backup_of_bucket(job);
}

void Deployment::build_backup_of_bucket(const BackupSettings& settings) {
  const auto& flow = *flow_of_bucket(scenario_, settings.from_bucket.name);
  auto made = std::make_unique<BucketBackup>(run_, settings, buckets.at(settings.from_bucket.name),
                                             run_.journal.flow(flow.common().path()));
  vaults[settings.name] = made.get();
  services_.push_back(&backups.add(settings.name, std::move(made)));
}

void Deployment::begin_backups_of_buckets(double end) {
  for (const auto& [name, job] : vaults) {
    job->tell_from_before();
    job->begin(end);
  }
}

void Deployment::build_backup(const BackupSettings& settings, FlowId flow) {
  auto& volume = volumes.at(settings.from.name);
  std::unique_ptr<BackupJob> made;
  if (settings.method == BackupMethod::file_copy) {
    made = std::make_unique<FileCopyBackup>(run_, *physical_, settings,
                                            instances.at(volume.settings().attach.name), volume,
                                            buckets.at(settings.to.name), *vpc_, flow);
  } else {
    made = std::make_unique<SnapshotBackup>(run_, settings, volume, flow);
  }
  auto& job = backups.add(settings.name, std::move(made));
  services_.push_back(&job);
  if (settings.agent.given()) job.assign(backup_agents.at(settings.agent.name));
}

std::unique_ptr<Flow> Deployment::build(const LambdaInvokeSettings& settings, FlowId /*id*/) {
  const auto& name = settings.function.name;
  return std::make_unique<LambdaInvokeFlow>(
      run_, settings, *scenario_.calendar,
      LambdaInvokeFlow::Parts{functions.at(name), handlers.at(name), queues.at(name),
                              log_groups.find(settings.common.logs.name)});
}

std::unique_ptr<Flow> Deployment::build(const S3LambdaSettings& settings, FlowId /*id*/) {
  return std::make_unique<S3LambdaFlow>(run_, settings, *scenario_.calendar,
                                        bucket_events.at(settings.bucket.name),
                                        log_groups.find(settings.common.logs.name));
}

std::unique_ptr<Flow> Deployment::build(const SnsPublishSettings& settings, FlowId /*id*/) {
  const auto& name = settings.topic.name;
  return std::make_unique<MessageFlow>(
      run_, settings.common, *scenario_.calendar,
      MessageFlow::Parts{topics.at(name), topic_events.at(name), settings.largest,
                         log_groups.find(settings.common.logs.name)});
}

std::unique_ptr<Flow> Deployment::build(const SqsSendSettings& settings, FlowId /*id*/) {
  const auto& name = settings.queue.name;
  return std::make_unique<MessageFlow>(
      run_, settings.common, *scenario_.calendar,
      MessageFlow::Parts{message_queues.at(name), queue_events.at(name), settings.largest,
                         log_groups.find(settings.common.logs.name)});
}

const Deployment::NamedFlow& Deployment::flow_of(const std::string& backup) const {
  const auto owner = backups.at(backup).flow();
  for (const auto& flow : flows_) {
    if (flow.id == owner) return flow;
  }
  throw SimulatorFault{"a backup that belongs to no flow"};
}

void Deployment::list_what_can_fail() {
  const auto list = [&](FailureTarget target, const auto& services) {
    for (const auto& [name, service] : services) failing_[{target, name}].push_back(service.get());
  };
  list(FailureTarget::instance, instances);
  list(FailureTarget::bucket, buckets);
  list(FailureTarget::called, called);
  list(FailureTarget::subscribers, topics);
  list(FailureTarget::backup, backups);
  list(FailureTarget::logs, log_groups);
  for (const auto& [name, bucket] : buckets) failing_[{FailureTarget::service, "s3"}].push_back(bucket.get());
  for (const auto& [name, instance] : instances) {
    failing_[{FailureTarget::zone, instance->settings().zones.front()}].push_back(instance.get());
    instance->on_stop([this, stopped = name] {
      for (const auto& flow : flows_) flow.flow->instance_stopped(stopped);
    });
  }
}

std::vector<Failing*> Deployment::hit_by(const FailureSettings& failure) const {
  const auto found = failing_.find({failure.target, failure.name.name});
  return found == failing_.end() ? std::vector<Failing*>{} : found->second;
}

}  // namespace garoa

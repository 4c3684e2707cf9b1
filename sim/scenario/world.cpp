#include "sim/scenario/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/backup/file_copy.hpp"
#include "models/backup/snapshot_backup.hpp"

namespace garoa {
namespace {

/// CloudWatch's shortest usual period, stretched so that a series has at most 2,000 points.
double interval_for(double duration) {
  constexpr double shortest = 60;
  constexpr double most_points = 2000;
  return shortest * std::max(1.0, std::ceil(duration / (shortest * most_points)));
}

}  // namespace

World::World(const Scenario& scenario, Journal& journal)
    : scenario_{scenario},
      sample_interval_{interval_for(scenario.duration.count())},
      log_account_{scenario.put_log_events},
      publish_quota_{scenario.sns_publish.count(), scenario.sns_publish.count()},
      account_{scenario.lambda_account},
      run_{simulator_, journal, scenario.seed} {
  if (!scenario.ec2.empty()) physical_.emplace(simulator_);
  build_services();
  for (const auto& settings : scenario.flows) build_flow(settings);
  build_drills();
}

void World::build_services() {
  for (const auto& s : scenario_.ec2) add(instances_, s.name, *physical_, s);
  for (const auto& s : scenario_.ebs) {
    auto& volume = add(volumes_, s.name, s, *instances_.at(s.attach.name));
    if (s.background)
      add(background_, s.name, *s.background, volume, *scenario_.calendar, scenario_.duration.count());
  }
  vpc_ = std::make_unique<Vpc>(run_, scenario_.vpc);
  kms_ = std::make_unique<Kms>(run_, scenario_.kms);
  services_.insert(services_.end(), {vpc_.get(), kms_.get()});
  for (const auto& s : scenario_.s3) add(buckets_, s.name, s, kms_.get());
  for (const auto& s : scenario_.cloudwatch_logs) add(log_groups_, s.name, s, log_account_);
  for (const auto& s : scenario_.http) add(http_, s.name, s);
  for (const auto& s : scenario_.sns) add(topics_, s.name, s, publish_quota_);
  for (const auto& s : scenario_.sqs) add(message_queues_, s.name, s);
  for (const auto& s : scenario_.dynamodb) add(tables_, s.name, s);
  for (const auto& s : scenario_.backup_agents) add(backup_agents_, s.name, s);
  build_functions();
  connect_events();
}

void World::build_flow(const FlowSettings& settings) {
  const auto& name = settings.common().name;
  const NameId id = run_.journal.intern(fmt::format("flows.{}", name));
  flows_.push_back({name, id, settings.visit([&](const auto& of_kind) { return build(of_kind, id); })});
}

std::unique_ptr<Flow> World::build(const Ec2EbsS3Settings& settings, NameId id) {
  std::vector<Ec2Site::Parts> sites;
  for (std::size_t i = 0; i < settings.sites.size(); ++i) sites.push_back(build_site(settings, i, id));
  auto flow = std::make_unique<Ec2EbsS3Flow>(run_, *physical_, settings, *scenario_.calendar, sites);
  if (sites.size() > 1) services_.push_back(&flow->balancer());
  return flow;
}

Ec2Site::Parts World::build_site(const Ec2EbsS3Settings& flow, std::size_t index, NameId id) {
  const auto& site = flow.sites[index];
  auto& instance = *instances_.at(site.app.name);
  auto& volume = *volumes_.at(site.volume.name);
  BackupJob* backup = nullptr;
  if (const auto* const job = find_named(scenario_.backup, site.backup.name)) {
    backup = (backups_[job->name] = build(*job, instance, volume, id)).get();
    services_.push_back(backup);
    if (job->agent.given()) backup->assign(*backup_agents_.at(job->agent.name));
  }
  auto* const logs = find_in(log_groups_, flow.common.logs.name);
  return {instance, volume, logs == nullptr ? nullptr : &logs->agent_on(site.app.name), backup,
          add_recovery(flow, index, id)};
}

std::unique_ptr<BackupJob> World::build(const BackupSettings& settings, Ec2Instance& instance,
                                        EbsVolume& volume, NameId flow) {
  switch (settings.method) {
    case BackupMethod::file_copy:
      return std::make_unique<FileCopyBackup>(run_, *physical_, settings, instance, volume,
                                              *buckets_.at(settings.to.name), *vpc_, flow);
    case BackupMethod::snapshot:
    case BackupMethod::aws_backup:
      return std::make_unique<SnapshotBackup>(run_, settings, volume, flow);
  }
  throw SimulatorFault{"a backup method without a model"};
}

std::unique_ptr<Flow> World::build(const LambdaInvokeSettings& settings, NameId /*id*/) {
  const auto& name = settings.function.name;
  return std::make_unique<LambdaInvokeFlow>(
      run_, settings, *scenario_.calendar,
      LambdaInvokeFlow::Parts{*functions_.at(name), *handlers_.at(name), *queues_.at(name),
                              find_in(log_groups_, settings.common.logs.name)});
}

std::unique_ptr<Flow> World::build(const S3LambdaSettings& settings, NameId /*id*/) {
  return std::make_unique<S3LambdaFlow>(run_, settings, *scenario_.calendar,
                                        *bucket_events_.at(settings.bucket.name),
                                        find_in(log_groups_, settings.common.logs.name));
}

void World::sample(double interval) {
  for (auto* const service : services_) service->sample(interval);
  sampled_until_ = run_.now();
}

Process World::sample_regularly() {
  for (std::uint64_t tick = 1;; ++tick) {
    co_await run_.simulator.wait_until(static_cast<double>(tick) * sample_interval_);
    sample(sample_interval_);
  }
}

Process World::end_warmup() {
  co_await run_.simulator.delay(scenario_.warmup.count());
  for (auto* const service : services_) service->measure();
}

void World::run(std::function<bool()> interrupted) {
  const double end = scenario_.duration.count();
  run_.simulator.start(end_warmup());
  run_.simulator.start(sample_regularly());
  for (std::uint32_t i = 0; i < scenario_.failures.size(); ++i)
    run_.simulator.start(scenario_.failures[i].chance ? lose_by_chance(i) : inject(i));
  for (std::size_t i = 0; i < drills_.size(); ++i) run_.simulator.start(drill(i));
  for (auto& flow : flows_) flow.flow->begin(end);
  run_.simulator.run(end, std::move(interrupted));
}

void World::finish(const MetricSink& metrics) {
  if (run_.now() > sampled_until_) sample(run_.now() - sampled_until_);
  for (auto* const service : services_) service->finish(metrics);
  run_.journal.report(events::RunFinished{run_.now()});
}

}  // namespace garoa

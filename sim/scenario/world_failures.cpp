// The failures that a scenario declares, as they happen in the world.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/world.hpp"

namespace garoa {
namespace {

std::string path_of(const FailureSettings& failure) {
  const auto& name = failure.name.name;
  switch (failure.target) {
    case FailureTarget::volume:
      return fmt::format("ebs.{}", name);
    case FailureTarget::instance:
      return fmt::format("ec2.{}", name);
    case FailureTarget::zone:
      return fmt::format("zone {}", name);
    case FailureTarget::bucket:
      return fmt::format("s3.{}", name);
    case FailureTarget::http:
      return fmt::format("http.{}", name);
    case FailureTarget::subscribers:
      return fmt::format("sns.{}", name);
    case FailureTarget::service:
      return name;
    case FailureTarget::backup:
      return fmt::format("backup.{}", name);
    case FailureTarget::logs:
      return fmt::format("cloudwatch_logs.{}", name);
  }
  return name;
}

}  // namespace

bool World::instance_is_hit(const FailureSettings& failure, const std::string& instance) const {
  if (failure.target == FailureTarget::instance) return failure.name.name == instance;
  return failure.target == FailureTarget::zone &&
         find_named(scenario_.ec2, instance)->zones.front() == failure.name.name;
}

bool World::bucket_is_hit(const FailureSettings& failure, const std::string& bucket) {
  if (failure.target == FailureTarget::bucket) return failure.name.name == bucket;
  return failure.target == FailureTarget::service && !bucket.empty();
}

/// Does the function depend on what fails?
bool World::function_is_hit(const FailureSettings& failure, const FunctionSettings& function) {
  const auto& name = failure.name.name;
  if (failure.target == FailureTarget::subscribers) return function.notifies.name == name;
  return failure.target == FailureTarget::http &&
         std::any_of(function.calls.begin(), function.calls.end(),
                     [&](const Reference& called) { return called.name == name; });
}

bool World::functions_are_hit(const FailureSettings& failure, const std::string& bucket) const {
  return std::any_of(scenario_.lambda.begin(), scenario_.lambda.end(), [&](const FunctionSettings& function) {
    return function.trigger.bucket.name == bucket && function_is_hit(failure, function);
  });
}

bool World::is_hit(const FailureSettings& failure, const FlowSettings& flow) const {
  const auto& name = failure.name.name;
  if (failure.target == FailureTarget::logs) return flow.common().logs.name == name;
  if (flow.kind == FlowKind::s3_lambda) {
    const auto& bucket = flow.s3_lambda.bucket.name;
    return bucket_is_hit(failure, bucket) || functions_are_hit(failure, bucket);
  }
  if (flow.kind == FlowKind::lambda_invoke)
    return function_is_hit(failure, *find_named(scenario_.lambda, flow.lambda_invoke.function.name));
  const auto& sites = flow.ec2_ebs_s3.sites;
  return std::any_of(sites.begin(), sites.end(), [&](const SiteSettings& site) {
    if (failure.target == FailureTarget::volume) return site.volume.name == name;
    if (failure.target == FailureTarget::backup) return site.backup.name == name;
    const auto* const job = find_named(scenario_.backup, site.backup.name);
    return instance_is_hit(failure, site.app.name) ||
           (job != nullptr && bucket_is_hit(failure, job->to.name));
  });
}

Process World::inject(std::uint32_t index) {
  const auto& failure = scenario_.failures[index];
  co_await run_.simulator.wait_until(failure.at.count());
  co_await strike(failure, index);
}

/// While a volume is lost it cannot fail: the time until the next failure has no memory.
Process World::lose_by_chance(std::uint32_t index) {
  constexpr double year = 365.25 * 86400;
  const auto& failure = scenario_.failures[index];
  const auto& volume = *volumes_.at(failure.name.name);
  const double rate = -std::log1p(-volume.settings().annual_failure_rate) / year;
  const Stream luck = run_.stream(path_of(failure) + ".loss");
  for (std::uint64_t draw = 0;; ++draw) {
    co_await run_.simulator.delay(-std::log(luck.uniform(Entity::nth(draw))) / rate);
    if (volume.lost()) continue;
    const auto number = static_cast<std::uint32_t>(scenario_.failures.size()) + losses_by_chance_++;
    co_await strike(failure, number);
  }
}

Task<> World::strike(const FailureSettings& failure, std::uint32_t number) {
  std::vector<NameId> hit;
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    if (is_hit(failure, scenario_.flows[i])) hit.push_back(flows_[i].id);
  }
  const NameId target = run_.journal.intern(path_of(failure));
  run_.journal.report(events::FailureStarted{run_.now(), number, target, name_of(failure.kind), hit});
  double lasts = failure.lasts.count();
  switch (failure.kind) {
    case FailureKind::loss: {
      const bool recovered = co_await lose_volume(failure.name.name, number);
      if (!recovered) co_return;
      break;
    }
    case FailureKind::stop:
    case FailureKind::outage:
    case FailureKind::errors:
      break_down(failure);
      co_await run_.simulator.delay(lasts);
      lasts = repair(failure);
      co_await run_.simulator.delay(lasts);
      break;
    case FailureKind::crash:
      crash(failure);
      break;
  }
  run_.journal.report(events::FailureEnded{run_.now(), number});
}

/// Flows that share the volume recover one after the other. A loss during a recovery makes it begin anew, and ends with it.
Task<bool> World::lose_volume(const std::string& name, std::uint32_t number) {
  volumes_.at(name)->lose();
  const auto sites = sites_with(&SiteSettings::volume, name);
  for (const auto [flow, site] : sites) first_kind(flow).volume_lost(site);
  auto& further = losses_[name];
  if (further) {
    further->push_back(number);
    co_return false;
  }
  further.emplace();
  bool recovered = false;
  for (const auto [flow, site] : sites) {
    const bool done = co_await first_kind(flow).recover(site);
    recovered = recovered || done;
  }
  for (const auto other : recovered ? *further : std::vector<std::uint32_t>{})
    run_.journal.report(events::FailureEnded{run_.now(), other});
  further.reset();
  co_return recovered;
}

void World::break_down(const FailureSettings& failure) {
  for (auto& [name, instance] : instances_) {
    if (!instance_is_hit(failure, name) || ++stops_[name] > 1) continue;
    instance->stop();
    for (const auto [flow, site] : sites_with(&SiteSettings::app, name))
      first_kind(flow).instance_stopped(site);
  }
  change_troubles(failure, +1);
}

/// Gives the seconds until what was repaired works.
double World::repair(const FailureSettings& failure) {
  double until_it_works = 0;
  for (auto& [name, instance] : instances_) {
    if (!instance_is_hit(failure, name) || --stops_[name] > 0) continue;
    instance->start();
    until_it_works = std::max(until_it_works, instance->settings().start_time.count());
  }
  change_troubles(failure, -1);
  return until_it_works;
}

/// Several failures of one resource add up.
template <class Troubled>
void World::change(const FailureSettings& failure, const std::string& path, Troubled& troubled, int by) {
  auto& trouble = troubles_[path];
  if (failure.kind == FailureKind::outage) {
    trouble.outages += by;
  } else {
    trouble.error_rate += by * failure.rate;
  }
  troubled.set_outage(trouble.outages > 0);
  troubled.set_error_rate(std::clamp(trouble.error_rate, 0.0, 1.0));
}

void World::change_troubles(const FailureSettings& failure, int by) {
  for (auto& [name, bucket] : buckets_) {
    if (bucket_is_hit(failure, name)) change(failure, "s3." + name, *bucket, by);
  }
  if (failure.target == FailureTarget::http)
    change(failure, path_of(failure), *http_.at(failure.name.name), by);
  if (failure.target == FailureTarget::subscribers)
    change(failure, path_of(failure), *topics_.at(failure.name.name), by);
}

void World::crash(const FailureSettings& failure) {
  if (failure.target == FailureTarget::backup) {
    backups_.at(failure.name.name)->agent_crashed();
  } else {
    log_groups_.at(failure.name.name)->agents_crashed();
  }
}

}  // namespace garoa

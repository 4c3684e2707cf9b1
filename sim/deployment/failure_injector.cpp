#include "sim/deployment/failure_injector.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

void FailureInjector::begin() {
  const auto& failures = deployment_.scenario().failures;
  for (std::uint32_t i = 0; i < failures.size(); ++i) {
    if (failures[i].at.count() < 0) continue;
    deployment_.simulator().start(failures[i].chance ? lose_by_chance(i) : inject(i));
  }
}

std::vector<NameId> FailureInjector::flows_hit_by(const FailureSettings& failure) const {
  const auto& scenario = deployment_.scenario();
  std::vector<NameId> hit;
  for (std::size_t i = 0; i < scenario.flows.size(); ++i) {
    const auto reliances = scenario.flows[i].relies_on(scenario.declared());
    const bool is_hit = std::any_of(reliances.begin(), reliances.end(), [&](const Reliance& reliance) {
      return reliance.target == failure.target && reliance.name == failure.name.name;
    });
    if (is_hit) hit.push_back(deployment_.flows()[i].id);
  }
  return hit;
}

Process FailureInjector::inject(std::uint32_t index) {
  const auto& failure = deployment_.scenario().failures[index];
  co_await deployment_.simulator().wait_until(failure.at.count());
  co_await strike(failure, index);
}

/// While a volume is lost it cannot fail: the time until the next failure has no memory.
Process FailureInjector::lose_by_chance(std::uint32_t index) {
  constexpr double year = 365.25 * 86400;
  const auto& failures = deployment_.scenario().failures;
  const auto& failure = failures[index];
  const auto& volume = deployment_.volumes.at(failure.name.name);
  const double rate = -std::log1p(-volume.settings().annual_failure_rate) / year;
  const Stream luck = deployment_.run().stream(path_of(failure) + ".loss");
  for (std::uint64_t draw = 0;; ++draw) {
    co_await deployment_.simulator().delay(-std::log(luck.uniform(Entity::nth(draw))) / rate);
    if (volume.lost()) continue;
    const auto number = static_cast<std::uint32_t>(failures.size()) + losses_by_chance_++;
    co_await strike(failure, number);
  }
}

Task<> FailureInjector::strike(const FailureSettings& failure, std::uint32_t number) {
  const auto& run = deployment_.run();
  const auto hit = flows_hit_by(failure);
  run.journal.report(events::FailureStarted{.time = run.now(),
                                            .failure = number,
                                            .target = run.journal.intern(path_of(failure)),
                                            .kind = name_of(failure.kind),
                                            .flows = hit});
  if (failure.kind == FailureKind::loss) {
    const bool recovered = co_await lose_volume(failure.name.name, number, {});
    if (!recovered) co_return;
  } else {
    co_await break_down(failure, number);
  }
  run.journal.report(events::FailureEnded{run.now(), number});
}

/// It is over when what it hit works again, there or, all of it, in another zone.
Task<> FailureInjector::break_down(const FailureSettings& failure, std::uint32_t number) {
  const auto hit = deployment_.hit_by(failure);
  for (auto* const failing : hit) failing->begin_failure(failure);
  if (failure.kind == FailureKind::crash) co_return;
  Outage outage{deployment_.run().now(), failure.lasts.count(), number};
  WaitGroup moves{deployment_.simulator()};
  move_out(failure, outage, moves);
  auto over = std::make_shared<WaitGroup>(deployment_.simulator());
  over->add();
  deployment_.simulator().start(repair_all(failure, hit, over));
  co_await moves;
  WaitGroup& repaired = *over;
  if (outage.moved == 0 || outage.moved < hit.size()) co_await repaired;
}

Process FailureInjector::repair_all(const FailureSettings& failure, std::vector<Failing*> hit,
                                    std::shared_ptr<WaitGroup> over) {
  co_await deployment_.simulator().delay(failure.lasts.count());
  double until_it_works = 0;
  for (auto* const failing : hit) until_it_works = std::max(until_it_works, failing->end_failure(failure));
  co_await deployment_.simulator().delay(until_it_works);
  over->done();
}

void FailureInjector::move_out(const FailureSettings& failure, Outage& outage, WaitGroup& moves) {
  if (failure.target != FailureTarget::zone) return;
  for (const auto& [name, instance] : deployment_.instances) {
    if (instance->settings().zones.front() != failure.name.name || instance->has_moved()) continue;
    std::optional<Flow::Move> all;
    for (const auto& flow : deployment_.flows()) {
      const auto move = flow.flow->move_from(name);
      if (!move) continue;
      if (!all) all.emplace();
      all->detect = std::max(all->detect, move->detect);
      all->switch_over = std::max(all->switch_over, move->switch_over);
      all->volumes.insert(all->volumes.end(), move->volumes.begin(), move->volumes.end());
    }
    if (!all) continue;
    moves.add();
    deployment_.simulator().start(move(*instance, *all, outage, moves));
  }
}

/// Nobody moves if the zone is back before the decision. Flows that share a volume name it twice.
Process FailureInjector::move(Ec2Instance& instance, Flow::Move move, Outage& outage, WaitGroup& moves) {
  auto& simulator = deployment_.simulator();
  co_await simulator.delay(move.detect);
  if (move.detect < outage.lasts && !instance.running()) {
    instance.move();
    const double start = instance.settings().start_time.count();
    co_await simulator.delay(start);
    std::sort(move.volumes.begin(), move.volumes.end());
    move.volumes.erase(std::unique(move.volumes.begin(), move.volumes.end()), move.volumes.end());
    for (const auto& volume : move.volumes)
      (void)co_await lose_volume(volume, outage.number,
                                 Restore::Noticed{outage.began, move.detect, start, move.switch_over});
    instance.serve();
    ++outage.moved;
  }
  moves.done();
}

/// Flows that share the volume recover side by side. A loss during a recovery makes it begin anew, and ends with it.
Task<bool> FailureInjector::lose_volume(std::string name, std::uint32_t number,
                                        std::optional<Restore::Noticed> noticed) {
  const auto& run = deployment_.run();
  deployment_.volumes.at(name).lose();
  const double since_failure = noticed ? run.now() - noticed->began : 0;
  for (const auto& flow : deployment_.flows()) flow.flow->volume_lost(name, since_failure);
  auto& further = losses_[name];
  if (further) {
    further->push_back(number);
    co_return false;
  }
  further.emplace();
  Recoveries recoveries{name, noticed, WaitGroup{deployment_.simulator()}};
  for (const auto& flow : deployment_.flows()) {
    recoveries.at_work.add();
    deployment_.simulator().start(recover(*flow.flow, recoveries));
  }
  WaitGroup& at_work = recoveries.at_work;
  co_await at_work;
  const bool recovered = recoveries.some;
  for (const auto other : recovered ? *further : std::vector<std::uint32_t>{})
    run.journal.report(events::FailureEnded{run.now(), other});
  further.reset();
  co_return recovered;
}

Process FailureInjector::recover(Flow& flow, Recoveries& recoveries) {
  const bool done = co_await flow.recover(recoveries.volume, recoveries.noticed);
  recoveries.some = recoveries.some || done;
  recoveries.at_work.done();
}

}  // namespace garoa

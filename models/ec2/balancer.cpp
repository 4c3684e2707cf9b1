#include "models/ec2/balancer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {

Balancer::Balancer(const Run& run, const std::string& path, const std::vector<Ec2Instance*>& targets)
    : run_{run}, name_{run.journal.intern(path)}, settings_{targets.front()->settings().balancer} {
  const Stream phases = run.stream(path);
  for (std::size_t i = 0; i < targets.size(); ++i)
    targets_.push_back({targets[i], settings_.interval.count() * phases.uniform(Entity::nth(i))});
}

std::size_t Balancer::choose() {
  const bool any = std::any_of(targets_.begin(), targets_.end(), [](const Target& t) { return t.healthy; });
  const std::size_t count = targets_.size();
  std::size_t chosen = count;
  for (std::size_t step = 0; step < count; ++step) {
    const std::size_t candidate = (next_ + step) % count;
    const Target& target = targets_[candidate];
    if (any && !target.healthy) continue;
    if (chosen == count || target.open < targets_[chosen].open) chosen = candidate;
    if (settings_.policy == BalancerPolicy::round_robin) break;
  }
  open(chosen);
  next_ = (chosen + 1) % count;
  return chosen;
}

void Balancer::open(std::size_t target) {
  ++targets_[target].open;
  ++connections_;
  open_.add(run_.now(), 1);
}

void Balancer::sample(double interval) {
  const double open = open_.integral(run_.now()) - open_seconds_;
  open_seconds_ += open;
  const auto& unit = settings_.capacity_unit;
  const double units = std::max({static_cast<double>(connections_) / interval / unit.new_connections.count(),
                                 open / interval / unit.open_connections,
                                 static_cast<double>(bytes_) / interval / unit.bytes.count()});
  connections_ = bytes_ = 0;
  const auto bill = [&](Meter meter, std::uint64_t due) {
    if (due > 0) run_.journal.report(events::Billed{name_, meter, due});
  };
  bill(Meter::elb_balancer_seconds, hours_.take(1, interval));
  bill(Meter::elb_capacity_unit_seconds, load_.take(units, interval));
  bill(Meter::public_ipv4_seconds, addresses_.take(settings_.public_addresses, interval));
}

void Balancer::stopped(std::size_t target) {
  if (targets_.size() == 1 || std::exchange(targets_[target].watched, true)) return;
  run_.simulator.start(watch(target));
}

double Balancer::next_check(const Target& target) const {
  const double interval = settings_.interval.count();
  return target.phase + interval * (std::floor((run_.now() - target.phase) / interval) + 1);
}

Process Balancer::watch(std::size_t index) {
  Target& target = targets_[index];
  std::uint32_t failed = 0;
  std::uint32_t passed = 0;
  do {
    co_await run_.simulator.wait_until(next_check(target));
    if (target.instance->running()) {
      failed = 0;
      if (++passed >= settings_.checks_to_healthy) target.healthy = true;
    } else {
      passed = 0;
      co_await run_.simulator.delay(settings_.timeout.count());
      if (++failed >= settings_.checks_to_unhealthy) target.healthy = false;
    }
  } while (!target.healthy || passed == 0);
  target.watched = false;
}

}  // namespace garoa

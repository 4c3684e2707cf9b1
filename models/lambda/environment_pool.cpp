#include "models/lambda/environment_pool.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr std::uint64_t last_creation = (std::uint64_t{1} << 61U) - 1;

}  // namespace

EnvironmentPool::EnvironmentPool(const Run& run, const std::string& path, const EnvironmentSettings& settings,
                                 const EnvironmentState& fresh, std::function<void()> changed)
    : run_{run},
      settings_{settings},
      fresh_{fresh},
      idle_life_stream_{run.stream(path + ".idle_life")},
      maximum_life_stream_{run.stream(path + ".maximum_life")},
      shortest_idle_life_{settings.idle_life.quantile(0x1p-53)},
      changed_{std::move(changed)} {}

std::optional<EnvironmentPool::Slot> EnvironmentPool::take_idle() {
  if (!provisioned_idle_.empty()) {
    const Slot slot = provisioned_idle_.back();
    provisioned_idle_.pop_back();
    ++provisioned_in_use_;
    return slot;
  }
  if (idle_.empty()) return std::nullopt;
  auto& environment = *idle_.top().environment;
  idle_.pop();
  environment.idle = false;
  return &environment;
}

EnvironmentPool::Environment& EnvironmentPool::make() {
  if (free_slots_.empty()) {
    auto& rest = rests_.emplace_back(Rest{*this, fresh_});
    free_slots_.push_back(&environments_.emplace_back(rest));
  }
  auto& environment = *free_slots_.back();
  free_slots_.pop_back();
  environment.created = created_++ & last_creation;
  environment.uses = 0;
  environment.runtime_killed = false;
  environment.rest.state = fresh_;
  ++alive_;
  return environment;
}

EnvironmentPool::Slot EnvironmentPool::create() {
  auto& environment = make();
  environment.provisioned = false;
  const double life = settings_.maximum_life.quantile(maximum_life_stream_.uniform(entity(&environment)));
  environment.retires = run_.now() + life;
  return &environment;
}

EnvironmentPool::Slot EnvironmentPool::provision() {
  auto& environment = make();
  environment.provisioned = true;
  provisioned_idle_.push_back(&environment);
  return &environment;
}

void EnvironmentPool::withdraw() {
  if (provisioned_idle_.empty()) {
    ++withdrawn_;
    return;
  }
  auto& environment = *provisioned_idle_.back();
  provisioned_idle_.pop_back();
  remove(environment);
}

std::uint64_t EnvironmentPool::rank_of(const Environment& environment) const {
  switch (settings_.choice) {
    case EnvironmentChoice::newest_created:
      return ~environment.created;
    case EnvironmentChoice::most_recently_used:
      return ~releases_;
    case EnvironmentChoice::least_recently_used:
      return releases_;
  }
  return 0;
}

void EnvironmentPool::release(Slot slot) {
  auto& environment = *slot;
  if (environment.provisioned) {
    --provisioned_in_use_;
    provisioned_idle_.push_back(slot);
    if (withdrawn_ > 0) {
      --withdrawn_;
      withdraw();
    }
    return;
  }
  if (run_.now() >= environment.retires) {
    remove(environment);
    return;
  }
  ++environment.uses;
  environment.released = run_.now();
  ++releases_;
  environment.idle = true;
  idle_.push({rank_of(environment), &environment});
  // Most are taken again before the shortest idle life is over: only then is theirs drawn. A check that comes earlier, set
  // when it was idle before, will set the next one.
  const double first = std::min(run_.now() + shortest_idle_life_, environment.retires);
  if (!run_.simulator.armed_before(environment, first)) run_.simulator.arm(environment, first);
}

double EnvironmentPool::expiry_of(const Environment& environment) const {
  const auto use = Purpose{"use"}.at(environment.uses - 1);
  const double luck = idle_life_stream_.uniform(Entity::nth(environment.created), use);
  return std::min(environment.released + settings_.idle_life.quantile(luck), environment.retires);
}

void EnvironmentPool::check(Environment& environment) {
  if (!environment.idle) return;  // release() sets a new check
  if (const double expiry = expiry_of(environment); run_.now() < expiry) {
    run_.simulator.arm(environment, expiry);
    return;
  }
  idle_.erase(environment.position, [&](const Idle& idle) { return idle.environment == &environment; });
  environment.idle = false;
  remove(environment);
  changed_();
}

void EnvironmentPool::remove(Environment& environment) {
  run_.simulator.disarm(environment);
  free_slots_.push_back(&environment);
  --alive_;
}

}  // namespace garoa

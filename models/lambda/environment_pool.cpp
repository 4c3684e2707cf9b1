#include "models/lambda/environment_pool.hpp"

namespace garoa {

EnvironmentPool::EnvironmentPool(const Run& run, const std::string& stream_name, IdleLife life,
                                 std::function<void()> changed)
    : run_{run}, life_stream_{run.stream(stream_name)}, life_{life}, changed_{std::move(changed)} {}

std::optional<EnvironmentPool::Slot> EnvironmentPool::take_idle() {
  if (idle_.empty()) return std::nullopt;
  const Slot slot = idle_.top().slot;
  idle_.pop();
  environments_[slot].idle = false;
  return slot;
}

EnvironmentPool::Slot EnvironmentPool::create() {
  Slot slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<Slot>(environments_.size());
    environments_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
    environments_[slot] = {};
  }
  environments_[slot].created = created_++;
  ++alive_;
  run_.simulator.start(watch(slot));
  return slot;
}

void EnvironmentPool::release(Slot slot) {
  auto& environment = environments_[slot];
  const double u = life_stream_.uniform(environment.created, environment.uses++);
  const double life = life_.shortest.count() + u * (life_.longest - life_.shortest).count();
  environment.expires = run_.now() + life;
  environment.idle = true;
  idle_.push({&environment, slot});
}

/// Lives as long as the environment. While it is in use nothing can expire for at least the shortest idle
/// life.
Process EnvironmentPool::watch(Slot slot) {
  auto& environment = environments_[slot];
  for (;;) {
    const double next = environment.idle ? environment.expires : run_.now() + life_.shortest.count();
    co_await run_.simulator.wait_until(next);
    if (environment.idle && run_.now() >= environment.expires) break;
  }
  idle_.erase(environment.position);
  environment.idle = false;
  free_slots_.push_back(slot);
  --alive_;
  changed_();
}

}  // namespace garoa

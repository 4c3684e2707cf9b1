#include "models/ebs/delivered.hpp"

namespace garoa {

SlowStretches::SlowStretches(const Run& run, const DeliveredSettings& settings, Limit iops, Limit throughput,
                             const std::string& path)
    : run_{run},
      settings_{settings},
      iops_{iops},
      throughput_{throughput},
      places_{run.stream(path + ".slow_stretches")} {
  if (settings.time < 1) run.simulator.start(follow());
}

Process SlowStretches::follow() {
  const double period = settings_.period.count();
  const double length = period * (1 - settings_.time);
  for (std::uint64_t number = 0;; ++number) {
    const double start =
        static_cast<double>(number) * period + places_.uniform(Entity::nth(number)) * (period - length);
    co_await run_.simulator.wait_until(start);
    set(true);
    co_await run_.simulator.wait_until(start + length);
    set(false);
  }
}

void SlowStretches::set(bool slow) {
  for (const auto* const limit : {&iops_, &throughput_})
    limit->resource.set_capacity(slow ? limit->slow : limit->otherwise);
}

}  // namespace garoa

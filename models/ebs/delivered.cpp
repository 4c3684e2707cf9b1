#include "models/ebs/delivered.hpp"

#include <fmt/format.h>

namespace garoa {

DeliveredSettings read_delivered(Fields& fields, Figures& figures, const std::string& type) {
  const bool provisioned = type.starts_with("io");
  DeliveredSettings s;
  s.period = figures.get<Seconds>("delivered.period");
  const Range<double> share{0.0, 1.0, ""};
  s.share = fields.optional("share", "of the provisioned performance that is delivered most of the time",
                            figures.get<double>("delivered.share"), share);
  s.time = fields.optional("time", "share of the time for which that holds",
                           figures.get<double>(provisioned ? "delivered.time.io" : "delivered.time"), share);
  s.slow = fields.optional("slow", "share of the provisioned performance that is delivered in the rest",
                           figures.get<double>("delivered.slow"), {0.001, 1.0, ""});
  if (!(s.share > 0))
    fields.error("share", fmt::format("'{}.share' is 0: the volume would never work", fields.path()));
  if (s.slow > s.share)
    fields.error("slow", fmt::format("'{}.slow' is more than the share of most of the time", fields.path()));
  return s;
}

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

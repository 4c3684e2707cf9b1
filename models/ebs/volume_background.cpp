#include "models/ebs/volume_background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr double batches_of_a_run = 10'000;
constexpr double longest_batch = 10;

}  // namespace

VolumeBackground::VolumeBackground(const Run& run, const VolumeBackgroundSettings& settings,
                                   EbsVolume& volume, const Calendar& calendar, double duration)
    : run_{run},
      settings_{settings},
      volume_{volume},
      calendar_{calendar},
      unloaded_{settings.io.latency.mean() +
                volume.transfer_time(static_cast<double>(settings.io.size.count()))},
      wanted_{1 / unloaded_},
      batch_seconds_{std::min(duration / batches_of_a_run, longest_batch)},
      demand_{run, [this] { return demanded_; }},
      service_{run, [this] { return served_; }},
      latency_{run} {
  if (settings_.operations_per_second)
    wanted_ = std::min(wanted_, *settings_.operations_per_second / settings_.slots);
  possible_ = std::min(wanted_, volume.most_operations(settings_.io) / settings_.slots);
  for (std::uint32_t i = 0; i < settings_.slots; ++i) run_.simulator.start(use_slot());
}

double VolumeBackground::open_for() const {
  const double time = calendar_.to_local(run_.now()).second_of_day;
  return time >= settings_.from.count() && time < settings_.to.count() ? settings_.to.count() - time : 0;
}

Process VolumeBackground::use_slot() {
  double cycle = 1 / possible_;  // seconds from one operation to the next, of late
  for (;;) {
    const double open = open_for();
    if (open <= 0) {
      co_await run_.simulator.wait_until(calendar_.next(run_.now(), settings_.from.count()));
      continue;
    }
    const double operations = std::max(1.0, std::floor(std::min(batch_seconds_, open) / cycle));
    const double took = co_await volume_.operate(settings_.io, operations, settings_.reads, possible_);
    cycle = took / operations;
    served_ += operations;
    demanded_ += std::min(took, open) * settings_.operations_per_second.value_or(0) / settings_.slots;
    // Beyond what its own rate takes, a slot waited for the volume.
    const bool held_back = cycle * wanted_ > 1 + 1e-6;
    volume_.overwrite(operations * (1 - settings_.reads) * static_cast<double>(settings_.io.size.count()));
    const double latency = held_back ? std::max(cycle, unloaded_) : unloaded_;
    latency_.add(latency, static_cast<std::uint64_t>(operations));
    volume_.occupy(latency * operations);
  }
}

void VolumeBackground::finish(MetricSink& metrics) {
  const double seconds = run_.measured_seconds();
  const auto& latency = latency_.histogram();
  const auto n = latency.count();
  const auto operations = static_cast<double>(n);
  const double bytes = operations * static_cast<double>(settings_.io.size.count());
  const MetricsOf own{metrics, fmt::format("ebs.{}.background", volume_.settings().name)};
  own.add("iops.avg", operations / seconds, n);
  own.add("read_throughput.avg", settings_.reads * bytes / seconds, n);
  own.add("write_throughput.avg", (1 - settings_.reads) * bytes / seconds, n);
  if (n > 0) own.add("latency.mean", latency.mean(), n);
  own.add("queue_length.avg", latency.sum() / seconds, n);
  if (!settings_.operations_per_second || demand_.value() <= 0) return;
  const double unserved = std::max(0.0, std::floor(demand_.value() - service_.value()));
  own.add("unserved", unserved, n);
  own.add("unserved_share", unserved / demand_.value(), n);
}

}  // namespace garoa

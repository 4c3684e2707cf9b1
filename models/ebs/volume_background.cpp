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
      batch_seconds_{std::min(duration / batches_of_a_run, longest_batch)} {
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
    cycle = co_await volume_.operate(settings_.io, operations, possible_) / operations;
    // Beyond what its own rate takes, a slot waited for the volume.
    const bool held_back = cycle * wanted_ > 1 + 1e-6;
    operations_ += operations;
    volume_.overwrite(operations * (1 - settings_.reads) * static_cast<double>(settings_.io.size.count()));
    operation_seconds_ += operations * (held_back ? std::max(cycle, unloaded_) : unloaded_);
  }
}

void VolumeBackground::measure() {
  measured_from_ = run_.now();
  operations_ = 0;
  operation_seconds_ = 0;
}

void VolumeBackground::finish(const MetricSink& metrics) {
  const double seconds = std::max(run_.now() - measured_from_, 1e-9);
  const auto put = [&](const char* measure, double value) {
    metrics(fmt::format("ebs.{}.background.{}", volume_.settings().name, measure), value);
  };
  put("iops.avg", operations_ / seconds);
  const double bytes = operations_ * static_cast<double>(settings_.io.size.count());
  put("read_throughput.avg", settings_.reads * bytes / seconds);
  put("write_throughput.avg", (1 - settings_.reads) * bytes / seconds);
  if (operations_ > 0) put("latency.mean", operation_seconds_ / operations_);
  put("queue_length.avg", operation_seconds_ / seconds);
}

}  // namespace garoa

#include "sim/results/main_bottleneck.hpp"

namespace garoa {

MainBottleneck main_bottleneck(const RunResult& result) {
  constexpr double next_to_nothing = 0.01;  // of a phase's time
  MainBottleneck queued;
  MainBottleneck busiest;
  for (const auto& phase : result.bottlenecks) {
    for (const auto& part : phase.parts) {
      if (busiest.part == nullptr || part.waited_s > busiest.part->waited_s) busiest = {&phase, &part, false};
      const bool queues = part.queueing_s > next_to_nothing * phase.waited_s;
      if (queues && (queued.part == nullptr || part.queueing_s > queued.part->queueing_s))
        queued = {&phase, &part, true};
    }
  }
  return queued.part != nullptr ? queued : busiest;
}

}  // namespace garoa

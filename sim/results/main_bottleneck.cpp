#include "sim/results/main_bottleneck.hpp"

#include <algorithm>
#include <string_view>

namespace garoa {
namespace {

bool is_workers(std::string_view resource) {
  return resource.ends_with(".workers");
}

/// A place in it is held while its holder uses something else.
bool is_pool(std::string_view resource) {
  return is_workers(resource) || resource.ends_with(".connections");
}

/// What a request crosses before it has a worker.
bool is_on_the_way(std::string_view resource) {
  return resource.starts_with("flows.") || resource.find(".network_") != std::string_view::npos ||
         resource.find(".internet_") != std::string_view::npos;
}

/// The wait between two tries of a request: what the first one was refused by binds.
bool is_wait_for_a_try(std::string_view resource) {
  return resource.ends_with(".retries");
}

/// "ec2.app.cpu": CPU credits; "ebs.documents.iops": the burst balance; "ec2.app.network_in": the network's credits.
bool is_spent(const RunResult& result, const std::string& resource) {
  const auto owner = resource.substr(0, resource.rfind('.'));
  const auto used_up = [&](const std::string& credits) {
    return result.find_metric(credits + ".exhausted_at") != nullptr;
  };
  if (resource.starts_with("ebs.")) return used_up(owner + ".burst_balance");
  return used_up(resource.ends_with(".cpu") ? owner + ".cpu_credits" : resource);
}

/// A copy that needs no more than half of its window is as long as it may be: it binds only where nothing else takes time.
bool holds_its_window(const RunResult& result, const Bottleneck& phase) {
  constexpr std::string_view beginning = "backup ";
  constexpr double half = 0.5;
  if (!phase.phase.starts_with(beginning)) return false;
  const auto* const used =
      result.find_metric("backup." + phase.phase.substr(beginning.size()) + ".window_used.max");
  return used != nullptr && used->value <= half;
}

}  // namespace

const Bottleneck::Part* holder_of(std::string_view pool, const std::vector<Bottleneck::Part>& parts) {
  if (!is_pool(pool)) return nullptr;
  const Bottleneck::Part* most = nullptr;
  for (const auto& part : parts) {
    if (is_pool(part.resource) || is_wait_for_a_try(part.resource)) continue;
    if (is_workers(pool) && is_on_the_way(part.resource)) continue;
    if (most == nullptr || part.waited_s > most->waited_s) most = &part;
  }
  return most;
}

MainBottleneck main_bottleneck(const RunResult& result) {
  constexpr double next_to_nothing = 0.01;  // of a phase's time
  MainBottleneck queued;
  MainBottleneck busiest;
  const bool all_hold = std::all_of(result.bottlenecks.begin(), result.bottlenecks.end(),
                                    [&](const Bottleneck& phase) { return holds_its_window(result, phase); });
  for (const auto& phase : result.bottlenecks) {
    if (!all_hold && holds_its_window(result, phase)) continue;
    for (const auto& part : phase.parts) {
      if (is_wait_for_a_try(part.resource)) continue;
      if (busiest.part == nullptr || part.waited_s > busiest.part->waited_s)
        busiest = {.phase = &phase, .part = &part};
      const bool queues = part.queueing_s > next_to_nothing * phase.waited_s;
      if (queues && (queued.part == nullptr || part.queueing_s > queued.part->queueing_s))
        queued = {.phase = &phase, .part = &part, .queues = true};
    }
  }
  auto most = queued.part != nullptr ? queued : busiest;
  if (most.part == nullptr) return most;
  if (most.queues) most.held_by = holder_of(most.part->resource, most.phase->parts);
  most.is_spent = is_spent(result, most.cause().resource);
  return most;
}

}  // namespace garoa

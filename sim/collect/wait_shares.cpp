#include "sim/collect/wait_shares.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "sim/collect/short_name.hpp"
#include "sim/results/main_bottleneck.hpp"

namespace garoa {
namespace {

constexpr double smallest_listed_share = 0.01;

/// Where most of the time is a queue for a pool, what those in the pool do is a small part, and the answer.
void drop_small_parts(std::vector<Bottleneck::Part>& parts) {
  std::set<std::string> holders;
  for (const auto& pool : parts) {
    const auto* const holder = holder_of(pool.resource, parts);
    if (holder != nullptr && pool.share >= smallest_listed_share) holders.insert(holder->resource);
  }
  std::erase_if(parts, [&](const auto& part) {
    return part.share < smallest_listed_share && !holders.contains(part.resource);
  });
}

}  // namespace

WaitShares::WaitShares(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::Waited>([this](const events::Waited& event) { add(event); });
}

void WaitShares::look_up_and_add(const events::Waited& event) {
  static_cast<void>(phase_of(event.flow, event.phase).waits[event.resource]);
  add(event);
}

/// Whoever may make the lists grow comes through here, so that the last one stays where it is.
void WaitShares::look_up(NameId flow, NameId phase) {
  last_ = &phases_[flow][phase];
  last_flow_ = flow;
  last_name_ = phase;
}

void WaitShares::begin_stretch(NameId flow, NameId phase, double time) {
  auto& [waits, stage_began] = phase_of(flow, phase);
  for (NameId id = 0; id < waits.size(); ++id) waits[id].stage = waits[id].stretch = 0;
  stage_began = time;
}

void WaitShares::next_stage(NameId flow, NameId phase, double time) {
  auto& [waits, stage_began] = phase_of(flow, phase);
  double all = 0;
  for (NameId id = 0; id < waits.size(); ++id) all += waits[id].stage;
  for (NameId id = 0; all > 0 && id < waits.size(); ++id)
    waits[id].stretch += std::exchange(waits[id].stage, 0) / all * (time - stage_began);
  stage_began = time;
}

std::vector<std::pair<std::string, double>> WaitShares::end_stretch(NameId flow, NameId phase, double time) {
  next_stage(flow, phase, time);
  const auto& waits = phase_of(flow, phase).waits;
  std::vector<std::pair<std::string, double>> parts;
  for (NameId id = 0; id < waits.size(); ++id) {
    if (const double seconds = waits.find(id)->stretch; seconds > 0)
      parts.emplace_back(journal_.name(id), seconds);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  return parts;
}

Bottleneck WaitShares::bottleneck_of(NameId flow, NameId phase, const Phase& spent) const {
  const auto& waits = spent.waits;
  Bottleneck result;
  result.flow = short_name(journal_.name(flow));
  result.phase = journal_.name(phase);
  for (NameId id = 0; id < waits.size(); ++id) {
    const Waited& waited = *waits.find(id);
    if (waited.counted <= 0) continue;
    result.waited_s += waited.counted;
    result.queueing_s += waited.queueing;
    result.parts.push_back({.resource = journal_.name(id),
                            .waited_s = waited.counted,
                            .queueing_s = waited.queueing,
                            .share = 0});
  }
  for (auto& part : result.parts) part.share = part.waited_s / result.waited_s;
  std::sort(result.parts.begin(), result.parts.end(), [](const auto& a, const auto& b) {
    return std::tie(b.waited_s, a.resource) < std::tie(a.waited_s, b.resource);
  });
  if (!result.parts.empty()) {
    result.resource = result.parts.front().resource;
    result.share = result.parts.front().share;
  }
  drop_small_parts(result.parts);
  return result;
}

std::vector<Bottleneck> WaitShares::bottlenecks() const {
  std::vector<Bottleneck> all;
  for (NameId flow = 0; flow < phases_.size(); ++flow) {
    const auto& row = *phases_.find(flow);
    for (NameId phase = 0; phase < row.size(); ++phase) {
      auto bottleneck = bottleneck_of(flow, phase, *row.find(phase));
      if (bottleneck.waited_s > 0) all.push_back(std::move(bottleneck));
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.flow, a.phase) < std::tie(b.flow, b.phase);
  });
  return all;
}

}  // namespace garoa

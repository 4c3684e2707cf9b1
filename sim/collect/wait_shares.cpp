#include "sim/collect/wait_shares.hpp"

#include <algorithm>
#include <tuple>

#include "sim/collect/short_name.hpp"

namespace garoa {
namespace {
constexpr double smallest_listed_share = 0.01;
}

WaitShares::WaitShares(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::Waited>([this](const events::Waited& event) {
    Waited& waited = phase_of(event.flow, event.phase).by_resource[event.resource];
    waited.stretch += event.seconds;
    if (event.time - event.seconds < warmup_) return;
    waited.counted += event.seconds;
    waited.queueing += event.queueing;
  });
}

WaitShares::Phase& WaitShares::phase_of(NameId flow, NameId phase) {
  // Waits of a phase come in rows.
  if (last_ < phases_.size() && phases_[last_].flow == flow && phases_[last_].phase == phase)
    return phases_[last_];
  PhaseIndex& index = index_[flow][phase];
  if (index == 0) {
    phases_.push_back({flow, phase, {}});
    index = static_cast<PhaseIndex>(phases_.size());
  }
  last_ = index - 1;
  return phases_[last_];
}

const WaitShares::Phase* WaitShares::find_phase(NameId flow, NameId phase) const {
  const auto* row = index_.find(flow);
  const PhaseIndex* index = row == nullptr ? nullptr : row->find(phase);
  return index == nullptr || *index == 0 ? nullptr : &phases_[*index - 1];
}

void WaitShares::begin_stretch(NameId flow, NameId phase) {
  auto& by_resource = phase_of(flow, phase).by_resource;
  for (NameId id = 0; id < by_resource.size(); ++id) by_resource[id].stretch = 0;
}

std::string WaitShares::bottleneck_of_stretch(NameId flow, NameId phase) const {
  const Phase* found = find_phase(flow, phase);
  if (found == nullptr) return {};
  double most = 0;
  std::string resource;
  for (NameId id = 0; id < found->by_resource.size(); ++id) {
    const double seconds = found->by_resource.find(id)->stretch;
    if (seconds > most) {
      most = seconds;
      resource = journal_.name(id);
    }
  }
  return resource;
}

Bottleneck WaitShares::bottleneck_of(const Phase& phase) const {
  Bottleneck result;
  result.flow = short_name(journal_.name(phase.flow));
  result.phase = journal_.name(phase.phase);
  for (NameId id = 0; id < phase.by_resource.size(); ++id) {
    const Waited& waited = *phase.by_resource.find(id);
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
  std::erase_if(result.parts, [](const auto& part) { return part.share < smallest_listed_share; });
  return result;
}

std::vector<Bottleneck> WaitShares::bottlenecks() const {
  std::vector<Bottleneck> all;
  for (const auto& phase : phases_) {
    auto bottleneck = bottleneck_of(phase);
    if (bottleneck.waited_s > 0) all.push_back(std::move(bottleneck));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.flow, a.phase) < std::tie(b.flow, b.phase);
  });
  return all;
}

}  // namespace garoa

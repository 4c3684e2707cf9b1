#include "sim/engine/line_mesh.hpp"

#include <algorithm>
#include <functional>

namespace garoa {
namespace {

/// More than any lines have together: the paths' caps alone bind.
constexpr double ample = 1e100;

}  // namespace

LineMesh::LineMesh(Simulator& s, Told told) : LineHub{s, nullptr, ample, std::move(told)} {}

LineMesh::Node& LineMesh::node_of(const Line& end) {
  auto*& node = node_of_[&end];
  if (node == nullptr) node = &nodes_.emplace_back(Node{&end, 0, 0, {}});
  return *node;
}

FairShare::Group LineMesh::path(const Line& from, const Line& to) {
  Node* const ends[] = {&node_of(from), &node_of(to)};
  const auto [place, is_new] = path_of_.try_emplace({ends[0], ends[1]}, paths_.size());
  if (is_new) {
    const double cap = std::min(from.capacity(), to.capacity());
    paths_.push_back({ends[0], ends[1], share.add_group(cap), cap});
  }
  auto& path = paths_[place->second];
  if (!std::exchange(path.taken, true)) taken_.push_back(place->second);
  return path.group;
}

/// A timer of this instant comes after all that is due now.
void LineMesh::changed() {
  if (std::exchange(stale_, true)) return;
  simulator.arm(*this, simulator.now());
}

void LineMesh::fire() {
  if (std::exchange(stale_, false)) find_rates();
  LineHub::fire();
}

/// Of each path and line; paths that nobody takes any more are left out.
void LineMesh::count_users() {
  crowded_.clear();
  const auto left = [this](std::size_t index) {
    auto& path = paths_[index];
    path.users = static_cast<double>(share.users(path.group));
    return !(path.taken = path.users > 0);
  };
  taken_.erase(std::remove_if(taken_.begin(), taken_.end(), left), taken_.end());
  for (const auto index : taken_) {
    auto& path = paths_[index];
    path.found = false;
    for (auto* const node : {path.from, path.to}) {
      if (node->paths.empty()) {
        node->room = node->line->capacity();
        node->users = 0;
        crowded_.push_back(node);
      }
      node->paths.push_back(index);
      node->users += path.users;
    }
  }
}

/// What a line has for each of its users never falls while others are bound, so an offer that has not changed is the least.
void LineMesh::find_rates() {
  count_users();
  offers_.clear();
  for (std::size_t i = 0; i < crowded_.size(); ++i) offers_.push_back({crowded_[i]->each(), i, crowded_[i]});
  std::make_heap(offers_.begin(), offers_.end(), std::greater<>{});
  while (!offers_.empty()) {
    std::pop_heap(offers_.begin(), offers_.end(), std::greater<>{});
    auto& offer = offers_.back();
    const double each = offer.node->users > 0 ? offer.node->each() : offer.each;
    if (each > offer.each) {
      offer.each = each;
      std::push_heap(offers_.begin(), offers_.end(), std::greater<>{});
      continue;
    }
    const Node& node = *offer.node;
    offers_.pop_back();
    bind(node, each);
  }
  for (auto* const node : crowded_) node->paths.clear();
}

/// Those who take the line and are not bound elsewhere.
void LineMesh::bind(const Node& node, double each) {
  for (const auto index : node.paths) {
    auto& path = paths_[index];
    if (std::exchange(path.found, true)) continue;
    for (auto* const end : {path.from, path.to}) {
      end->room -= each * path.users;
      end->users -= path.users;
    }
    const double cap = each * path.users;
    if (cap == std::exchange(path.cap, cap)) continue;
    share.set_group_cap(simulator.now(), path.group, cap);
  }
}

}  // namespace garoa

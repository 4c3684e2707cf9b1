// What binds in a result.
#pragma once

#include <string_view>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

/// What binds: what requests queue for most; where next to nothing queues, what most of their time goes to. Waits before a further try
/// are no resource's, and a backup that holds its window with room binds nothing beside requests. Null without any time.
struct MainBottleneck {
  const Bottleneck* phase = nullptr;
  const Bottleneck::Part* part = nullptr;
  bool queues = false;
  /// Where the queue is for one of an instance's workers or connections: what most time goes to of those who hold one. More of them
  /// would only queue there. Null where that is not known.
  const Bottleneck::Part* held_by = nullptr;
  /// Its credits were used up at some time.
  bool is_spent = false;

  /// The part itself, or what those who hold it wait for.
  [[nodiscard]] const Bottleneck::Part& cause() const { return held_by != nullptr ? *held_by : *part; }
};
[[nodiscard]] MainBottleneck main_bottleneck(const RunResult& result);

/// Of a phase's parts what most time goes to of those who hold a place in the pool; null for what is no pool.
[[nodiscard]] const Bottleneck::Part* holder_of(std::string_view pool,
                                                const std::vector<Bottleneck::Part>& parts);

}  // namespace garoa

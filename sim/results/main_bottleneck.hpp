// What binds in a result.
#pragma once

#include "sim/results/result.hpp"

namespace garoa {

/// What binds: what requests queue for most; where next to nothing queues, what most of their time goes to. Null without
/// any time.
struct MainBottleneck {
  const Bottleneck* phase = nullptr;
  const Bottleneck::Part* part = nullptr;
  bool queues = false;
};
[[nodiscard]] MainBottleneck main_bottleneck(const RunResult& result);

}  // namespace garoa

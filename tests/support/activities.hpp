// Single transfers and computations of a PhysicalWorld, and when they ended.
#pragma once

#include <cstdint>
#include <string>

#include "sim/engine/physical_world.hpp"

namespace garoa::test {

/// Bandwidths in bytes per second.
inline EndpointSpec endpoint(const std::string& name, double up, double down, double latency = 0,
                             int cores = 1) {
  return {name, BitsPerSecond{8 * up}, BitsPerSecond{8 * down}, Seconds{latency}, cores};
}

/// What became of an activity; -1 until it has ended.
struct Result {
  double elapsed = -1;
  double end = -1;
};

inline Process send(Simulator& simulator, PhysicalWorld& world, double begin, Endpoint from, Endpoint to,
                    std::uint64_t bytes, Result& result) {
  co_await simulator.wait_until(begin);
  auto transfer = world.transfer(from, to, bytes);
  result.elapsed = co_await transfer;
  result.end = simulator.now();
}

inline Process compute(Simulator& simulator, PhysicalWorld& world, double begin, Endpoint where,
                       double seconds, Result& result) {
  co_await simulator.wait_until(begin);
  auto computation = world.compute(where, seconds);
  result.elapsed = co_await computation;
  result.end = simulator.now();
}

}  // namespace garoa::test

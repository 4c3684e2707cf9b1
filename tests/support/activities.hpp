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
  double carried = -1;
  PhysicalWorld::Activity* running = nullptr;
};

inline Process send(Simulator& simulator, PhysicalWorld& world, double begin, Endpoint from, Endpoint to,
                    std::uint64_t bytes, Result& result) {
  co_await simulator.wait_until(begin);
  auto transfer = world.transfer(from, to, bytes);
  result.running = &transfer;
  result.elapsed = co_await transfer;
  result.running = nullptr;
  result.end = simulator.now();
  result.carried = transfer.carried();
}

inline Process compute(Simulator& simulator, PhysicalWorld& world, double begin, Endpoint where,
                       double seconds, Result& result) {
  co_await simulator.wait_until(begin);
  auto computation = world.compute(where, seconds);
  result.running = &computation;
  result.elapsed = co_await computation;
  result.running = nullptr;
  result.end = simulator.now();
  result.carried = computation.carried();
}

/// Gives up what is still under way then.
inline Process cancel(Simulator& simulator, double time, Result& result) {
  co_await simulator.wait_until(time);
  if (result.running != nullptr) result.running->cancel();
}

}  // namespace garoa::test

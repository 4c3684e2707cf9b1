// SimGrid behind garoa's event queue: its hosts and links, the activities that run on them, and the loop in
// which SimGrid's clock and the queue advance together. Only PhysicalWorld uses it.
//
// SimGrid's engine exists once per process, so does a SimgridPlatform.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "sim/engine/simulator.hpp"

namespace garoa {

struct EndpointSpec;

class SimgridPlatform {
 public:
  /// A reference to one of SimGrid's activities.
  using Running = void*;

  struct Calls {
    /// With the owner of each activity that ends.
    std::function<void(void* owner)> ended;
    /// At the horizon, beyond which SimGrid works off what it has begun.
    std::function<void()> horizon_reached;
  };
  SimgridPlatform(Simulator& simulator, Calls calls);
  SimgridPlatform(const SimgridPlatform&) = delete;
  SimgridPlatform& operator=(const SimgridPlatform&) = delete;
  ~SimgridPlatform();

  /// Hosts are numbered from 0 in this order.
  void add(const EndpointSpec& spec);
  /// Is SimGrid's clock at the queue's time, so that activities can begin and change?
  [[nodiscard]] bool in_step() const;
  [[nodiscard]] bool runs() const;
  [[nodiscard]] Running transfer(void* owner, std::size_t from, std::size_t to, double bytes);
  [[nodiscard]] Running compute(void* owner, std::size_t where, double core_seconds);
  [[nodiscard]] double remaining_bytes(Running running) const;
  [[nodiscard]] double remaining_core_seconds(Running running) const;
  void cancel(Running running);
  void set_bandwidth(std::size_t where, double up, double down);
  void set_throttled(std::size_t where, bool throttled);
  /// Runs the simulator's queue and SimGrid to the simulator's horizon.
  void run();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace garoa

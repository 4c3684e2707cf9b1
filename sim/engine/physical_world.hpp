// Hosts, links and their sharing: SimGrid's max-min model, driven by garoa's event queue.
//
// Models: endpoints (an instance, a client, a connection) with an uplink and a downlink of their own, joined
// by a core without limits; a transfer crosses the sender's uplink and the receiver's downlink, whose
// bandwidth is shared max-min fairly; hosts of n cores of which one computation uses one. Transfer time
// without competition = latency of both links + bytes / slowest bandwidth; SimGrid's calibration for TCP on
// clusters is switched off. The latency passes in garoa's own queue before the bytes enter SimGrid: the same
// time, half the work.
// Not models: packets, TCP windows, loss.
//
// SimGrid's engine exists once per process, so does a PhysicalWorld. Cost grows with the number of transfers
// that share a link (some 50 us each at 500): bound concurrency where the real system does.
//
// Errors: SimulatorFault if a transfer was faster than its slowest link or a computation faster than a core.
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <string>

#include "sim/core/units.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa {

/// A place that sends, receives and computes.
struct Endpoint {
  std::uint32_t index = 0;
};

struct EndpointSpec {
  std::string name;
  BitsPerSecond up;    // out of the endpoint
  BitsPerSecond down;  // into the endpoint
  Seconds latency;     // one way to the core
  int cores = 1;
};

class PhysicalWorld {
 public:
  /// Attaches itself to the simulator, whose run() it then drives.
  explicit PhysicalWorld(Simulator& simulator);
  PhysicalWorld(const PhysicalWorld&) = delete;
  PhysicalWorld& operator=(const PhysicalWorld&) = delete;
  ~PhysicalWorld();

  /// Only before the run. Names are unique.
  Endpoint add_endpoint(const EndpointSpec& spec);

  class Activity;
  /// `co_await world.transfer(...)` gives the seconds it took. Of 0 bytes: the latency.
  [[nodiscard]] Activity transfer(Endpoint from, Endpoint to, std::uint64_t bytes);
  /// `cpu_seconds` of one core.
  [[nodiscard]] Activity compute(Endpoint where, double cpu_seconds);
  /// Seconds of the transfer without any competition.
  [[nodiscard]] double unloaded_transfer_time(Endpoint from, Endpoint to, std::uint64_t bytes) const;
  /// Is the receiver's downlink slower than the sender's uplink?
  [[nodiscard]] bool receiver_is_slower(Endpoint from, Endpoint to) const;
  /// Core-seconds computed so far, of finished computations.
  [[nodiscard]] double computed(Endpoint where) const;
  /// Bytes received so far, of finished transfers.
  [[nodiscard]] std::uint64_t received(Endpoint where) const;
  [[nodiscard]] std::uint64_t sent(Endpoint where) const;

 private:
  friend class Simulator;
  friend class Activity;
  struct Implementation;

  void run();

  Simulator& simulator_;
  std::unique_ptr<Implementation> implementation_;
};

/// One transfer or computation, awaited by the process that needs it.
class PhysicalWorld::Activity : public Timer {
 public:
  Activity(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t bytes, double cpu_seconds);
  ~Activity() override;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting);
  /// Seconds from the await to the end.
  double await_resume() const { return ended_ - began_; }

  void fire() override;

 private:
  friend struct PhysicalWorld::Implementation;
  void enter();

  PhysicalWorld& world_;
  Endpoint from_;
  Endpoint to_;
  std::uint64_t bytes_;
  double cpu_seconds_;
  double began_ = 0;
  double ended_ = 0;
  bool in_flight_ = false;
  void* running_ = nullptr;  // a reference to SimGrid's activity
  std::coroutine_handle<> waiting_;
};

}  // namespace garoa

// Hosts, links and their sharing.
//
// Models: endpoints (an instance, a client, a connection) with an uplink and a downlink of their own, joined
// by a core without limits; a transfer crosses the sender's uplink and the receiver's downlink, whose
// bandwidth is shared max-min fairly; hosts of n cores of which one computation uses one. Transfer time
// without competition = latency of both links + bytes / slowest bandwidth. Bandwidths may change during the
// run, and cores may be throttled; what is under way goes on at the new speed.
// Not models: packets, TCP windows, loss.
//
// An activity that meets no contended line (one whose users could together take more than it has) runs at the most that
// its lines have, so its end is computed. What is contended is shared
//   in a star: everybody passes one line, the hub, and whatever else is contended on the way leads to that hub alone (an
//     instance and its clients' or connections' lines; a host's cores). Exact in O(log n) an activity (line_hub.hpp).
//   else in a mesh (a client's line and those of two instances, all contended), by paths of two lines each: O(log n) an
//     activity and O(p log p) with p paths (line_mesh.hpp). What is on such lines enters the mesh with what is left of it,
//     and stays there.
// An activity goes from one to the other when competition comes up. The latency passes in garoa's own queue before the
// bytes move. SimGrid, which can share all that is contended, is the judge of both; its calibration for TCP on clusters is
// switched off.
//
// SimGrid's engine exists once per process, so does a PhysicalWorld.
//
// Errors: SimulatorFault if a transfer was faster than its slowest link or a computation faster than a core.
#pragma once

#include <algorithm>
#include <array>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <string>

#include "sim/core/units.hpp"
#include "sim/engine/line.hpp"
#include "sim/engine/line_hub.hpp"
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
  double throttled_speed = 1;  // of a core while throttled, as a share of its full speed
};

class PhysicalWorld {
 public:
  enum class Sharing : std::uint8_t {
    in_stars,    // where the lines form them, else in a mesh
    by_simgrid,  // all that is contended: the judge of stars and mesh
  };
  /// Attaches itself to the simulator, whose run() it then drives.
  explicit PhysicalWorld(Simulator& simulator, Sharing sharing = Sharing::in_stars);
  PhysicalWorld(const PhysicalWorld&) = delete;
  PhysicalWorld& operator=(const PhysicalWorld&) = delete;
  ~PhysicalWorld();

  /// Only before the run. Names are unique.
  Endpoint add_endpoint(const EndpointSpec& spec);
  /// From now on; both above 0.
  void set_bandwidth(Endpoint where, BitsPerSecond up, BitsPerSecond down);
  /// From now on.
  void set_throttled(Endpoint where, bool throttled);

  class Activity;
  /// `co_await world.transfer(...)` gives the seconds it took. Of 0 bytes: the latency.
  [[nodiscard]] Activity transfer(Endpoint from, Endpoint to, std::uint64_t bytes);
  /// `cpu_seconds` of one core.
  [[nodiscard]] Activity compute(Endpoint where, double cpu_seconds);
  /// The way from one endpoint to another without any competition.
  struct Route {
    double latency;  // s, of both links
    double up;       // bytes/s of the sender's uplink
    double down;     // bytes/s of the receiver's downlink
    [[nodiscard]] double rate() const { return std::min(up, down); }
    /// Seconds that so many bytes take.
    [[nodiscard]] double time_of(std::uint64_t bytes) const {
      return latency + static_cast<double>(bytes) / rate();
    }
    [[nodiscard]] bool receiver_is_slower() const { return down < up; }
  };
  /// At the present bandwidths.
  [[nodiscard]] Route route(Endpoint from, Endpoint to) const;
  /// Core-seconds computed until now, including those of computations under way.
  [[nodiscard]] double computed(Endpoint where) const;
  /// Bytes received until now, likewise.
  [[nodiscard]] double received(Endpoint where) const;
  [[nodiscard]] double sent(Endpoint where) const;

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

  /// Ends it before its time: what it has carried stays carried, the others on its lines share what it leaves, and whoever
  /// awaits it goes on. Nothing happens to one that is not under way or ends at this instant by itself, and to one of nothing.
  void cancel();
  [[nodiscard]] bool cancelled() const { return cancelled_; }
  /// Of the bytes or core-seconds, once it has ended.
  [[nodiscard]] double carried() const { return cancelled_ ? done_ : amount_; }

  /// The latency is over, or SimGrid's clock has come along.
  void fire() override;

 private:
  friend struct PhysicalWorld::Implementation;
  /// The end of an activity that competes with nobody; outlives it when competition comes up.
  struct Ending;

  PhysicalWorld& world_;
  Endpoint from_;
  Endpoint to_;
  double amount_;  // bytes or core-seconds
  double latency_ = 0;
  bool computes_;
  bool waits_for_clock_ = false;  // to enter SimGrid
  bool cancelled_ = false;
  double began_ = 0;
  double ended_ = 0;
  double rate_ = 0;     // the most that it can take of its lines
  double fastest_ = 0;  // of all its rates
  double done_ = 0;     // of the amount, until `since_`
  double since_ = 0;
  std::array<Line::Seat, 2> seats_;
  Ending* ending_ = nullptr;
  LineHub* hub_ = nullptr;  // where it shares a line, with
  FairShare::UserId share_;
  bool grouped_ = false;     // with the others of its leaf
  void* running_ = nullptr;  // SimGrid's activity
  std::coroutine_handle<> waiting_;
};

}  // namespace garoa

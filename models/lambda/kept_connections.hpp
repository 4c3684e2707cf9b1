// Which connections of an environment are open: to S3 and to other services, which close what nobody used for long.
//
// One of each kind stands for all of it. An invocation that asks keeps it; from the invocation's end on it is idle, and the first request of a
// later one finds it closed once it was idle for longer than its peer waits.
// Not modelled: connections of several threads or services apart, those that close while a handler works.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "sim/core/units.hpp"

namespace garoa {

/// Whom a function asks. Unkept: a connection that its handler leaves after each request.
enum class Peer : std::uint8_t { s3, service, unkept };

/// Of a connection that its peer closed while it was idle.
struct LostConnection {
  Seconds cpu;                          // to make it anew, at one vCPU of x86_64
  Seconds set_up;                       // its round trips
  std::array<Seconds, 2> keep_alive{};  // idle time after which S3 and other services close it
};

class KeptConnections {
 public:
  /// Of an environment that was restored: those that its snapshot had are no longer there.
  static KeptConnections lost_with_restore() {
    KeptConnections connections;
    connections.idle_since_.fill(long_ago);
    return connections;
  }
  /// A request at `now`; whether it finds its connection closed. The first of all does not: making that one is part of the first call.
  bool ask(Peer peer, double now, const LostConnection& lost) {
    if (peer == Peer::unkept) return false;
    const auto kind = static_cast<std::size_t>(peer);
    const double idle = now - idle_since_[kind];
    const bool closed = idle_since_[kind] != none && idle > lost.keep_alive[kind].count();
    idle_since_[kind] = in_use;
    return closed;
  }
  /// The invocation is over.
  void rest(double now) {
    for (double& since : idle_since_)
      if (since == in_use) since = now;
  }

 private:
  static constexpr double in_use = std::numeric_limits<double>::infinity();
  static constexpr double none = -in_use;
  static constexpr double long_ago = std::numeric_limits<double>::lowest();
  std::array<double, 2> idle_since_{none, none};
};

}  // namespace garoa

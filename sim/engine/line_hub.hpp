// Where the users of one line share it, max-min fairly, with the leaves of its star: in O(log n) for each that comes or
// goes (sim/engine/fair_share.hpp), where a solver of all rates takes O(n).
//
// Exact for: users of this line alone, each with a cap of its own; users that come over lines of their own, each of which
// leads nowhere else (a group). A line at the other end that leads elsewhere too may be no bottleneck meanwhile.
//
// Errors: none.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "sim/engine/fair_share.hpp"
#include "sim/engine/line.hpp"
#include "sim/engine/precise_sum.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa {

struct LineHub : Timer {
  using Told = std::function<void(LineHub&, std::span<const FairShare::Completion>)>;
  /// `ended` is called with those that are done at an instant.
  LineHub(Simulator& s, const Line& of, Told told) : LineHub{s, &of, of.capacity(), std::move(told)} {}

  void fire() override {
    const auto done = share.take_completed(simulator.now());
    if (done.empty()) return rearm();
    ended(*this, done);
    changed();
  }
  /// Somebody has come or gone.
  virtual void changed() { rearm(); }
  void rearm() {
    const auto next = share.next_event();
    if (next && !simulator.armed_before(*this, *next)) simulator.arm(*this, std::max(*next, simulator.now()));
  }
  void set_capacity(double capacity) {
    share.set_capacity(simulator.now(), capacity);
    rearm();
  }
  void set_group_cap(FairShare::Group group, double cap) {
    share.set_group_cap(simulator.now(), group, cap);
    rearm();
  }

  /// What its present users have been served, here and before: `moved` is of one that comes or goes, until then.
  void came(double moved) { before_ += moved; }
  void went(double moved) {
    before_ -= moved;
    // Nothing of earlier roundings stays behind.
    if (share.users() == 0) before_ = -PreciseSum{share.work_done()};
  }
  [[nodiscard]] double moved() {
    share.advance(simulator.now());
    return std::max(0.0, (before_ + share.work_done()).value());
  }

  Simulator& simulator;
  const Line* line;  // null: more than one
  FairShare share;
  Told ended;

 protected:
  LineHub(Simulator& s, const Line* of, double capacity, Told told)
      : simulator{s}, line{of}, share{capacity}, ended{std::move(told)} {}

 private:
  PreciseSum before_;
};

}  // namespace garoa

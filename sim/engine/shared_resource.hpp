// A FairShare that lives in simulated time, and the wait for one or several of them at once.
//
//   JointUse use{simulator};
//   use.add(iops, operations);
//   use.add(throughput, bytes);
//   co_await use;                 // until the last of them has served its part
//   use.binding()                 // which one that was
//
// Errors: SimulatorFault if a part was served faster than its resource allows.
#pragma once

#include <array>
#include <coroutine>

#include "sim/engine/fair_share.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa {

class JointUse;

class SharedResource final : public Timer {
 public:
  SharedResource(Simulator& simulator, double capacity) : simulator_{simulator}, share_{capacity}, fastest_{capacity} {}
  SharedResource(Simulator& simulator, const FairShare::Burst& burst)
      : simulator_{simulator}, share_{burst}, fastest_{burst.burst} {}

  void fire() override;

  [[nodiscard]] const FairShare& share() const { return share_; }
  [[nodiscard]] double credits() { return share_.credits(simulator_.now()); }
  /// Work served so far.
  [[nodiscard]] double work_done() {
    share_.advance(simulator_.now());
    return share_.work_done();
  }
  [[nodiscard]] double fastest() const { return fastest_; }

 private:
  friend class JointUse;
  void begin(double work, double cap, JointUse& use);
  void rearm();

  Simulator& simulator_;
  FairShare share_;
  double fastest_;
};

/// One request's parts at up to four resources, served side by side. It stays where it is while awaited.
class JointUse {
 public:
  explicit JointUse(Simulator& simulator) : simulator_{simulator} {}
  JointUse(const JointUse&) = delete;
  JointUse& operator=(const JointUse&) = delete;

  void add(SharedResource& resource, double work, double cap = FairShare::no_cap) {
    parts_[count_++] = {&resource, work, cap};
  }
  [[nodiscard]] bool await_ready() const noexcept { return count_ == 0; }
  void await_suspend(std::coroutine_handle<> waiting);
  /// Seconds from the await to the end of the last part.
  double await_resume() const;
  /// The resource that ended last; null if there was none.
  [[nodiscard]] const SharedResource* binding() const { return binding_; }

 private:
  friend class SharedResource;
  struct Part {
    SharedResource* resource;
    double work;
    double cap;
  };
  void completed(const SharedResource& resource);

  Simulator& simulator_;
  std::array<Part, 4> parts_{};
  std::size_t count_ = 0;
  std::size_t pending_ = 0;
  double began_ = 0;
  const SharedResource* binding_ = nullptr;
  std::coroutine_handle<> waiting_;
};

}  // namespace garoa

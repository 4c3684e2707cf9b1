// A FairShare that lives in simulated time, and the wait for one or several of them at once.
//
//   JointUse use{simulator};
//   use.add(iops, operations);
//   use.add(throughput, bytes);
//   co_await use;                 // until the last of them has served its part
//   use.binding()                 // which one that was
//
// A use waits for one of its parts at a time, at first for the one that would take longest alone; only a
// resource that somebody waits for schedules events. What ended on the others meanwhile is looked up then.
//
// Errors: SimulatorFault if a part was served faster than its resource allows.
#pragma once

#include <array>
#include <coroutine>
#include <optional>
#include <vector>

#include "sim/engine/fair_share.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa {

class JointUse;

class SharedResource final : public Timer {
 public:
  SharedResource(Simulator& simulator, double capacity)
      : simulator_{simulator}, share_{capacity}, fastest_{capacity} {}
  SharedResource(Simulator& simulator, const FairShare::Burst& burst)
      : simulator_{simulator}, share_{burst}, fastest_{burst.burst} {}

  void fire() override;

  [[nodiscard]] const FairShare& share() const { return share_; }
  [[nodiscard]] double credits() { return share_.credits(simulator_.now()); }
  /// Work per second from now on; of a bursting resource a bound on both of its rates. At most what it began with.
  void set_capacity(double capacity) {
    share_.set_capacity(simulator_.now(), capacity);
    rearm();
  }
  /// Fills the burst credits, if there are any.
  void refill() {
    share_.refill(simulator_.now());
    rearm();
  }
  /// When they were used up for the first time, if they were.
  [[nodiscard]] std::optional<double> exhausted_at() {
    share_.advance(simulator_.now());
    return share_.exhausted_at();
  }
  /// Work served so far.
  [[nodiscard]] double work_done() {
    share_.advance(simulator_.now());
    return share_.work_done();
  }
  [[nodiscard]] double fastest() const { return fastest_; }

 private:
  friend class JointUse;
  struct Part;
  void begin(Part& part);
  void watch();
  /// Its rest stays undone.
  void leave(Part& part);
  /// Marks what has ended by now; uses that waited for it go to `ready`.
  void settle(std::vector<JointUse*>& ready);
  void rearm();

  Simulator& simulator_;
  FairShare share_;
  double fastest_;
  std::size_t watched_ = 0;  // parts that somebody waits for
  std::vector<JointUse*> ready_;
};

struct SharedResource::Part {
  SharedResource* resource = nullptr;
  JointUse* use = nullptr;
  double work = 0;
  double cap = 0;
  FairShare::UserId id = {};
  double left = 0;  // of the work, of one that was cancelled
  bool done = false;
  bool watched = false;
  /// Seconds without any competition.
  [[nodiscard]] double alone() const;
};

/// One request's parts at up to four resources, served side by side. It stays where it is while awaited.
class JointUse {
 public:
  explicit JointUse(Simulator& simulator) : simulator_{simulator} {}
  JointUse(const JointUse&) = delete;
  JointUse& operator=(const JointUse&) = delete;

  void add(SharedResource& resource, double work, double cap = FairShare::no_cap) {
    auto& part = parts_[count_++];
    part.resource = &resource;
    part.use = this;
    part.work = work;
    part.cap = cap;
  }
  [[nodiscard]] bool await_ready() noexcept {
    began_ = simulator_.now();
    return count_ == 0;
  }
  void await_suspend(std::coroutine_handle<> waiting);
  /// Seconds from the await to the end of the last part.
  double await_resume() const;
  /// Ends it before its time: what was served stays served, and whoever awaits it goes on. Nothing happens to one that is not
  /// under way or ends at this instant by itself.
  void cancel();
  [[nodiscard]] bool cancelled() const { return cancelled_; }
  /// Of the first part's work, once it has ended.
  [[nodiscard]] double served() const { return parts_[0].work - parts_[0].left; }
  /// The resource that ended last; null if there was none.
  [[nodiscard]] const SharedResource* binding() const { return binding_; }

 private:
  friend class SharedResource;
  using Part = SharedResource::Part;
  void wait_for(Part& part);
  /// The part waited for has ended: waits for another one, or resumes.
  void proceed(std::vector<JointUse*>& ready);

  Simulator& simulator_;
  std::array<Part, 4> parts_{};
  std::size_t count_ = 0;
  double began_ = 0;
  bool cancelled_ = false;
  const SharedResource* binding_ = nullptr;
  std::coroutine_handle<> waiting_;
};

}  // namespace garoa

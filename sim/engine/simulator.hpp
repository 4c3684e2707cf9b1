// The simulated clock and the loop that runs it.
//
// Events are coroutines that wait for an instant, and Timers. Without a PhysicalWorld the loop is just the
// queue. With one, SimGrid owns the clock while activities (transfers, computations) are in flight; while
// none is, the queue runs ahead by itself.
//
// Errors: an exception that leaves a process or timer ends the run and leaves run() (a fault of the
// simulator, exit code 2).
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/engine/event_queue.hpp"
#include "sim/engine/process.hpp"

namespace garoa {

/// A broken law of the simulated world (conservation, causality): a fault of the simulator, never of the
/// user.
struct SimulatorFault : std::logic_error {
  using std::logic_error::logic_error;
};

/// SimGrid's engine exists once per process, and a run of this process has had it: a wrong call of a program that embeds
/// garoa.
struct EngineTaken : std::logic_error {
  EngineTaken()
      : std::logic_error{
            "a run with EC2 instances has been made in this process already, and SimGrid's engine exists "
            "once per process: make each further run apart, in a child process"} {}
};

class PhysicalWorld;
class SimgridPlatform;

/// Something that is called at an instant. Only the last arming counts.
class Timer {
 public:
  virtual void fire() = 0;

 protected:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() = default;

 private:
  friend class Simulator;
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  std::uint64_t armed_ = none;
  double date_ = 0;
};

class Simulator {
 public:
  Simulator() = default;
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;
  ~Simulator() { shut_down(); }

  /// Simulated seconds since the start.
  [[nodiscard]] double now() const { return now_; }
  /// When the run ends.
  [[nodiscard]] double horizon() const { return horizon_; }

  struct Delay {
    Simulator& simulator;
    double until;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) const { simulator.resume_at(until, waiting); }
    void await_resume() const noexcept {}
  };
  /// Waits; `seconds` is not negative.
  [[nodiscard]] Delay delay(double seconds) { return {*this, now_ + seconds}; }
  [[nodiscard]] Delay wait_until(double time) { return {*this, time > now_ ? time : now_}; }

  /// Runs a process to its first wait and lets it live until it ends or the run is shut down.
  void start(Process process);
  void resume_at(double time, std::coroutine_handle<> waiting) {
    queue_.push(checked(time), waiting.address());
  }
  /// The coroutine will need what is at `touches` (a hint).
  template <class Promise>
  void resume_at(double time, std::coroutine_handle<Promise> waiting, const void* touches) {
    waiting.promise().touches = touches;
    resume_at(time, waiting);
  }
  /// Resumes after everything that is already due now.
  void resume_soon(std::coroutine_handle<> waiting) { queue_.push(now_, waiting.address()); }

  /// Arms the timer; an earlier arming lapses.
  void arm(Timer& timer, double time);
  void disarm(Timer& timer) { timer.armed_ = Timer::none; }
  [[nodiscard]] bool armed_before(const Timer& timer, double time) const {
    return timer.armed_ != Timer::none && timer.date_ <= time;
  }

  /// Runs until nothing is left or `horizon` is reached; events at the horizon itself still run. Throws what
  /// a process threw. `interrupted` is asked now and then; when true the run stops early and
  /// was_interrupted() tells.
  void run(double horizon, std::function<bool()> interrupted = {});
  [[nodiscard]] bool was_interrupted() const { return stop_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::size_t pending() const { return queue_.size(); }
  [[nodiscard]] std::size_t live_processes() const { return live_.size(); }

  /// Ends all living processes. Called by the destructor; to be called earlier when services go first.
  void shut_down();
  /// Stops the run with an exception, thrown from run().
  void fail(std::exception_ptr fault) {
    if (!fault_) fault_ = std::move(fault);
    stop_ = true;
  }

 private:
  friend class PhysicalWorld;
  friend class SimgridPlatform;
  friend struct Process::promise_type;

  static constexpr std::uint64_t events_between_checks = 1U << 14;

  double checked(double time) const {
    if (!(time >= now_)) refuse(time);
    return time;
  }
  [[noreturn]] void refuse(double time) const;
  /// Counts an event and now and then asks whether to go on.
  void count_event() {
    if ((++events_ % events_between_checks) == 0 && interrupted_ && interrupted_()) stop_ = true;
  }
  /// Runs the first event.
  void step();
  /// Runs events up to `limit` while no activity is in flight.
  void run_ahead(double limit) {
    while (!stop_ && in_flight_ == 0 && !queue_.empty() && queue_.next_time() <= limit) step();
  }
  /// Runs events up to `limit`, whatever is in flight.
  void run_due(double limit) {
    while (!stop_ && !queue_.empty() && queue_.next_time() <= limit) step();
  }

  EventQueue queue_;
  double now_ = 0;
  double horizon_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t in_flight_ = 0;  // activities of the physical world
  bool stop_ = false;
  std::exception_ptr fault_;
  std::function<bool()> interrupted_;
  PhysicalWorld* world_ = nullptr;
  std::vector<Process::promise_type*> live_;
};

}  // namespace garoa

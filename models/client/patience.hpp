// How long the client of one try waits. What it gives up leaves the line; what a server has begun goes on there.
#pragma once

#include <algorithm>
#include <coroutine>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/simulator.hpp"

namespace garoa {

class Patience {
 public:
  /// Has the client given up?
  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] bool settled() const { return answered_ || over_; }
  /// It has its answer; false if it has given up before.
  bool answered() {
    answered_ = !over_;
    return answered_;
  }
  /// It waits no longer; false if it has its answer.
  bool give_up() {
    if (answered_ || over_) return false;
    over_ = true;
    for (auto* const held : held_) held->cancel_(held->what_);
    return true;
  }

  /// Something awaited that the client's giving up cancels, while this lives: it ends by itself, later. `patience` may be null: of
  /// one that never gives up.
  class Hold {
   public:
    template <class Awaited>
    Hold(Patience* patience, Awaited& awaited)
        : patience_{patience}, what_{&awaited}, cancel_{[](void* what) {
            static_cast<Awaited*>(what)->cancel();
          }} {
      if (patience_ != nullptr) patience_->held_.push_back(this);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() {
      if (patience_ != nullptr) std::erase(patience_->held_, this);
    }

   private:
    friend class Patience;
    Patience* patience_;
    void* what_;
    void (*cancel_)(void*);
  };

 private:
  bool answered_ = false;
  bool over_ = false;
  std::vector<Hold*> held_;
};

/// A wait that can be cancelled. It stays where it is while awaited.
class CancellableDelay {
 public:
  CancellableDelay(Simulator& simulator, double seconds) : simulator_{simulator}, seconds_{seconds} {}
  CancellableDelay(const CancellableDelay&) = delete;
  CancellableDelay& operator=(const CancellableDelay&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    began_ = simulator_.now();
    *waiting_ = waiting;
    simulator_.start(pass(simulator_, seconds_, waiting_));
  }
  /// Seconds that it took.
  [[nodiscard]] double await_resume() const { return simulator_.now() - began_; }
  void cancel() { wake(simulator_, *waiting_); }

 private:
  static void wake(Simulator& simulator, std::coroutine_handle<>& waiting) {
    if (waiting) simulator.resume_soon(std::exchange(waiting, nullptr));
  }
  static Process pass(Simulator& simulator, double seconds,
                      std::shared_ptr<std::coroutine_handle<>> waiting) {
    co_await simulator.delay(seconds);
    wake(simulator, *waiting);
  }

  Simulator& simulator_;
  double seconds_;
  double began_ = 0;
  std::shared_ptr<std::coroutine_handle<>> waiting_ = std::make_shared<std::coroutine_handle<>>();
};

}  // namespace garoa

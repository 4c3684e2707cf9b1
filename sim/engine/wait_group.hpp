// Waits until a group of processes has ended.
//
//   WaitGroup parts{simulator};
//   parts.add();  simulator.start(part(parts));     // which calls parts.done() at its end
//   co_await parts;                                  // until every add() has its done()
//
// One process waits at a time.
#pragma once

#include <coroutine>
#include <cstdint>
#include <utility>

#include "sim/engine/simulator.hpp"

namespace garoa {

class WaitGroup {
 public:
  explicit WaitGroup(Simulator& simulator) : simulator_{simulator} {}
  WaitGroup(const WaitGroup&) = delete;
  WaitGroup& operator=(const WaitGroup&) = delete;

  void add() { ++open_; }
  void done() {
    if (--open_ == 0 && waiting_) simulator_.resume_soon(std::exchange(waiting_, nullptr));
  }

  [[nodiscard]] bool await_ready() const noexcept { return open_ == 0; }
  void await_suspend(std::coroutine_handle<> waiting) { waiting_ = waiting; }
  void await_resume() const noexcept {}

 private:
  Simulator& simulator_;
  std::uint64_t open_ = 0;
  std::coroutine_handle<> waiting_;
};

}  // namespace garoa

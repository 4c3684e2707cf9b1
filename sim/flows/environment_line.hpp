// The ideal wait for a function's environments: first come first served, told at once when one is free.
//
// Environments that come to be by time alone are found by asking every `throttle_delay_min`. Who grew too old for the
// function's rules when its turn comes gets none.
#pragma once

#include <coroutine>
#include <deque>
#include <optional>

#include "models/lambda/function.hpp"

namespace garoa {

class EnvironmentLine final : private Timer {
 public:
  EnvironmentLine(const Run& run, Function& function, LambdaAccount& account);
  EnvironmentLine(const EnvironmentLine&) = delete;
  EnvironmentLine& operator=(const EnvironmentLine&) = delete;

  /// Waits for an environment; nothing when the event grew too old. The document outlives the wait.
  struct Turn {
    EnvironmentLine& line;
    const Document& document;
    double queued;
    std::coroutine_handle<> waiting;
    std::optional<Function::Invocation> invocation;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      line.waiting_.push_back(this);
      line.serve();
    }
    [[nodiscard]] std::optional<Function::Invocation> await_resume() const { return invocation; }
  };

 private:
  void serve();
  void fire() override { serve(); }

  const Run& run_;
  Function& function_;
  std::deque<Turn*> waiting_;
  bool serving_ = false;
};

}  // namespace garoa

// Coroutines of the simulation.
//
//   Process  a request or a service's loop. `simulator.start(process)` runs it to its first wait; nobody waits for its end.
//   Task<T>  a step of a process that is itself made of waits: `co_await volume.write(...)`. Starts when awaited. A
//            function that finds that it need not wait may return the T itself, which takes no frame.
//
// g++ 12: no lambda captures in coroutines, no co_await in a catch handler, and name temporaries that are
// awaited. An exception that leaves a Process is a fault of the simulator: it ends the run (Simulator::fail).
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "sim/engine/frame_pool.hpp"

namespace garoa {

class Simulator;

namespace detail {

/// What every promise begins with, so that whoever has a frame's address can find the frame that waits for it.
struct PromiseBase : PooledFrame {
  std::coroutine_handle<> waiting;  // none: nobody does, or the coroutine runs to its first wait
  const void* touches = nullptr;    // what else the coroutine needs at hand when it goes on
};

}  // namespace detail

class Process {
 public:
  struct promise_type : detail::PromiseBase {
    Process get_return_object() { return Process{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception();
    ~promise_type();

    Simulator* simulator = nullptr;
    std::size_t place = 0;  // among the simulator's live processes
  };

  Process(Process&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process& operator=(Process&&) = delete;
  ~Process() {
    if (handle_) handle_.destroy();
  }

 private:
  friend class Simulator;
  explicit Process(std::coroutine_handle<promise_type> handle) : handle_{handle} {}
  std::coroutine_handle<promise_type> handle_;
};

template <class T = void>
class Task;

namespace detail {

struct TaskPromiseBase : PromiseBase {
  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) noexcept {
      const auto continuation = done.promise().waiting;
      return continuation ? continuation : std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  FinalAwaiter final_suspend() noexcept { return {}; }
  void unhandled_exception() { fault = std::current_exception(); }

  std::exception_ptr fault;
};

template <class T>
struct WithoutWait {
  std::optional<T> value;
};
template <>
struct WithoutWait<void> {};

template <class T>
struct TaskPromise : TaskPromiseBase {
  Task<T> get_return_object();
  void return_value(T value) { result = std::move(value); }
  T take() {
    if (fault) std::rethrow_exception(fault);
    return std::move(*result);
  }
  std::optional<T> result;
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() const {
    if (fault) std::rethrow_exception(fault);
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;`
  template <std::convertible_to<T> Value>
  Task(Value value) : without_wait_{std::move(value)} {}
  Task(Task&& other) noexcept
      : handle_{std::exchange(other.handle_, nullptr)}, without_wait_{std::move(other.without_wait_)} {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return !handle_; }
  /// Runs the task to its first wait by a plain call, not by handing control over: without optimisation g++
  /// makes a nested call of that, and a loop of tasks that never wait would use up the stack.
  bool await_suspend(std::coroutine_handle<> waiting) {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().waiting = waiting;
    return true;
  }
  T await_resume() {
    if constexpr (!std::is_void_v<T>) {
      if (!handle_) return std::move(*without_wait_.value);
    }
    return handle_.promise().take();
  }

 private:
  friend promise_type;
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_{handle} {}
  std::coroutine_handle<promise_type> handle_;
  [[no_unique_address]] detail::WithoutWait<T> without_wait_;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<TaskPromise<T>>::from_promise(*this)};
}
inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<TaskPromise<void>>::from_promise(*this)};
}
}  // namespace detail

}  // namespace garoa

// Interchangeable servers with one queue, first come first served: workers, slots, connections.
//
//   auto place = co_await pool.enter();      // waits for a free server
//   if (!place) ...                          // turned away: the queue was full
//   ...                                      // `place` gives the server back when it goes
//
// Shape: `servers` >= 1; `queue_limit` waiting requests at most, more are turned away at once (default: no
// limit). The levels' averages and maxima count from `measured_from` seconds on.
#pragma once

#include <coroutine>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "sim/core/statistics.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa {

class ServerPool {
 public:
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

  ServerPool(Simulator& simulator, std::uint64_t servers, std::uint64_t queue_limit = unlimited,
             double measured_from = 0)
      : simulator_{simulator},
        servers_{servers},
        queue_limit_{queue_limit},
        busy_level_{measured_from},
        waiting_level_{measured_from} {}
  ServerPool(const ServerPool&) = delete;
  ServerPool& operator=(const ServerPool&) = delete;

  /// A held server, or nothing when turned away. Gives the server to the next in the queue when destroyed.
  class Place {
   public:
    Place() = default;
    Place(ServerPool* pool, double waited) : pool_{pool}, waited_{waited} {}
    Place(Place&& other) noexcept : pool_{std::exchange(other.pool_, nullptr)}, waited_{other.waited_} {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (pool_ != nullptr) pool_->leave();
    }
    explicit operator bool() const { return pool_ != nullptr; }
    /// Seconds in the queue.
    [[nodiscard]] double waited() const { return waited_; }

   private:
    ServerPool* pool_ = nullptr;
    double waited_ = 0;
  };

  /// The wait for a server.
  class Entrance {
   public:
    explicit Entrance(ServerPool& pool) : pool_{pool} {}
    Entrance(const Entrance&) = delete;
    Entrance& operator=(const Entrance&) = delete;
    ~Entrance() {
      if (queued_) pool_.unlink(*this);  // the run ended while it waited
    }
    bool await_ready() {
      arrived_ = pool_.simulator_.now();
      if (pool_.busy_ < pool_.servers_) {
        pool_.set_busy(pool_.busy_ + 1);
        return granted_ = true;
      }
      return pool_.waiting_ >= pool_.queue_limit_;
    }
    void await_suspend(std::coroutine_handle<> waiting) {
      handle_ = waiting;
      pool_.enqueue(*this);
    }
    Place await_resume() {
      if (!granted_) return {};
      return {&pool_, pool_.simulator_.now() - arrived_};
    }

   private:
    friend class ServerPool;
    ServerPool& pool_;
    std::coroutine_handle<> handle_;
    Entrance* previous_ = nullptr;
    Entrance* next_ = nullptr;
    double arrived_ = 0;
    bool granted_ = false;
    bool queued_ = false;
  };

  [[nodiscard]] Entrance enter() { return Entrance{*this}; }

  /// `told` is called after each change of busy() or waiting(), until the pool goes.
  void on_change(std::function<void()> told) { told_ = std::move(told); }

  [[nodiscard]] std::uint64_t busy() const { return busy_; }
  [[nodiscard]] std::uint64_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint64_t servers() const { return servers_; }
  [[nodiscard]] const TimeWeighted& busy_level() const { return busy_level_; }
  [[nodiscard]] const TimeWeighted& waiting_level() const { return waiting_level_; }

 private:
  void set_busy(std::uint64_t busy) {
    busy_ = busy;
    busy_level_.set(simulator_.now(), static_cast<double>(busy));
    if (told_) told_();
  }
  void set_waiting(std::uint64_t waiting) {
    waiting_ = waiting;
    waiting_level_.set(simulator_.now(), static_cast<double>(waiting));
    if (told_) told_();
  }
  void enqueue(Entrance& entrance) {
    entrance.queued_ = true;
    entrance.previous_ = last_;
    (last_ == nullptr ? first_ : last_->next_) = &entrance;
    last_ = &entrance;
    set_waiting(waiting_ + 1);
  }
  void leave() {
    Entrance* const next = first_;
    if (next == nullptr) {
      set_busy(busy_ - 1);
      return;
    }
    unlink(*next);
    next->granted_ = true;
    simulator_.resume_soon(next->handle_);
  }
  void unlink(Entrance& entrance) {
    (entrance.previous_ == nullptr ? first_ : entrance.previous_->next_) = entrance.next_;
    (entrance.next_ == nullptr ? last_ : entrance.next_->previous_) = entrance.previous_;
    entrance.queued_ = false;
    set_waiting(waiting_ - 1);
  }

  Simulator& simulator_;
  std::uint64_t servers_;
  std::uint64_t queue_limit_;
  std::uint64_t busy_ = 0;
  std::uint64_t waiting_ = 0;
  Entrance* first_ = nullptr;
  Entrance* last_ = nullptr;
  std::function<void()> told_;
  TimeWeighted busy_level_;
  TimeWeighted waiting_level_;
};

}  // namespace garoa

// The execution environments of one function.
//
// An environment serves one invocation at a time. Which of several idle ones is used is a choice of the
// settings. One that stays idle for its idle life is gone; one that has reached its maximum life goes when it
// is idle. Provisioned ones are used first, and stay until they are taken away. Cost per invocation: O(log of the idle
// ones), whatever the choice.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/environment_settings.hpp"
#include "models/lambda/network_bucket.hpp"
#include "models/service.hpp"
#include "sim/engine/indexed_heap.hpp"

namespace garoa {

/// What an environment keeps from one invocation to the next.
struct EnvironmentState {
  NetworkBucket inbound;
  NetworkBucket outbound;
  double tmp_bytes = 0;
  bool runtime_killed = false;
};

class EnvironmentPool {
 public:
  using Slot = std::uint32_t;

  /// `path` names the function, such as "lambda.validate". `fresh` is what a new environment has. `changed` is called
  /// when an idle environment is gone. The settings outlive the pool.
  EnvironmentPool(const Run& run, const std::string& path, const EnvironmentSettings& settings,
                  const EnvironmentState& fresh, std::function<void()> changed);

  /// The idle environment that is to be used.
  [[nodiscard]] std::optional<Slot> take_idle();
  /// A new environment, in use.
  [[nodiscard]] Slot create();
  /// A new one that stays, idle.
  Slot provision();
  /// One that stays goes: at once, or when it becomes idle.
  void withdraw();
  [[nodiscard]] bool provisioned_idle() const { return !provisioned_idle_.empty(); }
  [[nodiscard]] std::uint32_t provisioned_in_use() const { return provisioned_in_use_; }
  [[nodiscard]] bool is_provisioned(Slot slot) const { return environments_[slot].provisioned; }
  /// The number of environments created before this one.
  [[nodiscard]] std::uint64_t creation_number(Slot slot) const { return environments_[slot].created; }
  [[nodiscard]] EnvironmentState& state(Slot slot) { return environments_[slot].state; }
  /// The environment becomes idle, or is gone if it has lived long enough.
  void release(Slot slot);
  /// Environments in use or idle.
  [[nodiscard]] std::uint32_t alive() const { return alive_; }

 private:
  struct Environment final : Timer {
    Environment(EnvironmentPool& owner, Slot number) : pool{owner}, slot{number}, state{owner.fresh_} {}
    void fire() override { pool.check(*this); }

    EnvironmentPool& pool;
    const Slot slot;
    std::uint32_t position = 0;  // in the heap of idle ones
    std::uint64_t created = 0;
    std::uint32_t uses = 0;
    bool idle = false;
    bool provisioned = false;
    double expires = 0;  // while idle
    double retires = 0;
    EnvironmentState state;
  };
  struct Idle {
    std::uint64_t rank;  // the lowest is used first
    Environment* environment;
    [[nodiscard]] bool before(const Idle& other) const { return rank < other.rank; }
    void stands_at(std::uint32_t position) const { environment->position = position; }
  };
  [[nodiscard]] std::uint64_t rank_of(const Environment& environment) const;
  Environment& make();
  void check(Environment& environment);
  void remove(Environment& environment);

  const Run& run_;
  const EnvironmentSettings& settings_;
  EnvironmentState fresh_;
  Stream idle_life_stream_;
  Stream maximum_life_stream_;
  std::function<void()> changed_;
  std::deque<Environment> environments_;
  std::vector<Slot> free_slots_;
  IndexedHeap<Idle> idle_;
  std::vector<Slot> provisioned_idle_;
  std::uint32_t provisioned_in_use_ = 0;
  std::uint32_t withdrawn_ = 0;  // provisioned ones that go when they become idle
  std::uint64_t created_ = 0;
  std::uint64_t releases_ = 0;
  std::uint32_t alive_ = 0;
};

}  // namespace garoa

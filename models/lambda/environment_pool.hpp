// The execution environments of one function.
//
// An environment serves one invocation at a time. Which of several idle ones is used is a choice of the
// settings. One that stays idle for its idle life is gone; one that has reached its maximum life goes when it
// is idle. Provisioned ones are used first, and stay until they are taken away. Cost per invocation: at most O(log of
// the idle ones); for the newest created and the most recently used it hardly ever depends on their number.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/cpu_slices.hpp"
#include "models/lambda/environment_settings.hpp"
#include "models/lambda/kept_connections.hpp"
#include "models/lambda/network_bucket.hpp"
#include "models/service.hpp"
#include "sim/engine/fronted_heap.hpp"

namespace garoa {

/// What an environment keeps from one invocation to the next.
struct EnvironmentState {
  NetworkBucket inbound;
  NetworkBucket outbound;
  double tmp_bytes = 0;
  bool has_called = false;  // a service; its client is there
  KeptConnections connections = {};
  CpuSlices slices = {};
};

class EnvironmentPool {
  struct Environment;

 public:
  /// An environment in use.
  using Slot = Environment*;

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
  [[nodiscard]] bool is_provisioned(Slot slot) const { return slot->provisioned; }
  /// By the number of environments created before it.
  [[nodiscard]] Entity entity(Slot slot) const { return Entity::nth(slot->created); }
  [[nodiscard]] EnvironmentState& state(Slot slot) { return slot->rest.state; }
  /// Whether its runtime was killed, and has to be started anew.
  [[nodiscard]] bool runtime_killed(Slot slot) const { return slot->runtime_killed; }
  void set_runtime_killed(Slot slot, bool killed) { slot->runtime_killed = killed; }
  /// The environment becomes idle, or is gone if it has lived long enough.
  void release(Slot slot);
  /// Environments in use or idle.
  [[nodiscard]] std::uint32_t alive() const { return alive_; }

 private:
  /// What few invocations need of an environment.
  struct Rest {
    EnvironmentPool& pool;
    EnvironmentState state;
  };
  /// One cache line: with thousands of environments each has left the cache when its turn comes.
  struct alignas(64) Environment final : Timer {
    explicit Environment(Rest& kept_apart) : rest{kept_apart} {}
    void fire() override { rest.pool.check(*this); }

    Rest& rest;
    std::uint64_t created : 61 = 0;
    std::uint64_t idle : 1 = 0;
    std::uint64_t provisioned : 1 = 0;
    std::uint64_t runtime_killed : 1 = 0;
    double released = 0;  // while idle
    double retires = 0;
    std::uint32_t uses = 0;
    std::uint32_t position = 0;  // among the idle ones
  };
  static_assert(sizeof(Environment) == 64);
  struct Idle {
    std::uint64_t rank;  // the lowest is used first
    Environment* environment;
    [[nodiscard]] bool before(const Idle& other) const { return rank < other.rank; }
    void stands_at(std::uint32_t position) const { environment->position = position; }
  };
  [[nodiscard]] std::uint64_t rank_of(const Environment& environment) const;
  Environment& make();
  /// When it goes if nobody takes it before.
  [[nodiscard]] double expiry_of(const Environment& environment) const;
  void check(Environment& environment);
  void remove(Environment& environment);

  const Run& run_;
  const EnvironmentSettings& settings_;
  EnvironmentState fresh_;
  Stream idle_life_stream_;
  Stream maximum_life_stream_;
  double shortest_idle_life_;
  std::function<void()> changed_;
  std::deque<Environment> environments_;
  std::deque<Rest> rests_;  // of each environment
  std::vector<Slot> free_slots_;
  FrontedHeap<Idle> idle_;
  std::vector<Slot> provisioned_idle_;
  std::uint32_t provisioned_in_use_ = 0;
  std::uint32_t withdrawn_ = 0;  // provisioned ones that go when they become idle
  std::uint64_t created_ = 0;
  std::uint64_t releases_ = 0;
  std::uint32_t alive_ = 0;
};

}  // namespace garoa

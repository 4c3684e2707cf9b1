// The execution environments of one function.
//
// An environment serves one invocation at a time. Of several idle ones the newest-created is used; one that
// stays idle for its idle life (uniform between two bounds, drawn anew each time it becomes idle) is gone.
// Cost per invocation: O(log of the idle ones).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/lambda/environment_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/indexed_heap.hpp"

namespace garoa {

class EnvironmentPool {
 public:
  using Slot = std::uint32_t;

  /// `changed` is called when an idle environment is gone.
  EnvironmentPool(const Run& run, const std::string& stream_name, IdleLife life,
                  std::function<void()> changed);

  /// The newest-created idle environment.
  [[nodiscard]] std::optional<Slot> take_idle();
  /// A new environment, in use.
  [[nodiscard]] Slot create();
  /// The number of environments created before this one.
  [[nodiscard]] std::uint64_t creation_number(Slot slot) const { return environments_[slot].created; }
  /// The environment becomes idle.
  void release(Slot slot);
  /// Environments in use or idle.
  [[nodiscard]] std::uint32_t alive() const { return alive_; }

 private:
  struct Environment {
    std::uint64_t created = 0;
    std::uint32_t uses = 0;
    std::uint32_t position = 0;  // in the heap of idle ones
    bool idle = false;
    double expires = 0;
  };
  struct Idle {
    Environment* environment;
    Slot slot;
    [[nodiscard]] bool before(const Idle& other) const {
      return environment->created > other.environment->created;
    }
    void stands_at(std::uint32_t position) const { environment->position = position; }
  };
  Process watch(Slot slot);

  const Run& run_;
  Stream life_stream_;
  IdleLife life_;
  std::function<void()> changed_;
  std::deque<Environment> environments_;
  std::vector<Slot> free_slots_;
  IndexedHeap<Idle> idle_;
  std::uint64_t created_ = 0;
  std::uint32_t alive_ = 0;
};

}  // namespace garoa

// Where the events of a function's asynchronous queue wait for environments, oldest first.
//
// Lambda reads the queue and tries. With nobody in line a try that is refused sends its event away for a pause (the
// caller's: back_off.hpp), and environments may stand idle meanwhile, as was seen of bursts of ten (FARCPAN in
// models/sources.yaml). Many refusals slow the reading down: each takes from a bucket of `tries_ahead` that fills by one every
// `throttle_delay_min`, and who finds it empty stands in line. While there is a line everybody stands in it, and gets an
// environment when one becomes free: a large burst drains at the concurrency. Without a bucket (`throttled: in_order`) it is
// the ideal queue.
//
// Environments that come to be by time alone are found by asking every `throttle_delay_min`. Who grew too old for the
// function's rules when its turn comes gets none. Cost: O(log n) a turn.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "models/lambda/function.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class EnvironmentLine final : private Timer {
 public:
  EnvironmentLine(const Run& run, Function& function, LambdaAccount& account);
  EnvironmentLine(const EnvironmentLine&) = delete;
  EnvironmentLine& operator=(const EnvironmentLine&) = delete;

  /// An event's place in line: those that were queued at one instant stand as they came.
  struct Place {
    double queued;
    std::uint64_t number;
    [[nodiscard]] bool before(const Place& other) const {
      return queued != other.queued ? queued < other.queued : number < other.number;
    }
  };
  [[nodiscard]] Place place_of(double queued) { return {queued, next_++}; }

  enum class Outcome { started, refused, too_old };
  /// Waits for an outcome. The document outlives the wait.
  struct Turn {
    EnvironmentLine& line;
    const Document& document;
    Place place;
    std::coroutine_handle<> waiting = {};
    Outcome outcome = Outcome::refused;
    std::optional<Function::Invocation> invocation = {};
    [[nodiscard]] bool await_ready() {
      return line.waiting_.empty() && (line.try_for(*this) || line.tries_.try_take(line.run_.now(), 1));
    }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      line.stand(*this);
    }
    [[nodiscard]] Outcome await_resume() const { return outcome; }
  };

 private:
  struct Later {
    bool operator()(const Turn* a, const Turn* b) const { return b->place.before(a->place); }
  };

  void stand(Turn& turn);
  /// One try, which gives the turn's outcome; false if it is refused.
  [[nodiscard]] bool try_for(Turn& turn);
  [[nodiscard]] bool is_too_old(const Turn& turn) const;
  void serve();
  void fire() override { serve(); }
  void arm();

  const Run& run_;
  Function& function_;
  TokenBucket tries_;
  std::priority_queue<Turn*, std::vector<Turn*>, Later> waiting_;
  std::uint64_t next_ = 0;
  bool serving_ = false;
};

}  // namespace garoa

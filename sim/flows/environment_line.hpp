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

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "models/lambda/function.hpp"
#include "sim/engine/token_bucket.hpp"
#include "sim/flows/waiting_events.hpp"

namespace garoa {

class EnvironmentLine final : private Timer {
 public:
  using Index = WaitingEvents::Index;
  enum class Outcome { started, refused, too_old };
  struct Answer {
    Outcome outcome = Outcome::refused;
    std::optional<Function::Invocation> invocation = std::nullopt;
  };
  /// Called for each whose turn has come, with its environment or because it is too old.
  using Told = std::function<void(Index, Answer)>;

  EnvironmentLine(const Run& run, Function& function, LambdaAccount& account, const WaitingEvents& events,
                  Told told);
  EnvironmentLine(const EnvironmentLine&) = delete;
  EnvironmentLine& operator=(const EnvironmentLine&) = delete;

  /// A try for an event that was queued then; nothing: it has to stand in line.
  [[nodiscard]] std::optional<Answer> ask(const Document& document, double queued);
  /// By its number.
  void stand(Index index);

 private:
  struct Later {
    const WaitingEvents* events;
    bool operator()(Index a, Index b) const { return events->number(b) < events->number(a); }
  };

  [[nodiscard]] Answer try_for(const Document& document, double queued);
  [[nodiscard]] bool is_too_old(double queued) const;
  void serve();
  void fire() override { serve(); }
  void arm();

  const Run& run_;
  Function& function_;
  const WaitingEvents& events_;
  Told told_;
  TokenBucket tries_;
  std::priority_queue<Index, std::vector<Index>, Later> waiting_;
  bool serving_ = false;
};

}  // namespace garoa

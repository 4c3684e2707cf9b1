// Lambda functions: invocations, cold starts, event age, attempts, outcomes.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/open_requests.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class FunctionMetrics {
 public:
  FunctionMetrics(Journal& journal, double warmup);
  FunctionMetrics(const FunctionMetrics&) = delete;
  FunctionMetrics& operator=(const FunctionMetrics&) = delete;

  /// Calls `visit(function, events that came, those still to be worked off)` for each function, of the whole run.
  template <class Visit>
  void each_queue(Visit visit) const {
    functions_.each_seen([&](NameId id, const Function& function) {
      visit(id, function.all_queued,
            still_open(function.all_queued, function.all_handled, function.all_dropped));
    });
  }
  void add_metrics(MetricList& metrics) const;
  /// Events: queued = succeeded + dropped + open. Invocations: started = ended + open.
  void add_balances(std::vector<Balance>& balances) const;

 private:
  struct Function {
    bool seen = false;
    // over the whole run
    std::uint64_t all_queued = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t all_handled = 0;
    std::uint64_t all_dropped = 0;
    std::uint64_t all_started = 0;
    std::uint64_t started = 0;
    std::uint64_t all_succeeded = 0;
    std::uint64_t all_unsuccessful = 0;
    // documents that arrived after warm-up
    std::uint64_t queued = 0;
    std::uint64_t duplicate_events = 0;
    std::uint64_t first_attempts = 0;
    std::uint64_t cold_starts = 0;
    std::uint32_t most_attempts = 0;
    std::uint64_t errors = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t init_timeouts = 0;
    std::uint64_t memory_timeouts = 0;
    std::uint64_t out_of_memory = 0;
    std::uint64_t tmp_full = 0;
    std::uint64_t dead_letters = 0;
    Histogram init_duration;
    Histogram init_phase;
    Histogram restore;
    Histogram event_age;  // one observation per invocation that an event led to
    Observations duration;
    Histogram read, work, call, write;  // of the duration, where there is such a part
    ReasonCounts dropped;
  };
  void observe(const events::EventQueued& event);
  void observe(const events::InvocationStarted& event);
  void observe(const events::InvocationFinished& event);
  void observe(const events::DocumentDropped& event);
  static void count_outcome(Function& function, events::InvocationOutcome outcome);

  const Journal& journal_;
  double warmup_;
  PerName<Function> functions_;
};

}  // namespace garoa

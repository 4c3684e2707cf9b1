// What the event monitor knows of one function and of one bucket, and verdicts on that.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/judge.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {

/// Objects and events that came into being before a cutoff, which is `settle` before the end of the run.
struct Mature {
  std::vector<std::uint64_t> counts;  // one a cutoff
};

struct FunctionState {
  FunctionState(double end, const OverLimits& limits) : waiting{end}, late{limits} {}
  Mature queued;
  Waiting waiting;           // events without an effect
  IdSet unprocessed;         // their documents, by key_of()
  std::uint64_t events = 0;  // the same, whenever they came
  std::uint64_t others = 0;  // objects of the bucket that are other functions'
  Mature mature_others;
  FirstTime first_passed_over;  // of objects that are for nobody else
  std::uint64_t processed = 0;
  std::uint64_t replaced = 0;    // of them, effects of another version of the same key
  std::uint64_t superseded = 0;  // left without an effect because a newer version had it
  std::uint64_t duplicate_deliveries = 0;
  Occurrences duplicates;  // effects beyond the first
  Occurrences out_of_order;
  Occurrences dropped;
  Occurrences in_destination;
  std::uint64_t without_effect = 0;  // dropped, or in the failure destination, before any effect
  FirstTime first_in_destination;
  Reasons reasons;
  Histogram latency;
  double worst_latency_time = 0;
  OverLimits late;
  double largest_age = 0;
  std::uint64_t invocations = 0;
  std::uint64_t at_work = 0;  // invocations
  Occurrences recursive;      // of them, what the function itself led to
  std::uint32_t deepest = 0;
};

/// Of documents without an effect the first so many that a finding lists: those that came first have waited for longest.
[[nodiscard]] inline std::vector<DocumentId> longest_waiting(const FunctionState& state,
                                                             std::uint64_t documents) {
  std::vector<DocumentId> ids;
  for (const auto key : state.unprocessed.lowest(std::min<std::uint64_t>(documents, listed_ids)))
    ids.push_back(document_of(key));
  return ids;
}

struct BucketState {
  std::uint64_t created = 0;
  Mature mature;
};

/// Verdicts on a function: D-EV-02 to D-EV-05. `declared`: null where the architecture does not know it.
void judge_event_latency(const Judge& judge, Finding& finding, const FunctionState& state,
                         const Function* declared);
void judge_event_duplicates(const Judge& judge, Finding& finding, const FunctionState& state);
void judge_event_order(const Judge& judge, Finding& finding, const FunctionState& state);
void judge_event_chains(const Judge& judge, Finding& finding, const FunctionState& state,
                        const Function* declared);

}  // namespace garoa::compliance

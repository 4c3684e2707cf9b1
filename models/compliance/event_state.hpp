// What the event monitor knows of one function and of one bucket.
#pragma once

#include <cstdint>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {

/// Objects and events that came into being before a cutoff, which is `settle` before the end of the run.
struct Mature {
  std::vector<std::uint64_t> counts;  // one a cutoff
};

struct FunctionState {
  explicit FunctionState(double end) : waiting{end} {}
  Mature queued;
  Waiting waiting;           // events without an effect
  std::uint64_t events = 0;  // the same, whenever they came
  std::uint64_t others = 0;  // objects of the bucket that are other functions'
  Mature mature_others;
  std::uint64_t processed = 0;
  std::uint64_t superseded = 0;  // left without an effect because a newer version had it
  std::uint64_t duplicate_deliveries = 0;
  Occurrences duplicates;  // effects beyond the first
  Occurrences out_of_order;
  Occurrences dropped;
  std::uint64_t to_destination = 0;
  std::uint64_t without_effect = 0;  // dropped, or in the failure destination, before any effect
  FirstTime first_in_destination;
  Reasons reasons;
  Histogram latency;
  double worst_latency_time = 0;
  double largest_age = 0;
  std::uint64_t invocations = 0;
  std::uint64_t at_work = 0;  // invocations
  Occurrences recursive;      // of them, what the function itself led to
  std::uint32_t deepest = 0;
};

struct BucketState {
  std::uint64_t created = 0;
  Mature mature;
};

}  // namespace garoa::compliance

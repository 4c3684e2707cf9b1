// What the log monitor knows of one log group, of a flow that logs to none, and of what leaves no record by its group's word.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {

struct GroupState {
  GroupState(double end, const OverLimits& limits) : waiting{end}, late{limits} {}
  std::uint64_t written = 0;
  Waiting waiting;  // records that have not arrived
  std::uint64_t lost = 0;
  IdSet unrecorded;  // documents of which some of these were, where that is known
  Reasons reasons;
  FirstTime first_loss;
  Histogram delay;
  double worst_delay_time = 0;
  OverLimits late;  // records that arrived later than that
  // A silence lasts from the first operation after an ingestion to the next ingestion.
  double silent_since = -1;  // negative: nothing to say
  double longest_gap = 0;
  double longest_gap_end = 0;
  bool gap_censored = false;
  std::uint64_t not_recorded = 0;  // operations of kinds that the group says it has no records of
  std::uint64_t unlogged = 0;      // operations of functions that log to no group
  std::string silent_function;     // the first of those
  double kept_s = never;           // that a record is sure to be kept for, at most
  std::uint64_t expired = 0;       // records that were deleted before the run's end
  FirstTime first_expiry;
  FirstTime first_unrecorded;  // operation that left no record, of either kind
};

/// Uploads of a flow that logs to no group.
struct UnloggedState {
  std::uint64_t operations = 0;
  FirstTime first;
};

/// Of each document that a function processes, so many operations leave no record.
struct UnrecordedByFunction {
  NameId function;
  std::uint64_t unlogged;  // because it logs to no group
  std::uint64_t lacking;   // by its group's word
};

/// Of a flow: its group, the kinds of operations that leave no record by the group's word, and its functions of which some leave none.
struct UnrecordedKinds {
  NameId group = 0;
  std::vector<LogOperation> kinds;
  std::vector<UnrecordedByFunction> functions;
};

}  // namespace garoa::compliance

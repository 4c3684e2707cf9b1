// How long invocations of a function were measured to take, instead of a model of its own work: CloudWatch's Duration,
// from the start of the handler to its end. It holds all that the handler does: reading the document, calls, writes. What of
// them is simulated takes its part of it, and the rest is the function's own work; a batch shares one duration.
//
//   warm   in an environment that was there
//   cold   in a new one. Not given: INIT is the runtime's, before the handler and no part of its duration, as for CloudWatch,
//          and the handler takes the warm time and what the first one of an environment takes longer. Given: INIT is part of it,
//          as in the service times that others measure, and nothing comes before.
//
// Limits: a handler never takes less than what it reads, calls and writes; load and refusals there come on top.
// Errors: warm missing.
#pragma once

#include <optional>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

struct MeasuredDuration {
  Distribution warm;                 // seconds
  std::optional<Distribution> cold;  // with INIT
};

[[nodiscard]] std::optional<MeasuredDuration> read_measured_duration(Fields& fields);

}  // namespace garoa

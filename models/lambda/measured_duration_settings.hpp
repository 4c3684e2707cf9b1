// How long invocations of a function were measured to take, instead of models of its parts: a distribution of
// the total time in a warm environment, and one in a cold one, its initialisation included.
//
// Errors: one of the two missing.
#pragma once

#include <optional>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"

namespace garoa {

struct MeasuredDuration {
  Distribution warm;  // seconds
  Distribution cold;
};

[[nodiscard]] std::optional<MeasuredDuration> read_measured_duration(Fields& fields);

}  // namespace garoa

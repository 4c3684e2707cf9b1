// What a scenario says about copying what a bucket holds at the start into its replica.
//
// Shape: everything has a default. Errors: a bucket that holds nothing at the start. Figures: models/s3/s3.yaml (copy.*).
#pragma once

#include <cstdint>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ExistingCopySettings {
  Seconds start;  // negative: before the run (`begin_after`)
  std::uint32_t concurrency = 1;
  BytesPerSecond rate;  // of one copy
};

[[nodiscard]] ExistingCopySettings read_existing_copy(Fields& fields, Figures& figures);

}  // namespace garoa

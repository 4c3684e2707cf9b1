// What a scenario says about the performance that a volume delivers (delivered.hpp).
//
// Shape: everything has a default. Errors: shares beyond 0 to 1. Figures: models/ebs/ebs.yaml.
#pragma once

#include <string>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct DeliveredSettings {
  double share = 1;
  double time = 1;
  double slow = 1;
  Seconds period;  // that has one slow stretch
};

/// `type` is the volume's, as it is written.
[[nodiscard]] DeliveredSettings read_delivered(Fields& fields, Figures& figures, const std::string& type);

}  // namespace garoa

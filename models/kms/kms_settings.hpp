// The account's KMS: its request quota, and the customer keys of the scenario's resources (sim/scenario/customer_keys.hpp).
//
// Figures: models/kms/kms.yaml.
#pragma once

#include <cstdint>

#include "sim/core/units.hpp"

namespace garoa {

struct KmsSettings {
  PerSecond requests;
  Seconds burst;
  std::uint32_t keys = 0;
};

}  // namespace garoa

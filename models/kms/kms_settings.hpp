// The account's KMS: its request quota, and the keys that the scenario's buckets have: one each, and one for replicas in another region.
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

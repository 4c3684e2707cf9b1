// The customer keys of KMS that a scenario's resources need, each one of its own: buckets with SSE-KMS or DSSE-KMS (and one more for replicas
// in another region), volumes with `customer_key`, topics and log groups with `kms`.
#pragma once

#include <cstdint>

#include "sim/scenario/scenario.hpp"

namespace garoa {

[[nodiscard]] std::uint32_t customer_keys(const Scenario& scenario);

}  // namespace garoa

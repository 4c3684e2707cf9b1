// The customer keys of KMS that a scenario's resources need, each one of its own: buckets with SSE-KMS or DSSE-KMS (and one more for replicas
// in another region), volumes with `customer_key`, topics, queues and log groups with `kms`; and
// who uses those of topics and queues.
#pragma once

#include <cstdint>

#include "sim/scenario/scenario.hpp"

namespace garoa {

[[nodiscard]] std::uint32_t customer_keys(const Scenario& scenario);
/// How many principals send to each topic and queue, and receive from each queue: each function by its role, each flow's clients, S3, SNS.
/// Who else subscribes to a topic is not the account's.
void count_principals(Scenario& scenario);

}  // namespace garoa

#include "sim/scenario/customer_keys.hpp"

namespace garoa {

std::uint32_t customer_keys(const Scenario& s) {
  std::uint32_t keys = 0;
  for (const auto& bucket : s.s3) {
    const bool elsewhere = bucket.replication && !bucket.replication->region.empty();
    if (bucket.requests_per_kms_call > 0) keys += elsewhere ? 2 : 1;
  }
  for (const auto& volume : s.ebs) keys += volume.customer_key ? 1 : 0;
  for (const auto& topic : s.sns) keys += topic.kms ? 1 : 0;
  for (const auto& group : s.cloudwatch_logs) keys += group.kms ? 1 : 0;
  return keys;
}

}  // namespace garoa

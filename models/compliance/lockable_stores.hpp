// Where copies of a flow's documents lie, as far as a lock can protect them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/judge.hpp"

namespace garoa::compliance {

struct LockableStore {
  std::string_view what;
  std::string path;
  Location where;
  LockMode lock;
  double lock_days;
  std::optional<double> versions_days;  // that each version stays after the next one; nothing: of a vault

  /// The lock of the required mode, in seconds; 0 when there is none.
  [[nodiscard]] double lock_s(bool compliance_mode) const;
};

/// The buckets that hold the flow's documents, their locked replicas, and vaults of recovery points.
[[nodiscard]] std::vector<LockableStore> lockable_stores_of(const Owners& owners, const Flow& flow);
/// The bucket itself.
[[nodiscard]] LockableStore lockable_store_of(const Bucket& bucket, std::string_view what);

/// Documents of a flow that calls a function directly come from elsewhere, and stay there.
[[nodiscard]] bool are_kept_elsewhere(const Owners& owners, const Flow& flow);
void note_kept_elsewhere(const Judge& judge, const Flow& flow);

}  // namespace garoa::compliance

// How long a vault keeps what a bucket's recovery point brought.
#pragma once

#include <optional>

#include "models/backup/snapshot_settings.hpp"
#include "models/s3/object_store.hpp"

namespace garoa {

/// Seconds from the point on: an object leaves its bucket for a rule, and then stays in the last recovery point that shows it. Nothing: for ever.
[[nodiscard]] inline std::optional<double> stay_of(const SnapshotSettings& points,
                                                   const StorageSettings& storage) {
  const auto days = storage.days_until_gone();
  if (!points.retention.age || !days) return std::nullopt;
  return static_cast<double>(*days) * ObjectStore::day + points.retention.age->count();
}

}  // namespace garoa

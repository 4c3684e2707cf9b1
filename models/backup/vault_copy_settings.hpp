// How fast AWS Backup copies the objects of a bucket, and how it bills them.
//
// Shape: everything has a default. Errors: a rate that is not positive. Figures: models/backup/backup.yaml (bucket.*).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/backup/file_copy_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// A recovery point before the run, which brought what had come since the one before.
struct PastPoint {
  double time;
  FileAmount amount;
  double share_of_day;  // of what comes on its day, what had come by then
};

/// The recovery points of a bucket before the run, by their instants, and what no one has; the first objects came `since`. Seconds of the run.
struct PastPoints {
  std::vector<PastPoint> brought = {};
  FileAmount pending = {};
  double since = 0;
};

struct VaultCopySettings {
  PerSecond objects;               // at most
  BytesPerSecond rate;             // likewise
  Bytes least_billed;              // of an object in a vault
  std::optional<PastPoints> past;  // where the run begins later than its scenario (`begin_after`)

  /// Until so much is copied: by the count of the objects or by their bytes, whichever takes longer.
  [[nodiscard]] double duration(std::uint64_t count, std::uint64_t bytes) const {
    return std::max(static_cast<double>(count) / objects.count(), (Bytes{bytes} / rate).count());
  }
};

[[nodiscard]] VaultCopySettings read_vault_copy(Fields& fields, Catalogue& catalogue);

}  // namespace garoa

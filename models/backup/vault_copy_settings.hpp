// How fast AWS Backup copies the objects of a bucket, and how it bills them.
//
// Shape: everything has a default. Errors: a rate that is not positive. Figures: models/backup/backup.yaml (bucket.*).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// What a recovery point from before the run brought, and the vault still holds.
struct PastPoint {
  double point = 0;  // seconds of the run: negative
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  std::uint64_t billed = 0;  // bytes
  double leaves = 0;         // seconds of the run, where the bucket has it no more
};

struct VaultCopySettings {
  PerSecond objects;            // at most
  BytesPerSecond rate;          // likewise
  Bytes least_billed;           // of an object in a vault
  std::vector<PastPoint> past;  // ascending (`begin_after`)

  /// Until so much is copied: by the count of the objects or by their bytes, whichever takes longer.
  [[nodiscard]] double duration(std::uint64_t count, std::uint64_t bytes) const {
    return std::max(static_cast<double>(count) / objects.count(), (Bytes{bytes} / rate).count());
  }
};

[[nodiscard]] VaultCopySettings read_vault_copy(Fields& fields, Catalogue& catalogue);

}  // namespace garoa

// What the storage classes of S3 are billed by.
#pragma once

#include <functional>
#include <optional>

#include "models/s3/object_store.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

/// What a class is billed by.
struct StorageMeters {
  Meter storage;
  Meter put;
  Meter get;
  std::optional<Meter> early_deletion;
  std::optional<Meter> retrieved;   // bytes read from a class that answers at once
  std::optional<Meter> transition;  // into the class, by a lifecycle rule; default: `put`
};
[[nodiscard]] const StorageMeters& meters_of(StorageClass c);

[[nodiscard]] Meter meter_of(ColderTier tier);

/// Tells `bill` what a store owes. Storage may exceed what one event holds: it is told in pieces.
void bill_dues(const ObjectStore::Dues& dues, const std::function<void(Meter, std::uint64_t)>& bill);

struct RetrievalMeters {
  std::optional<Meter> requests;
  std::optional<Meter> bytes;
};
[[nodiscard]] RetrievalMeters meters_of(StorageClass c, RetrievalSpeed speed);

}  // namespace garoa

// What a scenario says about the replication of a bucket's objects.
//
// Shape: everything has a default; the replica is in the scenario's own region unless given, has its original's class and encryption, no
// lock, and stays for ever: S3 replicates neither a deletion by a lifecycle nor the lifecycle. Errors: a region that is not of the
// catalogue. Figures: models/s3/s3.yaml (replication.*).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/catalog/account.hpp"
#include "models/retry/sdk_retry_settings.hpp"
#include "models/s3/existing_copy_settings.hpp"
#include "models/s3/object_protection_settings.hpp"
#include "models/s3/storage_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ReplicationSettings {
  std::string region;  // empty: the scenario's own
  CopyAccount account = CopyAccount::same;
  bool time_control = false;
  Distribution delay;   // seconds
  Seconds threshold;    // later replicas are late
  RetrySettings retry;  // of S3 itself: without end
  std::optional<ExistingCopySettings> existing;
  std::optional<StorageClass> storage_class;  // nothing: the original's
  std::vector<Transition> transitions;
  std::optional<std::int64_t> expiration_days;  // lifecycle of the replicas, which is not their original's
  std::optional<std::int64_t> noncurrent_expiration_days;
  std::optional<ObjectLock> object_lock;
  std::optional<BucketEncryption> encryption;  // nothing: the original's
};

[[nodiscard]] ReplicationSettings read_replication(const StorageSettings& originals, Fields& fields,
                                                   Catalogue& catalogue);
/// Of the replicas: their class and its rules, and their own lifecycle, not what the originals' does. Every version has its replica.
[[nodiscard]] StorageSettings replica_storage(const StorageSettings& originals,
                                              const ReplicationSettings& replication);

/// The name under which the replicas of a bucket's objects are billed.
[[nodiscard]] std::string replica_of(const std::string& bucket);

}  // namespace garoa

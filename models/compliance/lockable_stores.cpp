#include "models/compliance/lockable_stores.hpp"

#include "models/compliance/lookup.hpp"

namespace garoa::compliance {

double LockableStore::lock_s(bool compliance_mode) const {
  const bool counts = lock == LockMode::compliance || (lock == LockMode::governance && !compliance_mode);
  return counts ? lock_days * 86400 : 0;
}

LockableStore lockable_store_of(const Bucket& bucket, std::string_view what) {
  return {what,        path_of("s3", bucket.name), bucket.where,
          bucket.lock, bucket.lock_days,           bucket.versioning ? bucket.noncurrent_days : 0};
}

std::vector<LockableStore> lockable_stores_of(const Owners& owners, const Flow& flow) {
  std::vector<LockableStore> stores;
  for (const auto* bucket : owners.filled_buckets(flow)) {
    stores.push_back(lockable_store_of(*bucket, "bucket of documents"));
    if (bucket->replica_lock == LockMode::none) continue;
    stores.push_back({"bucket of replicas", path_of("s3", bucket->name) + ".replication", bucket->where,
                      bucket->replica_lock, bucket->replica_lock_days, bucket->replica_noncurrent_days});
  }
  for (const auto* job : owners.copies_of(flow)) {
    if (!job->to_bucket.empty()) continue;
    // Without a lock of its own a vault is one copy more of what the bucket holds.
    if (!job->from_bucket.empty() && job->vault_lock == LockMode::none) continue;
    stores.push_back({"vault of recovery points", path_of("backup", job->name), job->where, job->vault_lock,
                      job->retention_days, std::nullopt});
  }
  return stores;
}

bool are_kept_elsewhere(const Owners& owners, const Flow& flow) {
  return flow.volumes.empty() && owners.original_buckets(flow).empty();
}

void note_kept_elsewhere(const Judge& judge, const Flow& flow) {
  judge.note(Status::not_evaluated,
             "Documents come with the calls; where they are kept is not part of the scenario.", path_of(flow),
             "", flow.where);
}

}  // namespace garoa::compliance

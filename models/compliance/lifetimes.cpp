#include "models/compliance/lifetimes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa::compliance {
namespace {

void see(LastCopy& last, double days, const std::string& path, std::string_view setting,
         const Location& where) {
  if (days <= last.days) return;
  last = {days, path, where, fmt::format("{}.{}", path, setting)};
}

/// What keeps its objects for as long as they stay.
std::string_view deciding_setting(const Bucket& bucket, double versions) {
  if (bucket.expiration_days == never) return "expiration";
  const double lock = bucket.lock == LockMode::none ? 0 : bucket.lock_days;
  if (lock > bucket.expiration_days + versions) return "object_lock.retention";
  return versions > 0 ? "noncurrent_expiration" : "expiration";
}

double lock_of(const Bucket& bucket) {
  return bucket.lock == LockMode::none ? 0 : bucket.lock_days;
}

}  // namespace

double lifetime_of(const Bucket& bucket) {
  return std::max(bucket.expiration_days, lock_of(bucket));
}

LastCopy last_copy_of(const Judge& judge, const Flow& flow, bool with_versions) {
  LastCopy last;
  double on_volumes = 0;
  for (const auto& volume : judge.architecture().volumes) {
    if (std::find(flow.volumes.begin(), flow.volumes.end(), volume.name) == flow.volumes.end()) continue;
    on_volumes = std::max(on_volumes, volume.lifetime_days);
    see(last, volume.lifetime_days, path_of("ebs", volume.name), "keep", volume.where);
  }
  for (const auto* bucket : judge.owners().original_buckets(flow)) {
    const double versions = with_versions && bucket->versioning ? bucket->noncurrent_days : 0;
    see(last, std::max(bucket->expiration_days + versions, lock_of(*bucket)), path_of("s3", bucket->name),
        deciding_setting(*bucket, versions), bucket->where);
  }
  // A snapshot holds what is on the volume when it is made.
  for (const auto* job : judge.owners().backups_of(flow)) {
    if (job->to_bucket.empty())
      see(last, on_volumes + job->retention_days, path_of("backup", job->name), "retention.age", job->where);
  }
  return last;
}

}  // namespace garoa::compliance

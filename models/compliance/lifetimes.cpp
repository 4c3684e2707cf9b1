#include "models/compliance/lifetimes.hpp"

#include <algorithm>
#include <utility>

namespace garoa::compliance {
namespace {

void see(LastCopy& last, double days, std::string path, const Location& where) {
  if (days <= last.days) return;
  last = {days, std::move(path), where};
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
    see(last, volume.lifetime_days, path_of("ebs", volume.name), volume.where);
  }
  for (const auto* bucket : judge.owners().original_buckets(flow)) {
    const double versions = with_versions && bucket->versioning ? bucket->noncurrent_days : 0;
    see(last, std::max(bucket->expiration_days + versions, lock_of(*bucket)), path_of("s3", bucket->name),
        bucket->where);
  }
  // A snapshot holds what is on the volume when it is made.
  for (const auto* job : judge.owners().backups_of(flow)) {
    if (job->to_bucket.empty() && !job->kept_by_count)
      see(last, on_volumes + job->retention_days, path_of("backup", job->name), job->where);
  }
  return last;
}

}  // namespace garoa::compliance

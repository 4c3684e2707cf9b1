#include "models/compliance/lifetimes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa::compliance {
namespace {

void see(LastCopy& last, double days, const std::string& path, std::string_view setting,
         const Location& where) {
  ++last.copies;
  if (days <= last.days) return;
  last = {days, path, where, fmt::format("{}.{}", path, setting), last.copies};
}

/// What keeps its objects for as long as they stay.
std::string_view deciding_setting(const Bucket& bucket, double versions) {
  if (bucket.expiration_days == never) return "expiration";
  const double lock = bucket.lock == LockMode::none ? 0 : bucket.lock_days;
  if (lock > bucket.expiration_days + versions) return "object_lock.retention";
  return versions > 0 ? "noncurrent_expiration" : "expiration";
}

/// S3 replicates no deletion by a lifecycle: replicas go by their own, if any.
double replica_days(const Bucket& bucket, Counted which) {
  const double lock = bucket.replica_lock == LockMode::none ? 0 : bucket.replica_lock_days;
  return std::max(bucket.replica_days + (which == Counted::lying ? bucket.replica_noncurrent_days : 0), lock);
}

std::string_view replica_setting(const Bucket& bucket, Counted which) {
  if (bucket.replica_days == never) return "replication";
  const double versions = which == Counted::lying ? bucket.replica_noncurrent_days : 0;
  if (replica_days(bucket, which) > bucket.replica_days + versions)
    return "replication.object_lock.retention";
  return versions > 0 ? "replication.noncurrent_expiration" : "replication.expiration";
}

double lock_of(const Bucket& bucket) {
  return bucket.lock == LockMode::none ? 0 : bucket.lock_days;
}

/// Of an object, with so many days as an older version.
double days_in(const Bucket& bucket, double versions) {
  return std::max(bucket.expiration_days + versions, lock_of(bucket));
}

/// How long a document is where the job backs it up, and whether the job has it before it leaves.
struct Source {
  double days = 0;
  bool leaves_to_copies = false;
};

/// Of a document that is in a recovery point of the job: until that one goes. Kept for sure: from the last tick that must have seen it;
/// lying: from the last moment that it was in the source. A point that is gone before the next one adds nothing that is sure.
double days_by_points(const Source& source, const BackupJob& job, Counted which) {
  const double gap = job.longest_gap_s / 86400;
  if (which == Counted::lying) return job.goes_on() ? source.days + job.retention_days : source.days;
  const bool is_seen = source.leaves_to_copies || source.days >= gap;
  if (!is_seen || !job.goes_on() || job.retention_days < gap) return source.days;
  return std::max(source.days, std::max(0.0, source.days - gap) + job.retention_days);
}

/// Of an object in the bucket that the job backs up.
double days_in_bucket(const Judge& judge, const Flow& flow, const BackupJob& job, Counted which) {
  for (const auto* bucket : judge.owners().original_buckets(flow)) {
    if (bucket->name != job.from_bucket) continue;
    const double versions = which == Counted::lying && bucket->versioning ? bucket->noncurrent_days : 0;
    return days_in(*bucket, versions);
  }
  return 0;
}

/// A volume without `keep` has a document for as long as there are backups of it.
Source source_on_volumes(const Judge& judge, const Flow& flow, double days) {
  const auto& volumes = judge.architecture().volumes;
  const bool leaves = std::all_of(volumes.begin(), volumes.end(), [&](const Volume& volume) {
    const bool of_flow =
        std::find(flow.volumes.begin(), flow.volumes.end(), volume.name) != flow.volumes.end();
    return !of_flow || volume.leaves_to_copies || volume.lifetime_days == never;
  });
  return {days, leaves};
}

}  // namespace

double lifetime_of(const Bucket& bucket) {
  return std::max(bucket.expiration_days, lock_of(bucket));
}

LastCopy longest_on_volumes(const Judge& judge, const Flow& flow, Counted which) {
  LastCopy last;
  for (const auto& volume : judge.architecture().volumes) {
    const bool of_flow =
        std::find(flow.volumes.begin(), flow.volumes.end(), volume.name) != flow.volumes.end();
    const bool counts = which == Counted::lying || volume.lifetime_days != never;
    if (of_flow && counts) see(last, volume.lifetime_days, path_of("ebs", volume.name), "keep", volume.where);
  }
  return last;
}

LastCopy last_copy_of(const Judge& judge, const Flow& flow, Counted which) {
  auto last = longest_on_volumes(judge, flow, which);
  const double on_volumes = last.days;
  for (const auto* bucket : judge.owners().filled_buckets(flow)) {
    const auto path = path_of("s3", bucket->name);
    const double versions = which == Counted::lying && bucket->versioning ? bucket->noncurrent_days : 0;
    see(last, days_in(*bucket, versions), path, deciding_setting(*bucket, versions), bucket->where);
    if (!bucket->replicated_to.empty())
      see(last, replica_days(*bucket, which), path, replica_setting(*bucket, which), bucket->where);
  }
  // A snapshot holds what is on the volume when it is made, and a recovery point of a bucket what is in that.
  for (const auto* job : judge.owners().copies_of(flow)) {
    if (!job->to_bucket.empty()) continue;
    const auto source = job->from_bucket.empty() ? source_on_volumes(judge, flow, on_volumes)
                                                 : Source{days_in_bucket(judge, flow, *job, which), false};
    see(last, days_by_points(source, *job, which), path_of("backup", job->name), "retention.age", job->where);
  }
  return last;
}

bool points_miss_objects(const Judge& judge, const Flow& flow) {
  const auto jobs = judge.owners().vaults_of(flow.bucket);
  return !jobs.empty() && std::all_of(jobs.begin(), jobs.end(), [&](const BackupJob* job) {
    return days_in_bucket(judge, flow, *job, Counted::kept) < job->longest_gap_s / 86400;
  });
}

namespace {

RecordsKept longest_of(const Architecture& architecture, const LogGroup& group, bool at_hand) {
  RecordsKept kept{group.retention_days, path_of("cloudwatch_logs", group.name) + ".retention", {}};
  for (const auto& bucket : architecture.buckets) {
    if (group.exported_to.empty() || bucket.name != group.exported_to) continue;
    const double deleted = lifetime_of(bucket);
    const double days = at_hand ? std::min(deleted, bucket.archived_after_days) : deleted;
    if (days <= kept.days) continue;
    kept = {days, path_of("s3", bucket.name) + (days == deleted ? ".expiration" : ".transitions"),
            bucket.name};
  }
  return kept;
}

}  // namespace

RecordsKept records_kept(const Architecture& architecture, const LogGroup& group) {
  return longest_of(architecture, group, false);
}

RecordsKept records_at_hand(const Architecture& architecture, const LogGroup& group) {
  return longest_of(architecture, group, true);
}

}  // namespace garoa::compliance

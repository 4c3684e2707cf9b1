// Second copies, schedules and objectives (S-BK-01, S-BK-02, S-RC-01).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

void close_copy(const Judge& judge, Finding finding, bool good, std::string_view actual,
                std::string_view expected) {
  finding.n = 1;
  finding.status = good ? Status::pass : Status::fail;
  finding.actual = actual;
  finding.expected = expected;
  finding.message = fmt::format("{}: {}.", finding.resource, actual);
  judge.close(std::move(finding));
}

/// The first job that copies the volume, and goes on with it; null if there is none.
const BackupJob* job_from(const Architecture& architecture, const Volume& volume) {
  const auto job = std::find_if(
      architecture.backups.begin(), architecture.backups.end(),
      [&](const BackupJob& other) { return other.goes_on() && other.from_volume == volume.name; });
  return job == architecture.backups.end() ? nullptr : &*job;
}

/// The first other job of the volume whose schedule keeps the objective; null if there is none. The first copy of a document
/// protects it: what is copied once more may be copied later.
const BackupJob* keeper_beside(const Judge& judge, const BackupJob& job, double max_gap) {
  const auto objective = judge.recovery_point_objective();
  const auto& jobs = judge.architecture().backups;
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const BackupJob& other) {
    const bool frequent = other.longest_gap_s > 0 && other.longest_gap_s <= max_gap;
    const bool in_time = objective && other.longest_gap_s + other.window_s <= objective->seconds;
    return other.name != job.name && other.from_volume == job.from_volume &&
           other.from_bucket == job.from_bucket && frequent && in_time;
  });
  return found == jobs.end() ? nullptr : &*found;
}

/// The worst moment on paper: a document acknowledged just after a tick waits for the next one and for the
/// window to pass.
void judge_schedule(const Judge& judge, const BackupJob& job, double max_gap) {
  auto finding = judge.open(judge.owners().flow_of_job(job), path_of("backup", job.name), job.where);
  finding.n = 1;
  const auto objective = judge.recovery_point_objective();
  const bool has_window = std::isfinite(job.window_s);
  const bool frequent = job.longest_gap_s > 0 && job.longest_gap_s <= max_gap;
  if (frequent && objective && job.longest_gap_s < objective->seconds)
    finding.key = finding.resource + ".window";
  if (job.longest_gap_s <= 0) {
    finding.message = "The job has no schedule, so how often it runs is not known.";
  } else if (std::isinf(job.longest_gap_s)) {
    finding.status = Status::fail;
    finding.actual = "a schedule that ends";
    finding.expected = fmt::format("a tick at least every {}", human_duration(max_gap));
    finding.message = "The schedule comes to an end.";
  } else if (job.longest_gap_s > max_gap) {
    judge.at_most(finding, job.longest_gap_s, max_gap, "s");
    finding.message = "The gap between two ticks of the schedule is longer than allowed.";
  } else if (job.to_bucket.empty() && job.retention_days < job.longest_gap_s / 86400) {
    finding.key = finding.resource + ".retention.age";
    judge.at_least(finding, job.retention_days * 86400, job.longest_gap_s, "s");
    finding.message = "A recovery point is deleted before the next one is made: in between there is none.";
  } else if (!objective) {
    finding.message = "The schedule is frequent enough, but there is no RPO to compare it with.";
  } else if (!has_window && job.longest_gap_s <= objective->seconds) {
    finding.message =
        "The schedule alone keeps the RPO, but without a declared window the end of a job has no limit.";
  } else {
    judge.at_most(finding, job.longest_gap_s + (has_window ? job.window_s : 0), objective->seconds, "s");
    if (objective->of_policy) finding.limit_basis = "policy";
    finding.message =
        fmt::format("Longest gap of the schedule{}: {}; expected: {} (the RPO).",
                    has_window ? " plus the backup window" : "", finding.actual, finding.expected);
    if (objective->informs && finding.status == Status::fail) {
      finding.status = Status::warn;
      finding.message += " The profile asks for the RPO to inform only.";
    }
  }
  const auto* const keeper = finding.status == Status::fail ? keeper_beside(judge, job, max_gap) : nullptr;
  if (keeper != nullptr) {
    finding.status = Status::pass;
    finding.key = path_of("backup", keeper->name) + ".schedule";
    finding.message = fmt::format("A further copy: the schedule of {} keeps the RPO for this {}.",
                                  keeper->name, job.from_bucket.empty() ? "volume" : "bucket");
  }
  judge.close(std::move(finding));
}

/// Jobs that make recovery points of the bucket, and go on with it.
std::vector<const BackupJob*> lasting_vaults_of(const Judge& judge, const Bucket& bucket) {
  auto jobs = judge.owners().vaults_of(bucket.name);
  std::erase_if(jobs, [](const BackupJob* job) { return !job->goes_on(); });
  return jobs;
}

/// A bucket of documents that is replicated needs no job; an archive is the copy of a volume that a job makes.
bool lacks_copy(const Judge& judge, const Bucket& bucket) {
  return bucket.role == BucketRole::documents && bucket.replicated_to.empty() &&
         lasting_vaults_of(judge, bucket).empty();
}

void close_without_job(const Judge& judge, Finding finding, std::string message) {
  finding.n = 1;
  finding.key = "backup";
  finding.status = Status::fail;
  finding.actual = "no backup job";
  finding.message = std::move(message);
  judge.close(std::move(finding));
}

}  // namespace

void note_stores_without_backup(const Judge& judge, std::string_view what_follows) {
  for (const auto& volume : judge.architecture().volumes) {
    if (job_from(judge.architecture(), volume) != nullptr) continue;
    close_without_job(
        judge,
        judge.open(judge.owners().flow_of_volume(volume.name), path_of("ebs", volume.name), volume.where),
        fmt::format("No backup job copies this volume, so {}.", what_follows));
  }
  for (const auto& bucket : judge.architecture().buckets) {
    if (!lacks_copy(judge, bucket)) continue;
    close_without_job(
        judge,
        judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where),
        fmt::format("Neither a backup job nor a replication copies this bucket, so {}.", what_follows));
  }
}

void check_second_copies(const Judge& judge) {
  const auto& architecture = judge.architecture();
  for (const auto& volume : architecture.volumes) {
    const auto* const job = job_from(architecture, volume);
    const bool covered = job != nullptr;
    auto finding =
        judge.open(judge.owners().flow_of_volume(volume.name), path_of("ebs", volume.name), volume.where);
    finding.key = covered ? path_of("backup", job->name) + ".from" : "backup";
    close_copy(judge, std::move(finding), covered, covered ? "source of a backup job" : "no backup job",
               "source of a backup job");
  }
  for (const auto& bucket : architecture.buckets) {
    if (bucket.role != BucketRole::documents && bucket.role != BucketRole::results) continue;
    const auto vaults = lasting_vaults_of(judge, bucket);
    const bool covered = !bucket.replicated_to.empty() || !vaults.empty();
    auto finding =
        judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where);
    if (bucket.replicated_to.empty() && covered)
      finding.key = path_of("backup", vaults.front()->name) + ".from_bucket";
    close_copy(judge, std::move(finding), covered,
               !bucket.replicated_to.empty() ? "replicated"
               : covered                     ? "source of a backup job"
                                             : "neither replicated nor backed up",
               "replicated, or source of a backup job");
  }
  for (const auto& table : architecture.tables) {
    close_copy(judge, judge.open("", path_of("dynamodb", table.name), table.where),
               table.point_in_time_recovery,
               table.point_in_time_recovery ? "point-in-time recovery on" : "point-in-time recovery off",
               "point-in-time recovery on");
  }
}

void check_schedules(const Judge& judge) {
  for (const auto& job : judge.architecture().backups) judge_schedule(judge, job, judge.value("max_gap"));
  note_stores_without_backup(judge, "no schedule keeps an RPO");
}

void check_objectives(const Judge& judge) {
  const auto& policy = judge.architecture().policy;
  auto finding = judge.open("", "policy", policy.where);
  finding.n = 1;
  finding.status = policy.rpo_s && policy.rto_s ? Status::pass : Status::fail;
  finding.actual = fmt::format("rpo {}, rto {}", policy.rpo_s ? "declared" : "absent",
                               policy.rto_s ? "declared" : "absent");
  finding.expected = "rpo declared, rto declared";
  finding.message = fmt::format("Recovery objectives in the policy: {}.", finding.actual);
  if (policy.rpo_s) finding.key = "policy.rto";
  judge.close(std::move(finding));
}

}  // namespace garoa::compliance

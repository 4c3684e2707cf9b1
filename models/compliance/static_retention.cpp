// Versioning and retention (S-RT-01, 03 to 08).
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lockable_stores.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

constexpr double day = 86400;

bool holds_documents(const Bucket& bucket) {
  return bucket.role != BucketRole::other;
}

void judge_retention(const Judge& judge, const Flow& flow, const Judge::Objective& required) {
  auto copy = last_copy_of(judge, flow, Counted::kept);
  auto finding = judge.open(path_of(flow), "", copy.copies == 0 ? flow.where : copy.where);
  finding.n = copy.copies;
  finding.key = finding.n == 0 ? "backup" : std::move(copy.setting);
  if (copy.days == never) {
    finding.status = Status::pass;
    finding.actual = "never deleted";
    finding.expected = fmt::format("at least {}", human_duration(required.seconds));
  } else {
    judge.at_least(finding, copy.days * day, required.seconds, "s");
    if (required.of_policy) finding.limit_basis = "policy";
  }
  finding.message =
      finding.n == 0
          ? "The documents are on volumes alone, which keep nothing for any time that is laid down."
          : fmt::format("The copy that lives longest, of current versions: {}; expected: {}.", finding.actual,
                        finding.expected);
  if (finding.key.ends_with(".replication"))
    finding.message += " That is a replica, of which no lifecycle is declared.";
  judge.close(std::move(finding));
}

void judge_log_group(const Judge& judge, const LogGroup& group) {
  auto finding = judge.open(judge.owners().flow_of_log_group(group.name),
                            path_of("cloudwatch_logs", group.name), group.where);
  finding.n = 1;
  const double required = judge.value("min_retention");
  const auto kept = records_kept(judge.architecture(), group);
  finding.key = kept.setting;
  if (kept.days == never) {
    finding.status = Status::pass;
    finding.actual = "never expires";
  } else {
    judge.at_least(finding, kept.days * day, required, "s");
  }
  finding.expected = fmt::format("at least {}", human_duration(required));
  finding.message =
      kept.bucket.empty()
          ? fmt::format("Retention of the log group: {}; expected: {}.", finding.actual, finding.expected)
          : fmt::format("Retention of the log group's export in {}: {}; expected: {}.",
                        path_of("s3", kept.bucket), finding.actual, finding.expected);
  judge.close(std::move(finding));
}

/// "at least" against what may be for ever.
void close_lasting(const Judge& judge, Finding finding, double lasts_s, double required_s,
                   std::string_view for_ever, std::string_view what) {
  finding.n = 1;
  if (lasts_s == never) {
    finding.status = Status::pass;
    finding.actual = for_ever;
  } else {
    judge.at_least(finding, lasts_s, required_s, "s");
  }
  finding.expected = fmt::format("at least {}", human_duration(required_s));
  finding.message = fmt::format("{}: {}; expected: {}.", what, finding.actual, finding.expected);
  judge.close(std::move(finding));
}

void judge_copy_retention(const Judge& judge, const BackupJob& job) {
  auto finding = judge.open(judge.owners().flow_of_job(job), path_of("backup", job.name), job.where);
  if (!job.from_bucket.empty()) finding.key = finding.resource + ".retention.age";
  double lasts = job.retention_days * day;
  for (const auto& bucket : judge.architecture().buckets) {
    if (!job.to_bucket.empty() && bucket.name == job.to_bucket) lasts = lifetime_of(bucket) * day;
  }
  if (!job.goes_on()) {
    finding.n = 1;
    finding.status = Status::fail;
    finding.key = finding.resource + ".schedule";
    finding.message = "The schedule comes to an end, so no copy is kept.";
    judge.close(std::move(finding));
    return;
  }
  close_lasting(judge, std::move(finding), lasts, judge.value("min_retention"), "never deleted",
                "Retention of the job's copies");
}

void judge_recent_logs(const Judge& judge, const LogGroup& group) {
  const auto kept = records_at_hand(judge.architecture(), group);
  auto finding = judge.open(judge.owners().flow_of_log_group(group.name),
                            path_of("cloudwatch_logs", group.name), group.where);
  finding.key = kept.setting;
  close_lasting(judge, std::move(finding), kept.days * day, judge.value("hot_logs"), "never expires",
                "Records can be queried at once for");
}

/// The copy that stays easy to read for longest: a volume's documents are for as long as they are on it.
void judge_recent_documents(const Judge& judge, const Flow& flow, double required) {
  const auto on_volumes = longest_on_volumes(judge, flow, Counted::lying);
  double lasts = on_volumes.days * day;
  auto finding = judge.open(path_of(flow), "", lasts > 0 ? on_volumes.where : flow.where);
  finding.key = on_volumes.setting;
  for (const auto* bucket : judge.owners().filled_buckets(flow)) {
    const double deleted = lifetime_of(*bucket) * day;
    const double readable = std::min(bucket->archived_after_days * day, deleted);
    if (!finding.key.empty() && readable <= lasts) continue;
    lasts = readable;
    finding.key = path_of("s3", bucket->name) + (deleted == readable                ? ".expiration"
                                                 : bucket->archived_after_days == 0 ? ".storage_class"
                                                                                    : ".transitions");
    finding.place = bucket->where;
  }
  close_lasting(judge, std::move(finding), lasts, required, "never archived nor deleted",
                "Documents can be read without thawing for");
}

void judge_longest_retention(const Judge& judge, const Flow& flow, double most) {
  const double limit = most + judge.value("purge_grace");
  auto copy = last_copy_of(judge, flow, Counted::lying);
  auto finding = judge.open(path_of(flow), "", copy.where);
  finding.key = std::move(copy.setting);
  finding.n = 1;
  finding.expected = fmt::format("gone after {}", human_duration(limit));
  if (copy.days == never) {
    finding.status = Status::fail;
    finding.actual = "never deleted";
  } else {
    judge.at_most(finding, copy.days * day, limit, "s");
    finding.limit_basis = "policy";
    // A day that is chosen is no near miss.
    if (finding.status == Status::warn) finding.status = Status::pass;
  }
  finding.message =
      fmt::format("The last copy of a document: {}; expected: {}.", finding.actual, finding.expected);
  for (const auto& store : lockable_stores_of(judge.owners(), flow)) {
    if (store.lock == LockMode::none || store.lock_days * day <= most) continue;
    const bool is_vault = !store.versions_days;
    finding.status = Status::fail;
    finding.key = store.path + (is_vault ? ".retention.age" : ".object_lock.retention");
    const auto locked = human_duration(store.lock_days * day);
    finding.message =
        is_vault ? fmt::format("Recovery points are locked for {}, longer than they may be kept.", locked)
                 : fmt::format("Objects are locked for {}, longer than they may be kept.", locked);
  }
  judge.close(std::move(finding));
}

void note_without_longest_time(const Judge& judge, const Flow& flow) {
  auto finding = judge.open(path_of(flow), "", judge.architecture().policy.where);
  finding.key = "policy.retention_max";
  finding.message = "The policy does not say for how long documents may be kept at most.";
  if (judge.flag("must_be_set")) {
    finding.n = 1;
    finding.status = Status::fail;
    finding.actual = "no longest time";
    finding.expected = "a longest time in the policy";
  }
  judge.close(std::move(finding));
}

}  // namespace

void check_longest_retention(const Judge& judge) {
  const auto& most = judge.architecture().policy.retention_max_s;
  for (const auto& flow : judge.architecture().flows) {
    if (!most) {
      note_without_longest_time(judge, flow);
    } else if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else {
      judge_longest_retention(judge, flow, *most);
    }
  }
}

void check_copy_retention(const Judge& judge) {
  for (const auto& job : judge.architecture().backups) judge_copy_retention(judge, job);
  note_stores_without_backup(judge, "no copy is kept");
}

void check_recent_logs(const Judge& judge) {
  for (const auto& group : judge.architecture().log_groups) judge_recent_logs(judge, group);
  for (const auto& flow : judge.architecture().flows) {
    if (!flow.log_group.empty()) continue;
    judge.note(Status::fail, "The operations of this flow are not logged, so no record can be read.",
               path_of(flow), "", flow.where);
  }
}

void check_recent_documents(const Judge& judge) {
  const auto wanted = judge.parameter("hot_documents");
  for (const auto& flow : judge.architecture().flows) {
    if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else if (!wanted) {
      judge.note(Status::not_evaluated, "No profile says for how long documents must be easy to read.",
                 path_of(flow), "", flow.where);
    } else {
      judge_recent_documents(judge, flow, *wanted);
    }
  }
}

void check_versioning(const Judge& judge) {
  for (const auto& bucket : judge.architecture().buckets) {
    if (!holds_documents(bucket)) continue;
    auto finding =
        judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where);
    finding.n = 1;
    finding.status = bucket.versioning ? Status::pass : Status::fail;
    finding.actual = bucket.versioning ? "versioned" : "not versioned";
    finding.expected = "versioned";
    finding.message = fmt::format("{} is {}.", finding.resource, finding.actual);
    judge.close(std::move(finding));
  }
}

void check_document_retention(const Judge& judge) {
  const auto required = judge.required_retention();
  for (const auto& flow : judge.architecture().flows) {
    if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else if (!required) {
      judge.note(Status::not_evaluated,
                 "Neither the policy nor the profile says for how long documents must be kept.",
                 path_of(flow), "", judge.architecture().policy.where);
    } else {
      judge_retention(judge, flow, *required);
    }
  }
}

void check_log_retention(const Judge& judge) {
  for (const auto& group : judge.architecture().log_groups) judge_log_group(judge, group);
  for (const auto& flow : judge.architecture().flows) {
    if (!flow.log_group.empty()) continue;
    judge.note(Status::fail, "The operations of this flow are not logged, so no record is kept.",
               path_of(flow), "", flow.where);
  }
}

}  // namespace garoa::compliance

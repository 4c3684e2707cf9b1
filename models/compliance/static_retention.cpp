// Versioning, locks and retention (S-RT-01 to 08).
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

constexpr double day = 86400;

bool holds_documents(const Bucket& bucket) {
  return bucket.role != BucketRole::other;
}

/// Documents of a flow that calls a function directly come from elsewhere, and stay there.
bool are_kept_elsewhere(const Owners& owners, const Flow& flow) {
  return flow.volumes.empty() && owners.original_buckets(flow).empty();
}

void note_kept_elsewhere(const Judge& judge, const Flow& flow) {
  judge.note(Status::not_evaluated,
             "Documents come with the calls; where they are kept is not part of the scenario.", path_of(flow),
             "", flow.where);
}

/// Where copies of a flow's documents lie, as far as a lock can protect them.
struct Store {
  std::string_view what;
  std::string path;
  Location where;
  LockMode lock;
  double lock_days;
  std::optional<double> versions_days;  // that each version stays after the next one; nothing: of a vault
};

std::vector<Store> stores_of(const Owners& owners, const Flow& flow) {
  std::vector<Store> stores;
  for (const auto* bucket : owners.filled_buckets(flow)) {
    stores.push_back({"bucket of documents", path_of("s3", bucket->name), bucket->where, bucket->lock,
                      bucket->lock_days, bucket->versioning ? bucket->noncurrent_days : 0});
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

/// The lock of the required mode, in seconds; 0 when there is none.
double lock_of(const Store& store, bool compliance_mode) {
  const bool counts =
      store.lock == LockMode::compliance || (store.lock == LockMode::governance && !compliance_mode);
  return counts ? store.lock_days * day : 0;
}

/// What makes its lock too weak or too short.
std::string_view deciding_lock_setting(const Store& store, bool compliance_mode) {
  const bool too_weak = lock_of(store, compliance_mode) == 0;
  if (store.path.starts_with("backup.")) return too_weak ? ".vault.lock" : ".retention.age";
  if (store.lock == LockMode::none) return ".object_lock";
  return too_weak ? ".object_lock.mode" : ".object_lock.retention";
}

/// Do records tell of every upload and deletion? Nothing: it is not declared.
std::optional<bool> changes_are_recorded(const Judge& judge, const Flow& flow, const LogGroup& group) {
  const auto unrecorded = unrecorded_operations(judge.owners(), flow);
  const bool recorded = std::none_of(unrecorded.begin(), unrecorded.end(), [](LogOperation operation) {
    return operation == LogOperation::upload || operation == LogOperation::removal;
  });
  if (!recorded && group.operations.empty()) return std::nullopt;
  return recorded;
}

/// A trail that can recreate each version stands in for a lock: buckets whose versions stay, and records of all that was done to them,
/// that say all and stay as long. A vault's recovery points are not each version.
void judge_audit_trail(const Judge& judge, const Flow& flow, const std::vector<Store>& stores,
                       Finding& finding) {
  const double wanted = judge.value("min_lock");
  double versions_days = never;
  bool has_versions = false;
  for (const auto& store : stores) {
    has_versions |= store.versions_days.has_value();
    versions_days = std::min(versions_days, store.versions_days.value_or(never));
  }
  if (!has_versions || versions_days * day < wanted) return;
  for (const auto& group : judge.architecture().log_groups) {
    if (group.name != flow.log_group) continue;
    const auto recorded = changes_are_recorded(judge, flow, group);
    if (records_kept(judge.architecture(), group).days * day < wanted) continue;
    if (group.contents.empty() || !recorded) {
      finding.status = Status::not_evaluated;
      finding.message += " An audit trail may stand in for it, but what log records say is not declared.";
    } else if (*recorded && missing_fields(group).empty()) {
      finding.status = Status::pass;
      finding.message += " A complete audit trail stands in for it.";
    }
  }
}

void judge_lock(const Judge& judge, const Flow& flow) {
  const bool compliance_mode = judge.flag("compliance_mode");
  const auto stores = stores_of(judge.owners(), flow);
  const auto longest =
      std::max_element(stores.begin(), stores.end(), [&](const Store& left, const Store& right) {
        return lock_of(left, compliance_mode) < lock_of(right, compliance_mode);
      });
  if (longest == stores.end()) {
    auto none = judge.open(path_of(flow), "", flow.where);
    none.key = "backup";
    none.status = Status::fail;
    none.message = "No bucket holds the documents of this flow, so no copy is write-once.";
    judge.close(std::move(none));
    return;
  }
  const Store& store = *longest;
  auto finding = judge.open(path_of(flow), "", store.where);
  finding.n = stores.size();
  finding.key = fmt::format("{}{}", store.path, deciding_lock_setting(store, compliance_mode));
  const double lock = lock_of(store, compliance_mode);
  judge.at_least(finding, lock, judge.value("min_lock"), "s");
  finding.actual =
      store.lock == LockMode::none
          ? "no lock"
          : fmt::format("{} of {}", store.lock == LockMode::compliance ? "compliance" : "governance",
                        human_duration(store.lock_days * day));
  finding.expected = fmt::format("{} lock of at least {}", compliance_mode ? "compliance" : "any",
                                 human_duration(judge.value("min_lock")));
  if (store.lock == LockMode::none) finding.status = Status::fail;
  finding.message = fmt::format("The longest lock on a {}: {}; expected: {}.", store.what, finding.actual,
                                finding.expected);
  if (finding.status == Status::fail && judge.flag("audit_trail_instead"))
    judge_audit_trail(judge, flow, stores, finding);
  judge.close(std::move(finding));
}

void judge_retention(const Judge& judge, const Flow& flow) {
  const double required = judge.value("min_retention");
  auto copy = last_copy_of(judge, flow, Counted::kept);
  auto finding = judge.open(path_of(flow), "", copy.copies == 0 ? flow.where : copy.where);
  finding.n = copy.copies;
  finding.key = finding.n == 0 ? "backup" : std::move(copy.setting);
  if (copy.days == never) {
    finding.status = Status::pass;
    finding.actual = "never deleted";
    finding.expected = fmt::format("at least {}", human_duration(required));
  } else {
    judge.at_least(finding, copy.days * day, required, "s");
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
  for (const auto& store : stores_of(judge.owners(), flow)) {
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

}  // namespace

void check_longest_retention(const Judge& judge) {
  const auto& most = judge.architecture().policy.retention_max_s;
  for (const auto& flow : judge.architecture().flows) {
    if (!most) {
      judge.note(Status::not_evaluated, "The policy does not say for how long documents may be kept at most.",
                 path_of(flow), "", judge.architecture().policy.where);
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

void check_locks(const Judge& judge) {
  for (const auto& flow : judge.architecture().flows) {
    if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else {
      judge_lock(judge, flow);
    }
  }
}

void check_document_retention(const Judge& judge) {
  for (const auto& flow : judge.architecture().flows) {
    if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else {
      judge_retention(judge, flow);
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

// Write-once copies: of documents, or of logs (S-RT-02).
#include <fmt/format.h>

#include <algorithm>

#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lockable_stores.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// What makes its lock too weak or too short.
std::string_view deciding_lock_setting(const LockableStore& store, bool compliance_mode) {
  const bool too_weak = store.lock_s(compliance_mode) == 0;
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
void judge_audit_trail(const Judge& judge, const Flow& flow, const std::vector<LockableStore>& stores,
                       Finding& finding) {
  const double wanted = judge.value("min_lock");
  double versions_days = never;
  bool has_versions = false;
  for (const auto& store : stores) {
    has_versions |= store.versions_days.has_value();
    versions_days = std::min(versions_days, store.versions_days.value_or(never));
  }
  if (!has_versions || versions_days * 86400 < wanted) return;
  for (const auto& group : judge.architecture().log_groups) {
    if (group.name != flow.log_group) continue;
    const auto recorded = changes_are_recorded(judge, flow, group);
    if (records_kept(judge.architecture(), group).days * 86400 < wanted) continue;
    if (group.contents.empty() || !recorded) {
      finding.status = Status::not_evaluated;
      finding.message += " An audit trail may stand in for it, but what log records say is not declared.";
    } else if (*recorded && missing_fields(group).empty()) {
      finding.status = Status::pass;
      finding.message += " A complete audit trail stands in for it.";
    }
  }
}

/// The lock of a store against the one that is asked for.
void compare_lock(const Judge& judge, const LockableStore& store, Finding& finding) {
  const bool compliance_mode = judge.flag("compliance_mode");
  const double wanted = judge.value("min_lock");
  finding.key = fmt::format("{}{}", store.path, deciding_lock_setting(store, compliance_mode));
  judge.at_least(finding, store.lock_s(compliance_mode), wanted, "s");
  finding.actual =
      store.lock == LockMode::none
          ? "no lock"
          : fmt::format("{} of {}", store.lock == LockMode::compliance ? "compliance" : "governance",
                        human_duration(store.lock_days * 86400));
  finding.expected =
      fmt::format("{} lock of at least {}", compliance_mode ? "compliance" : "any", human_duration(wanted));
  if (store.lock == LockMode::none) finding.status = Status::fail;
  finding.message = fmt::format("The longest lock on a {}: {}; expected: {}.", store.what, finding.actual,
                                finding.expected);
}

void judge_lock(const Judge& judge, const Flow& flow) {
  const bool compliance_mode = judge.flag("compliance_mode");
  auto stores = lockable_stores_of(judge.owners(), flow);
  if (judge.flag("vaults_only"))
    std::erase_if(stores, [](const LockableStore& store) { return store.versions_days.has_value(); });
  const auto longest = std::max_element(stores.begin(), stores.end(),
                                        [&](const LockableStore& left, const LockableStore& right) {
                                          return left.lock_s(compliance_mode) < right.lock_s(compliance_mode);
                                        });
  if (longest == stores.end()) {
    auto none = judge.open(path_of(flow), "", flow.where);
    none.key = "backup";
    none.status = Status::fail;
    none.message = judge.flag("vaults_only")
                       ? "No vault holds recovery points of this flow's documents, so none is locked."
                       : "No bucket holds the documents of this flow, so no copy is write-once.";
    judge.close(std::move(none));
    return;
  }
  auto finding = judge.open(path_of(flow), "", longest->where);
  finding.n = stores.size();
  compare_lock(judge, *longest, finding);
  if (finding.status == Status::fail && judge.flag("audit_trail_instead"))
    judge_audit_trail(judge, flow, stores, finding);
  judge.close(std::move(finding));
}

const Bucket* bucket_named(const Architecture& architecture, const std::string& name) {
  const auto& buckets = architecture.buckets;
  const auto found = std::find_if(buckets.begin(), buckets.end(),
                                  [&](const Bucket& bucket) { return !name.empty() && bucket.name == name; });
  return found == buckets.end() ? nullptr : &*found;
}

/// Where records go besides CloudWatch, which locks none.
void judge_lock_of_group(const Judge& judge, const LogGroup& group) {
  auto finding = judge.open(judge.owners().flow_of_log_group(group.name),
                            path_of("cloudwatch_logs", group.name), group.where);
  finding.n = 1;
  if (const auto* const bucket = bucket_named(judge.architecture(), group.exported_to)) {
    compare_lock(judge, lockable_store_of(*bucket, "bucket of logs"), finding);
  } else {
    finding.key = finding.resource + ".export";
    finding.status = Status::fail;
    finding.actual = "no export to a bucket";
    finding.message = "The records are exported to no bucket, so no copy of them is write-once.";
  }
  judge.close(std::move(finding));
}

void judge_lock_of_trail(const Judge& judge, const Trail& trail) {
  auto finding = judge.open("", path_of("cloudtrail", trail.name), trail.where);
  finding.n = 1;
  if (const auto* const bucket = bucket_named(judge.architecture(), trail.to_bucket)) {
    compare_lock(judge, lockable_store_of(*bucket, "bucket of logs"), finding);
  } else {
    finding.key = finding.resource + ".to";
    finding.message = "The bucket that the trail's files go to is not part of the scenario.";
  }
  judge.close(std::move(finding));
}

void judge_locks_of_logs(const Judge& judge) {
  const auto& architecture = judge.architecture();
  for (const auto& group : architecture.log_groups) judge_lock_of_group(judge, group);
  for (const auto& trail : architecture.trails) judge_lock_of_trail(judge, trail);
  for (const auto& flow : architecture.flows) {
    if (!flow.log_group.empty()) continue;
    judge.note(Status::fail, "The operations of this flow are not logged, so no record is kept.",
               path_of(flow), "", flow.where);
  }
}

}  // namespace

void check_locks(const Judge& judge) {
  if (judge.flag("of_logs")) return judge_locks_of_logs(judge);
  for (const auto& flow : judge.architecture().flows) {
    if (are_kept_elsewhere(judge.owners(), flow)) {
      note_kept_elsewhere(judge, flow);
    } else {
      judge_lock(judge, flow);
    }
  }
}

}  // namespace garoa::compliance

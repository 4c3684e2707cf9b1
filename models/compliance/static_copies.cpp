// Where copies lie and who can delete them (S-AC-04, S-AV-01, S-BK-03 to 06, S-RS-01).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>

#include "models/compliance/lookup.hpp"
#include "models/compliance/role_actions.hpp"
#include "models/compliance/static_checks.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// Asks the originals' buckets and the jobs whose copies are snapshots or recovery points of buckets; passes when one of them is as wanted.
/// The answer is the setting that makes it so: none, if it is not.
template <class AskBucket, class AskJob>
void judge_any_copy(const Judge& judge, const Flow& flow, const AskBucket& ask_bucket, const AskJob& ask_job,
                    const std::string& wanted) {
  auto finding = judge.open(path_of(flow), "", flow.where);
  finding.limit = judge.parameter("min_lock");  // of the control that asks for a lock
  if (finding.limit) finding.unit = "s";
  const auto see = [&](std::string_view setting, const std::string& path, const Location& where) {
    ++finding.n;
    if (setting.empty() || finding.status == Status::pass) return;
    finding.status = Status::pass;
    finding.key = fmt::format("{}.{}", path, setting);
    finding.place = where;
  };
  for (const auto* bucket : judge.owners().filled_buckets(flow))
    see(ask_bucket(*bucket), path_of("s3", bucket->name), bucket->where);
  for (const auto* job : judge.owners().copies_of(flow)) {
    if (job->to_bucket.empty()) see(ask_job(*job), path_of("backup", job->name), job->where);
  }
  if (finding.n == 0 && flow.volumes.empty()) {
    finding.message = "Documents come with the calls; where they are kept is not part of the scenario.";
  } else {
    const bool found = finding.status == Status::pass;
    finding.status = found ? Status::pass : Status::fail;
    finding.actual = found ? wanted : "no such copy";
    finding.expected = wanted;
    finding.message = fmt::format("Of the stores and copies of the flow's documents {} {}.",
                                  found ? "there is" : "none is", wanted);
  }
  judge.close(std::move(finding));
}

bool is_allowed(const Judge& judge, const DataPlace& place) {
  const auto& allowed = judge.architecture().policy.countries;
  return std::find(allowed.begin(), allowed.end(), place.country) != allowed.end();
}

/// Whether a copy of that store or job lies in another region, of a country in which data may lie.
bool is_allowed_afar(const Judge& judge, const std::string& path) {
  const auto& places = judge.architecture().places;
  return std::any_of(places.begin(), places.end(), [&](const DataPlace& place) {
    return place.distant && place.resource.starts_with(path + ".") && is_allowed(judge, place);
  });
}

/// A function outside a VPC is in several zones by itself.
void check_zones_of(const Judge& judge, const Function& function) {
  auto finding = judge.open(judge.owners().flow_of_function(function.name), path_of("lambda", function.name),
                            function.where);
  finding.n = 1;
  finding.key = finding.resource + ".zones";
  finding.expected = "subnets in two zones";
  if (function.zones) {
    finding.status = *function.zones >= 2 ? Status::pass : Status::fail;
    finding.actual = fmt::format("{} zone{}", *function.zones, *function.zones == 1 ? "" : "s");
    finding.message = fmt::format("The subnets of the function are in {}.", finding.actual);
  } else {
    finding.message = "In how many zones the function's subnets are is not declared.";
  }
  judge.close(std::move(finding));
}

/// May a role of those that the flow's instances, functions and jobs have take all of these actions?
bool some_role_may(const Judge& judge, const Flow& flow, std::initializer_list<std::string_view> actions) {
  const auto may = [&](const std::optional<Role>& role) {
    return role && std::all_of(actions.begin(), actions.end(),
                               [&](std::string_view action) { return allows(*role, action); });
  };
  const auto& instances = judge.architecture().instances;
  const auto functions = judge.owners().functions_of(flow);
  const auto jobs = judge.owners().backups_of(flow);
  return std::any_of(instances.begin(), instances.end(),
                     [&](const Instance& instance) {
                       return std::find(flow.apps.begin(), flow.apps.end(), instance.name) !=
                                  flow.apps.end() &&
                              may(instance.role);
                     }) ||
         std::any_of(functions.begin(), functions.end(), [&](const auto* f) { return may(f->role); }) ||
         std::any_of(jobs.begin(), jobs.end(), [&](const auto* job) { return may(job->role); });
}

/// Does a lock keep who writes from deleting, for as long as is asked?
bool keeps_from_deleting(const Judge& judge, LockMode mode, double days, bool bypassed) {
  const bool counts = mode == LockMode::compliance || (mode == LockMode::governance && !bypassed);
  return counts && days * 86400 >= judge.value("min_lock");
}

}  // namespace

void check_deletion_by_one_credential(const Judge& judge) {
  for (const auto& flow : judge.architecture().flows) {
    const bool bypassed = some_role_may(judge, flow, {"s3:BypassGovernanceRetention"});
    // In governance mode who may take the lock off a vault may delete its recovery points then.
    const bool unlocked = some_role_may(
        judge, flow, {"backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint"});
    judge_any_copy(
        judge, flow,
        [&](const Bucket& bucket) {
          if (keeps_from_deleting(judge, bucket.lock, bucket.lock_days, bypassed)) return "object_lock";
          if (keeps_from_deleting(judge, bucket.replica_lock, bucket.replica_lock_days, bypassed))
            return "replication.object_lock";
          if (bucket.mfa_delete) return "mfa_delete";
          if (bucket.denies_deletion) return "deny_delete";
          return bucket.replica_in_other_account ? "replication.account" : "";
        },
        [&](const BackupJob& job) {
          if (keeps_from_deleting(judge, job.vault_lock, job.retention_days, unlocked)) return "vault.lock";
          return job.copied_to_other_account ? "copies" : "";
        },
        "one that a lock, a policy, a second factor or another account keeps from being deleted");
  }
}

void check_isolated_copies(const Judge& judge) {
  for (const auto& flow : judge.architecture().flows) {
    judge_any_copy(
        judge, flow,
        [](const Bucket& bucket) { return bucket.replica_in_other_account ? "replication.account" : ""; },
        [](const BackupJob& job) { return job.copied_to_other_account ? "copies" : ""; },
        "one in another account");
  }
}

void check_distant_copies(const Judge& judge) {
  const bool anywhere = judge.architecture().policy.countries.empty();
  for (const auto& flow : judge.architecture().flows) {
    judge_any_copy(
        judge, flow,
        [&](const Bucket& bucket) {
          const bool allowed = anywhere || is_allowed_afar(judge, path_of("s3", bucket.name));
          return bucket.replica_in_other_region && allowed ? "replication.region" : "";
        },
        [&](const BackupJob& job) {
          const bool allowed = anywhere || is_allowed_afar(judge, path_of("backup", job.name));
          return job.copied_to_other_region && allowed ? "copies" : "";
        },
        anywhere ? "one in another region" : "one in another region of an allowed country");
  }
}

void check_restore_tests(const Judge& judge) {
  const auto& policy = judge.architecture().policy;
  auto finding = judge.open("", "policy", policy.where);
  finding.n = 1;
  if (policy.restore_test_s) {
    judge.at_most(finding, *policy.restore_test_s, judge.value("max_interval"), "s");
    // An interval is chosen, not measured: one that just fits is no near miss.
    if (finding.status == Status::warn) finding.status = Status::pass;
    finding.message =
        fmt::format("Restores are tested every {}; expected: {}.", finding.actual, finding.expected);
  } else {
    finding.status = Status::fail;
    finding.actual = "none declared";
    finding.expected = fmt::format("at most {}", human_duration(judge.value("max_interval")));
    finding.message = "The policy declares no test of restores.";
  }
  judge.close(std::move(finding));
}

void check_deletion_with_instances(const Judge& judge) {
  for (const auto& volume : judge.architecture().volumes) {
    auto finding =
        judge.open(judge.owners().flow_of_volume(volume.name), path_of("ebs", volume.name), volume.where);
    finding.n = 1;
    finding.status = volume.deleted_with_instance ? Status::fail : Status::pass;
    finding.actual = volume.deleted_with_instance ? "deleted with its instance" : "outlives its instance";
    finding.expected = "outlives its instance";
    finding.message =
        fmt::format("The volume {}{}.", volume.deleted_with_instance ? "is " : "", finding.actual);
    judge.close(std::move(finding));
  }
}

void check_zones(const Judge& judge) {
  for (const auto& function : judge.architecture().functions) {
    if (function.in_vpc) check_zones_of(judge, function);
  }
  for (const auto& flow : judge.architecture().flows) {
    if (flow.volumes.empty()) continue;
    auto finding = judge.open(path_of(flow), "", flow.where);
    finding.n = 1;
    const bool survives = flow.zones >= 2 || flow.rebuilt_elsewhere;
    finding.status = survives ? Status::pass : Status::fail;
    finding.actual = fmt::format("{} zone{}, {} plan to build anew in another", flow.zones,
                                 flow.zones == 1 ? "" : "s", flow.rebuilt_elsewhere ? "a" : "no");
    finding.expected = "two zones, or a plan to build anew in another";
    finding.message = fmt::format("The loss of a zone: {}; expected: {}.", finding.actual, finding.expected);
    judge.close(std::move(finding));
  }
}

void check_countries(const Judge& judge) {
  const auto& allowed = judge.architecture().policy.countries;
  if (allowed.empty()) {
    judge.note(Status::not_evaluated, "The policy does not say in which countries data may lie.", "",
               "policy", judge.architecture().policy.where);
    return;
  }
  for (const auto& place : judge.architecture().places) {
    auto finding = judge.open("", place.resource, place.where);
    finding.n = 1;
    finding.status = is_allowed(judge, place) ? Status::pass : Status::fail;
    if (place.country.empty()) finding.status = Status::not_evaluated;
    finding.key = place.setting;
    finding.actual = fmt::format("{} ({})", place.country, place.region);
    finding.expected = fmt::format("{}", fmt::join(allowed, ", "));
    finding.message = fmt::format("The {} lie{} in {}; allowed: {}.", place.what,
                                  place.what.ends_with('s') ? "" : "s", finding.actual, finding.expected);
    judge.close(std::move(finding));
  }
}

}  // namespace garoa::compliance

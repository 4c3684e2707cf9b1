// Until when documents can be changed (D-RT-01), and the limits that the recovery monitor counts violations against.
#include <fmt/format.h>

#include <algorithm>

#include "models/compliance/lookup.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/core/human.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

/// How many of the stores that the flow's documents come to rest in are locked for as long as is asked.
struct LockedStores {
  std::size_t locked = 0;
  std::size_t all = 0;
  void add(LockMode mode, double days, double wanted_s) {
    constexpr double day = 86400;
    ++all;
    if (mode != LockMode::none && days * day >= wanted_s) ++locked;
  }
};

/// The lock that is missing; else what copies documents to where they are locked.
std::string deciding_setting(const Judge& judge, const Flow& flow) {
  const double wanted = judge.value("min_lock");
  const auto is_locked = [&](LockMode mode, double days) {
    LockedStores store;
    store.add(mode, days, wanted);
    return store.locked > 0;
  };
  for (const auto* bucket : judge.owners().original_buckets(flow)) {
    if (is_locked(bucket->lock, bucket->lock_days)) continue;
    return path_of("s3", bucket->name) +
           (bucket->lock == LockMode::none ? ".object_lock" : ".object_lock.retention");
  }
  const auto jobs = judge.owners().backups_of(flow);
  for (const auto* job : jobs) {
    if (!job->to_bucket.empty() || !job->from_bucket.empty() ||
        is_locked(job->vault_lock, job->retention_days))
      continue;
    return path_of("backup", job->name) +
           (job->vault_lock == LockMode::none ? ".vault.lock" : ".retention.age");
  }
  if (!jobs.empty() && !flow.volumes.empty()) return path_of("backup", jobs.front()->name) + ".schedule";
  return flow.volumes.empty() ? "" : "backup";
}

LockedStores locked_stores_of(const Judge& judge, const Flow& flow) {
  LockedStores stores;
  const double wanted = judge.value("min_lock");
  for (const auto* bucket : judge.owners().original_buckets(flow))
    stores.add(bucket->lock, bucket->lock_days, wanted);
  for (const auto* job : judge.owners().backups_of(flow)) {
    // What a bucket's vault holds, the bucket holds too: its lock counts, and where the vault is locked that one's besides.
    if (!job->from_bucket.empty() && job->vault_lock == LockMode::none) continue;
    if (job->to_bucket.empty()) stores.add(job->vault_lock, job->retention_days, wanted);
  }
  return stores;
}

void tell_exposure(const Judge& judge, Finding& finding, const RecoveryState& state, bool locked_at_once) {
  const double worst = locked_at_once ? 0 : state.object.age().worst();
  const double limit = judge.value("max_mutable");
  judge.at_most(finding, worst, limit, "s");
  finding.censored = !locked_at_once && state.object.worst_is_censored();
  if (worst > 0) state.object.age().tell(finding, limit, judge.architecture().duration_s);
  if (!locked_at_once && state.lag.count() > 0) {
    finding.figures.emplace_back("mutable_p99_s", state.lag.quantile(0.99));
    finding.figures.emplace_back("share_over_limit", static_cast<double>(state.lag.count_above(limit)) /
                                                         static_cast<double>(state.lag.count()));
  }
  finding.message = locked_at_once
                        ? "Documents are locked from the moment that they are stored."
                        : fmt::format("Longest time from acknowledgement to a locked copy: {}; expected: {}.",
                                      finding.actual, finding.expected);
}

}  // namespace

void judge_exposure(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  if (flow == nullptr) return;
  auto finding = judge.open(path, "", flow->where);
  finding.n = state.object.acknowledged();
  const auto stores = locked_stores_of(judge, *flow);
  finding.key = deciding_setting(judge, *flow);
  const bool keeps_documents = stores.all > 0 || !flow->volumes.empty();
  if (!keeps_documents) {
    finding.message = "Documents come with the calls; where they are kept is not part of the scenario.";
  } else if (finding.n == 0) {
    finding.message = "No document was acknowledged.";
  } else if (stores.locked == 0) {
    judge.at_most(finding, never, judge.value("max_mutable"), "s");
    finding.count = finding.n;
    finding.censored = true;
    if (const auto& first = state.first_acknowledged.time();
        first && *first + judge.value("max_mutable") <= judge.architecture().duration_s)
      finding.first_violation_s = *first + judge.value("max_mutable");
    finding.actual = "never locked";
    finding.expected = fmt::format("locked within {}", human_duration(judge.value("max_mutable")));
    finding.message = fmt::format("None of the {} documents came to rest in a store that is locked for {}.",
                                  human_count(finding.n), human_duration(judge.value("min_lock")));
  } else if (stores.locked < stores.all) {
    finding.message = fmt::format(
        "{} of {} stores of the flow's documents are locked; when a document is in one of them is not known.",
        stores.locked, stores.all);
  } else {
    tell_exposure(judge, finding, state, flow->volumes.empty());
    if (finding.status != Status::fail && !flow->volumes.empty() && state.object.protected_count() == 0) {
      finding.status = Status::not_evaluated;
      finding.message = "The run is too short to tell.";
    }
  }
  judge.close(std::move(finding));
}

std::string protecting_setting(const Judge& judge, std::string_view path, bool ever) {
  const auto* const flow = find_flow(judge.architecture(), path);
  if (flow == nullptr) return {};
  const auto jobs = judge.owners().backups_of(*flow);
  if (flow->has(Capability::volume) && jobs.empty()) return "backup";
  const auto buckets = judge.owners().original_buckets(*flow);
  if (ever || judge.profile().protection != Protection::isolated || (buckets.empty() && jobs.empty()))
    return {};
  if (buckets.empty() || (!jobs.empty() && !jobs.front()->from_bucket.empty()))
    return path_of("backup", jobs.front()->name) + ".copies";
  const auto& bucket = *buckets.front();
  return path_of("s3", bucket.name) +
         (bucket.replicated_to.empty() ? ".replication" : ".replication.account");
}

std::string late_copy_setting(const Judge& judge, std::string_view path, const RecoveryState& state,
                              const Journal& journal) {
  const auto protection = judge.profile().protection;
  const auto* const wanted = state.documents(protection);
  const bool ever = wanted == nullptr ? state.object.ever() : wanted->ever();
  const auto copies = protection == Protection::isolated ? state.copies.isolated : state.copies.job;
  const bool by_replica =
      protection != Protection::object && copies == Copies::replicas && state.replicated_bucket;
  const auto* const flow = find_flow(judge.architecture(), path);
  if (protection == Protection::isolated && copies == Copies::archives && flow != nullptr) {
    const auto by = judge.owners().archiving_of(*flow, goes_to_other_account);
    return path_of("backup", by->vault->name) + ".schedule";
  }
  if (wanted != nullptr && ever && flow != nullptr && protection != Protection::object && !by_replica) {
    const auto jobs = judge.owners().vaults_of(flow->bucket);
    if (!jobs.empty()) return path_of("backup", jobs.front()->name) + ".schedule";
  }
  if (wanted == nullptr || !ever || !by_replica) return protecting_setting(judge, path, ever);
  const bool late = !state.copies.of_backups || 2 * state.object.age().worst() < wanted->age().worst();
  return late ? journal.name(*state.replicated_bucket) + ".replication.time_control"
              : protecting_setting(judge, path, ever);
}

std::string not_modelled(const Judge& judge) {
  return fmt::format(
      "This flow keeps no documents of its own that could have a copy with protection '{}'; the measure "
      "is for protection 'object'.",
      garoa::name_of(judge.profile().protection));
}

std::vector<double> recovery_limits_of(const MonitorSetup& setup) {
  std::vector<double> limits;
  for (const auto& profile : setup.profiles) {
    const auto* const exposure = profile.find(control_ids::restore_time);
    if (const auto longest = exposure == nullptr ? std::nullopt : exposure->parameter("max_mutable"))
      limits.push_back(*longest);
    const auto* entry = profile.find(control_ids::recovery_point);
    if (entry == nullptr) continue;
    std::vector<Finding> none;
    if (const auto objective = Judge{setup.owners, profile, *entry, none}.recovery_point_objective()) {
      limits.push_back(objective->seconds);
    }
  }
  std::sort(limits.begin(), limits.end());
  limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  return limits;
}

}  // namespace garoa::compliance

// Which setting decides when documents have their copies, and the limits that monitors count violations against.
#include <fmt/format.h>

#include <algorithm>

#include "models/compliance/lookup.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
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

RecoveryLimits recovery_limits_of(const MonitorSetup& setup) {
  RecoveryLimits limits;
  for (const auto& profile : setup.profiles) {
    if (const auto* const risk = profile.find(control_ids::documents_at_risk)) {
      if (const auto bytes = risk->parameter("max_bytes")) limits.bytes.push_back(*bytes);
    }
    const auto* entry = profile.find(control_ids::recovery_point);
    if (entry == nullptr) continue;
    std::vector<Finding> none;
    if (const auto objective = Judge{setup.owners, profile, *entry, none}.recovery_point_objective()) {
      limits.ages.push_back(objective->seconds);
    }
  }
  for (auto* const values : {&limits.ages, &limits.bytes}) {
    std::sort(values->begin(), values->end());
    values->erase(std::unique(values->begin(), values->end()), values->end());
  }
  return limits;
}

}  // namespace garoa::compliance

// Which copies of a flow's documents there will be, by the declared architecture.
#include <algorithm>

#include "models/compliance/judge.hpp"
#include "models/compliance/recovery_copies.hpp"

namespace garoa::compliance {

bool goes_to_other_account(const BackupJob& job) {
  return job.copied_to_other_account;
}

/// Those in another account first.
const Bucket* replicated_bucket_of(const Owners& owners, const Flow& flow) {
  const Bucket* found = nullptr;
  for (const auto* bucket : owners.original_buckets(flow)) {
    if (bucket->replicated_to.empty()) continue;
    if (found == nullptr || (bucket->replica_in_other_account && !found->replica_in_other_account))
      found = bucket;
  }
  return found;
}

std::vector<NameId> jobs_into(const Bucket& bucket, const Owners& owners, const Flow& flow,
                              Journal& journal) {
  std::vector<NameId> jobs;
  for (const auto* const job : owners.backups_of(flow))
    if (job->to_bucket == bucket.name) jobs.push_back(journal.intern(path_of("backup", job->name)));
  return jobs;
}

/// A flow with neither volume nor bucket keeps no documents of its own.
Copies job_copies_of(const Owners& owners, const Flow& flow) {
  if (flow.has(Capability::volume)) return Copies::jobs;
  if (!flow.has(Capability::bucket)) return Copies::not_asked;
  if (replicated_bucket_of(owners, flow) != nullptr) return Copies::replicas;
  return owners.vaults_of(flow.bucket).empty() ? Copies::none : Copies::points;
}

Copies isolated_copies_of(const Owners& owners, const Flow& flow) {
  if (!flow.has(Capability::volume) && !flow.has(Capability::bucket)) return Copies::not_asked;
  const auto* const replicated = replicated_bucket_of(owners, flow);
  if (replicated != nullptr && replicated->replica_in_other_account) return Copies::replicas;
  const auto jobs = owners.backups_of(flow);
  const bool copied =
      std::any_of(jobs.begin(), jobs.end(), [](const BackupJob* job) { return goes_to_other_account(*job); });
  if (copied) return Copies::jobs;
  return owners.archiving_of(flow, goes_to_other_account) ? Copies::archives : Copies::none;
}

}  // namespace garoa::compliance

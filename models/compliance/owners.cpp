#include "models/compliance/owners.hpp"

#include <algorithm>
#include <set>

#include "models/compliance/lookup.hpp"

namespace garoa::compliance {
namespace {

/// Things of one list of the architecture, once each and in its order.
template <class Thing>
std::vector<const Thing*> in_order(std::vector<const Thing*> things) {
  std::sort(things.begin(), things.end());
  things.erase(std::unique(things.begin(), things.end()), things.end());
  return things;
}

}  // namespace

Owners::Owners(const Architecture& architecture) : architecture_{architecture} {
  for (const auto& bucket : architecture.buckets) bucket_named_.try_emplace(bucket.name, &bucket);
  for (const auto& function : architecture.functions) {
    function_named_.try_emplace(function.name, &function);
    if (!function.trigger_bucket.empty()) triggered_by_[function.trigger_bucket].push_back(&function);
  }
  for (const auto& job : architecture.backups) {
    if (job.from_bucket.empty()) {
      jobs_of_[job.from_volume].push_back(&job);
    } else {
      vaults_of_[job.from_bucket].push_back(&job);
    }
  }
  for (const auto& flow : architecture.flows) note(flow);
  if (architecture.given == nullptr) return;
  for (const auto& section : architecture.given->entries) {
    for (const auto& thing : section.value.entries)
      given_.emplace(std::pair<std::string_view, std::string_view>{section.key, thing.key}, &thing);
  }
}

void Owners::note(const Flow& flow) {
  const auto path = path_of(flow);
  for (const auto& volume : flow.volumes) volumes_.try_emplace(volume, path);
  groups_.try_emplace(flow.log_group, path);
  if (!flow.function.empty()) functions_.try_emplace(flow.function, path);
  for (const auto* function : functions_of(flow)) functions_.try_emplace(function->name, path);
  for (const auto* bucket : document_buckets(flow)) buckets_.try_emplace(bucket->name, path);
}

std::vector<const Function*> Owners::functions_of(const Flow& flow) const {
  std::vector<const Function*> found;
  const auto add = [&](const std::string& name) {
    const auto named = function_named_.find(name);
    if (named != function_named_.end()) found.push_back(named->second);
  };
  add(flow.function);
  for (const auto& name : flow.functions) add(name);
  const auto triggered = flow.bucket.empty() ? triggered_by_.end() : triggered_by_.find(flow.bucket);
  if (triggered != triggered_by_.end())
    found.insert(found.end(), triggered->second.begin(), triggered->second.end());
  return in_order(with_all_reached(std::move(found)));
}

/// Functions may reach each other on circles.
std::vector<const Function*> Owners::with_all_reached(std::vector<const Function*> found) const {
  std::set<const Function*> known{found.begin(), found.end()};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto& name : found[i]->reaches) {
      const auto named = function_named_.find(name);
      if (named != function_named_.end() && known.insert(named->second).second)
        found.push_back(named->second);
    }
  }
  return found;
}

void Owners::add_bucket(const std::string& name, std::vector<const Bucket*>& found) const {
  const auto named = bucket_named_.find(name);
  if (named != bucket_named_.end()) found.push_back(named->second);
}

std::vector<const Bucket*> Owners::original_buckets(const Flow& flow) const {
  std::vector<const Bucket*> found;
  add_bucket(flow.bucket, found);
  for (const auto* job : backups_of(flow)) add_bucket(job->to_bucket, found);
  return in_order(std::move(found));
}

std::vector<const Bucket*> Owners::filled_buckets(const Flow& flow) const {
  std::vector<const Bucket*> found;
  add_bucket(flow.bucket, found);
  for (const auto* job : backups_of(flow)) {
    if (job->goes_on()) add_bucket(job->to_bucket, found);
  }
  return in_order(std::move(found));
}

std::vector<const Bucket*> Owners::document_buckets(const Flow& flow) const {
  auto found = original_buckets(flow);
  for (const auto* function : functions_of(flow)) add_bucket(function->writes_to_bucket, found);
  return in_order(std::move(found));
}

std::vector<const BackupJob*> Owners::backups_of(const Flow& flow) const {
  std::vector<const BackupJob*> found;
  for (const auto& volume : flow.volumes) {
    const auto jobs = jobs_of_.find(volume);
    if (jobs != jobs_of_.end()) found.insert(found.end(), jobs->second.begin(), jobs->second.end());
  }
  for (const auto* job : vaults_of(flow.bucket)) found.push_back(job);
  return in_order(std::move(found));
}

std::vector<const BackupJob*> Owners::copies_of(const Flow& flow) const {
  auto found = backups_of(flow);
  for (const auto* bucket : original_buckets(flow)) {
    for (const auto* job : vaults_of(bucket->name)) found.push_back(job);
  }
  std::erase_if(found, [](const BackupJob* job) { return !job->goes_on(); });
  return in_order(std::move(found));
}

std::optional<Owners::Archiving> Owners::archiving_of(const Flow& flow,
                                                      bool (*fits)(const BackupJob& vault)) const {
  for (const auto* job : backups_of(flow)) {
    if (job->to_bucket.empty()) continue;
    for (const auto* vault : vaults_of(job->to_bucket)) {
      if (fits(*vault)) return Archiving{job, vault};
    }
  }
  return std::nullopt;
}

std::vector<const BackupJob*> Owners::vaults_of(const std::string& bucket) const {
  const auto jobs = vaults_of_.find(bucket);
  return jobs == vaults_of_.end() ? std::vector<const BackupJob*>{} : jobs->second;
}

}  // namespace garoa::compliance

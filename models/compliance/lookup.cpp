#include "models/compliance/lookup.hpp"

#include <algorithm>

namespace garoa::compliance {
namespace {

template <class Uses>
std::string first_flow(const Architecture& architecture, const Uses& uses) {
  const auto found = std::find_if(architecture.flows.begin(), architecture.flows.end(), uses);
  return found == architecture.flows.end() ? std::string{} : path_of(*found);
}

const Function* find_function(const Architecture& architecture, std::string_view name) {
  const auto found = std::find_if(architecture.functions.begin(), architecture.functions.end(),
                                  [&](const Function& function) { return function.name == name; });
  return found == architecture.functions.end() ? nullptr : &*found;
}

bool works_for(const Flow& flow, const Function& function) {
  return flow.function == function.name || (!flow.bucket.empty() && flow.bucket == function.trigger_bucket);
}

bool is_on(const Flow& flow, std::string_view volume) {
  return std::find(flow.volumes.begin(), flow.volumes.end(), volume) != flow.volumes.end();
}

bool holds_originals_of(const Architecture& architecture, const Flow& flow, const Bucket& bucket) {
  const auto jobs = backups_of(architecture, flow);
  return bucket.name == flow.bucket || std::any_of(jobs.begin(), jobs.end(), [&](const BackupJob* job) {
           return job->to_bucket == bucket.name;
         });
}

bool holds_documents_of(const Architecture& architecture, const Flow& flow, const Bucket& bucket) {
  return holds_originals_of(architecture, flow, bucket) ||
         std::any_of(architecture.functions.begin(), architecture.functions.end(),
                     [&](const Function& function) {
                       return works_for(flow, function) && bucket.name == function.writes_to_bucket;
                     });
}

}  // namespace

std::string flow_of_volume(const Architecture& architecture, std::string_view volume) {
  return first_flow(architecture, [&](const Flow& flow) { return is_on(flow, volume); });
}

std::string flow_of_bucket(const Architecture& architecture, std::string_view bucket) {
  const auto found = std::find_if(architecture.buckets.begin(), architecture.buckets.end(),
                                  [&](const Bucket& candidate) { return candidate.name == bucket; });
  if (found == architecture.buckets.end()) return {};
  return first_flow(architecture,
                    [&](const Flow& flow) { return holds_documents_of(architecture, flow, *found); });
}

std::string flow_of_function(const Architecture& architecture, std::string_view function) {
  const auto* const declared = find_function(architecture, function);
  return first_flow(architecture, [&](const Flow& flow) {
    return flow.function == function || (declared != nullptr && works_for(flow, *declared));
  });
}

std::string flow_of_log_group(const Architecture& architecture, std::string_view group) {
  return first_flow(architecture, [&](const Flow& flow) { return flow.log_group == group; });
}

std::vector<const Bucket*> document_buckets(const Architecture& architecture, const Flow& flow) {
  std::vector<const Bucket*> buckets;
  for (const auto& bucket : architecture.buckets) {
    if (holds_documents_of(architecture, flow, bucket)) buckets.push_back(&bucket);
  }
  return buckets;
}

std::vector<const Bucket*> original_buckets(const Architecture& architecture, const Flow& flow) {
  std::vector<const Bucket*> buckets;
  for (const auto& bucket : architecture.buckets) {
    if (holds_originals_of(architecture, flow, bucket)) buckets.push_back(&bucket);
  }
  return buckets;
}

std::vector<const BackupJob*> backups_of(const Architecture& architecture, const Flow& flow) {
  std::vector<const BackupJob*> jobs;
  for (const auto& job : architecture.backups) {
    if (is_on(flow, job.from_volume)) jobs.push_back(&job);
  }
  return jobs;
}

const Flow* find_flow(const Architecture& architecture, std::string_view path) {
  const auto found = std::find_if(architecture.flows.begin(), architecture.flows.end(),
                                  [&](const Flow& flow) { return path_of(flow) == path; });
  return found == architecture.flows.end() ? nullptr : &*found;
}

const BackupJob* find_backup(const Architecture& architecture, std::string_view path) {
  const auto found = std::find_if(architecture.backups.begin(), architecture.backups.end(),
                                  [&](const BackupJob& job) { return "backup." + job.name == path; });
  return found == architecture.backups.end() ? nullptr : &*found;
}

}  // namespace garoa::compliance

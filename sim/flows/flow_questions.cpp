#include "sim/flows/flow_questions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/named.hpp"

namespace garoa {
namespace {

/// A setting of a restore concerns at least one of the jobs that it may restore from.
void check_method(const RestoreSettings& restore, const std::vector<const BackupSettings*>& jobs,
                  Diagnostics& diagnostics) {
  const bool all_alike = std::all_of(jobs.begin(), jobs.end(), [&](const BackupSettings* job) {
    return job->method == jobs.front()->method;
  });
  if (jobs.empty() || !all_alike) return;
  const auto& job = *jobs.front();
  const bool files = job.method == BackupMethod::file_copy;
  for (const auto& [key, where] : files ? restore.given_for_snapshots : restore.given_for_files) {
    diagnostics.error(where,
                      fmt::format("'{}' concerns restores from {}, and 'backup.{}' is of method {}", key,
                                  files ? "snapshots" : "file copies", job.name, name_of(job.method)));
  }
}

/// S3 refuses to hurry where nothing can be hurried.
void check_retrieval(const RestoreSettings& restore, const Location& where, const BucketSettings& bucket,
                     Diagnostics& diagnostics) {
  if (restore.retrieval != RetrievalSpeed::expedited) return;
  const auto& storage = bucket.storage;
  const bool deep = storage.upload_class == StorageClass::deep_archive ||
                    storage.existing.storage_class == StorageClass::deep_archive ||
                    std::any_of(storage.transitions.begin(), storage.transitions.end(),
                                [](const Transition& t) { return t.to == StorageClass::deep_archive; });
  if (deep)
    diagnostics.error(where, fmt::format("'retrieval: expedited' does not exist for DEEP_ARCHIVE, "
                                         "where 's3.{}' puts objects; standard or bulk",
                                         bucket.name));
}

}  // namespace

void rely_on(const FunctionSettings& function, std::vector<Reliance>& reliances) {
  if (function.notifies.given()) reliances.push_back({FailureTarget::subscribers, function.notifies.name});
  for (const auto& called : function.calls) reliances.push_back({FailureTarget::called, called.name});
}

void rely_on_reader(const std::string& queue, const Declared& declared, std::vector<Reliance>& reliances) {
  for (const auto& function : declared.lambda) {
    if (function.trigger.queue.name == queue) rely_on(function, reliances);
  }
}

void rely_on_told(const std::string& topic, const Declared& declared, std::vector<Reliance>& reliances) {
  for (const auto& function : declared.lambda) {
    if (function.trigger.topic.name == topic) rely_on(function, reliances);
  }
  for (const auto& queue : declared.sqs) {
    if (queue.topic.name == topic) rely_on_reader(queue.name, declared, reliances);
  }
}

void check_message_size(const FlowCommon& flow, Bytes largest, std::string_view service,
                        Diagnostics& diagnostics) {
  const Bytes smallest = smallest_of(flow.size);
  if (smallest <= largest) return;
  diagnostics.error(flow.size_where,
                    fmt::format("'{}.uploads.size': every message has {} or more; {} takes at most {}",
                                flow.path(), format_quantity(smallest), service, format_quantity(largest)));
}

void check_restore(const RestoreSettings& restore, const std::vector<const BackupSettings*>& jobs,
                   const Location& where, const Declared& declared, Diagnostics& diagnostics) {
  check_method(restore, jobs, diagnostics);
  for (const auto* const job : jobs) {
    if (const auto* const bucket = find_named(declared.s3, job->to.name))
      check_retrieval(restore, where, *bucket, diagnostics);
  }
}

std::vector<const BackupSettings*> backups_of(const std::string& volume, const Declared& declared) {
  std::vector<const BackupSettings*> found;
  for (const auto& job : declared.backup) {
    if (job.from.name == volume) found.push_back(&job);
  }
  return found;
}

std::string_view type_of_volume(const Reference& volume, const Declared& declared) {
  const auto* const known = find_named(declared.ebs, volume.name);
  return name_of(known != nullptr ? known->type : VolumeType::gp3);
}

bool makes_snapshots(const Reference& backup, const Declared& declared) {
  const auto* const job = find_named(declared.backup, backup.name);
  return job != nullptr && job->method != BackupMethod::file_copy;
}

}  // namespace garoa

// Whose resources are whose in the declared architecture, looked up in an index that is made once: a scenario may have
// thousands of functions, buckets and flows. Where several flows share a resource, the first one by declaration is named.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/architecture.hpp"

namespace garoa::compliance {

class Owners {
 public:
  /// The architecture outlives this and does not change.
  explicit Owners(const Architecture& architecture);

  [[nodiscard]] const Architecture& architecture() const { return architecture_; }

  /// "flows.intake", or empty when no flow uses it.
  [[nodiscard]] std::string flow_of_volume(std::string_view volume) const { return of(volumes_, volume); }
  [[nodiscard]] std::string flow_of_bucket(std::string_view bucket) const { return of(buckets_, bucket); }
  [[nodiscard]] std::string flow_of_job(const BackupJob& job) const {
    return job.from_bucket.empty() ? flow_of_volume(job.from_volume) : flow_of_bucket(job.from_bucket);
  }
  [[nodiscard]] std::string flow_of_function(std::string_view function) const {
    return of(functions_, function);
  }
  [[nodiscard]] std::string flow_of_log_group(std::string_view group) const { return of(groups_, group); }

  /// The buckets that hold the flow's documents themselves: backup buckets of its volumes, or the one that clients put them
  /// into. In the order of declaration, as the next three.
  [[nodiscard]] std::vector<const Bucket*> original_buckets(const Flow& flow) const;
  /// Those without the buckets of backups that do not go on.
  [[nodiscard]] std::vector<const Bucket*> filled_buckets(const Flow& flow) const;
  /// The original ones, and the results buckets of the functions that work for the flow.
  [[nodiscard]] std::vector<const Bucket*> document_buckets(const Flow& flow) const;
  /// The functions that work on its documents, or on what others of them write, tell or could not do, however long the way.
  [[nodiscard]] std::vector<const Function*> functions_of(const Flow& flow) const;
  /// The backup jobs of the flow's volumes, and of the bucket that clients put its documents into: their runs are its recovery points.
  [[nodiscard]] std::vector<const BackupJob*> backups_of(const Flow& flow) const;
  /// Those, and the backups of the buckets that they copy to, as far as they go on.
  [[nodiscard]] std::vector<const BackupJob*> copies_of(const Flow& flow) const;
  /// The first backup of its volumes whose bucket is backed up in its turn, by a job that fits, with that job.
  struct Archiving {
    const BackupJob* job = nullptr;
    const BackupJob* vault = nullptr;
  };
  [[nodiscard]] std::optional<Archiving> archiving_of(const Flow& flow,
                                                      bool (*fits)(const BackupJob& vault)) const;
  /// The backups of the bucket itself.
  [[nodiscard]] std::vector<const BackupJob*> vaults_of(const std::string& bucket) const;

  /// A thing as the scenario gives it, such as "s3", "inbox"; null if it does not.
  [[nodiscard]] const YamlEntry* given(std::string_view section, std::string_view name) const {
    const auto found = given_.find({section, name});
    return found == given_.end() ? nullptr : found->second;
  }

 private:
  using FlowByName = std::map<std::string, std::string, std::less<>>;
  template <class Thing>
  using ByName = std::map<std::string, std::vector<const Thing*>, std::less<>>;

  static std::string of(const FlowByName& flows, std::string_view name) {
    const auto found = flows.find(name);
    return found == flows.end() ? std::string{} : found->second;
  }
  void add_bucket(const std::string& name, std::vector<const Bucket*>& found) const;
  /// Those that come first, and once those that they reach.
  [[nodiscard]] std::vector<const Function*> with_all_reached(std::vector<const Function*> found) const;
  void note(const Flow& flow);

  const Architecture& architecture_;
  std::map<std::string, const Bucket*, std::less<>> bucket_named_;
  std::map<std::string, const Function*, std::less<>> function_named_;
  ByName<Function> triggered_by_;  // bucket
  ByName<BackupJob> jobs_of_;      // volume
  ByName<BackupJob> vaults_of_;    // bucket
  FlowByName volumes_;
  FlowByName buckets_;
  FlowByName functions_;
  FlowByName groups_;
  std::map<std::pair<std::string_view, std::string_view>, const YamlEntry*> given_;
};

}  // namespace garoa::compliance

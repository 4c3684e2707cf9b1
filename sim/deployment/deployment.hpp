// The services and flows of a scenario, built and connected.
//
// It owns them and finds them by name; what makes events flow, things fail, drills begin and levels be sampled stands beside it
// (event_wiring, failure_injector, drill_schedule, sampler). A service that is added needs a list here and a line in
// build_services(), unless functions call it (models/called).
// Errors: none of the user's; the scenario was validated.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/backup/backup_agent.hpp"
#include "models/backup/backup_job.hpp"
#include "models/backup/bucket_backup.hpp"
#include "models/called/called_service.hpp"
#include "models/ebs/volume_background.hpp"
#include "models/failing.hpp"
#include "models/restore/restore.hpp"
#include "models/vpc/vpc_sender.hpp"
#include "sim/deployment/drill_hire.hpp"
#include "sim/flows/async_queue.hpp"
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/ec2_ebs_s3.hpp"
#include "sim/flows/lambda_invoke.hpp"
#include "sim/flows/message.hpp"
#include "sim/flows/queue_reader.hpp"
#include "sim/flows/s3_lambda.hpp"
#include "sim/flows/topic_events.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Things of one kind by their name, in its order.
template <class T>
class Named {
 public:
  T& add(const std::string& name, std::unique_ptr<T> made) { return *(list_[name] = std::move(made)); }
  [[nodiscard]] T& at(const std::string& name) const { return *list_.at(name); }
  /// Null if there is none.
  [[nodiscard]] T* find(const std::string& name) const {
    const auto found = list_.find(name);
    return found == list_.end() ? nullptr : found->second.get();
  }
  [[nodiscard]] auto begin() const { return list_.begin(); }
  [[nodiscard]] auto end() const { return list_.end(); }

 private:
  std::map<std::string, std::unique_ptr<T>> list_;
};

class Deployment {
 public:
  /// Both outlive it.
  Deployment(const Scenario& scenario, Journal& journal, std::uint64_t seed);
  Deployment(const Deployment&) = delete;
  Deployment& operator=(const Deployment&) = delete;

  struct NamedFlow {
    std::string name;
    FlowId id;
    std::unique_ptr<Flow> flow;
  };

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] Simulator& simulator() { return simulator_; }
  [[nodiscard]] PhysicalWorld& physical() { return *physical_; }
  [[nodiscard]] const std::vector<NamedFlow>& flows() const { return flows_; }
  /// In the order of building.
  [[nodiscard]] const std::vector<Service*>& services() const { return services_; }
  /// In the order of the scenario's drills.
  [[nodiscard]] Restore& drill(std::size_t index) const { return *drills_[index]; }
  /// The flow that the backup belongs to.
  [[nodiscard]] const NamedFlow& flow_of(const std::string& backup) const;
  /// What a failure of this target and name hits.
  [[nodiscard]] std::vector<Failing*> hit_by(const FailureSettings& failure) const;

  // By kind, for who connects and who restores.
  Named<Ec2Instance> instances;
  Named<EbsVolume> volumes;
  Named<VolumeBackground> background;
  Named<Bucket> buckets;
  Named<LogGroup> log_groups;
  Named<CalledService> called;
  Named<Topic> topics;
  Named<MessageQueue> message_queues;
  Named<Table> tables;
  Named<Function> functions;
  Named<VpcSender> senders;  // by function
  Named<BucketEvents> bucket_events;
  Named<TopicEvents> topic_events;
  Named<QueueEvents> queue_events;
  Named<Handler> handlers;     // by function
  Named<AsyncQueue> queues;    // by function
  Named<QueueReader> readers;  // likewise
  Named<BackupAgent> backup_agents;
  Named<BackupJob> backups;
  std::map<std::string, BucketBackup*> vaults;  // of them, those of buckets; by the job

  /// Backups of volumes begin with their flows.
  void begin_backups_of_buckets(double end);
  [[nodiscard]] Vpc& vpc() { return *vpc_; }
  /// The time that what is made for the drill is there; null if nothing is.
  [[nodiscard]] DrillHire* drill_hire(std::size_t index) const {
    const auto found = drill_hires_.find(index);
    return found == drill_hires_.end() ? nullptr : found->second.get();
  }
  void hire_for_drill(std::size_t index, EbsVolume& volume, const Ec2Instance* instance);
  /// Takes what is made for a drill alone.
  template <class T>
  T& keep_for_drill(std::unique_ptr<T> made) {
    auto& kept = *made;
    made_for_drills_.push_back(std::move(made));
    return kept;
  }

 private:
  void build_services();
  void build_function(const FunctionSettings& settings);
  void build_flow(const FlowSettings& settings);
  [[nodiscard]] std::unique_ptr<Flow> build(const Ec2EbsS3Settings& settings, FlowId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const S3LambdaSettings& settings, FlowId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const LambdaInvokeSettings& settings, FlowId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const SnsPublishSettings& settings, FlowId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const SqsSendSettings& settings, FlowId id);
  [[nodiscard]] Ec2Site::Parts build_site(const Ec2EbsS3Settings& flow, std::size_t index, FlowId id);
  /// Before the flows: a backup protects those of others too.
  void build_backups();
  void build_backup(const BackupSettings& settings, FlowId flow);
  void build_backup_of_bucket(const BackupSettings& settings);
  /// Who can fail, by what a failure names.
  void list_what_can_fail();
  template <class T, class... Arguments>
  T& add(Named<T>& list, const std::string& name, Arguments&&... arguments) {
    auto& made = list.add(name, std::make_unique<T>(run_, std::forward<Arguments>(arguments)...));
    services_.push_back(&made);
    return made;
  }

  const Scenario& scenario_;
  std::unique_ptr<Vpc> vpc_;
  std::unique_ptr<Kms> kms_;
  PutQuota log_account_;
  TokenBucket publish_quota_;
  LambdaAccount account_;
  std::vector<std::unique_ptr<Restore>> recoveries_;
  std::vector<std::unique_ptr<Restore>> drills_;
  std::vector<std::unique_ptr<Service>> made_for_drills_;
  std::map<std::size_t, std::unique_ptr<DrillHire>> drill_hires_;
  std::map<std::pair<FailureTarget, std::string>, std::vector<Failing*>> failing_;
  std::vector<Service*> services_;
  std::vector<NamedFlow> flows_;  // in the order of the scenario
  std::map<std::string, SitesOfVolume> sites_of_;
  // Last, so that its processes end before the services that they refer to.
  Simulator simulator_;
  std::optional<PhysicalWorld> physical_;
  Run run_;
};

}  // namespace garoa

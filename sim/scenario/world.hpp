// The services and flows of a scenario, built and connected.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/ebs/volume_background.hpp"
#include "models/restore/file_restore.hpp"
#include "sim/flows/async_queue.hpp"
#include "sim/flows/ec2_ebs_s3.hpp"
#include "sim/flows/lambda_invoke.hpp"
#include "sim/flows/queue_reader.hpp"
#include "sim/flows/s3_lambda.hpp"
#include "sim/flows/topic_events.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

class World {
 public:
  World(const Scenario& scenario, Journal& journal);

  /// Runs to the end. `interrupted` is asked now and then.
  void run(std::function<bool()> interrupted);
  void finish(const MetricSink& metrics);

  struct NamedFlow {
    std::string name;
    NameId id;
    std::unique_ptr<Flow> flow;
  };
  [[nodiscard]] const std::vector<NamedFlow>& flows() const { return flows_; }
  [[nodiscard]] const Simulator& simulator() const { return run_.simulator; }
  [[nodiscard]] double sample_interval() const { return sample_interval_; }

 private:
  template <class S>
  using Named = std::map<std::string, std::unique_ptr<S>>;

  void build_services();
  void build_functions();
  void build_function(const FunctionSettings& settings);
  void connect_events();
  [[nodiscard]] EventConsumer* outlet(const Reference& destination) const;
  template <class S>
  [[nodiscard]] static S* find_in(const Named<S>& list, const std::string& name) {
    const auto found = list.find(name);
    return found == list.end() ? nullptr : found->second.get();
  }
  void build_flow(const FlowSettings& settings);
  [[nodiscard]] std::unique_ptr<Flow> build(const Ec2EbsS3Settings& settings, NameId id);
  [[nodiscard]] Ec2Site::Parts build_site(const Ec2EbsS3Settings& flow, std::size_t index, NameId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const S3LambdaSettings& settings, NameId id);
  [[nodiscard]] std::unique_ptr<Flow> build(const LambdaInvokeSettings& settings, NameId id);
  [[nodiscard]] std::unique_ptr<BackupJob> build(const BackupSettings& settings, Ec2Instance& instance,
                                                 EbsVolume& volume, NameId flow);
  template <class S, class... Arguments>
  S& add(Named<S>& list, const std::string& name, Arguments&&... arguments) {
    auto& made = *(list[name] = std::make_unique<S>(run_, std::forward<Arguments>(arguments)...));
    services_.push_back(&made);
    return made;
  }
  Process sample_regularly();
  Process end_warmup();
  Process inject(std::uint32_t failure);
  Process lose_by_chance(std::uint32_t failure);
  /// `number` tells this failure from others.
  Task<> strike(const FailureSettings& failure, std::uint32_t number);
  [[nodiscard]] bool instance_is_hit(const FailureSettings& failure, const std::string& instance) const;
  [[nodiscard]] static bool bucket_is_hit(const FailureSettings& failure, const std::string& bucket);
  [[nodiscard]] bool is_hit(const FailureSettings& failure, const FlowSettings& flow) const;
  Task<bool> lose_volume(const std::string& name, std::uint32_t number);
  void break_down(const FailureSettings& failure);
  double repair(const FailureSettings& failure);
  void change_troubles(const FailureSettings& failure, int by);
  template <class Troubled>
  void change(const FailureSettings& failure, const std::string& path, Troubled& troubled, int by);
  void crash(const FailureSettings& failure);

  Restore* add_recovery(const Ec2EbsS3Settings& flow, std::size_t site, NameId id);
  std::unique_ptr<Restore> make_restore(const BackupSettings& job, const RestoreSettings& settings,
                                        FileRestore::Site site, Restore::Names names);
  FileRestore::Site site_of(const DrillSettings& drill, const std::string& path, const BackupSettings& job);
  [[nodiscard]] const NamedFlow& flow_of(const std::string& backup) const;
  void build_drills();
  Process drill(std::size_t index);

  void sample(double interval);

  const Scenario& scenario_;
  double sample_interval_;
  double sampled_until_ = 0;
  // Services go before the simulator's processes that refer to them do, except that the destructor of the
  // simulator ends those first: it is declared last.
  Named<Ec2Instance> instances_;
  Named<EbsVolume> volumes_;
  Named<VolumeBackground> background_;
  std::unique_ptr<Vpc> vpc_;
  std::unique_ptr<Kms> kms_;
  Named<Bucket> buckets_;
  PutQuota log_account_;
  Named<LogGroup> log_groups_;
  Named<HttpService> http_;
  TokenBucket publish_quota_;
  Named<Topic> topics_;
  Named<MessageQueue> message_queues_;
  Named<Table> tables_;
  LambdaAccount account_;
  Named<Function> functions_;
  Named<BucketEvents> bucket_events_;
  Named<TopicEvents> topic_events_;
  Named<QueueEvents> queue_events_;
  Named<Handler> handlers_;     // by function
  Named<AsyncQueue> queues_;    // by function
  Named<QueueReader> readers_;  // likewise
  Named<BackupAgent> backup_agents_;
  Named<BackupJob> backups_;
  std::vector<std::unique_ptr<Restore>> restores_;  // flows' recoveries
  std::vector<std::unique_ptr<Restore>> drills_;    // in the order of the scenario
  std::vector<std::unique_ptr<Service>> made_for_drills_;
  std::uint32_t losses_by_chance_ = 0;
  std::map<std::string, int> stops_;  // failures that hold an instance stopped
  struct Trouble {
    int outages = 0;
    double error_rate = 0;
  };
  std::map<std::string, Trouble> troubles_;  // by path
  /// By volume: the losses during a recovery from an earlier one, if one is at work.
  std::map<std::string, std::optional<std::vector<std::uint32_t>>> losses_;
  std::vector<Service*> services_;  // in the order of building
  std::vector<NamedFlow> flows_;    // in the order of the scenario
  Simulator simulator_;
  std::optional<PhysicalWorld> physical_;
  Run run_;
};

}  // namespace garoa

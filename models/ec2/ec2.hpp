// An EC2 instance that runs the upload application.
//
// Modelled: vCPUs shared by computations of one core each, workers with an accept queue in front, the network
// in each direction at the instance type's base bandwidth, and the instance's limit to EBS (bandwidth and 16
// KiB IOPS: maximum while burst credits last, a bucket of 30 minutes of maximum minus base, else base).
// Not modelled: network bursts above the base (so transfers are never too optimistic), CPU credits of
// burstable types, several instances behind a balancer.
//
// stop() and start() are for failures and operators. A stop loses what is under way: a request remembers
// epoch() when it begins and has failed if, after a wait, the instance is in another one. What the hardware
// had begun (a transfer, a computation) still runs to its end and counts as used. After start() the instance
// boots for `start_time` and then serves with full EBS buckets, as it does on a fresh host. A stopped
// instance is not billed.
//
// Figures: models/ec2/ec2.yaml, models/catalog/ec2/*.yaml. Errors: unknown type, a type without EBS limits, 0
// workers.
#pragma once

#include <cstdint>
#include <string>

#include "models/catalog/instance_type.hpp"
#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {

struct Ec2Settings {
  std::string name;
  Location where;
  InstanceType type;
  std::uint64_t workers = 1;
  std::uint64_t accept_queue = 0;
  Seconds cpu_per_upload;
  Seconds cpu_per_mb;  // per 1,000,000 bytes
  Seconds cpu_per_download;
  Seconds start_time;
  Seconds network_latency;
};

[[nodiscard]] Ec2Settings read_ec2(const std::string& name, Fields& fields, Catalogue& catalogue);

class Ec2Instance final : public Service {
 public:
  Ec2Instance(const Run& run, PhysicalWorld& world, Ec2Settings settings);

  [[nodiscard]] const Ec2Settings& settings() const { return settings_; }
  [[nodiscard]] Endpoint endpoint() const { return endpoint_; }
  /// Seconds of one core for an upload of so many bytes.
  [[nodiscard]] double upload_demand(std::uint64_t bytes) const;
  [[nodiscard]] double download_demand() const { return settings_.cpu_per_download.count(); }
  [[nodiscard]] PhysicalWorld::Activity compute(double cpu_seconds) {
    return world_.compute(endpoint_, cpu_seconds);
  }
  [[nodiscard]] ServerPool& workers() { return workers_; }
  /// Bytes per second between the instance and all of its volumes.
  [[nodiscard]] SharedResource& ebs_bandwidth() { return ebs_bandwidth_; }
  /// Operations per second, likewise.
  [[nodiscard]] SharedResource& ebs_iops() { return ebs_iops_; }

  /// Does it serve? False from a stop() until the boot after start() is over.
  [[nodiscard]] bool running() const { return state_ == State::running; }
  /// Changes with every stop(): what began in another epoch is lost.
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  /// At once. Of a stopped instance: nothing.
  void stop();
  /// Of a stopped instance: boots, then serves. Else nothing.
  void start();

  /// Names for the attribution of waits.
  struct Names {
    NameId self, cpu, workers, network_in, network_out, ebs_bandwidth, ebs_iops;
  };
  [[nodiscard]] const Names& names() const { return names_; }

  void sample(double interval) override;
  void measure() override;
  void finish(const MetricSink& metrics) override;

 private:
  struct Used {
    double cpu_seconds = 0;
    double bytes_in = 0;
    double bytes_out = 0;
  };
  [[nodiscard]] Used used() const;
  enum class State { stopped, booting, running };
  Process boot(std::uint64_t epoch);
  void bill();

  const Run& run_;
  PhysicalWorld& world_;
  Ec2Settings settings_;
  Endpoint endpoint_;
  ServerPool workers_;
  SharedResource ebs_bandwidth_;
  SharedResource ebs_iops_;
  Names names_;
  NameId cpu_metric_;
  State state_ = State::running;
  std::uint64_t epoch_ = 0;
  double billed_until_ = 0;
  TimeMeter seconds_;
  double measured_from_ = 0;
  Used at_measure_;
  Used at_sample_;
};

}  // namespace garoa

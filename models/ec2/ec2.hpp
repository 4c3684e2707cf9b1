// An EC2 instance that runs the upload application.
//
// Modelled: vCPUs shared by computations of one core each, workers with an accept queue in front, the network
// in each direction at the instance type's base bandwidth, and the instance's limit to EBS (bandwidth and 16
// KiB IOPS: maximum while burst credits last, a bucket of 30 minutes of maximum minus base, else base).
// Not modelled: network bursts above the base (so transfers are never too optimistic), CPU credits of
// burstable types, several instances behind a balancer, start and stop.
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

  const Run& run_;
  PhysicalWorld& world_;
  Ec2Settings settings_;
  Endpoint endpoint_;
  ServerPool workers_;
  SharedResource ebs_bandwidth_;
  SharedResource ebs_iops_;
  Names names_;
  NameId cpu_metric_;
  TimeMeter seconds_;
  double measured_from_ = 0;
  Used at_measure_;
  Used at_sample_;
};

}  // namespace garoa

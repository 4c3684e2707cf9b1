// An EC2 instance that runs the upload application.
//
// Modelled: connections with a backlog in front, which bound what is under way; vCPUs shared by computations of one
// core each, workers with an accept queue in front of them, CPU credits of burstable types, the network in each
// direction with its credits, the instance's limit to EBS (bandwidth and 16 KiB IOPS: maximum while burst credits
// last, a bucket of 30 minutes of maximum minus base, else base), and other software that runs beside the application.
// Several instances behind a balancer: models/ec2/balancer.hpp. Not modelled: memory; clients that give up while they wait;
// the tries of TCP by which a client comes back when the backlog is full (its next try is the flow's).
//
// stop() and start() are for failures and operators. A stop loses what is under way: a request remembers
// life() when it begins and has failed if, after a wait, the instance is in another one. What the hardware
// had begun (a transfer, a computation) still runs to its end and counts as used. start() gives full network
// and EBS buckets, as on a fresh host; the instance boots for `start_time` and then serves. A stopped
// instance is not billed.
//
// Settings and errors: models/ec2/ec2_settings.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/ec2/background.hpp"
#include "models/ec2/cpu_credits.hpp"
#include "models/ec2/ec2_settings.hpp"
#include "models/ec2/internet_gateway.hpp"
#include "models/ec2/network_credits.hpp"
#include "models/ec2/root_volume.hpp"
#include "models/failing.hpp"
#include "models/measured.hpp"
#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {

class Ec2Instance final : public Service, public Failing {
 public:
  Ec2Instance(const Run& run, PhysicalWorld& world, Ec2Settings settings);

  [[nodiscard]] const Ec2Settings& settings() const { return settings_; }
  [[nodiscard]] Endpoint endpoint() const { return endpoint_; }
  /// Seconds that a time of one core of an m5 takes here.
  [[nodiscard]] double core_time(double m5_seconds) const { return m5_seconds / settings_.speed; }
  /// Seconds of one core for an upload of so many bytes.
  [[nodiscard]] double upload_demand(std::uint64_t bytes) const;
  [[nodiscard]] double download_demand() const { return core_time(settings_.cpu_per_download.count()); }
  [[nodiscard]] PhysicalWorld::Activity compute(double cpu_seconds) {
    return world_.compute(endpoint_, cpu_seconds);
  }
  /// The way to clients on the internet.
  [[nodiscard]] InternetGateway& internet() { return internet_; }
  /// Held from the first byte of a request to its answer.
  [[nodiscard]] ServerPool& connections() { return connections_; }
  [[nodiscard]] ServerPool& workers() { return workers_; }
  /// Bytes per second between the instance and all of its volumes.
  [[nodiscard]] SharedResource& ebs_bandwidth() { return ebs_bandwidth_; }
  /// Operations per second, likewise.
  [[nodiscard]] SharedResource& ebs_iops() { return ebs_iops_; }

  /// Does it serve? False from a stop() until the boot after start() is over.
  [[nodiscard]] bool running() const { return state_ == State::running; }
  /// Changes with every stop(): what began in another life is lost.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// At once. Of a stopped instance: nothing.
  void stop();
  /// Of a stopped instance: boots, then serves. Else nothing.
  void start();
  /// Of a stopped instance: another one in another zone takes its place; it boots, and serves from serve() on. Outages of
  /// zones are none of its business any more.
  void move();
  void serve();
  [[nodiscard]] bool has_moved() const { return moved_; }
  /// Stops it while any failure holds; it boots when the last one ends.
  void begin_failure(const FailureSettings& failure) override;
  double end_failure(const FailureSettings& failure) override;
  /// `told` is called when a failure has stopped it.
  void on_stop(std::function<void()> told) { told_of_stop_.push_back(std::move(told)); }

  /// Names for the attribution of waits.
  struct Names {
    NameId self, cpu, connections, workers, network_in, network_out, internet_in, internet_out, ebs_bandwidth,
        ebs_iops;
  };
  [[nodiscard]] const Names& names() const { return names_; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  struct Used {
    double cpu_seconds = 0;
    double bytes_in = 0;
    double bytes_out = 0;
  };
  [[nodiscard]] Used used() const;
  enum class State { stopped, booting, running };
  Process boot(std::uint64_t life);
  void begin_boot();
  void bill();
  void tell_peak_hour(const MetricsOf& own) const;

  const Run& run_;
  PhysicalWorld& world_;
  Ec2Settings settings_;
  Endpoint endpoint_;
  NetworkCredits network_;
  std::optional<CpuCreditAccount> cpu_credits_;
  InternetGateway internet_;
  BackgroundLoad background_;
  ServerPool connections_;
  ServerPool workers_;
  SharedResource ebs_bandwidth_;
  SharedResource ebs_iops_;
  Names names_;
  struct SeriesNames {
    NameId cpu, network_in, network_out;
  } series_;
  State state_ = State::running;
  int failures_ = 0;  // that hold it stopped
  bool moved_ = false;
  int ignored_ = 0;  // outages since then
  std::vector<std::function<void()>> told_of_stop_;
  std::uint64_t life_ = 0;
  double billed_until_ = 0;
  double billed_at_least_until_ = 0;
  TimeMeter seconds_;
  RootVolume root_volume_;
  Used at_sample_;
  Grown cpu_seconds_;
  Grown bytes_in_;
  Grown bytes_out_;
  struct Peaks {
    PeakHour cpu, in, out, workers;
  } peaks_;
};

}  // namespace garoa

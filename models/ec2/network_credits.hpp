// The network of an instance: a base that holds for ever and a peak while credits last, in each direction.
//
// Modelled: a bucket of credits (bytes) a direction, full at launch, refilled at what the base leaves over;
// while it is empty the direction has its base. All bytes are of documents: `payload` is their share of the
// line, the rest is headers and retransmission. One connection to a machine outside of a cluster placement group carries
// at most `single_flow`; all connections through an internet gateway, which are the clients', at most `internet` in each
// direction (models/ec2/internet_gateway.hpp).
// Not modelled: that a peak is given as best effort only, packets per second, connection tracking, ENA Express.
//
// Source: EC2 user guide, instance network bandwidth; sizes of buckets: measurements.
// Settings: network_settings.hpp.
#pragma once

#include <optional>
#include <string>

#include "models/ec2/allowance.hpp"
#include "models/ec2/network_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/physical_world.hpp"

namespace garoa {

class NetworkCredits {
 public:
  NetworkCredits(const Run& run, PhysicalWorld& world, Endpoint instance, const NetworkSettings& settings);

  void stop();
  void start();
  /// `metrics` are the instance's.
  void finish(const MetricsOf& metrics);

 private:
  void apply();
  [[nodiscard]] Allowance::Terms terms(double measured_from) const;
  void finish(const MetricsOf& metrics, const std::string& direction, Allowance& allowance) const;

  PhysicalWorld& world_;
  Endpoint instance_;
  NetworkSettings settings_;
  std::optional<Allowance> in_;  // both or none
  std::optional<Allowance> out_;
};

}  // namespace garoa

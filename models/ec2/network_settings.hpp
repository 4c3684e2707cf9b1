// The network of an instance, as far as documents see it: what its type gives, less the protocol's share.
//
// Shape: `payload` has a default. Figures: models/catalog/ec2, models/ec2/ec2.yaml.
#pragma once

#include "models/catalog/instance_type.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct NetworkSettings {
  BitsPerSecond base;  // of documents, and below
  BitsPerSecond peak;
  double bucket = 0;  // bytes above the base
  double payload = 1;
  BitsPerSecond single_flow;
  BitsPerSecond internet;
  [[nodiscard]] bool bursts() const { return base < peak; }
};

/// Of documents, likewise.
[[nodiscard]] NetworkSettings read_network(Fields& fields, const InstanceType& type, Figures& figures);

}  // namespace garoa

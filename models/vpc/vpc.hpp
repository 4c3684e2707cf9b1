// The way from instances in a private subnet to S3.
//
//   s3_access          path                                  billed
//   gateway-endpoint   the network's own, without a limit    nothing
//   nat-gateway        through NAT gateways                  each by the hour, every byte either way
//
// Modelled: the gateways' bandwidth together (bytes pass in the order in which they came: a fluid queue), the
// money. Not modelled: how a gateway grows from 5 Gbit/s to its maximum, its limit of connections, traffic to
// anything but S3, zones.
//
// Settings: vpc_settings.hpp.
#pragma once

#include <cstdint>

#include "models/measured.hpp"
#include "models/vpc/vpc_settings.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class Vpc final : public Service {
 public:
  Vpc(const Run& run, const VpcSettings& settings);

  /// Bytes set out now between an instance and S3. The time by which the NAT gateways have passed them; now if
  /// there are none. `one_off`: no month repeats them.
  [[nodiscard]] double pass(std::uint64_t bytes, bool one_off = false);
  [[nodiscard]] NameId nat_name() const { return name_; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  const Run& run_;
  VpcSettings settings_;
  NameId name_;
  TokenBucket bandwidth_;
  TimeMeter seconds_;
  Counted passes_;
  Counted bytes_;
  std::uint64_t unbilled_one_offs_ = 0;  // B
};

}  // namespace garoa

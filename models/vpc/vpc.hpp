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
// Figures: models/vpc/vpc.yaml.
#pragma once

#include <cstdint>

#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

enum class S3Access { gateway_endpoint, nat_gateway };

template <>
struct EnumNames<S3Access> {
  static constexpr std::string_view kind = "way to S3";
  static constexpr std::array names{
      std::pair{std::string_view{"gateway-endpoint"}, S3Access::gateway_endpoint},
      std::pair{std::string_view{"nat-gateway"}, S3Access::nat_gateway}};
};

struct VpcSettings {
  Location where;
  S3Access s3_access = S3Access::gateway_endpoint;
  std::uint32_t nat_gateways = 0;
  BytesPerSecond nat_bandwidth;  // of all gateways
};

void read_vpc(VpcSettings& settings, Fields& fields, Catalogue& catalogue);

class Vpc final : public Service {
 public:
  Vpc(const Run& run, const VpcSettings& settings);

  /// Bytes set out now between an instance and S3. The time by which the NAT gateways have passed them; now if
  /// there are none.
  [[nodiscard]] double pass(std::uint64_t bytes);
  [[nodiscard]] NameId nat_name() const { return name_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override;

 private:
  const Run& run_;
  VpcSettings settings_;
  NameId name_;
  TokenBucket bandwidth_;
  TimeMeter seconds_;
  std::uint64_t bytes_ = 0;
  std::uint64_t billed_bytes_ = 0;
};

}  // namespace garoa

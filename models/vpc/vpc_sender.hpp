// A function in a VPC: what it sends and receives takes the ways that the VPC has, and stands on the bill by the function's name.
//
// Modelled: objects to and from S3; calls of tables, topics and services outside AWS, with the headers of each. They wait for the
// bandwidth of the way to S3 only: calls are small. Bytes for which the VPC has no way are told as such, by a meter without a price.
// Not modelled: what does not pass the VPC on AWS either (events, messages of a queue that Lambda reads, log records, packages).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/vpc/vpc.hpp"

namespace garoa {

class VpcSender final : public Service {
 public:
  VpcSender(const Run& run, Vpc& vpc, const std::string& owner, Bytes headers);

  /// What is sent or received, and whose documents it is for. `one_off`: no month repeats it.
  struct Load {
    std::uint64_t bytes;
    NameId flow;
    bool one_off = false;
  };
  /// An object sets out now. The time by which it has passed what stands on the way.
  [[nodiscard]] double pass_s3(const Load& load);
  /// A call of a service, or of one outside AWS, without its headers.
  void call(std::optional<EndpointService> service, Load load);
  [[nodiscard]] NameId s3_way() const { return vpc_.s3_way(); }

  void sample(double interval) override;
  void finish(MetricSink& /*metrics*/) override {}

 private:
  void count(Vpc::Kind kind, const Load& load);

  const Run& run_;
  Vpc& vpc_;
  NameId owner_;
  Bytes headers_;  // of a call and its answer
  Unbilled nat_;
  Unbilled endpoints_;
  Unbilled without_way_;
};

}  // namespace garoa

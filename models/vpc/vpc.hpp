// The ways from instances and functions in a private subnet to S3 and other services.
//
//   way                  path                                  billed
//   gateway endpoint     the network's own, without a limit    nothing
//   NAT gateways         through them                          each by the hour, with its public address, every byte either way
//   interface endpoint   through it                            by the hour in each zone, every byte either way
//
// Modelled: the way to S3 (`s3_access`), of objects and of listings; log records of instances, which take an interface endpoint for
// CloudWatch Logs if there is one, else the NAT gateways if there are any; functions with `vpc: true` (vpc_sender.hpp), whose calls of
// a service take its interface endpoint, or the free gateway endpoint of DynamoDB, else the NAT gateways. The bandwidth of the gateways
// together and of each endpoint (bytes pass in the order in which they came: a fluid queue; log records and calls do not wait), the
// money. What passes an endpoint passes no NAT gateway.
// Not modelled: how a gateway or endpoint grows to its maximum, its limit of connections, what instances call beside S3 and logs, overhead
// of the protocol but for the headers of functions' calls.
//
// Settings: vpc_settings.hpp.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "models/measured.hpp"
#include "models/unbilled.hpp"
#include "models/vpc/vpc_settings.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class Vpc final : public Service {
 public:
  Vpc(const Run& run, const VpcSettings& settings);

  /// Bytes set out now between an instance and S3. The time by which they have passed what stands on the way; now if nothing
  /// does. `one_off`: no month repeats them. `flow`: whose documents they are for, or the backup's; nothing where nobody knows.
  [[nodiscard]] double pass(std::uint64_t bytes, bool one_off = false, std::optional<NameId> flow = {});
  /// Bytes of log records set out now from an instance.
  void pass_logs(const Unbilled& bytes);
  /// How bytes leave: free is a gateway endpoint; none, that the VPC has no way there.
  enum class Kind { free, nat, interface_endpoint, none };
  struct Passed {
    double until;
    Kind kind;
  };
  /// A function's bytes to or from S3 set out now; it pays for them itself.
  [[nodiscard]] Passed pass_for_sender(std::uint64_t bytes);
  /// Likewise a call of a service, or of one outside AWS.
  [[nodiscard]] Kind pass_for_sender(std::optional<EndpointService> service, std::uint64_t bytes);
  /// What waits on the way to S3 are attributed to, where something stands there.
  [[nodiscard]] NameId s3_way() const { return to_s3_ == nullptr ? 0 : to_s3_->name; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  /// NAT gateways, or an interface endpoint.
  struct Way {
    Way(const Run& run, const std::string& of, std::uint32_t places, BytesPerSecond rate);
    double pass(double now, std::uint64_t bytes);

    std::string path;  // "vpc.endpoints.logs"
    NameId name;
    std::uint32_t count;  // gateways, or zones
    TokenBucket bandwidth;
    TimeMeter seconds;
    Counted passes;
    Counted bytes;
    Unbilled unbilled;  // B, on the VPC's own bill
  };
  Way& add_endpoint(std::string_view service);
  [[nodiscard]] Kind kind_of(const Way* way) const;

  const Run& run_;
  VpcSettings settings_;
  std::list<Way> ways_;
  Way* nat_ = nullptr;
  Way* to_s3_ = nullptr;
  std::map<EndpointService, Way*> endpoints_;
};

}  // namespace garoa

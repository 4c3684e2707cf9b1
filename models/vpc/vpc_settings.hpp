// What a scenario says about the network of its instances and functions: the way to S3, and those to other services.
//
// Shape: a gateway endpoint unless given; `nat-gateway` has one gateway unless given, the other ways none; an interface endpoint is in
// one zone unless given; DynamoDB has a gateway endpoint where S3 does not go through NAT gateways, unless given. Errors: the way through
// NAT gateways without any; zones without an interface endpoint; a service twice.
// Figures: models/vpc/vpc.yaml.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class S3Access { gateway_endpoint, nat_gateway, interface_endpoint };

template <>
struct EnumNames<S3Access> {
  static constexpr std::string_view kind = "way to S3";
  static constexpr std::array names{
      std::pair{std::string_view{"gateway-endpoint"}, S3Access::gateway_endpoint},
      std::pair{std::string_view{"nat-gateway"}, S3Access::nat_gateway},
      std::pair{std::string_view{"interface-endpoint"}, S3Access::interface_endpoint}};
};

/// Services beside S3 that have an interface endpoint, by their names in endpoints.
enum class EndpointService {
  logs,
  monitoring,
  kms,
  sns,
  sqs,
  dynamodb,
  lambda,
  events,
  backup,
  ebs,
  ec2,
  ssm
};

template <>
struct EnumNames<EndpointService> {
  static constexpr std::string_view kind = "service of an interface endpoint";
  static constexpr std::array names{std::pair{std::string_view{"logs"}, EndpointService::logs},
                                    std::pair{std::string_view{"monitoring"}, EndpointService::monitoring},
                                    std::pair{std::string_view{"kms"}, EndpointService::kms},
                                    std::pair{std::string_view{"sns"}, EndpointService::sns},
                                    std::pair{std::string_view{"sqs"}, EndpointService::sqs},
                                    std::pair{std::string_view{"dynamodb"}, EndpointService::dynamodb},
                                    std::pair{std::string_view{"lambda"}, EndpointService::lambda},
                                    std::pair{std::string_view{"events"}, EndpointService::events},
                                    std::pair{std::string_view{"backup"}, EndpointService::backup},
                                    std::pair{std::string_view{"ebs"}, EndpointService::ebs},
                                    std::pair{std::string_view{"ec2"}, EndpointService::ec2},
                                    std::pair{std::string_view{"ssm"}, EndpointService::ssm}};
};

struct VpcSettings {
  Location where;
  S3Access s3_access = S3Access::gateway_endpoint;
  std::uint32_t nat_gateways = 0;
  BytesPerSecond nat_bandwidth;  // of all gateways
  bool dynamodb_gateway_endpoint = true;
  std::vector<EndpointService> interface_endpoints;
  std::uint32_t endpoint_zones = 1;   // that each interface endpoint is in
  BytesPerSecond endpoint_bandwidth;  // of one in all its zones
};

void read_vpc(VpcSettings& settings, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

#include "models/ec2/internet_gateway.hpp"

#include <algorithm>

namespace garoa {

InternetGateway::InternetGateway(const Simulator& simulator, const NetworkSettings& network)
    : simulator_{simulator},
      limits_{network.internet < network.peak},
      in_{to_bytes_per_second(network.internet).count(), 0},
      out_{in_} {}

double InternetGateway::delay(Direction direction, std::uint64_t bytes, double alone) {
  if (!limits_) return 0;
  auto& gateway = direction == Direction::in ? in_ : out_;
  const double now = simulator_.now();
  return std::max(0.0, gateway.reserve(now, static_cast<double>(bytes)) - now - alone);
}

}  // namespace garoa

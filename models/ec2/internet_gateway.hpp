// The way of an instance's traffic through an internet gateway, which EC2 limits in each direction.
//
// Modelled: a fluid queue a direction: bytes pass in the order in which their transfers began. A transfer that would be
// through sooner than the gateway lets its bytes pass begins so much later. Not modelled: that a slow client's bytes come
// one after another (its transfer counts when it begins).
//
// Figures: models/ec2/ec2.yaml.
#pragma once

#include <cstdint>

#include "models/ec2/network_credits.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class InternetGateway {
 public:
  enum class Direction { in, out };
  InternetGateway(const Simulator& simulator, const NetworkSettings& network);

  /// Seconds by which a transfer has to begin later; without competition for the instance's network it takes `alone`.
  [[nodiscard]] double delay(Direction direction, std::uint64_t bytes, double alone);

 private:
  const Simulator& simulator_;
  bool limits_;  // less than the instance's network does
  TokenBucket in_;
  TokenBucket out_;
};

}  // namespace garoa

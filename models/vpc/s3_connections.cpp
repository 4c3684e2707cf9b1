#include "models/vpc/s3_connections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

S3Connections::S3Connections(const Run& run, PhysicalWorld& world, Ec2Instance& instance, Vpc& vpc,
                             const Owner& owner, std::uint32_t count, Rates rates)
    : run_{run}, world_{world}, instance_{instance}, vpc_{vpc}, transfer_{owner.transfer} {
  const auto line = [&](BytesPerSecond rate) {
    return std::min(BitsPerSecond{8 * rate.count()}, instance.settings().network.single_flow);
  };
  for (std::uint32_t i = 0; i < count; ++i) {
    idle_.push_back(world.add_endpoint({fmt::format("{} connection {}", owner.path, i), line(rates.from_s3),
                                        line(rates.to_s3), Seconds{0}, 1}));
  }
}

Task<std::uint64_t> S3Connections::carry(Load load) {
  const Endpoint connection = idle_.back();
  idle_.pop_back();
  const bool out = load.direction == S3Direction::up;
  const Endpoint from = out ? instance_.endpoint() : connection;
  const Endpoint to = out ? connection : instance_.endpoint();
  const auto route = world_.route(from, to);
  const double alone = route.time_of(load.bytes);
  const double passed = vpc_.pass(load.bytes, load.one_off, load.flow);
  const double took = co_await world_.transfer(from, to, load.bytes);
  const double held = passed - run_.now();
  if (held > 0) {
    co_await run_.simulator.delay(held);
    waited(load.flow, load.phase, vpc_.s3_way(), held, held);
  }
  idle_.push_back(connection);
  const NameId network = out ? instance_.names().network_out : instance_.names().network_in;
  const bool connection_is_slower = route.receiver_is_slower() == out;
  waited(load.flow, load.phase, connection_is_slower ? transfer_ : network, std::min(alone, took), 0);
  waited(load.flow, load.phase, network, took - alone, took - alone);
  co_return load.bytes;
}

void S3Connections::waited(NameId flow, NameId phase, NameId resource, double seconds,
                           double queueing) const {
  if (seconds > 0) run_.journal.report(events::Waited{run_.now(), flow, phase, resource, seconds, queueing});
}

}  // namespace garoa

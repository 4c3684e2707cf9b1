#include "models/ec2/background.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

/// Seconds of work that are begun at a time.
constexpr double stretch = 60;

}  // namespace

BackgroundLoad::BackgroundLoad(const Run& run, PhysicalWorld& world, Endpoint instance,
                               const BackgroundSettings& settings, const std::string& path,
                               const std::uint64_t& life)
    : run_{run},
      world_{world},
      instance_{instance},
      settings_{settings},
      life_{life},
      senders_{peers(settings.network_in, path + " sender")},
      receivers_{peers(settings.network_out, path + " receiver")} {}

/// Bits per second of one connection.
double BackgroundLoad::line(BitsPerSecond demand) const {
  return std::min(demand.count() / settings_.connections, settings_.single_flow.count());
}

std::vector<Endpoint> BackgroundLoad::peers(BitsPerSecond demand, const std::string& path) {
  std::vector<Endpoint> made;
  if (!(demand.count() > 0)) return made;
  const BitsPerSecond rate{line(demand)};
  for (std::uint32_t i = 0; i < settings_.connections; ++i)
    made.push_back(world_.add_endpoint({fmt::format("{} {}", path, i), rate, rate, Seconds{0}, 1}));
  return made;
}

void BackgroundLoad::begin() {
  auto& simulator = run_.simulator;
  const auto bytes = [&](BitsPerSecond demand) {
    return static_cast<std::uint64_t>(std::max(1.0, line(demand) / 8 * stretch));
  };
  for (std::uint32_t i = 0; i < settings_.threads; ++i) simulator.start(compute(life_));
  for (const auto peer : senders_)
    simulator.start(transfer(peer, instance_, bytes(settings_.network_in), life_));
  for (const auto peer : receivers_)
    simulator.start(transfer(instance_, peer, bytes(settings_.network_out), life_));
}

Process BackgroundLoad::compute(std::uint64_t life) {
  while (life == life_) co_await world_.compute(instance_, stretch);
}

Process BackgroundLoad::transfer(Endpoint from, Endpoint to, std::uint64_t bytes, std::uint64_t life) {
  while (life == life_) co_await world_.transfer(from, to, bytes);
}

}  // namespace garoa

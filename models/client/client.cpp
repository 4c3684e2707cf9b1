#include "models/client/client.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

ClientGroup::ClientGroup(const Run& run, PhysicalWorld& world, const ClientSettings& settings,
                         const std::string& path, BitsPerSecond single_flow)
    : run_{run},
      up_(settings.count),
      down_(settings.count),
      uplink_{run.journal.intern(path + ".uplink")},
      downlink_{run.journal.intern(path + ".downlink")},
      latency_name_{run.journal.intern(path + ".latency")},
      latency_{settings.latency.count()} {
  for (std::uint32_t i = 0; i < settings.count; ++i) {
    endpoints_.push_back(
        world.add_endpoint({fmt::format("{} {}", path, i), std::min(settings.uplink, single_flow),
                            std::min(settings.downlink, single_flow), settings.latency, 1}));
  }
}

void ClientGroup::change(Line& line, std::int32_t transfers) const {
  const double now = run_.now();
  if (line.transfers > 0) line.share += (now - line.since) / line.transfers;
  line.since = now;
  line.transfers += static_cast<std::uint32_t>(transfers);
}

double ClientGroup::Transfer::held_back(double began, double share) {
  group_.change(line_, 0);
  return std::max(0.0, group_.run_.now() - began - (line_.share - share_before_) / share);
}

}  // namespace garoa

#include "models/client/client.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

ClientGroup::ClientGroup(const Run& run, PhysicalWorld& world, const ClientSettings& settings,
                         const std::string& path, BitsPerSecond single_flow)
    : uplink_{run.journal.intern(path + ".uplink")},
      downlink_{run.journal.intern(path + ".downlink")},
      latency_name_{run.journal.intern(path + ".latency")},
      latency_{settings.latency.count()} {
  for (std::uint32_t i = 0; i < settings.count; ++i) {
    endpoints_.push_back(
        world.add_endpoint({fmt::format("{} {}", path, i), std::min(settings.uplink, single_flow),
                            std::min(settings.downlink, single_flow), settings.latency, 1}));
  }
}

}  // namespace garoa

#include "models/client/client.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

ClientSettings read_clients(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("client");
  ClientSettings s;
  fields.section("clients", "who uploads and downloads", [&](Fields& f) {
    const Range<BitsPerSecond> line{BitsPerSecond{1000}, BitsPerSecond{100e9}, ""};
    s.count = f.optional("count", "clients, each with its own line", figures.get<std::uint32_t>("count"),
                         {1, 1000, ""});
    s.uplink = f.optional("uplink", "of one client", figures.get<BitsPerSecond>("uplink"), line);
    s.downlink = f.optional("downlink", "of one client", figures.get<BitsPerSecond>("downlink"), line);
    s.latency = f.optional("latency", "one way between a client and the region",
                           figures.get<Seconds>("latency"), {Seconds{0}, 10_s, ""});
  });
  return s;
}

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

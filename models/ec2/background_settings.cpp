#include "models/ec2/background_settings.hpp"

namespace garoa {

BackgroundSettings read_background(Fields& fields, Figures& figures, double payload) {
  BackgroundSettings s;
  fields.section("background", "other software on the instance", [&](Fields& f) {
    s.threads = f.optional<std::uint32_t>("threads", "threads that always compute", 0, {0, 1000, ""});
    const Range<BitsPerSecond> demand{BitsPerSecond{0}, BitsPerSecond{1e12}, ""};
    s.network_in = f.optional("network_in", "traffic that other machines send", BitsPerSecond{0}, demand);
    s.network_out = f.optional("network_out", "traffic sent to other machines", BitsPerSecond{0}, demand);
    s.connections =
        f.optional<std::uint32_t>("connections", "that the traffic of a direction is spread over",
                                  figures.fallback<std::uint32_t>("background.connections"), {1, 1000, ""});
  });
  const auto group =
      fields.optional("placement_group", "with the machines of the background traffic", PlacementGroup::none);
  const auto flow = figures.get<BitsPerSecond>(
      group == PlacementGroup::cluster ? "network.single_flow.cluster" : "network.single_flow");
  s.single_flow = BitsPerSecond{payload * flow.count()};
  return s;
}

}  // namespace garoa

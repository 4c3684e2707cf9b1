#include "models/cloudtrail/cloudtrail_settings.hpp"

namespace garoa {

TrailSettings read_trail(const std::string& name, Fields& f, Catalogue& catalogue) {
  auto& figures = catalogue.figures("cloudtrail");
  TrailSettings s;
  s.name = name;
  s.where = f.where();
  s.data_events = f.values<TrailedService>("data_events", "services whose requests it records");
  s.management_events =
      f.optional("management_events", "those of the account", PerSecond{0}, {PerSecond{0}, {}, ""});
  s.first_copy =
      f.optional("first_copy", "is it the first trail of the region with them? That is free", true);
  s.retention = f.maybe<Seconds>("retention", "of what it writes (default: for ever)", {1_d, {}, ""});
  s.event = f.optional("event_size", "what an event takes up in its bucket",
                       figures.fallback<Bytes>("event.stored"), {1_B, 256_KiB, ""});
  s.delivery = figures.get<Seconds>("delivery.interval");
  return s;
}

}  // namespace garoa

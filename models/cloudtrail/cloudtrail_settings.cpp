#include "models/cloudtrail/cloudtrail_settings.hpp"

namespace garoa {
namespace {

void read_data_events(TrailSettings& s, Fields& f) {
  for (const auto& bucket : f.values<std::string>("buckets", "S3 buckets of the objects"))
    s.buckets.push_back({bucket, f.where("buckets")});
  s.reads = f.optional("reads", "requests for objects that read", false);
  s.writes = f.optional("writes", "requests for objects that write or delete", false);
  s.functions = f.optional("functions", "calls of all functions", false);
  s.tables = f.optional("tables", "requests to all tables", false);
}

}  // namespace

TrailSettings read_trail(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("cloudtrail");
  TrailSettings s;
  s.name = name;
  s.where = fields.where();
  s.multi_region =
      fields.optional("multi_region", "it records all regions, and the services that are in none", false);
  s.log_file_validation =
      fields.optional("log_file_validation", "signed digests tell whether a file was changed", false);
  s.to = fields.reference("to", "S3 bucket of its files (default: one that is not of the scenario)", true);
  fields.section("data_events", "requests that a trail does not record by itself",
                 [&](Fields& f) { read_data_events(s, f); });
  s.management_events =
      fields.optional("management_events", "those of the account", PerSecond{0}, {PerSecond{0}, {}, ""});
  s.first_copy =
      fields.optional("first_copy", "is it the first trail of the region with them? That is free", true);
  s.retention = fields.maybe<Seconds>("retention", "of what it writes (default: for ever)", {1_d, {}, ""});
  s.event = fields.optional("event_size", "what an event takes up in its bucket",
                            figures.fallback<Bytes>("event.stored"), {1_B, 256_KiB, ""});
  s.delivery = figures.get<Seconds>("delivery.interval");
  return s;
}

}  // namespace garoa

#include "models/s3_client/s3_clients_settings.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

S3SiteSettings read_site(Fields& f) {
  const Range<BitsPerSecond> line{BitsPerSecond{1000}, BitsPerSecond{1e12}, ""};
  S3SiteSettings s;
  s.uplink = f.required("uplink", "shared by all programs of the site", line);
  s.downlink = f.optional("downlink", "likewise (default: as the uplink)", s.uplink, line);
  s.round_trip = f.required<Seconds>("round_trip", "there and back, between the site and the region",
                                     {Seconds{0}, 10_s, ""});
  return s;
}

}  // namespace

S3ClientsSettings read_s3_programs(Fields& section, Catalogue& catalogue, S3Direction direction) {
  S3ClientsSettings s;
  s.connections = read_s3_connections(catalogue);
  s.tool = read_s3_tool(section, catalogue, {S3Tool::sdk, direction, true});
  if (section.given("tool") && s.tool.cpu_threads == 0)
    catalogue.diagnostics().warning(
        section.where("tool"),
        fmt::format("nobody says how many cores '{}' has, so its tool computes on as many as it can use; say "
                    "them with 'cpu_threads'",
                    section.path()));
  section.maybe_section("site", "a place away from the region (default: in the region)",
                        [&](Fields& site) { s.site = read_site(site); });
  return s;
}

S3ClientsSettings read_s3_clients(Fields& fields, Catalogue& catalogue) {
  S3ClientsSettings s;
  fields.section("client", "what puts the documents",
                 [&](Fields& f) { s = read_s3_programs(f, catalogue, S3Direction::up); });
  return s;
}

}  // namespace garoa

#include "models/client/client_settings.hpp"

namespace garoa {
namespace {

std::optional<Seconds> read_timeout(Fields& clients) {
  return clients.maybe<Seconds>(
      "timeout", "a client gives up a try of an upload, or a download, after so long; default: it waits",
      {Seconds{0.1}, 7_d, ""});
}

}  // namespace

ClientSettings read_clients(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("client");
  ClientSettings s;
  fields.section("clients", "who uploads and downloads", [&](Fields& f) {
    const Range<BitsPerSecond> line{BitsPerSecond{1000}, BitsPerSecond{100e9}, ""};
    s.count = f.optional("count", "clients, each with its own line", figures.fallback<std::uint32_t>("count"),
                         {1, 1000, ""});
    s.uplink = f.optional("uplink", "of one client", figures.fallback<BitsPerSecond>("uplink"), line);
    s.downlink = f.optional("downlink", "of one client", figures.fallback<BitsPerSecond>("downlink"), line);
    s.latency = f.optional("latency", "one way between a client and the region",
                           figures.fallback<Seconds>("latency"), {Seconds{0}, 10_s, ""});
    s.timeout = read_timeout(f);
  });
  return s;
}

std::optional<Seconds> read_client_timeout(Fields& fields) {
  std::optional<Seconds> timeout;
  fields.section("clients", "who uploads and downloads", [&](Fields& f) { timeout = read_timeout(f); });
  return timeout;
}

}  // namespace garoa

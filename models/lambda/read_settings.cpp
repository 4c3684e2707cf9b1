#include "models/lambda/read_settings.hpp"

#include "models/lambda/runtime_kind.hpp"
#include "models/lambda/sdk_settings.hpp"
#include "models/s3_client/s3_connection_settings.hpp"

namespace garoa {
std::optional<ReadSettings> read_reads(const std::string& runtime, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  ReadSettings s;
  const bool given = fields.maybe_section(
      "reads", "objects that the handler reads for each document, beside it", [&](Fields& f) {
        s.bucket = f.reference("bucket", "that they are in");
        s.count = f.required<std::uint32_t>("count", "objects for each document", {1, 100'000, ""});
        s.size = f.required<Bytes>("size", "of each object");
        s.threads =
            f.optional<std::uint32_t>("threads", "that read at once", 1,
                                      {1, figures.limit<std::uint32_t>("threads.max"), "Lambda allows"});
        s.cpu = f.optional("cpu", "time of one full vCPU for each object, one at a time",
                           figures.fallback<Seconds>(request_figure_of(runtime)), {Seconds{0}, 1_min, ""});
        const bool kept = f.optional(
            "keep_alive",
            "a connection serves one GET after the other, as when each answer is read to its end", true);
        if (kept) return;
        s.connect = figures.get<Seconds>("connection.cpu");
        const auto connections = read_s3_connections(catalogue);
        s.set_up = Seconds{connections.set_up_round_trips * connections.region_round_trip.count()};
      });
  return given ? std::optional{s} : std::nullopt;
}

}  // namespace garoa

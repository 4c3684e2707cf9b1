#include "models/lambda/read_settings.hpp"

#include <algorithm>

#include "models/lambda/runtime_kind.hpp"
#include "models/lambda/sdk_settings.hpp"

namespace garoa {
namespace {

std::uint32_t beyond_the_pool(const std::string& runtime, const ReadSettings& s, Figures& figures) {
  if (runtime_kind(runtime) != "python") return 0;
  const auto threads = std::min(s.threads, s.count);
  const auto pool = figures.get<std::uint32_t>("connection.pool.python");
  return threads - std::min(threads, pool);
}

}  // namespace

std::optional<ReadSettings> read_reads(const std::string& runtime, Fields& fields, Figures& figures) {
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
        s.without_connection = kept ? beyond_the_pool(runtime, s, figures) : s.count;
        if (s.without_connection > 0) s.connect = figures.get<Seconds>("connection.cpu");
      });
  return given ? std::optional{s} : std::nullopt;
}

}  // namespace garoa

#include "sim/flows/download_settings.hpp"

namespace garoa {

DownloadSettings read_downloads(Fields& section, Catalogue& catalogue, const ScenarioFrame& frame) {
  DownloadSettings s;
  s.requests = read_requests(section, "when documents are asked for", catalogue, frame);
  s.recent_documents = section.optional(
      "recent_documents", "mean distance from the newest document, in documents", 1000.0, {1.0, 1e5, ""});
  return s;
}

std::optional<BucketDownloadSettings> read_bucket_downloads(Fields& fields, Catalogue& catalogue,
                                                            const ScenarioFrame& frame, bool away) {
  std::optional<BucketDownloadSettings> read;
  fields.maybe_section("downloads", "the documents that clients fetch", [&](Fields& f) {
    BucketDownloadSettings s;
    s.wanted = read_downloads(f, catalogue, frame);
    f.maybe_section("client", "what fetches the documents (default: what puts them)",
                    [&](Fields& c) { s.clients = read_s3_programs(c, catalogue, S3Direction::down); });
    const bool from_away = s.clients ? s.clients->site.has_value() : away;
    s.egress =
        f.optional("egress", "billed as data transfer out to the internet (default: of a site)", from_away);
    read = s;
  });
  return read;
}

}  // namespace garoa

// What a scenario says about programs that put documents into a bucket, or fetch them: which tool they are, where they are.
//
// Shape: everything has a default: programs without number in the bucket's region. `site` puts them to a place with a line
// of its own. Errors: a site without an uplink or a round trip. Figures: models/s3_client/s3_client.yaml.
#pragma once

#include <optional>

#include "models/s3_client/s3_connection_settings.hpp"
#include "models/s3_client/s3_tool_settings.hpp"

namespace garoa {

struct S3SiteSettings {
  BitsPerSecond uplink;    // of all programs there together
  BitsPerSecond downlink;  // likewise
  Seconds round_trip;      // between the site and the region
};

struct S3ClientsSettings {
  S3ToolSettings tool;
  S3ConnectionSettings connections;
  std::optional<S3SiteSettings> site;
};

/// Reads the keys in the section itself. They only send (up) or only fetch.
[[nodiscard]] S3ClientsSettings read_s3_programs(Fields& section, Catalogue& catalogue,
                                                 S3Direction direction);
/// Reads the section `client` of those who put documents.
[[nodiscard]] S3ClientsSettings read_s3_clients(Fields& fields, Catalogue& catalogue);

}  // namespace garoa

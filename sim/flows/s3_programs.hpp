// The programs of a flow that speak to a bucket, in its region or behind a site's line.
#pragma once

#include <optional>
#include <string>

#include "models/s3_client/s3_client.hpp"
#include "models/s3_client/s3_site.hpp"

namespace garoa {

class S3Programs {
 public:
  /// `path` such as "flows.intake.client".
  S3Programs(const Run& run, const S3ClientsSettings& settings, const std::string& path, const Bucket& bucket)
      : client_{run,
                {.path = path,
                 .tool = settings.tool,
                 .connections = settings.connections,
                 .round_trip = settings.site ? settings.site->round_trip.count() : 0,
                 .programs = bucket.settings().client.programs}} {
    if (!settings.site) return;
    const S3Site::Rates rates{client_.rate(bucket, S3Direction::up), client_.rate(bucket, S3Direction::down)};
    site_.emplace(run, *settings.site, path, rates, bucket.names().transfer);
    client_.set_route(*site_);
  }

  [[nodiscard]] S3Client& client() { return client_; }

 private:
  S3Client client_;
  std::optional<S3Site> site_;
};

}  // namespace garoa

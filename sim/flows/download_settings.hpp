// What a flow's scenario says about the documents that clients fetch.
//
//   downloads: { arrivals: { poisson: 2/s }, recent_documents: 1000 }
//     and from a bucket besides
//   downloads: { ..., client: { site: { uplink: 100 Mbit/s, round_trip: 40 ms } }, egress: true }
//
// Shape: arrivals have no default. Without `client` those fetch who put the documents. `egress` says whether the bytes are
// billed as data transfer out to the internet: by default where those who fetch are at a site away from the region.
#pragma once

#include <optional>

#include "models/s3_client/s3_clients_settings.hpp"
#include "sim/workload/requests.hpp"

namespace garoa {

struct DownloadSettings {
  RequestSettings requests;
  /// Mean distance of the wanted document from the newest one, in documents (exponential).
  double recent_documents = 1;
};

struct BucketDownloadSettings {
  DownloadSettings wanted;
  std::optional<S3ClientsSettings> clients;  // none: those of the uploads
  bool egress = false;
};

/// Reads the keys of `downloads` in the section itself.
[[nodiscard]] DownloadSettings read_downloads(Fields& section, Catalogue& catalogue,
                                              const ScenarioFrame& frame);

/// Reads the section; nothing where it is absent. `away`: are the clients of the uploads at a site?
[[nodiscard]] std::optional<BucketDownloadSettings> read_bucket_downloads(Fields& fields,
                                                                          Catalogue& catalogue,
                                                                          const ScenarioFrame& frame,
                                                                          bool away);

}  // namespace garoa

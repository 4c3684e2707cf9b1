// Clients that fetch documents from a bucket.
//
// A download: a GET, or ranges side by side where the client's tool reads so, as an S3 client makes it (models/s3_client): latency,
// limits, retries, KMS, fees of the class in which the object lies by then. The wanted document is some way back from the
// newest one; further back than the flow has put any, it is one of those that came before the run (`begin_after`), then one of those that
// the bucket held at the start, if it did.
// An object in an archive class is refused (nobody retrieves it first), one that a lifecycle rule has removed is not found.
// INTELLIGENT_TIERING notes the read. Bytes that leave AWS are billed as data transfer out, also those of a download that the client
// gives up. A limit of 65,536 documents back holds as in flow 1.
// Not modelled: later versions of a key (a document is read as it was put), copies
// in caches, Direct Connect and its prices.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/core/calendar.hpp"
#include "sim/flows/download_settings.hpp"
#include "sim/flows/flow_settings.hpp"
#include "sim/flows/open_downloads.hpp"
#include "sim/flows/recent_documents.hpp"
#include "sim/flows/s3_programs.hpp"
#include "sim/workload/burstiness.hpp"

namespace garoa {

class BucketDownloads {
 public:
  /// `flow_settings` are the flow's; `uploaders` fetch where the settings name nobody else. All outlive it.
  BucketDownloads(const Run& run, const BucketDownloadSettings& settings, const FlowCommon& flow_settings,
                  FlowId flow, Bucket& bucket, S3Client& uploaders);

  void begin(const Calendar& calendar, double end);
  /// The document has been put now.
  void remember(const Document& document);
  [[nodiscard]] std::uint64_t open() const { return downloads_.count(); }
  [[nodiscard]] const BurstinessMeter& burstiness() const { return burstiness_; }

 private:
  struct Wanted {
    std::uint64_t bytes;
    StorageClass from;
    bool is_there;
    double stored;
    double read;  // last before
  };

  Process take(std::unique_ptr<ArrivalProcess> arrivals);
  Process download(std::uint64_t request);
  /// What became of it.
  struct Fetched {
    std::uint64_t bytes = 0;  // that have come
    std::optional<Reason> failed = {};
  };
  [[nodiscard]] Task<Fetched> fetch(const OpenDownloads::Download& download);
  [[nodiscard]] std::optional<Wanted> wanted(std::uint64_t request);
  /// The object that has so many newer ones from before the run.
  [[nodiscard]] Wanted wanted_from_before(std::uint64_t newer) const;

  const Run& run_;
  const BucketDownloadSettings& settings_;
  std::string path_;
  FlowId flow_;
  NameId phase_;
  Bucket& bucket_;
  std::optional<S3Programs> own_;
  S3Client& client_;
  Stream stream_;
  SizeModel sizes_;
  Stream before_stream_;
  std::uint64_t before_ = 0;  // objects that came before the run
  RecentDocuments recent_;
  OpenDownloads downloads_;
  BurstinessMeter burstiness_;
};

}  // namespace garoa

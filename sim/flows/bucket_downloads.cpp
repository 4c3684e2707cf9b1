#include "sim/flows/bucket_downloads.hpp"

#include <cmath>

namespace garoa {

BucketDownloads::BucketDownloads(const Run& run, const BucketDownloadSettings& settings,
                                 const std::string& path, FlowId flow, Bucket& bucket, S3Client& uploaders)
    : run_{run},
      settings_{settings},
      path_{path},
      flow_{flow},
      phase_{run.journal.intern("download")},
      bucket_{bucket},
      client_{settings.clients
                  ? own_.emplace(run, *settings.clients, path + ".downloads.client", bucket).client()
                  : uploaders},
      stream_{run.stream(path + ".download")} {}

void BucketDownloads::begin(const Calendar& calendar, double end) {
  run_.simulator.start(
      take(make_requests(settings_.wanted.requests, run_.stream(path_ + ".downloads"), calendar, end)));
}

Process BucketDownloads::take(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    burstiness_.add(arrival->time);
    run_.simulator.start(download(arrival->id));
  }
}

void BucketDownloads::remember(const Document& document) {
  recent_.remember({.id = document.id, .bytes = document.bytes, .stored = run_.now()});
}

std::optional<BucketDownloads::Wanted> BucketDownloads::wanted(std::uint64_t request) {
  const double distance =
      -settings_.wanted.recent_documents * std::log(stream_.uniform(Entity::nth(request)));
  const auto& existing = bucket_.settings().storage.existing;
  if (existing.objects > 0 && distance >= static_cast<double>(recent_.size())) {
    const double stored = -static_cast<double>(existing.age_days) * Calendar::day_seconds;
    return Wanted{existing.size.count(), bucket_.class_of_existing(), bucket_.is_there(stored), stored,
                  stored};
  }
  if (recent_.empty()) return std::nullopt;
  const std::size_t place = recent_.place_back(distance);
  const auto document = recent_.at(place);
  return Wanted{document.bytes, bucket_.class_of(document.stored, document.bytes),
                bucket_.is_there(document.stored), document.stored,
                recent_.read(place, run_.now(), document.stored)};
}

Process BucketDownloads::download(std::uint64_t request) {
  const double started = run_.now();
  ++open_;
  run_.journal.report(events::DownloadStarted{started, flow_, request});
  const auto document = wanted(request);
  if (!document) {
    failed(request, Reason::nothing_stored);
    co_return;
  }
  // What is not found is asked for all the same.
  const std::uint64_t bytes = document->is_there ? document->bytes : 0;
  const S3File fetched{.bucket = bucket_,
                       .flow = flow_,
                       .phase = phase_,
                       .document = {flow_, request, bytes, started},
                       .purpose = Purpose{"bucket download"},
                       .from = document->is_there ? document->from : StorageClass::standard};
  const S3Answer answer = co_await client_.download(fetched);
  if (!answer || !document->is_there) {
    failed(request, answer ? Reason::expired : answer.reason());
    co_return;
  }
  bucket_.was_read({document->stored, bytes}, document->read);
  --open_;
  run_.journal.report(events::DownloadFinished{run_.now(), flow_, request, started, bytes});
  if (settings_.egress)
    run_.journal.report(events::Billed{bucket_.names().self, Meter::transfer_out_bytes, bytes});
}

void BucketDownloads::failed(std::uint64_t request, Reason reason) {
  --open_;
  run_.journal.report(events::DownloadFailed{run_.now(), flow_, request, reason});
}

}  // namespace garoa

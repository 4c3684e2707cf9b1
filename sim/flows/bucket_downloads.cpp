#include "sim/flows/bucket_downloads.hpp"

#include <cmath>

namespace garoa {

BucketDownloads::BucketDownloads(const Run& run, const BucketDownloadSettings& settings,
                                 const FlowCommon& flow_settings, FlowId flow, Bucket& bucket,
                                 S3Client& uploaders)
    : run_{run},
      settings_{settings},
      path_{flow_settings.path()},
      flow_{flow},
      phase_{run.journal.intern("download")},
      bucket_{bucket},
      client_{settings.clients
                  ? own_.emplace(run, *settings.clients, path_ + ".downloads.client", bucket).client()
                  : uploaders},
      stream_{run.stream(path_ + ".download")},
      sizes_{flow_settings.size},
      before_stream_{run.stream(path_ + ".documents_before")},
      downloads_{run, flow, flow_settings.timeout} {
  for (const auto& day : bucket.settings().storage.earlier.came)
    before_ += day.small_objects + day.large_objects;
}

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
  const double mean = settings_.wanted.recent_documents;
  const double luck = stream_.uniform(Entity::nth(request));
  const auto& existing = bucket_.settings().storage.existing;
  const double distance =
      existing.objects > 0 ? -mean * std::log(luck) : recent_.distance_wanted(mean, luck, before_);
  const auto newer = recent_.beyond(distance);
  if (newer && *newer < before_) return wanted_from_before(*newer);
  if (existing.objects > 0 && newer) {
    const double stored = -static_cast<double>(existing.age_days) * Calendar::day_seconds;
    return Wanted{existing.size.count(), bucket_.class_of_existing(), bucket_.is_there(stored), stored,
                  stored};
  }
  if (recent_.empty()) return std::nullopt;
  const std::size_t place = recent_.place_back(distance);
  const auto document = recent_.at(place);
  return Wanted{document.bytes, bucket_.class_of(document.stored, document.bytes),
                bucket_.is_there(document.stored), document.stored, recent_.read(place, run_.now())};
}

/// Of its day, at noon.
BucketDownloads::Wanted BucketDownloads::wanted_from_before(std::uint64_t newer) const {
  const auto& came = bucket_.settings().storage.earlier.came;
  auto day = came.rbegin();
  for (auto before = newer; before >= day->small_objects + day->large_objects; ++day)
    before -= day->small_objects + day->large_objects;
  const auto bytes = sizes_.bytes(before_stream_, newer);
  const double stored = (static_cast<double>(day->day) + 0.5) * Calendar::day_seconds;
  return {bytes, bucket_.class_of(stored, bytes), bucket_.is_there(stored), stored, stored};
}

Process BucketDownloads::download(std::uint64_t request) {
  const auto open = downloads_.begin(request);
  const Fetched fetched = co_await fetch(open);
  downloads_.end(open, fetched.bytes, fetched.failed);
  if (settings_.egress && fetched.bytes > 0)
    run_.journal.report(
        events::Billed{bucket_.names().self, Meter::transfer_out_bytes, fetched.bytes, 0, flow_});
}

Task<BucketDownloads::Fetched> BucketDownloads::fetch(const OpenDownloads::Download& download) {
  const auto document = wanted(download.request);
  if (!document) co_return Fetched{0, Reason::nothing_stored};
  // What is not found is asked for all the same.
  const std::uint64_t bytes = document->is_there ? document->bytes : 0;
  const S3File file{.bucket = bucket_,
                    .flow = flow_,
                    .phase = phase_,
                    .document = {flow_, download.request, bytes, download.began},
                    .purpose = Purpose{"bucket download"},
                    .from = document->is_there ? document->from : StorageClass::standard,
                    .patience = download.patience.get()};
  const S3Answer answer = co_await client_.download(file);
  if (!answer) co_return Fetched{answer.carried, answer.reason()};
  if (!document->is_there) co_return Fetched{0, Reason::expired};
  bucket_.was_read({document->stored, bytes}, document->read);
  co_return Fetched{bytes, {}};
}

}  // namespace garoa

// How a program finds out what a bucket holds.
#include <algorithm>

#include "models/s3_client/s3_client.hpp"

namespace garoa {

/// Pages at once, each as long; S3's limit of reads may make them slower.
Task<S3Answer> S3Client::list(Bucket& bucket, FlowId flow, NameId phase, bool one_off) {
  const auto& client = bucket.settings().client;
  const auto objects = bucket.objects();
  const std::uint64_t pages = std::max<std::uint64_t>(1, (objects + client.list_page - 1) / client.list_page);
  const std::uint64_t rounds = (pages + client.list_concurrency - 1) / client.list_concurrency;
  const double began = run_.now();
  const Document listing{flow, listings_++, 0, began};
  const S3File file{.bucket = bucket,
                    .flow = flow,
                    .phase = phase,
                    .document = listing,
                    .purpose = Purpose{"list"},
                    .one_off = one_off};
  const S3Request page{.operation = S3Operation::list,
                       .document = listing,
                       .entity = listing.entity(),
                       .purpose = file.purpose,
                       .one_off = one_off};
  const S3Answer first = co_await exchange(file, {S3Operation::list, file.purpose});
  if (!first) co_return first;
  const double each = client.list_page_time.count() + setup_.round_trip * setup_.round_trips;
  const double passed =
      route_ == nullptr ? 0 : route_->pass_answer(objects * client.list_entry.count(), one_off);
  const double rest = std::max(
      {static_cast<double>(rounds - 1) * each, passed - run_.now(), bucket.ask_for_more(page, pages - 1)});
  co_await run_.simulator.delay(rest);
  waited(file, bucket.names().list, rest, 0);
  bucket.listed(pages, run_.now() - began);
  co_return S3Answer{};
}

Task<S3Answer> S3Client::head(Bucket& bucket, std::uint64_t objects, FlowId flow, NameId phase) {
  if (objects == 0) co_return S3Answer{};
  const S3File file{bucket, flow, phase, {flow, 0, 0, run_.now()}, Purpose{"HEAD of all"}};
  const S3Request one{.operation = S3Operation::head,
                      .document = file.document,
                      .entity = file.document.entity(),
                      .purpose = file.purpose};
  const S3Answer first = co_await exchange(file, {S3Operation::head, file.purpose});
  if (!first) co_return first;
  const double each = bucket.settings().client.head_latency.mean() + setup_.round_trip * setup_.round_trips;
  const double rest =
      std::max(static_cast<double>(objects - 1) * each, bucket.ask_for_more(one, objects - 1));
  co_await run_.simulator.delay(rest);
  waited(file, bucket.names().head_latency, rest, 0);
  co_return S3Answer{};
}

}  // namespace garoa

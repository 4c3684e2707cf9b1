#include "sim/flows/s3_lambda.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

void read_s3_lambda(S3LambdaSettings& s, Fields& fields) {
  s.bucket = fields.reference("bucket", "S3 bucket that receives the documents");
}

S3LambdaFlow::S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
                           BucketEvents& inbox, LogGroup* logs)
    : run_{run},
      settings_{settings},
      calendar_{calendar},
      events_{inbox},
      inbox_{inbox.bucket()},
      logs_{logs},
      sizes_{settings.common.size},
      size_stream_{run.stream(fmt::format("flows.{}.size", settings.common.name))},
      key_stream_{run.stream(fmt::format("flows.{}.key", settings.common.name))},
      retries_{run, settings.common.retries, fmt::format("flows.{}", settings.common.name)},
      name_{run.journal.flow(fmt::format("flows.{}", settings.common.name))},
      upload_phase_{run.journal.intern("upload")} {}

void S3LambdaFlow::begin(double end) {
  run_.simulator.start(take_uploads(make_arrivals(
      settings_.common.arrivals, run_.stream(fmt::format("flows.{}.uploads", settings_.common.name)),
      calendar_, settings_.common.uploads_end(end))));
}

Process S3LambdaFlow::take_uploads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    burstiness_.add(arrival->time);
    const auto bytes = bytes_of(*arrival, sizes_, size_stream_);
    DocumentEvent event{{name_, arrival->id, bytes, arrival->time}, arrival->duration.value_or(-1), 0, logs_};
    event.object.key = key_of(*arrival);
    event.object.key_repeats = arrival->key.has_value() || settings_.common.key.distinct.has_value();
    run_.simulator.start(upload(std::move(event)));
  }
}

ObjectKey S3LambdaFlow::key_of(const Arrival& arrival) {
  const auto& key = settings_.common.key;
  if (arrival.key) {
    const auto number = trace_names_.try_emplace(*arrival.key, trace_names_.size()).first->second;
    return {number, *arrival.key, &key.affixes};
  }
  if (!key.distinct) return {arrival.id, {}, &key.affixes};
  const double u = key_stream_.uniform(Entity::nth(arrival.id));
  return {static_cast<std::uint64_t>(u * static_cast<double>(*key.distinct)), {}, &key.affixes};
}

Process S3LambdaFlow::upload(DocumentEvent event) {
  const auto& document = event.document;
  ++open_uploads_;
  run_.journal.report(events::UploadStarted{run_.now(), document});
  for (std::uint32_t attempt = 1;; ++attempt) {
    const S3Answer accepted =
        co_await inbox_.begin_put(name_, upload_phase_, document, Purpose{"upload"}.at(attempt));
    if (accepted) break;
    if (attempt >= retries_.attempts()) {
      --open_uploads_;
      run_.journal.report(events::UploadRejected{run_.now(), document, accepted.reason()});
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), document, accepted.reason()});
    const double pause = retries_.pause(document.entity(), attempt);
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), name_, upload_phase_, retries_.name(), pause});
  }
  const double transfer = inbox_.transfer_time(document.bytes);
  co_await run_.simulator.delay(transfer);
  run_.journal.report(events::Waited{run_.now(), name_, upload_phase_, inbox_.names().transfer, transfer});
  inbox_.stored(document, event.object.key_repeats ? &event.object.key : nullptr);
  ++kept_;
  --open_uploads_;
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
  run_.journal.report(events::DocumentProtected{run_.now(), document, run_.now()});
  announce(event);
}

/// A large document was a multipart upload, for the bill and for the kind of event.
void S3LambdaFlow::announce(const DocumentEvent& event) {
  const auto& client = inbox_.settings().client;
  const bool multipart = event.document.bytes > client.multipart_threshold.count();
  if (multipart) {
    const auto part = std::max<std::uint64_t>(client.multipart_part.count(), 1);
    inbox_.bill_writes((event.document.bytes + part - 1) / part +
                       1);  // the parts and the completion; the first PUT counts as creation
  }
  events_.created(event, multipart ? ObjectEvent::multipart : ObjectEvent::put, true);
}

}  // namespace garoa

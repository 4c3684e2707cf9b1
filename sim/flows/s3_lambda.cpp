#include "sim/flows/s3_lambda.hpp"

namespace garoa {

S3LambdaFlow::S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
                           BucketEvents& inbox, LogGroup* logs)
    : Flow{run, settings.common, S3LambdaSettings::keys, calendar},
      events_{inbox},
      inbox_{inbox.bucket()},
      logs_{logs},
      calendar_{calendar},
      programs_{run, settings.clients, settings.common.path() + ".client", inbox_} {
  if (settings.downloads)
    downloads_.emplace(run, *settings.downloads, settings.common, clients().flow(), inbox_,
                       programs_.client());
}

void S3LambdaFlow::begin(double end) {
  Flow::begin(end);
  if (downloads_) downloads_->begin(calendar_, end);
}

Flow::Open S3LambdaFlow::open() const {
  return {clients().open(), downloads_ ? downloads_->open() : 0};
}

std::vector<NamedBurstiness> S3LambdaFlow::burstiness() const {
  auto list = Flow::burstiness();
  if (downloads_) list.push_back({"downloads", &downloads_->burstiness()});
  return list;
}

Task<std::optional<UploadFailure>> S3LambdaFlow::attempt(Upload& upload) {
  const auto& document = upload.document;
  const S3File file{.bucket = inbox_,
                    .flow = clients().flow(),
                    .phase = clients().phase(),
                    .document = document,
                    .purpose = Purpose{"upload"}.at(upload.tries),
                    .patience = upload.patience};
  const S3Answer stored = co_await programs_.client().upload(file);
  if (!stored) co_return UploadFailure{stored.reason()};
  inbox_.stored(document, upload.key_repeats ? &upload.key : nullptr);
  if (downloads_) downloads_->remember(document);
  clients().acknowledge(document);
  run().journal.report(events::DocumentProtected{run().now(), document, run().now()});
  announce(upload);
  co_return std::nullopt;
}

void S3LambdaFlow::announce(const Upload& upload) {
  const bool multipart = programs_.client().is_multipart(inbox_, upload.document.bytes);
  const auto event = new_event();
  event->document = upload.document;
  event->own_duration = upload.own_duration;
  event->logs = logs_;
  event->object.key = upload.key;
  event->object.key_repeats = upload.key_repeats;
  events_.created(event, multipart ? ObjectEvent::multipart : ObjectEvent::put, true);
}

}  // namespace garoa

#include "sim/flows/s3_lambda.hpp"

#include <algorithm>

namespace garoa {

S3LambdaFlow::S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
                           BucketEvents& inbox, LogGroup* logs)
    : Flow{run, settings.common, S3LambdaSettings::keys, calendar},
      events_{inbox},
      inbox_{inbox.bucket()},
      logs_{logs} {}

Task<std::optional<UploadFailure>> S3LambdaFlow::attempt(Upload& upload) {
  const auto& document = upload.document;
  const S3Answer accepted = co_await inbox_.begin_put(clients().flow(), clients().phase(), document,
                                                      Purpose{"upload"}.at(upload.tries));
  if (!accepted) co_return UploadFailure{accepted.reason()};
  const double transfer = inbox_.transfer_time(document.bytes);
  co_await run().simulator.delay(transfer);
  clients().waited(inbox_.names().transfer, transfer, 0);
  inbox_.stored(document, upload.key_repeats ? &upload.key : nullptr);
  clients().acknowledge(document);
  run().journal.report(events::DocumentProtected{run().now(), document, run().now()});
  announce(upload);
  co_return std::nullopt;
}

/// A large document was a multipart upload, for the bill and for the kind of event.
void S3LambdaFlow::announce(const Upload& upload) {
  const auto bytes = upload.document.bytes;
  const auto& client = inbox_.settings().client;
  const bool multipart = bytes > client.multipart_threshold.count();
  if (multipart) {
    const auto part = std::max<std::uint64_t>(client.multipart_part.count(), 1);
    inbox_.bill_writes((bytes + part - 1) / part +
                       1);  // the parts and the completion; the first PUT counts as creation
  }
  const DocumentEvent event{.document = upload.document,
                            .own_duration = upload.own_duration,
                            .logs = logs_,
                            .object = {.key = upload.key, .key_repeats = upload.key_repeats}};
  events_.created(event, multipart ? ObjectEvent::multipart : ObjectEvent::put, true);
}

}  // namespace garoa

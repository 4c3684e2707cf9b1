#include "sim/flows/s3_lambda.hpp"

namespace garoa {
namespace {

S3Client::Setup client_of(const S3LambdaSettings& settings, const Bucket& inbox) {
  const auto& clients = settings.clients;
  return {.path = settings.common.path() + ".client",
          .tool = clients.tool,
          .connections = clients.connections,
          .round_trip = clients.site ? clients.site->round_trip.count() : 0,
          .programs = inbox.settings().client.programs};
}

}  // namespace

S3LambdaFlow::S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
                           BucketEvents& inbox, LogGroup* logs)
    : Flow{run, settings.common, S3LambdaSettings::keys, calendar},
      events_{inbox},
      inbox_{inbox.bucket()},
      logs_{logs},
      client_{run, client_of(settings, inbox_)} {
  const auto& site = settings.clients.site;
  if (!site) return;
  const S3Site::Rates rates{client_.rate(inbox_, S3Direction::up), client_.rate(inbox_, S3Direction::down)};
  site_.emplace(run, *site, settings.common.path() + ".client", rates, inbox_.names().transfer);
  client_.set_route(*site_);
}

Task<std::optional<UploadFailure>> S3LambdaFlow::attempt(Upload& upload) {
  const auto& document = upload.document;
  const S3File file{.bucket = inbox_,
                    .flow = clients().flow(),
                    .phase = clients().phase(),
                    .document = document,
                    .purpose = Purpose{"upload"}.at(upload.tries)};
  const S3Answer stored = co_await client_.upload(file);
  if (!stored) co_return UploadFailure{stored.reason()};
  inbox_.stored(document, upload.key_repeats ? &upload.key : nullptr);
  clients().acknowledge(document);
  run().journal.report(events::DocumentProtected{run().now(), document, run().now()});
  announce(upload);
  co_return std::nullopt;
}

void S3LambdaFlow::announce(const Upload& upload) {
  const bool multipart = client_.is_multipart(inbox_, upload.document.bytes);
  const DocumentEvent event{.document = upload.document,
                            .own_duration = upload.own_duration,
                            .logs = logs_,
                            .object = {.key = upload.key, .key_repeats = upload.key_repeats}};
  events_.created(event, multipart ? ObjectEvent::multipart : ObjectEvent::put, true);
}

}  // namespace garoa

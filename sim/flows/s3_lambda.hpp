// Flow 2, the clients' side: they put documents into a bucket, whose events do the rest (bucket_events.hpp,
// async_queue.hpp, handler.hpp).
//
// A document: PUT -> event delay (at least once) -> asynchronous queue -> environment, warm or cold -> GET ->
// work -> result -> notification -> log record.
//
// The upload's latency ends with the answer to the PUT; processing counts from there to the committed effect.
// Not modelled: uploads in parallel parts (a large document takes as long as over one connection; it counts
// as multipart for the event's type and for requests); overwritten objects stay in the bucket.
#pragma once

#include <optional>

#include "sim/flows/bucket_events.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/s3_lambda_settings.hpp"

namespace garoa {

class S3LambdaFlow final : public Flow {
 public:
  S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
               BucketEvents& inbox, LogGroup* logs);

 private:
  Task<std::optional<UploadFailure>> attempt(Upload& upload) override;
  void announce(const Upload& upload);

  BucketEvents& events_;
  Bucket& inbox_;
  LogGroup* logs_;
};

}  // namespace garoa

// Flow 2, the clients' side: they put documents into a bucket, whose events do the rest (bucket_events.hpp,
// async_queue.hpp, handler.hpp).
//
// A document: PUT -> event delay (at least once) -> asynchronous queue -> environment, warm or cold -> GET ->
// work -> result -> notification -> log record.
//
// How the clients send is the S3 client's (models/s3_client): in parts where documents are large, from the region or over a
// site's line. With `downloads` documents are fetched too (bucket_downloads.hpp). The upload's latency ends with the last
// answer of S3; processing counts from there to the committed effect.
#pragma once

#include <optional>

#include "sim/flows/bucket_downloads.hpp"
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/s3_lambda_settings.hpp"
#include "sim/flows/s3_programs.hpp"

namespace garoa {

class S3LambdaFlow final : public Flow {
 public:
  S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
               BucketEvents& inbox, LogGroup* logs);

  void begin(double end) override;
  [[nodiscard]] Open open() const override;
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override;

 private:
  Task<std::optional<UploadFailure>> attempt(Upload& upload) override;
  void announce(const Upload& upload);

  BucketEvents& events_;
  Bucket& inbox_;
  LogGroup* logs_;
  const Calendar& calendar_;
  S3Programs programs_;
  std::optional<BucketDownloads> downloads_;
};

}  // namespace garoa

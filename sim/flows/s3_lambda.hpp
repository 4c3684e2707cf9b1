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

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/flows/bucket_events.hpp"
#include "sim/flows/flow.hpp"

namespace garoa {

struct S3LambdaSettings {
  FlowCommon common;
  Reference bucket;
};

void read_s3_lambda(S3LambdaSettings& settings, Fields& fields);

class S3LambdaFlow final : public Flow {
 public:
  S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar,
               BucketEvents& inbox, LogGroup* logs);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_uploads_, 0}; }
  [[nodiscard]] std::uint64_t kept() const override { return kept_; }
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override {
    return {{"uploads", &burstiness_}};
  }

 private:
  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  [[nodiscard]] ObjectKey key_of(const Arrival& arrival);
  Process upload(DocumentEvent event);
  void announce(const DocumentEvent& event);

  const Run& run_;
  const S3LambdaSettings& settings_;
  const Calendar& calendar_;
  BucketEvents& events_;
  Bucket& inbox_;
  LogGroup* logs_;
  SizeModel sizes_;
  Stream size_stream_;
  Stream key_stream_;
  std::map<std::string_view, std::uint64_t> trace_names_;
  UploadRetries retries_;
  std::uint64_t kept_ = 0;  // S3 keeps what it acknowledged
  FlowId name_;
  NameId upload_phase_;
  std::uint64_t open_uploads_ = 0;
  BurstinessMeter burstiness_;
};

}  // namespace garoa

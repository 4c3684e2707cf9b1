// Flow 2: clients put documents into a bucket; the event calls a Lambda function, which reads the document,
// works, writes the result to a table or another bucket, tells a topic, and logs.
//
// A document: PUT -> event delay (at least once) -> asynchronous queue -> environment, warm or cold -> GET ->
// work -> result -> notification -> log record. The handler ends at its timeout, wherever it is; an effect
// that is committed by then stays. A GET or PUT of the handler that S3 refuses in an outage ends it with an
// error.
//
// The upload's latency ends with the answer to the PUT; processing counts from there to the committed effect.
// A function without `writes_to` commits its effect at the end of its work.
// Not modelled: uploads in parallel parts (a large document takes as long as over one connection; it counts
// as multipart for the event's type and for requests), key filters, loss of order, retries within a handler,
// request limits of its GET.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "models/dynamodb/dynamodb.hpp"
#include "models/lambda/function.hpp"
#include "models/s3/s3.hpp"
#include "models/sns/sns.hpp"
#include "sim/flows/flow.hpp"

namespace garoa {

struct S3LambdaSettings {
  FlowCommon common;
  Reference bucket;
};

void read_s3_lambda(S3LambdaSettings& settings, Fields& fields);

class S3LambdaFlow final : public Flow {
 public:
  struct Parts {
    Bucket& inbox;
    Function* function;  // null: nobody listens
    Table* table;        // at most one of table and results
    Bucket* results;
    Topic* topic;
    LogGroup* logs;
  };
  S3LambdaFlow(const Run& run, const S3LambdaSettings& settings, const Calendar& calendar, Parts parts);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_uploads_, 0}; }
  [[nodiscard]] std::uint64_t kept() const override { return kept_; }
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override {
    return {{"uploads", &burstiness_}};
  }

 private:
  /// A document on its way, shared by the event and its duplicate.
  struct Item {
    Document document;
    double own_duration;  // negative: none
    double created = 0;   // when the object was stored
  };
  /// A running handler.
  struct Handler {
    double started;
    double deadline;
    std::uint32_t attempt;
    bool fails;
  };
  /// Refused: S3 answered with an error.
  enum class Step { done, deadline, refused };

  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  Process upload(Item item);
  Process deliver(Item item, std::uint32_t copy, std::shared_ptr<std::uint32_t> shared_effects);
  [[nodiscard]] Task<bool> invoke(const Item& item, const Function::Invocation& invocation,
                                  std::uint32_t attempt, double event_age, std::uint32_t& effects);
  [[nodiscard]] Task<Step> handle(const Item& item, const Handler& handler, std::uint32_t& effects);
  [[nodiscard]] Task<Step> spend(const Handler& handler, NameId resource, double seconds);
  [[nodiscard]] Task<Step> write_result(const Item& item, const Handler& handler, std::uint32_t effects);
  [[nodiscard]] bool commit(const Item& item, std::uint32_t& effects);
  void drop(const Item& item, double age, std::string_view reason);
  void announce(const Item& item);

  const Run& run_;
  const S3LambdaSettings& settings_;
  const Calendar& calendar_;
  Parts parts_;
  SizeModel sizes_;
  Stream size_stream_;
  Stream get_stream_;
  UploadRetries retries_;
  std::uint64_t kept_ = 0;  // S3 keeps what it acknowledged
  NameId name_;
  NameId upload_phase_;
  NameId process_phase_;
  NameId event_name_;
  NameId get_name_;
  std::uint64_t open_uploads_ = 0;
  BurstinessMeter burstiness_;
};

}  // namespace garoa

// The handler of one function: GET -> work -> result -> commit -> notification -> log record.
//
// The handler ends at its timeout, wherever it is; an effect that is committed by then stays. A GET or PUT
// that S3 refuses in an outage ends it with an error. A function without `writes_to` commits its effect at
// the end of its work.
// Not modelled: retries within a handler, request limits of its GET.
#pragma once

#include <cstdint>

#include "models/dynamodb/dynamodb.hpp"
#include "models/lambda/function.hpp"
#include "models/s3/s3.hpp"
#include "models/sns/sns.hpp"
#include "sim/flows/item.hpp"

namespace garoa {

class BucketEvents;

class Handler {
 public:
  struct Parts {
    Function& function;
    Bucket* source;         // holds the documents; null: they come with the call
    Table* table;           // at most one of table and results
    BucketEvents* results;  // a bucket, whose events follow
    Topic* topic;
  };
  Handler(const Run& run, Parts parts);
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// Which attempt it is, from 1, and when the event reached the queue.
  struct Attempt {
    std::uint32_t number;
    double queued;
  };
  /// One attempt in an environment, from its start to the end of the handler: true after a success.
  [[nodiscard]] Task<bool> invoke(const Item& item, Function::Invocation invocation, Attempt attempt,
                                  std::uint32_t& effects);

 private:
  /// A running handler.
  struct Execution {
    const Item& item;
    Attempt attempt;
    double taken;  // when it got its environment
    double started;
    double deadline;
    bool fails;
    double downstream = 0;  // s that it waited for what it calls
  };
  /// Refused: S3 answered with an error.
  enum class Step { done, deadline, refused };

  [[nodiscard]] Task<Step> handle(Execution& execution, std::uint32_t& effects);
  [[nodiscard]] Task<Step> read(Execution& execution);
  [[nodiscard]] Task<Step> write_result(Execution& execution, std::uint32_t effects);
  [[nodiscard]] Task<Step> notify(Execution& execution);
  [[nodiscard]] Task<Step> spend(const Execution& execution, NameId resource, double seconds);
  [[nodiscard]] Task<Step> spend_downstream(Execution& execution, NameId resource, double seconds);
  [[nodiscard]] bool commit(const Execution& execution, std::uint32_t& effects);

  const Run& run_;
  Parts parts_;
  Stream get_stream_;
  NameId process_phase_;
};

}  // namespace garoa

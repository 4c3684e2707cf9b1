// The handler of one function: INIT, if it has to be repeated -> GET -> look-up of what is done -> work -> calls of
// outside services -> result -> commit -> notification -> log record.
//
// Tables, topics and outside services are asked again after a refusal, with pauses (models/callee.hpp); one that
// refuses for good ends the handler with an error.
// The handler ends at its timeout, wherever it is; an effect that is committed by then stays. A GET or PUT
// that S3 refuses in an outage ends it with an error, as does a document for which memory or /tmp is too small.
// A function without `writes_to` commits its effect at the end of its work.
// Not modelled: retries of its GET and PUT, request limits of its GET.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dynamodb/dynamodb.hpp"
#include "models/http/http.hpp"
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
    LogGroup* logs;                      // takes the function's own lines
    Table* done;                         // remembers which documents are done
    std::vector<HttpService*> services;  // called one after the other
  };
  Handler(const Run& run, Parts parts);
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  enum class Caller { queue, client };
  /// Which attempt it is, from 1, and when the event reached the queue, or the client's call Lambda.
  struct Attempt {
    std::uint32_t number;
    double queued;
    Caller caller = Caller::queue;
  };
  /// One attempt in an environment, from its start to the end of the handler: true after a success.
  [[nodiscard]] Task<bool> invoke(const Item& item, Function::Invocation invocation, Attempt attempt,
                                  std::uint32_t& effects);

 private:
  /// Tells the handler's requests to a bucket from those of clients where random numbers are drawn.
  static constexpr std::uint32_t handler_draws = 1'000'000;

  /// A running handler.
  struct Execution {
    const Item& item;
    Function::Invocation invocation;
    Attempt attempt;
    double taken;  // when it got its environment
    double started;
    double deadline;
    bool fails;
    double downstream = 0;   // s that it waited for what it calls
    std::uint64_t read = 0;  // bytes of the document
  };
  /// Refused: what it asked answered with an error.
  enum class Step { done, deadline, init_deadline, refused, out_of_memory, tmp_full };
  [[nodiscard]] static events::InvocationOutcome outcome_of(Step step, bool fails);

  void write_logs();
  [[nodiscard]] Task<Step> handle(Execution& execution, std::uint32_t& effects);
  [[nodiscard]] Task<Step> begin(const Execution& execution);
  [[nodiscard]] Task<Step> read(Execution& execution);
  [[nodiscard]] Task<Step> receive(Execution& execution, double seconds);
  [[nodiscard]] Task<Step> look_up(Execution& execution);
  [[nodiscard]] Task<Step> call_services(Execution& execution);
  [[nodiscard]] Task<Step> write_result(Execution& execution, std::uint32_t effects);
  [[nodiscard]] Task<Step> write_item(Execution& execution, Table& table, bool fresh);
  [[nodiscard]] Task<Step> write_object(Execution& execution);
  [[nodiscard]] Task<Step> call(Execution& execution, Callee& callee, Callee::Kind kind);
  [[nodiscard]] Task<Step> try_call(Execution& execution, Callee& callee, Callee::Request& request);
  [[nodiscard]] Task<Step> notify(Execution& execution);
  [[nodiscard]] Task<Step> spend(const Execution& execution, NameId resource, double seconds);
  [[nodiscard]] bool commit(const Execution& execution, std::uint32_t& effects);

  const Run& run_;
  Parts parts_;
  Stream get_stream_;
  NameId process_phase_;
};

}  // namespace garoa

// The handler of one function: INIT, if it has to be repeated -> GET -> look-up of what is done -> GETs of other objects
// -> work -> calls of outside services -> result -> commit -> notification -> log record. Of a batch it takes one
// document after the other.
//
// Tables, topics and outside services are asked again after a refusal, with pauses (models/callee.hpp); one that
// refuses for good ends the handler with an error.
// The handler ends at its timeout, wherever it is; an effect that is committed by then stays. A GET or PUT that S3 refuses is
// asked for again as the SDK does; one that it refuses for good ends the handler with an error, as does a document for which
// /tmp is too small. One for which memory is too small ends it where its use reaches what there is
// (models/lambda/environment_space.hpp).
// A function without `writes_to` commits its effect at the end of its work. Each version of an object has its effect,
// also one that comes after a newer one, unless the handler compares sequencers (`ordering`); that is known of keys
// that repeat. The GET names the event's version.
// Where the function's duration was measured (models/lambda/measured_duration_settings.hpp), the work takes what the usual time
// of the other steps leaves of it.
// Its own clock runs ahead of the run's while nobody else could notice: what it spends from one meeting with others (a service
// that it asks, an effect, a record, its end) to the next is one event of the simulation.
// Not modelled: the retry quota that an environment's requests share; parts of a result that a handler leaves behind.
#pragma once

#include <boost/container/static_vector.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/callee.hpp"
#include "models/dynamodb/dynamodb.hpp"
#include "models/lambda/function.hpp"
#include "models/s3/s3.hpp"
#include "models/vpc/vpc_sender.hpp"
#include "sim/flows/document_event.hpp"

namespace garoa {

class BucketEvents;
class TopicEvents;

class Handler {
 public:
  struct Parts {
    Function& function;
    Table* table;           // at most one of table and results
    BucketEvents* results;  // a bucket, whose events follow
    TopicEvents* topic;
    LogGroup* logs;                 // takes the function's own lines
    Table* done;                    // remembers which documents are done
    std::vector<Callee*> services;  // called one after the other
    Bucket* others;                 // whose objects it reads beside its document
    VpcSender* vpc;                 // whose ways its bytes take, if it is in one
  };
  Handler(const Run& run, Parts parts);
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// What the handler does about the rest of a batch when one of its events fails.
  enum class AfterFailure { stop, go_on };
  /// One run in an environment, from its start to the end of the handler. Marks the deliveries that are done; the
  /// batch is not empty. False if the invocation fails as a whole: with `stop` at the first failed event, else only when its
  /// time or memory is over; what it would say of single events is then lost with it.
  [[nodiscard]] Task<bool> invoke(std::span<Delivery> batch, Function::Invocation& invocation,
                                  AfterFailure after_failure = AfterFailure::stop);

 private:
  /// Time that was spent on a resource, and is not told yet.
  struct Spent {
    double until;
    NameId resource;
    double seconds;
    double queueing;  // of them
  };
  static constexpr std::size_t most_spent = 8;  // from one meeting with others to the next
  /// A running handler.
  struct Execution {
    Function::Invocation& invocation;
    double taken;        // when it got its environment
    double now = taken;  // its own clock, at the run's or ahead of it
    double started = 0;
    double deadline = 0;
    Delivery* delivery = nullptr;
    double downstream = 0;                // s that it waited for what it calls
    std::optional<double> measured = {};  // s for each document, where durations are measured
    std::array<double, 5> spent{};        // s, by part
    double committed = 0;                 // when the document's effect was, its last try to have one
    std::uint64_t read = 0;               // bytes of documents
    bool runtime = false;                 // its work for this invocation is still to be done
    std::optional<double> luck = {};      // of the first document's work
    boost::container::static_vector<Spent, most_spent> untold = {};
    [[nodiscard]] const DocumentEvent& event() const { return *delivery->event; }
  };
  /// How a step ended. Settled: nothing more is to be done. Failed: by itself, or because what it asked answered with an
  /// error.
  enum class End { done, settled, deadline, init_deadline, memory_deadline, failed, out_of_memory, tmp_full };
  [[nodiscard]] static events::InvocationOutcome outcome_of(End end);
  struct CatchingUp {
    const Handler& handler;
    Execution& execution;
    [[nodiscard]] bool await_ready() const noexcept { return execution.now <= handler.run_.now(); }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiting) const {
      handler.run_.simulator.resume_at(execution.now, waiting, execution.invocation.slot);
    }
    void await_resume() const { handler.tell_spent(execution); }
  };
  /// Waits until the run's clock is at the handler's: before it meets others.
  [[nodiscard]] CatchingUp catch_up(Execution& execution) const { return {*this, execution}; }
  void tell_spent(Execution& execution) const;

  void start(Execution& execution, std::span<const Delivery> batch) const;
  [[nodiscard]] static DocumentsOfRecord done_of(std::span<const Delivery> batch);
  void end(const Execution& execution, std::span<const Delivery> batch, events::InvocationOutcome outcome);
  void write_logs(bool one_off, const DocumentsOfRecord& of);

  /// What the time of an invocation goes to.
  enum class Part { start, read, work, call, write };
  enum class Clock { own, of_run };
  /// A step, the clock at which it begins, and whether an event needs it; null: always. A step that does not wait is no coroutine,
  /// and one that is not needed takes no time and no memory.
  struct Step {
    Part part;
    Clock clock;
    bool (Handler::*applies)(const Execution&) const;
    Task<End> (Handler::*run)(Execution&);
  };
  /// Those that the function has a use for, in their order.
  [[nodiscard]] static std::vector<Step> steps_of(const Parts& parts);

  [[nodiscard]] bool needs_runtime(const Execution& execution) const;
  [[nodiscard]] Task<End> start_runtime(Execution& execution);
  [[nodiscard]] bool has_object(const Execution& execution) const;
  [[nodiscard]] Task<End> get(Execution& execution);
  [[nodiscard]] Task<End> take_in(Execution& execution);
  [[nodiscard]] Task<End> look_up(Execution& execution);
  [[nodiscard]] Task<End> read_others(Execution& execution);
  struct Reading;
  struct Asking;
  void waited(const Document& document, NameId resource, double seconds, double queueing) const;
  [[nodiscard]] Task<bool> read_one(const Document& document, Purpose purpose, bool one_off);
  [[nodiscard]] Task<> receive(Reading& reading, std::uint32_t threads);
  Process read_on(std::shared_ptr<Reading> reading);
  Process stop_reading(std::shared_ptr<Reading> reading, double deadline);
  [[nodiscard]] double usual_time_of_others() const;
  [[nodiscard]] Task<End> work(Execution& execution);
  [[nodiscard]] Task<End> leave_outdated(Execution& execution);
  [[nodiscard]] Task<End> call_services(Execution& execution);
  [[nodiscard]] Task<End> write_item(Execution& execution);
  void note_write(const Execution& execution, Table& table) const;
  [[nodiscard]] Task<End> item_written(Execution& execution);
  [[nodiscard]] Task<End> write_object(Execution& execution);
  [[nodiscard]] Task<End> note_done(Execution& execution);
  [[nodiscard]] Task<End> done_noted(Execution& execution);
  [[nodiscard]] Task<End> finish(Execution& execution);
  [[nodiscard]] Task<End> tell(Execution& execution);
  [[nodiscard]] Task<End> told(Execution& execution);

  [[nodiscard]] std::optional<Exhausted> exhausted_by(const Execution& execution) const;
  [[nodiscard]] End run_out_of_memory(Execution& execution) const;
  [[nodiscard]] End hang(Execution& execution) const;
  [[nodiscard]] const RetrySettings& retry_of(const Bucket& bucket) const {
    const auto& client = bucket.settings().client;
    return client.retry ? *client.retry : parts_.function.settings().network.retry;
  }
  /// An object to or from a bucket: handler_transfers.cpp.
  [[nodiscard]] Task<End> transfer(Execution& execution, Bucket& bucket, const S3Request& request);
  [[nodiscard]] std::uint32_t pieces_of(const Bucket& bucket, const S3Request& request) const;
  [[nodiscard]] Task<End> exchange(Execution& execution, Bucket& bucket, S3Request request);
  [[nodiscard]] Task<End> exchange_pieces(Execution& execution, Bucket& bucket, S3Request request,
                                          std::uint32_t pieces);
  [[nodiscard]] Task<End> ask_for_pieces(Execution& execution, Bucket& bucket, const S3Request& request,
                                         std::uint32_t pieces);
  Process ask_on(std::shared_ptr<Asking> asking);
  [[nodiscard]] Task<bool> ask_for_piece(Asking& asking, std::uint32_t piece, double& paused);
  [[nodiscard]] Task<bool> pass(Asking& asking, double seconds);
  [[nodiscard]] double transfer_time(const Execution& execution, const Bucket& bucket,
                                     const S3Request& request);
  /// Bytes on the way to or from S3; what stands there may hold them up.
  [[nodiscard]] End carry(Execution& execution, double seconds, std::uint64_t bytes);
  [[nodiscard]] Task<End> call(Execution& execution, Callee& callee, Callee::Kind kind);
  /// Moves the handler's clock on by the time that a resource takes, up to its deadline.
  [[nodiscard]] static End spend(Execution& execution, NameId resource, double seconds);
  /// The same for a resource that is not to be had yet.
  [[nodiscard]] static End stand_in_line(Execution& execution, NameId resource, double seconds);
  /// The processor's time for so many requests to S3 or to a service.
  [[nodiscard]] End spend_on_requests(Execution& execution, Peer peer, std::uint32_t requests) const;
  [[nodiscard]] End spend_on_work(Execution& execution);
  [[nodiscard]] double own_work(Execution& execution);
  [[nodiscard]] double usual_time_beside_work(const DocumentEvent& event);
  [[nodiscard]] double usual_time_of_calls() const;
  [[nodiscard]] std::uint32_t requests_to_services() const;
  [[nodiscard]] std::uint32_t& effects(const Execution& execution) const {
    return execution.delivery->event->all_effects().of(parts_.function.names().self);
  }
  [[nodiscard]] bool is_outdated(const DocumentEvent& event) const;
  [[nodiscard]] bool is_superseded(const Execution& execution);
  bool order(const DocumentEvent& event);
  [[nodiscard]] bool commit(const Execution& execution);
  /// Functions that work on the same event have luck of their own, also where they ask the same service.
  [[nodiscard]] Entity entity_of(const DocumentEvent& event) const { return event.entity().in(luck_); }

  const Run& run_;
  Parts parts_;
  std::vector<Step> steps_;
  /// Where durations are measured, seconds in the mean without load: of an event's calls, PUT and other GETs, and of the GET.
  double calls_;
  double usual_put_;  // of the smallest result
  std::map<const Bucket*, double> usual_gets_;
  std::uint32_t luck_;  // of the function's name
  NameId process_phase_;
  /// The newest version that had its effect, by flow and name of keys that repeat.
  std::map<std::uint64_t, std::uint64_t> newest_;
};

}  // namespace garoa

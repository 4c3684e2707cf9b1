// The asynchronous queue of one function: waits while a limit forbids to start, tries again after an error,
// gives up by age or number of tries, and hands what came of an event to the function's destinations.
//
// Events that no environment is free for are tried again each by itself after 1 s, doubling up to 5 min, as AWS
// describes; when there are many, the queue is read more slowly, oldest first (environment_line.hpp). `throttled: in_order`
// is the ideal queue instead, first come first served. With a reserved concurrency of 0 events are given up at once, since
// August 2021. The loop guard stops chains. Pauses are longer by a random part: stream "lambda.X.async".
//
// Figures and settings: models/lambda (AsyncRules, LoopGuard, Destinations).
// Not modelled: events that Lambda itself loses.
#pragma once

#include <optional>
#include <string_view>

#include "models/lambda/function.hpp"
#include "sim/flows/back_off.hpp"
#include "sim/flows/document_event.hpp"
#include "sim/flows/environment_line.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

class AsyncQueue final : public EventConsumer {
 public:
  AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account);

  /// Queues and topics that the scenario declares; null otherwise. They outlive the run.
  struct Outlets {
    EventConsumer* dead_letter = nullptr;
    EventConsumer* on_failure = nullptr;
    EventConsumer* on_success = nullptr;
  };
  void set_outlets(Outlets outlets) { outlets_ = outlets; }

  void take(Delivery delivery) override { run_.simulator.start(work_off(std::move(delivery))); }
  void pass_over(const Document& document, bool wanted) override;

 private:
  using Start = Task<std::optional<Function::Invocation>>;

  Process work_off(Delivery delivery);
  /// Why the event is given up before it is tried, if it is.
  [[nodiscard]] std::optional<Reason> hopeless(const DocumentEvent& event) const;
  /// An environment for the event, or nothing when it grew too old before one was free.
  [[nodiscard]] Start start(const Delivery& delivery, EnvironmentLine::Place place, BackOff& back_off);
  /// Seconds before the next try after an error.
  [[nodiscard]] double pause_after_error(const Delivery& delivery) const;
  [[nodiscard]] double age_since(double queued) const { return run_.now() - queued; }
  void waited(const Document& document, NameId cause, double seconds);
  void drop(const Delivery& delivery, double age, Reason reason);

  const Run& run_;
  Function& function_;
  Handler& handler_;
  const AsyncRules& rules_;
  Outlets outlets_;
  EnvironmentLine line_;
  Stream stream_;
  NameId process_phase_;
};

}  // namespace garoa

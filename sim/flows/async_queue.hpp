// The asynchronous queue of one function: waits while a limit forbids to start, tries again after an error,
// gives up by age or number of tries, and hands what came of an event to the function's destinations.
//
// Events that no environment is free for are tried again each by itself after 1 s, doubling up to 5 min, as AWS
// describes; when there are many, the queue is read more slowly, oldest first (environment_line.hpp). `throttled: in_order`
// is the ideal queue instead, first come first served. With a reserved concurrency of 0 events are given up at once, since
// August 2021. While it waits an event takes 80 B (waiting_events.hpp), and no coroutine. The loop guard stops
// chains. Pauses are longer by a random part: stream "lambda.X.async".
//
// Figures and settings: models/lambda (AsyncRules, LoopGuard, Destinations).
// Not modelled: events that Lambda itself loses.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>

#include "models/lambda/function.hpp"
#include "sim/flows/back_off.hpp"
#include "sim/flows/document_event.hpp"
#include "sim/flows/environment_line.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/waiting_events.hpp"

namespace garoa {

class AsyncQueue final : public EventConsumer, public Service, private Timer {
 public:
  AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account);

  /// Queues and topics that the scenario declares; null otherwise. They outlive the run.
  struct Outlets {
    EventConsumer* dead_letter = nullptr;
    EventConsumer* on_failure = nullptr;
    EventConsumer* on_success = nullptr;
  };
  void set_outlets(Outlets outlets) { outlets_ = outlets; }

  void take(Delivery&& delivery) override;
  void pass_over(const Document& document, bool wanted) override;

  void finish(MetricSink& metrics) override;

 private:
  using Index = WaitingEvents::Index;
  using Progress = WaitingEvents::Progress;
  using Answer = EnvironmentLine::Answer;

  /// An event that waits for a time, and what that is attributed to.
  struct Sleeper {
    double until;
    double pause;
    std::uint64_t number;  // those of one instant wake up as they went to sleep
    Index index;
    NameId cause;
    bool operator<(const Sleeper& other) const {
      return until != other.until ? until > other.until : number > other.number;
    }
  };

  void ask(Delivery&& delivery, Progress progress);
  void sleep(Index index, double pause, NameId cause);
  void fire() override;
  /// What becomes of an event when it has its environment, or has grown too old for one.
  Process work_off(Delivery&& given, Progress progress, Answer answer, bool stood_in_line);
  /// Why the event is given up before it is tried, if it is.
  [[nodiscard]] std::optional<Reason> hopeless(const DocumentEvent& event) const;
  /// Seconds before the next try after an error.
  [[nodiscard]] double pause_after_error(const Delivery& delivery) const;
  [[nodiscard]] double age_since(double queued) const { return run_.now() - queued; }
  /// Seconds before the next try after a refusal.
  [[nodiscard]] double pause_after_refusal(const Delivery& delivery, std::uint32_t refused) const;
  void waited(NameId flow, NameId cause, double seconds);
  void drop(const Delivery& delivery, double age, Reason reason);

  const Run& run_;
  Function& function_;
  Handler& handler_;
  const AsyncRules& rules_;
  Outlets outlets_;
  WaitingEvents events_;
  EnvironmentLine line_;
  std::priority_queue<Sleeper> sleepers_;
  std::uint64_t slept_ = 0;
  std::uint64_t taken_ = 0;
  Stream stream_;
  NameId process_phase_;
};

}  // namespace garoa

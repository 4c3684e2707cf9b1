// The asynchronous queue of one function: waits while a limit forbids to start, tries again after an error,
// gives up by age or number of tries, and hands what came of an event to the function's destinations.
//
// Events that no environment is free for are tried again each by itself after 1 s, doubling up to 5 min, as AWS
// describes: young events are tried more often than old ones. `throttled: in_order` is the ideal queue instead,
// first come first served, which learns at once when an environment ends. With a reserved concurrency of 0
// events go to the failure destination at once if there is one. The loop guard stops chains.
//
// Figures and settings: models/lambda (AsyncRules, LoopGuard, Destinations).
// Not modelled: events that Lambda itself loses, the slower reading of a long queue beyond the back-off.
#pragma once

#include <coroutine>
#include <deque>
#include <optional>
#include <string_view>

#include "models/lambda/function.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/item.hpp"

namespace garoa {

class AsyncQueue final : public EventConsumer, private Timer {
 public:
  AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account);

  /// Queues and topics that the scenario declares; null otherwise. They outlive the run.
  struct Outlets {
    EventConsumer* dead_letter = nullptr;
    EventConsumer* on_failure = nullptr;
    EventConsumer* on_success = nullptr;
  };
  void set_outlets(Outlets outlets) { outlets_ = outlets; }

  void take(ObjectMessage message) override { run_.simulator.start(work_off(std::move(message))); }
  void pass_over(const Document& document, bool wanted) override;

 private:
  /// The wait for an environment, first come first served: nothing when the event grew too old.
  struct Turn {
    AsyncQueue& queue;
    const Document& document;
    double queued;
    std::coroutine_handle<> waiting;
    std::optional<Function::Invocation> invocation;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      queue.waiting_.push_back(this);
      queue.serve();
    }
    [[nodiscard]] std::optional<Function::Invocation> await_resume() const { return invocation; }
  };

  Process work_off(ObjectMessage message);
  [[nodiscard]] Task<std::optional<Function::Invocation>> start(const Document& document, double queued,
                                                                double& back_off);
  void serve();
  void fire() override { serve(); }
  [[nodiscard]] double age_since(double queued) const { return run_.now() - queued; }
  void waited(const Document& document, NameId cause, double seconds);
  void drop(const ObjectMessage& message, double age, Reason reason);

  const Run& run_;
  Function& function_;
  Handler& handler_;
  const AsyncRules& rules_;
  Outlets outlets_;
  std::deque<Turn*> waiting_;
  bool serving_ = false;
  NameId process_phase_;
};

}  // namespace garoa

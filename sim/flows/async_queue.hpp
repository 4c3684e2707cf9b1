// The asynchronous queue of one function: waits while a limit forbids to start, tries again after an error,
// gives up by age or number of tries.
//
// Figures and settings: models/lambda (AsyncRules).
// Not modelled: slower reading of a long queue, events that Lambda itself loses.
#pragma once

#include <string_view>

#include "models/lambda/function.hpp"
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

class AsyncQueue final : public EventConsumer {
 public:
  AsyncQueue(const Run& run, Function& function, Handler& handler);

  [[nodiscard]] bool listens_to(ObjectEvent event) const override { return function_.listens_to(event); }
  void take(ObjectMessage message) override { run_.simulator.start(work_off(std::move(message))); }

 private:
  Process work_off(ObjectMessage message);
  void drop(const Item& item, double age, std::string_view reason);

  const Run& run_;
  Function& function_;
  Handler& handler_;
  NameId process_phase_;
};

}  // namespace garoa

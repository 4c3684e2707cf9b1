#include "sim/flows/environment_line.hpp"

namespace garoa {

EnvironmentLine::EnvironmentLine(const Run& run, Function& function, LambdaAccount& account)
    : run_{run}, function_{function} {
  account.on_release([this] { serve(); });
}

/// Gives environments to those who wait, as long as there are any.
void EnvironmentLine::serve() {
  if (serving_) return;
  serving_ = true;
  const auto& rules = function_.settings().async;
  while (!waiting_.empty()) {
    auto& first = *waiting_.front();
    if (run_.now() - first.queued <= rules.event_age_max.count()) {
      first.invocation = function_.try_start(first.document);
      if (!first.invocation) break;
    }
    waiting_.pop_front();
    run_.simulator.resume_soon(first.waiting);
  }
  serving_ = false;
  const double next = run_.now() + rules.throttle_delay_min.count();
  if (!waiting_.empty() && !run_.simulator.armed_before(*this, next)) run_.simulator.arm(*this, next);
}

}  // namespace garoa

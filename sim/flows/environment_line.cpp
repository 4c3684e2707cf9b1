#include "sim/flows/environment_line.hpp"

namespace garoa {
namespace {

TokenBucket tries_of(const AsyncRules& rules) {
  if (rules.throttled == ThrottledEvents::in_order) return {0, 0};
  return {1 / rules.throttle_delay_min.count(), static_cast<double>(rules.tries_ahead)};
}

}  // namespace

EnvironmentLine::EnvironmentLine(const Run& run, Function& function, LambdaAccount& account)
    : run_{run}, function_{function}, tries_{tries_of(function.settings().async)} {
  account.on_release([this] { serve(); });
}

void EnvironmentLine::stand(Turn& turn) {
  waiting_.push(&turn);
  arm();
}

bool EnvironmentLine::is_too_old(const Turn& turn) const {
  return run_.now() - turn.place.queued > function_.settings().async.event_age_max.count();
}

bool EnvironmentLine::try_for(Turn& turn) {
  if (is_too_old(turn)) {
    turn.outcome = Outcome::too_old;
    return true;
  }
  turn.invocation = function_.try_start(turn.document);
  turn.outcome = turn.invocation ? Outcome::started : Outcome::refused;
  return turn.invocation.has_value();
}

/// Gives environments to those who wait, as long as there are any.
void EnvironmentLine::serve() {
  if (serving_) return;
  serving_ = true;
  while (!waiting_.empty() && (function_.has_room() || is_too_old(*waiting_.top()))) {
    auto& first = *waiting_.top();
    if (!try_for(first)) break;
    waiting_.pop();
    run_.simulator.resume_soon(first.waiting);
  }
  serving_ = false;
  arm();
}

void EnvironmentLine::arm() {
  const double next = run_.now() + function_.settings().async.throttle_delay_min.count();
  if (!waiting_.empty() && !run_.simulator.armed_before(*this, next)) run_.simulator.arm(*this, next);
}

}  // namespace garoa

#include "sim/flows/environment_line.hpp"

#include <utility>

namespace garoa {
namespace {

TokenBucket tries_of(const AsyncRules& rules) {
  if (rules.throttled == ThrottledEvents::in_order) return {0, 0};
  return {1 / rules.throttle_delay_min.count(), static_cast<double>(rules.tries_ahead)};
}

}  // namespace

EnvironmentLine::EnvironmentLine(const Run& run, Function& function, LambdaAccount& account,
                                 const WaitingEvents& events, Told told)
    : run_{run},
      function_{function},
      events_{events},
      told_{std::move(told)},
      tries_{tries_of(function.settings().async)},
      waiting_{Later{&events}} {
  account.on_release([this] { serve(); });
}

std::optional<EnvironmentLine::Answer> EnvironmentLine::ask(const Document& document, double queued) {
  if (!waiting_.empty()) return std::nullopt;
  auto answer = try_for(document, queued);
  if (answer.outcome == Outcome::refused && !tries_.try_take(run_.now(), 1)) return std::nullopt;
  return answer;
}

void EnvironmentLine::stand(Index index) {
  waiting_.push(index);
  arm();
}

bool EnvironmentLine::is_too_old(double queued) const {
  return run_.now() - queued > function_.settings().async.event_age_max.count();
}

EnvironmentLine::Answer EnvironmentLine::try_for(const Document& document, double queued) {
  if (is_too_old(queued)) return {Outcome::too_old};
  auto invocation = function_.try_start(document);
  return {invocation ? Outcome::started : Outcome::refused, invocation};
}

/// Gives environments to those who wait, as long as there are any.
void EnvironmentLine::serve() {
  if (serving_) return;
  serving_ = true;
  while (!waiting_.empty() && (function_.has_room() || is_too_old(events_.queued(waiting_.top())))) {
    const auto first = waiting_.top();
    const auto answer = try_for(events_.document(first), events_.queued(first));
    if (answer.outcome == Outcome::refused) break;
    waiting_.pop();
    told_(first, answer);
  }
  serving_ = false;
  arm();
}

void EnvironmentLine::arm() {
  const double next = run_.now() + function_.settings().async.throttle_delay_min.count();
  if (!waiting_.empty() && !run_.simulator.armed_before(*this, next)) run_.simulator.arm(*this, next);
}

}  // namespace garoa

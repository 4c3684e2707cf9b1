#include "models/lambda/trigger_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

bool TriggerSettings::listens_to(ObjectEvent event) const {
  return std::any_of(events.begin(), events.end(),
                     [&](ObjectEvent wanted) { return wanted == ObjectEvent::all || wanted == event; });
}

TriggerSettings read_trigger(Fields& fields, Diagnostics& diagnostics) {
  TriggerSettings s;
  fields.maybe_section("trigger", "the bucket whose events call the function", [&](Fields& f) {
    s.bucket = f.reference("bucket", "S3 bucket");
    const auto errors_before = diagnostics.count();
    s.events = f.values<ObjectEvent>("events", "event types", {ObjectEvent::all});
    const bool events_are_faulty = diagnostics.count() > errors_before;
    if (s.events.empty() && !events_are_faulty)
      f.error("events", fmt::format("'{}.events' is empty: the function would never be called", f.path()));
  });
  return s;
}

AsyncRules read_async(Fields& fields, Figures& figures) {
  AsyncRules rules;
  rules.first_retry = figures.get<Seconds>("async.first_retry");
  rules.second_retry = figures.get<Seconds>("async.second_retry");
  rules.throttle_delay_min = figures.get<Seconds>("async.throttle_delay.min");
  rules.throttle_delay_max = figures.get<Seconds>("async.throttle_delay.max");
  fields.section("asynchronous", "what happens to events that fail or wait", [&](Fields& f) {
    const auto most = figures.get<std::uint32_t>("async.retries");
    rules.retries = f.optional<std::uint32_t>("retries", "further tries after an error or timeout", most,
                                              {0, most, "Lambda allows"});
    const auto oldest = figures.get<Seconds>("async.event_age.max");
    rules.event_age_max = f.optional("event_age", "events older than this are given up", oldest,
                                     {figures.get<Seconds>("async.event_age.min"), oldest, "Lambda allows"});
  });
  return rules;
}

}  // namespace garoa

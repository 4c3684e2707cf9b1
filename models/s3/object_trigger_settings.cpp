#include "models/s3/object_trigger_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/latency_figures.hpp"

namespace garoa {
namespace {

constexpr std::array event_types{ObjectEvent::put, ObjectEvent::post, ObjectEvent::copy,
                                 ObjectEvent::multipart};

}  // namespace

bool ObjectTrigger::takes_type(ObjectEvent event) const {
  return std::any_of(events.begin(), events.end(),
                     [&](ObjectEvent wanted) { return wanted == ObjectEvent::all || wanted == event; });
}

bool ObjectTrigger::overlaps(const ObjectTrigger& other) const {
  const bool types = std::any_of(event_types.begin(), event_types.end(), [&](ObjectEvent type) {
    return takes_type(type) && other.takes_type(type);
  });
  const bool prefixes = prefix.starts_with(other.prefix) || other.prefix.starts_with(prefix);
  const bool suffixes = suffix.ends_with(other.suffix) || other.suffix.ends_with(suffix);
  return types && prefixes && suffixes;
}

ObjectTrigger read_object_trigger(Fields& f, Catalogue& catalogue) {
  ObjectTrigger t;
  t.bucket = f.reference("bucket", "S3 bucket whose new objects are told", true);
  constexpr std::array of_objects{"events", "prefix", "suffix", "via"};
  const bool any_given =
      std::any_of(of_objects.begin(), of_objects.end(), [&](const char* key) { return f.given(key); });
  if (!t.bucket.given() && !any_given && !f.describing()) return t;
  const auto errors_before = catalogue.diagnostics().count();
  t.events = f.values<ObjectEvent>("events", "event types", {ObjectEvent::all});
  const bool events_are_faulty = catalogue.diagnostics().count() > errors_before;
  if (t.events.empty() && !events_are_faulty)
    f.error("events", fmt::format("'{}.events' is empty: nothing would ever come", f.path()));
  t.prefix = f.optional<std::string>("prefix", "objects whose key begins so", "");
  t.suffix = f.optional<std::string>("suffix", "objects whose key ends so", "");
  t.via = f.optional("via", "straight from S3, or through EventBridge", EventRoute::direct);
  if (t.via == EventRoute::eventbridge) t.detour = latency_of(catalogue.figures("eventbridge"), "delay");
  for (const char* key : of_objects) {
    if (f.given(key) && !f.given("bucket"))
      f.error(key,
              fmt::format("'{}.{}' is about the events of a bucket; name it in 'bucket'", f.path(), key));
  }
  return t;
}

}  // namespace garoa

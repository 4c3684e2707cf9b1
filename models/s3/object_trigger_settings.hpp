// Which new objects of a bucket a consumer is told about, and on which way.
//
// Modelled: event types, prefix and suffix of the key; the direct way (to a function, topic or queue) and the
// one through EventBridge, which is slower and billed by the event.
// Not modelled: patterns of EventBridge beyond prefix and suffix, events other than ObjectCreated.
//
// Shape: `trigger: { bucket: inbox, events: [ObjectCreated:Put], prefix: in/, suffix: .pdf, via: direct }`;
// all but the bucket may be left out. Errors: no event type; filters of one bucket that overlap on the direct
// way (told by the scenario's validation). Figures: models/eventbridge/eventbridge.yaml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class ObjectEvent { all, put, post, copy, multipart };
enum class EventRoute { direct, eventbridge };

template <>
struct EnumNames<ObjectEvent> {
  static constexpr std::string_view kind = "object event";
  static constexpr std::array names{
      std::pair{std::string_view{"ObjectCreated:*"}, ObjectEvent::all},
      std::pair{std::string_view{"ObjectCreated:Put"}, ObjectEvent::put},
      std::pair{std::string_view{"ObjectCreated:Post"}, ObjectEvent::post},
      std::pair{std::string_view{"ObjectCreated:Copy"}, ObjectEvent::copy},
      std::pair{std::string_view{"ObjectCreated:CompleteMultipartUpload"}, ObjectEvent::multipart}};
};

template <>
struct EnumNames<EventRoute> {
  static constexpr std::string_view kind = "way of events";
  static constexpr std::array names{std::pair{std::string_view{"direct"}, EventRoute::direct},
                                    std::pair{std::string_view{"eventbridge"}, EventRoute::eventbridge}};
};

struct ObjectTrigger {
  Reference bucket;
  std::vector<ObjectEvent> events;
  std::string prefix;
  std::string suffix;
  EventRoute via = EventRoute::direct;
  Distribution detour;  // seconds that EventBridge adds

  [[nodiscard]] bool takes_type(ObjectEvent event) const;
  [[nodiscard]] bool takes_key(std::string_view key) const {
    return key.starts_with(prefix) && key.ends_with(suffix);
  }
  /// Is there an object that both take?
  [[nodiscard]] bool overlaps(const ObjectTrigger& other) const;
};

/// Reads the keys above; the bucket may be left out where the trigger has another source. Without a bucket
/// the other keys are errors.
[[nodiscard]] ObjectTrigger read_object_trigger(Fields& fields, Catalogue& catalogue);

}  // namespace garoa

// What calls a Lambda function, and the rules of its asynchronous queue.
//
// Modelled: the events of one bucket, by type; further tries after an error, back-off while a limit forbids to
// start, the age at which events are given up. Not modelled: key filters, other event sources.
//
// Shape: `trigger` may be left out (nothing calls the function), its `events` are all by default; two retries
// and six hours unless given. Errors: no event types, values outside Lambda's limits. Figures: models/lambda.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

enum class ObjectEvent { all, put, post, copy, multipart };

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

struct TriggerSettings {
  Reference bucket;
  std::vector<ObjectEvent> events;
  [[nodiscard]] bool listens_to(ObjectEvent event) const;
};

/// The rules of asynchronous invocation.
struct AsyncRules {
  std::uint32_t retries = 2;
  Seconds first_retry;
  Seconds second_retry;
  Seconds throttle_delay_min;
  Seconds throttle_delay_max;
  Seconds event_age_max;
};

[[nodiscard]] TriggerSettings read_trigger(Fields& fields, Diagnostics& diagnostics);
[[nodiscard]] AsyncRules read_async(Fields& fields, Figures& figures);

}  // namespace garoa

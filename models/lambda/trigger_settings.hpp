// What calls a Lambda function, and the rules of its asynchronous queue.
//
// Modelled: one source, which is a bucket's events (models/s3/object_trigger_settings.hpp), an SNS topic or an SQS queue, read in
// batches; further tries after an error, back-off while a limit forbids to start, the age at which events are
// given up, the guard against a function that calls itself, destinations of what failed or succeeded.
// Not modelled: several sources of one function, filter policies.
//
// Shape: `trigger` may be left out (no event calls the function); two retries and six hours unless given.
// Errors: no source or several, keys that belong to another source, values outside Lambda's limits, a large
// batch without a window. Figures: models/lambda.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/s3/object_trigger_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// How Lambda reads an SQS queue for a function.
struct QueueReading {
  std::uint32_t batch_size = 0;
  Seconds batch_window;
  std::optional<std::uint32_t> max_concurrency;
  bool partial_failures = false;  // the handler tells which messages of a batch failed
  std::uint32_t first = 0;        // batches at once, to begin with
  std::uint32_t more_per_minute = 0;
  double less_per_failure = 0;  // for each batch that failed, unless with partial_failures
  std::uint32_t most = 0;
  Seconds long_poll;
};

/// The bucket is one source of three.
struct TriggerSettings : ObjectTrigger {
  Reference topic;
  Reference queue;
  QueueReading reading;
};

/// How events that no environment is free for wait.
enum class ThrottledEvents { back_off, in_order };

template <>
struct EnumNames<ThrottledEvents> {
  static constexpr std::string_view kind = "way of waiting";
  static constexpr std::array names{std::pair{std::string_view{"back_off"}, ThrottledEvents::back_off},
                                    std::pair{std::string_view{"in_order"}, ThrottledEvents::in_order}};
};

/// The rules of asynchronous invocation.
struct AsyncRules {
  std::uint32_t retries = 0;
  Seconds first_retry;
  Seconds second_retry;
  Seconds throttle_delay_min;
  Seconds throttle_delay_max;
  double retry_later = 0;         // share of a pause after an error by which it may be longer
  double pause_earlier = 0;       // share of a pause after a refusal by which it may be shorter
  double pause_later = 0;         // or longer
  std::uint32_t tries_ahead = 0;  // tries that may be refused before the queue is read more slowly
  bool waits_without_concurrency = false;
  Seconds event_age_max;
  ThrottledEvents throttled = ThrottledEvents::back_off;
};

/// Stops a chain of invocations of one function by itself.
struct LoopGuard {
  std::uint32_t invocations = 0;  // in a chain, before it stops
  bool for_messages = true;       // chains through SNS and SQS
  bool for_objects = false;       // chains through S3
};

/// Where events go after their last try, by the name of a queue or topic; empty: nowhere. A name that the
/// scenario does not declare stands for a queue that is not simulated.
struct Destinations {
  Reference dead_letter;
  Reference on_failure;
  Reference on_success;
  [[nodiscard]] bool take_failures() const { return dead_letter.given() || on_failure.given(); }
};

[[nodiscard]] TriggerSettings read_trigger(Fields& fields, Catalogue& catalogue);
[[nodiscard]] AsyncRules read_async(Fields& fields, Figures& figures);
[[nodiscard]] LoopGuard read_loop_guard(Fields& fields, Figures& figures);
[[nodiscard]] Destinations read_destinations(Fields& fields);

}  // namespace garoa

// What a scenario says about an SQS queue.
//
// Shape: everything has a default; a queue may be written `{}`. Errors: values beyond SQS's limits, a key without encryption, one of
// `max_receives` and `dead_letter` without the other, a trigger that names no source or two.
// Figures: models/sqs/sqs.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/s3/object_trigger_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// Messages of one flow that wait when the run begins (`begin_after`), sent one after the other.
struct WaitingMessages {
  std::string flow;
  double since = 0;    // seconds of the run, negative: the first of them was sent
  double seconds = 0;  // from then on, in which all were
  std::uint64_t messages = 0;
};

struct QueueSettings {
  std::string name;
  Location where;
  Seconds visibility_timeout;
  Seconds retention;
  std::optional<std::uint32_t> max_receives;
  Reference dead_letter;
  Bytes message;
  std::uint64_t in_flight_max = 0;
  std::uint32_t batch = 0;  // messages of one call
  Bytes billed_unit;
  Seconds send_latency;
  Distribution delivery;                 // s until a poller that waits has found a message
  ObjectTrigger objects;                 // the bucket that sends to it, if any
  Reference topic;                       // or the topic
  bool encrypted = true;                 // at rest
  bool kms = false;                      // with a KMS key of the customer's
  Seconds key_reuse;                     // of a data key, with kms
  std::uint32_t senders = 1;             // principals
  std::uint32_t receivers = 0;           // principals
  std::vector<WaitingMessages> waiting;  // the oldest first
};

[[nodiscard]] QueueSettings read_queue(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

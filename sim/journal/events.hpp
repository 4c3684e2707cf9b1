// What happens in a run, as typed facts. Flows and services report them to the Journal; meters, series,
// bottleneck attribution, conservation and the dynamic controls observe them. No reporter knows an observer.
//
// Times are simulated seconds since the scenario's start. Sizes are bytes. `flow` and all resources are ids
// that Journal::name() turns into scenario paths ("flows.intake", "ebs.documents").
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/core/reason.hpp"
#include "sim/journal/document.hpp"
#include "sim/journal/invocation_ending.hpp"
#include "sim/journal/meters.hpp"
#include "sim/journal/protection_events.hpp"

namespace garoa::events {

// --- requests of clients (both flows) ---

struct UploadStarted {
  double time;
  Document document;
};
/// The client got its success. In Flow 2 this is the successful answer to the PUT or the call.
struct UploadAcknowledged {
  double time;
  Document document;
};
/// The client gave up or was turned away.
struct UploadRejected {
  double time;
  Document document;
  Reason reason;
  std::optional<NameId> resource = {};  // that refused it, where that is known: the volume that was full
};
/// An attempt failed and the client will try again.
struct UploadRetried {
  double time;
  Document document;
  Reason reason;
};
struct DownloadStarted {
  double time;
  NameId flow;
  std::uint64_t request;
};
struct DownloadFinished {
  double time;
  NameId flow;
  std::uint64_t request;
  double started;
  std::uint64_t bytes;
};
struct DownloadFailed {
  double time;
  NameId flow;
  std::uint64_t request;
  Reason reason;
};

/// Time that a request (or a backup's file) spent because of one resource: `queueing` for others' work, a limit, spent credits or a
/// refusal, the rest as an idle resource takes too. `phase`: "upload", "backup nightly"; `resource`: "ebs.documents.throughput".
struct Waited {
  double time;
  NameId flow;
  NameId phase;
  NameId resource;
  double seconds;
  double queueing;
};

// --- Flow 2: events, functions, effects ---

struct ObjectCreated {
  double time;
  NameId bucket;
  Document document;
  bool by_client = true;  // else by a handler
};
/// An event reached the function's asynchronous queue; `copy` is 0, or 1 for a duplicate delivery.
struct EventQueued {
  double time;
  NameId function;
  Document document;
  std::uint32_t copy;
  double created;
};
/// A client's call of a function got in; of a document that is called with again and again, the first that did.
struct CallAdmitted {
  double time;
  NameId function;
  Document document;
};
/// An object was created of which the function learns nothing. `wanted`: only the event's type kept it away, or a
/// client put it and no consumer of the bucket takes such keys; else it is other consumers', or a result.
struct EventPassedOver {
  double time;
  NameId function;
  Document document;
  bool wanted;
};
/// An event that was queued led to a success and is out of the queue.
struct EventHandled {
  double time;
  NameId function;
  Document document;
};
/// An event left the queue and its handler starts to run (after a possible initialisation).
struct InvocationStarted {
  double time;
  NameId function;
  Document document;
  bool cold;
  double init_seconds;              // from the start of a new environment to the handler's; 0 when warm
  std::optional<double> event_age;  // time - arrival in the queue; none: a client called
  std::uint32_t attempt;            // from 1
  double init = 0;                  // of init_seconds: the INIT phase alone
  std::uint32_t depth = 0;  // runs of this function that led to this one, in a row; of a batch the most
  double restore = 0;       // of init_seconds: from a snapshot
};
struct InvocationFinished {
  double time;
  NameId function;
  Document document;
  InvocationOutcome outcome;
  double duration;  // of the handler, seconds
  InvocationParts seconds = {};
};
/// A request turned away by a limit, once per attempt. Functions give the reason; others have one limit, and give none.
struct Throttled {
  double time;
  NameId resource;
  Document document;
  std::optional<Reason> reason = {};
};
/// Change of the number of environments in use (running) and alive.
struct ConcurrencyChanged {
  double time;
  NameId function;
  std::uint32_t running;
  std::uint32_t alive;
};
/// The effect of processing is committed, of this document by this function for the `effects`th time.
struct DocumentProcessed {
  double time;
  NameId function;
  Document document;
  double created;
  std::uint32_t effects;
  /// What the seconds from `created` went to, one after the other. `queue` holds attempts that failed and the
  /// pauses between them; `run` is the last attempt's handler, with the documents of its batch that came before,
  /// without what this one waited for downstream.
  struct Parts {
    double event, queue, init, run, downstream;
  } seconds = {};
  bool replaces = false;  // the function's effect of another version of the same key
};
/// A handler that compares sequencers found a newer version's effect and left this one without any, for good.
struct DocumentSuperseded {
  double time;
  NameId function;
  Document document;
  double created;
};
/// The effect of an older version of an object replaced that of a newer one.
struct OutOfOrder {
  double time;
  NameId function;
  Document document;
};
/// The event is gone for good. `to_dlq` when a failure destination took it; `effects` that came of it before.
struct DocumentDropped {
  double time;
  NameId function;
  Document document;
  double event_age;
  Reason reason;
  bool to_dlq;
  double created = 0;
  std::uint32_t copy = 0;
  std::uint32_t effects = 0;
};
/// A handler's call of a table, topic or outside service is over. `retries`: tries after the first one.
struct CallFinished {
  double time;
  NameId callee;
  Document document;
  double seconds;  // all tries and pauses
  std::uint32_t retries;
  bool succeeded;
};
/// A topic begins to deliver a notification to subscribers; what becomes of it is told by the next three.
struct NotificationSent {
  double time;
  NameId topic;
  double done;
  std::uint64_t subscribers;
  Document document;
};
/// A notification reached subscribers. `done` is when the effect was committed; `protocol` such as "http".
struct Notified {
  double time;
  NameId topic;
  Document document;
  double done;
  std::string_view protocol = {};
  std::uint64_t subscribers = 1;
};
/// An attempt to deliver a notification failed and another will follow. `protocol` such as "http".
struct DeliveryRetried {
  double time;
  NameId topic;
  std::string_view protocol;
  Document document;
};
/// No attempt is left: the notification is lost, or in the subscription's dead-letter queue.
struct DeliveryFailed {
  double time;
  NameId topic;
  std::string_view protocol;
  Document document;
  std::uint32_t attempts;
  bool to_dlq;
  double done = 0;
};

// --- logs ---

/// An auditable operation was executed and its records handed to the agent or service.
struct LogRecordsWritten {
  double time;
  NameId group;
  std::uint64_t records;
};
/// Records became visible; `written` holds the time of each operation.
struct LogRecordsIngested {
  double time;
  NameId group;
  std::span<const double> written;
};
/// `documents`: whose way each of the records tells a part of, or all those of a single record; empty: not known.
struct LogRecordsLost {
  double time;
  NameId group;
  std::uint64_t records;
  Reason reason;
  std::span<const DocumentKey> documents = {};
};

// --- money and levels ---

/// A billed quantity in the meter's integer unit.
struct Billed {
  NameId resource;
  Meter meter;
  std::uint64_t units;
  std::uint64_t one_off =
      0;  // of them: what no month repeats, such as the first copy of what was there before the run
  std::optional<NameId> flow = {};  // whose documents they are for; nothing: of all that use the resource
};
/// A value of the period that ends now, or the level now; `metric` is CloudWatch's own name: "AWS/EBS VolumeQueueLength".
struct LevelSampled {
  double time;
  NameId resource;
  NameId metric;
  double value;
  std::optional<double> full = {};  // of a balance: the most that it can be, in its unit
};
/// What has come to a queue that somebody reads, and what of it is still to be worked off.
struct QueueSampled {
  double time;
  NameId queue;
  std::uint64_t came;
  std::uint64_t there;
};
/// The resource will be full, so many seconds from now.
struct FullExpected {
  double time;
  NameId resource;
  double seconds;
};
/// Services have just reported their quantities until now.
struct Sampled {
  double time;
  bool is_last = false;  // of the run
};
/// About half of the run is over; services have just reported their quantities.
struct Halfway {
  double time;
};
/// Change of what an instance's workers do: busy ones, and requests in their queue.
struct WorkersChanged {
  double time;
  NameId instance;
  std::uint64_t busy;
  std::uint64_t waiting;
};
/// The run is over; services have reported their last quantities.
struct RunFinished {
  double time;
};

}  // namespace garoa::events

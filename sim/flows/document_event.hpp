// What happened to a document in flow 2, and the delivery of that to one who works on it.
//
// The event is one thing, shared by all its deliveries: duplicates, several consumers, receipts of one message, the
// dead-letter queue. So are the effects that came of it.
#pragma once

#include <algorithm>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "models/lambda/trigger_settings.hpp"
#include "models/s3/object_key.hpp"
#include "models/service.hpp"
#include "sim/engine/frame_pool.hpp"

namespace garoa {

class Bucket;

/// The functions that ran one after the other until an event came about, and how often each did. Empty for what
/// clients sent.
class Chain {
 public:
  /// `through_objects`: the function wrote an object; else it sent a message.
  void add(NameId function, bool through_objects) {
    auto links = links_ ? std::make_shared<Links>(*links_) : std::make_shared<Links>();
    ++links->runs[function];
    ++links->length;
    links->through_objects = through_objects;
    links_ = std::move(links);
  }
  [[nodiscard]] std::uint32_t runs_of(NameId function) const {
    if (!links_) return 0;
    const auto run = links_->runs.find(function);
    return run == links_->runs.end() ? 0 : run->second;
  }
  [[nodiscard]] std::uint32_t length() const { return links_ ? links_->length : 0; }
  /// Of the last link.
  [[nodiscard]] bool through_objects() const { return links_ && links_->through_objects; }

 private:
  struct Links {
    std::map<NameId, std::uint32_t> runs;
    std::uint32_t length = 0;
    bool through_objects = false;
  };
  std::shared_ptr<const Links> links_;  // of all items with this history
};

/// Does the loop guard stop another run of the function?
[[nodiscard]] inline bool stops(const LoopGuard& guard, const Chain& chain, NameId function) {
  const bool watched = chain.through_objects() ? guard.for_objects : guard.for_messages;
  return watched && chain.runs_of(function) >= guard.invocations;
}

/// Effects of one event, by function. Mostly one function works on it.
class EffectCounts {
 public:
  [[nodiscard]] std::uint32_t& of(NameId function) {
    if (!first_) first_.emplace(function, 0);
    return first_->first == function ? first_->second : further_of(function);
  }
  [[nodiscard]] bool empty() const { return !first_; }

 private:
  using OfFunction = std::pair<NameId, std::uint32_t>;

  [[nodiscard]] std::uint32_t& further_of(NameId function) {
    const auto known = std::find_if(further_.begin(), further_.end(),
                                    [&](const OfFunction& other) { return other.first == function; });
    return (known != further_.end() ? *known : further_.emplace_back(function, 0)).second;
  }

  std::optional<OfFunction> first_;
  std::vector<OfFunction> further_;
};

struct StoredObject {
  ObjectKey key = {};
  bool key_repeats = false;     // other documents of the flow may have the same key
  Bucket* bucket = nullptr;     // holds the object; null: the document comes with the call
  std::uint64_t sequencer = 0;  // rises with every object of the bucket
};

struct DocumentEvent;
/// A simulation has one thread: its owners are counted without locks.
using SharedEvent = boost::intrusive_ptr<DocumentEvent>;
void intrusive_ptr_add_ref(DocumentEvent* event);
void intrusive_ptr_release(DocumentEvent* event);

/// Of a shared thing; one that is copied or moved from it has owners of its own.
class OwnerCount {
 public:
  OwnerCount() = default;
  OwnerCount(const OwnerCount& /*other*/) {}
  OwnerCount& operator=(const OwnerCount& /*other*/) { return *this; }
  ~OwnerCount() = default;
  void add() { ++count_; }
  /// True if that was the last one.
  [[nodiscard]] bool drop() { return --count_ == 0; }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  std::uint32_t count_ = 0;
};

struct DocumentEvent {
  Document document;
  double own_duration = -1;  // s of a handler, as a trace gives it; negative: none
  double created = 0;        // when the object was stored
  LogGroup* logs = nullptr;  // takes the records of what is done with it
  StoredObject object = {};
  std::uint64_t message_bytes =
      0;  // of a client's message; 0: a notification, as large as the topic or queue says
  Chain chain = {};
  EffectCounts effects = {};
  std::uint32_t rehearsal =
      0;  // of a drill, told apart from others by this: what comes of it is thrown away; 0: none
  OwnerCount owners = {};
  SharedEvent first = nullptr;  // of an earlier try of the same client; null: this is the first

  /// Of the document as its client sent it, over all tries.
  [[nodiscard]] EffectCounts& all_effects() { return first ? first->effects : effects; }
  /// What a function that worked on it makes of it: an event of its own, without effects yet.
  [[nodiscard]] DocumentEvent following() const {
    return {.document = document,
            .own_duration = own_duration,
            .created = created,
            .logs = logs,
            .object = object,
            .chain = chain};
  }
  /// For the bill: no month repeats it.
  [[nodiscard]] bool is_one_off() const { return rehearsal != 0; }
  /// Every link of a chain has luck of its own, and so has every rehearsal.
  [[nodiscard]] Entity entity() const {
    const auto link = document.entity().in(chain.length());
    return rehearsal == 0 ? link : link.in(rehearsal);
  }
};

inline void intrusive_ptr_add_ref(DocumentEvent* event) {
  event->owners.add();
}
inline void intrusive_ptr_release(DocumentEvent* event) {
  if (!event->owners.drop()) return;
  std::destroy_at(event);
  PoolAllocator<DocumentEvent>::deallocate(event, 1);
}

[[nodiscard]] inline SharedEvent share(DocumentEvent event) {
  return SharedEvent{std::construct_at(PoolAllocator<DocumentEvent>::allocate(1), std::move(event))};
}

/// Nothing is known of it yet: what is made where it stays need not be moved there.
[[nodiscard]] inline SharedEvent new_event() {
  return SharedEvent{std::construct_at(PoolAllocator<DocumentEvent>::allocate(1))};
}

/// One delivery of an event to one consumer.
struct Delivery {
  SharedEvent event;
  std::uint32_t copy = 0;     // 1: the duplicate
  std::uint32_t attempt = 0;  // of the function with it, from 1
  double queued = 0;          // when it reached the function's queue
  bool done = false;          // nothing more is to be done about it
  bool is_call = false;       // a client waits for the answer: no queue has it
};

/// Takes events: a function's asynchronous queue, a topic, an SQS queue.
class EventConsumer {
 public:
  virtual ~EventConsumer() = default;
  virtual void take(Delivery&& delivery) = 0;
  /// An object was created that the consumer gets no event for. `wanted`: its key is one of those that the
  /// consumer is there for, or nobody's.
  virtual void pass_over(const Document& document, bool wanted) = 0;
};

}  // namespace garoa

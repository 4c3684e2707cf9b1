// The notifications of one bucket: who is told that an object was created, and when.
//
// Modelled: delivery at least once, with S3's delay, its late tail and duplicates (models/s3), for objects of
// clients and of handlers alike; filters by event type, prefix and suffix; several consumers; the way through
// EventBridge. Deliveries are independent: events of one key may overtake each other.
// Not modelled: events that S3 loses.
#pragma once

#include <memory>
#include <vector>

#include "models/s3/object_trigger_settings.hpp"
#include "models/s3/s3.hpp"
#include "sim/flows/document_event.hpp"

namespace garoa {

class BucketEvents {
 public:
  BucketEvents(const Run& run, Bucket& bucket);

  /// Both outlive the run.
  void connect(const ObjectTrigger& trigger, EventConsumer& consumer) {
    routes_.push_back({trigger, consumer});
  }
  [[nodiscard]] Bucket& bucket() { return bucket_; }
  [[nodiscard]] bool has_consumers() const { return !routes_.empty(); }
  /// The object is stored, by a client or a handler: tells those whose filter lets it through.
  void created(const SharedEvent& event, ObjectEvent type, bool by_client);

 private:
  struct Route {
    const ObjectTrigger& trigger;
    EventConsumer& consumer;
  };
  [[nodiscard]] static bool takes_key(const Route& route, const ObjectKey& key);
  void send(std::uint32_t index, const SharedEvent& event);
  Process deliver(std::uint32_t index, Delivery delivery);

  const Run& run_;
  Bucket& bucket_;
  std::vector<Route> routes_;
  std::uint64_t created_ = 0;
  NameId process_phase_;
  NameId delay_name_;
  NameId eventbridge_name_;
  Stream detour_stream_;
};

}  // namespace garoa

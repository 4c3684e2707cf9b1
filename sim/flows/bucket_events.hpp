// The notifications of one bucket: who is told that an object was created, and when.
//
// Modelled: delivery at least once, with S3's delay, its late tail and duplicates (models/s3), for objects of
// clients and of handlers alike; event types.
// Not modelled: key filters, loss of order.
#pragma once

#include <vector>

#include "models/lambda/function.hpp"
#include "models/s3/s3.hpp"
#include "sim/flows/item.hpp"

namespace garoa {

/// Takes the events of a bucket.
class EventConsumer {
 public:
  virtual ~EventConsumer() = default;
  [[nodiscard]] virtual bool listens_to(ObjectEvent event) const = 0;
  virtual void take(ObjectMessage message) = 0;
};

class BucketEvents {
 public:
  BucketEvents(const Run& run, Bucket& bucket);

  /// `consumer` outlives the run.
  void connect(EventConsumer& consumer) { consumers_.push_back(&consumer); }
  [[nodiscard]] Bucket& bucket() { return bucket_; }
  /// The object is stored, by a client or a handler: tells those who listen to this kind of event.
  void created(Item item, ObjectEvent event, bool by_client);

 private:
  Process deliver(EventConsumer& consumer, ObjectMessage message);

  const Run& run_;
  Bucket& bucket_;
  std::vector<EventConsumer*> consumers_;
  NameId process_phase_;
  NameId delay_name_;
};

}  // namespace garoa

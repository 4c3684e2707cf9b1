// A document on its way through flow 2, and its event.
#pragma once

#include <cstdint>
#include <memory>

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "models/service.hpp"

namespace garoa {

/// What the event, its duplicate and every function that works on it share.
struct Item {
  Document document;
  double own_duration = -1;  // s of a handler, as a trace gives it; negative: none
  double created = 0;        // when the object was stored
  LogGroup* logs = nullptr;  // takes the records of what is done with it
};

/// One delivery of an object's event to one consumer.
struct ObjectMessage {
  Item item;
  std::uint32_t copy = 0;                            // 1: the duplicate
  std::shared_ptr<std::uint32_t> effects = nullptr;  // of both deliveries; null where there is one only
};

}  // namespace garoa

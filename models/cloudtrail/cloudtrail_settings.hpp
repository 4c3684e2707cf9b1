// What a scenario says of its CloudTrail trails: which events each records.
//
//   cloudtrail: { audit: { data_events: [s3, lambda], management_events: 2000/d, first_copy: true, retention: 365 d } }
//
// Data events are the requests to all buckets, calls of all functions and requests to all tables, each billed. Management events are
// those that the account says it has; the first copy of them in a region is free, a trail that is not the first pays for each.
// What a trail writes to its bucket costs storage in S3 Standard, and a request for each file, under the trail's name.
// Not modelled: Insights, Lake, event selectors by resource or reading and writing, the trail's bucket as one of the scenario's, digests,
// management events that garoa's own services make.
// Source: facts of the price book (models/pricing/prices); figures: models/cloudtrail/cloudtrail.yaml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

enum class TrailedService { s3, lambda, dynamodb };

template <>
struct EnumNames<TrailedService> {
  static constexpr std::string_view kind = "service with data events";
  static constexpr std::array names{std::pair{std::string_view{"s3"}, TrailedService::s3},
                                    std::pair{std::string_view{"lambda"}, TrailedService::lambda},
                                    std::pair{std::string_view{"dynamodb"}, TrailedService::dynamodb}};
};

struct TrailSettings {
  std::string name;
  Location where;
  std::vector<TrailedService> data_events;
  PerSecond management_events;
  bool first_copy = true;
  std::optional<Seconds> retention;  // of what it writes; nothing: for ever
  Bytes event;                       // as it is stored
  Seconds delivery;                  // from file to file
};

[[nodiscard]] TrailSettings read_trail(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

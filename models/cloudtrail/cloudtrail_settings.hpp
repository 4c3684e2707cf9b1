// What a scenario says of its CloudTrail trails: which events each records.
//
//   cloudtrail:
//     audit:
//       multi_region: true
//       log_file_validation: true
//       to: trails
//       data_events: { buckets: [inbox], reads: true, writes: true, functions: true }
//       management_events: 2000/d
//       first_copy: true
//       retention: 365 d
//
// Data events are the requests for objects of the named buckets (a LIST, billed as a PUT is, counts as one that writes), calls of all
// functions and requests to all tables, each billed. Management events are those that the account says it has; the first copy of them in a
// region is free, a trail that is not the first pays for each. What a trail writes costs storage in S3 Standard, and a request for each
// file, under the trail's name.
// Not modelled: requests to tables of more than one unit (each unit counts as one), Insights, Lake, event selectors by prefix, its files
// as objects of the bucket, when they come (AWS: some five minutes on average), digests, management events that garoa's own services make.
// Shape: everything has a default, those of CreateTrail. Errors: buckets that are not there (validate.cpp).
// Source: facts of the price book (models/pricing/prices); figures: models/cloudtrail/cloudtrail.yaml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct TrailSettings {
  std::string name;
  Location where;
  bool multi_region = false;
  bool log_file_validation = false;
  Reference to;                    // the bucket of its files; none: one that is not of the scenario
  std::vector<Reference> buckets;  // whose objects' requests it records
  bool reads = false;
  bool writes = false;
  bool functions = false;  // calls of all of them
  bool tables = false;     // requests to all of them
  PerSecond management_events;
  bool first_copy = true;
  std::optional<Seconds> retention;  // of what it writes; nothing: for ever
  Bytes event;                       // as it is stored
  Seconds delivery;                  // from file to file
};

[[nodiscard]] TrailSettings read_trail(const std::string& name, Fields& fields, Catalogue& catalogue);

}  // namespace garoa

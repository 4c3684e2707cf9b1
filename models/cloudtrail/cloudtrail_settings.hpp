// What a scenario says of a CloudTrail trail.
//
//   cloudtrail:
//     account: { multi_region: true, log_file_validation: true, to: trails, data_events: { buckets: [inbox], reads: true, writes: true } }
//
// Only controls look at it. Not modelled: its files, when they come (AWS: some five minutes on average), and what they cost.
// Shape: everything has a default, those of CreateTrail. Errors: buckets that are not there (validate.cpp).
#pragma once

#include <string>
#include <vector>

#include "sim/core/fields.hpp"

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
};

[[nodiscard]] TrailSettings read_trail(const std::string& name, Fields& fields);

}  // namespace garoa

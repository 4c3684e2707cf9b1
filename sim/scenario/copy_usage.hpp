// What the objects that a file copy puts into a bucket are billed on their way there, as the settings say: for months in which a backup runs
// that the run itself has not seen.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Units of a meter.
struct UseOfCopies {
  double of_each = 0;  // object
  double of_byte = 0;
};

/// Of the meter of a resource, for objects of so many bytes in the mean that a backup puts into the bucket.
[[nodiscard]] UseOfCopies use_of_copies(const Scenario& scenario, const BucketSettings& bucket,
                                        const std::string& resource, Meter meter, double mean);

/// The meters that a copy into the bucket can use: resource and meter.
[[nodiscard]] std::vector<std::pair<std::string, Meter>> meters_of_copies(const Scenario& scenario,
                                                                          const BucketSettings& bucket);

/// What passes on its way to S3, where something stands there that bills it; else the resource is empty.
[[nodiscard]] std::pair<std::string, Meter> way_to_s3(const Scenario& scenario);

/// Does something else than backups put objects into the bucket?
[[nodiscard]] bool is_put_into(const Scenario& scenario, const std::string& bucket);

}  // namespace garoa

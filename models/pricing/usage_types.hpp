// What AWS calls the meters of a bill: offer codes and usage types, and their units.
//
// A usage type may have its region in front: "USE2-BoxUsage:m6i.large", "sa-east-1-KMS-Requests", and bytes between two regions
// both of them. Figures: models/pricing/usage_types.yaml. Faults of the file go to the catalogue's diagnostics.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

struct UsageType {
  Meter meter = Meter::ec2_instance_seconds;
  std::string offer;               // "AmazonS3"
  std::vector<std::string> names;  // "TimedStorage-ByteHrs"; one that ends in '*' goes on
  std::string operation;           // empty: any
  double meter_units = 1;          // that one of AWS's units is
};

/// A usage type of a file as a meter, and the instance type if it has one.
struct KnownUsage {
  const UsageType* type = nullptr;
  std::string instance_type;
};

class UsageTypes {
 public:
  static UsageTypes load(Catalogue& catalogue);
  /// Nothing if no meter is called so. An empty `offer` or `operation` fits all; bytes are the same on every service's bill.
  [[nodiscard]] std::optional<KnownUsage> find(std::string_view offer, std::string_view usage_type,
                                               std::string_view operation) const;
  [[nodiscard]] const UsageType* of(Meter meter) const;

 private:
  std::vector<UsageType> all_;
};

/// The usage type without its region.
[[nodiscard]] std::string_view without_region(std::string_view usage_type);

}  // namespace garoa

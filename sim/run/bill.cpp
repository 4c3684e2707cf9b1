#include "sim/run/bill.hpp"

#include "sim/scenario/complete.hpp"

namespace garoa {
namespace {

/// The bill needs the type of each instance and the region of copies, which events do not carry.
std::vector<Usage> with_types_and_regions(const Scenario& s, const std::vector<MeterSum>& sums) {
  const auto regions = regions_elsewhere(s);
  std::vector<Usage> usage;
  for (const auto& sum : sums) {
    auto& entry = usage.emplace_back(Usage{sum.resource, sum.meter, sum.units, {}});
    for (const auto& instance : s.ec2) {
      if (entry.resource == "ec2." + instance.name) entry.instance_type = instance.type.name;
    }
    const auto found = regions.find(entry.resource);
    if (found != regions.end() && entry.meter != Meter::transfer_region_bytes) entry.region = found->second;
  }
  return usage;
}

}  // namespace

Invoice bill_of(const Scenario& s, const std::vector<MeterSum>& meters, std::uint64_t documents) {
  return make_invoice(s.prices, with_types_and_regions(s, meters), s.duration.count(), documents,
                      s.free_allowances, s.prices_elsewhere);
}

}  // namespace garoa

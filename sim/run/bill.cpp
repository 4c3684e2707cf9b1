#include "sim/run/bill.hpp"

#include <fmt/format.h>

#include <map>

#include "sim/scenario/complete.hpp"

namespace garoa {
namespace {

/// The instance that a drill makes is like the one whose documents it restores.
std::string type_of_drill(const Scenario& s, std::size_t index) {
  const auto* const job = find_named(s.backup, s.drills[index].job.name);
  const auto* const volume = job == nullptr ? nullptr : find_named(s.ebs, job->from.name);
  const auto* const instance = volume == nullptr ? nullptr : find_named(s.ec2, volume->attach.name);
  return instance == nullptr ? std::string{} : instance->type.name;
}

std::map<std::string, std::string> instance_types(const Scenario& s) {
  std::map<std::string, std::string> types;
  for (const auto& instance : s.ec2) types["ec2." + instance.name] = instance.type.name;
  for (std::size_t i = 0; i < s.drills.size(); ++i)
    types[fmt::format("ec2.drills.{}", i + 1)] = type_of_drill(s, i);
  return types;
}

/// The bill needs the type of each instance and the region of copies, which events do not carry.
std::vector<Usage> with_types_and_regions(const Scenario& s, const std::vector<MeterSum>& sums) {
  const auto regions = regions_elsewhere(s);
  const auto types = instance_types(s);
  std::vector<Usage> usage;
  for (const auto& sum : sums) {
    auto& entry =
        usage.emplace_back(Usage{sum.resource, sum.meter, sum.units, {}, {}, sum.until_halfway, sum.one_off});
    if (const auto type = types.find(entry.resource); type != types.end()) entry.instance_type = type->second;
    const auto found = regions.find(entry.resource);
    if (found != regions.end() && entry.meter != Meter::transfer_region_bytes) entry.region = found->second;
  }
  return usage;
}

}  // namespace

Invoice bill_of(const Scenario& s, const std::vector<MeterSum>& meters, double halfway,
                std::uint64_t documents) {
  const double seconds = s.duration.count();
  const BilledTime time{seconds, seconds / s.calendar->in_utc().months(seconds), halfway};
  return make_invoice(s.prices, with_types_and_regions(s, meters), time, documents, s.free_allowances,
                      s.prices_elsewhere, s.billing);
}

}  // namespace garoa

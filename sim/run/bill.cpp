#include "sim/run/bill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/scenario/alarm_usage.hpp"
#include "sim/scenario/complete.hpp"
#include "sim/scenario/outlook.hpp"
#include "sim/scenario/trail_usage.hpp"
#include "sim/scenario/zone_usage.hpp"

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

/// What is made for a drill is gone after it.
bool is_for_drill(const std::string& resource) {
  return resource.find(".drills.") != std::string::npos;
}

/// Of copies elsewhere; what is sent there is paid where it comes from.
std::string region_of(const std::map<std::string, std::string>& regions, const std::string& resource,
                      Meter meter) {
  const auto found = regions.find(resource);
  return found == regions.end() || meter == Meter::transfer_region_bytes ? std::string{} : found->second;
}

/// The first surplus credits of an instance are those that a day earns, and cost nothing: months go on as the second half of a run of some
/// days, and only the first one has them.
void foresee_surplus(Usage& entry, const BilledTime& time, const std::vector<MonthAhead>& months) {
  constexpr double days = 2 * 86400;
  const bool surplus = entry.meter == Meter::ec2_surplus_vcpu_seconds_x86 ||
                       entry.meter == Meter::ec2_surplus_vcpu_seconds_arm;
  if (!surplus || time.halfway < days || time.halfway >= time.seconds) return;
  const double rate = static_cast<double>(entry.units - entry.until_halfway) / (time.seconds - time.halfway);
  const double spared = rate * time.seconds - static_cast<double>(entry.units);
  entry.by_month.clear();
  for (const auto& month : months) {
    const double in_month = rate * month.seconds;
    entry.by_month.push_back(month.number <= second_month ? std::max(in_month - spared, 0.0) : in_month);
  }
}

/// What each is expected to use in the months after the run began; with that, what it has not used yet.
LookAhead look_ahead(const Scenario& s, std::vector<Usage>& usage, const BilledTime& time) {
  Outlook outlook{s};
  const auto regions = regions_elsewhere(s);
  for (const auto& [resource, meter] : outlook.foreseen()) {
    const auto found =
        std::find_if(usage.begin(), usage.end(), [&, &name = resource, &what = meter](const Usage& u) {
          return u.resource == name && u.meter == what;
        });
    if (found == usage.end())
      usage.push_back(Usage{resource, meter, 0, {}, region_of(regions, resource, meter)});
  }
  for (const auto& entry : usage)
    outlook.heed({entry.resource, entry.meter}, static_cast<double>(entry.units - entry.one_off));
  for (auto& entry : usage) {
    entry.by_month =
        outlook.by_month({entry.resource, entry.meter}, static_cast<double>(entry.units - entry.one_off));
    entry.pattern = outlook.pattern({entry.resource, entry.meter});
    foresee_surplus(entry, time, outlook.months());
  }
  LookAhead ahead{outlook.steady(), outlook.why_never(), outlook.week_over_run(), outlook.months()};
  add_trails(s, time, usage, ahead, outlook);
  return ahead;
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
    entry.by_hour = sum.by_hour;
    entry.in_months = sum.in_months;
    if (is_for_drill(entry.resource)) entry.one_off = entry.units;
    entry.region = region_of(regions, entry.resource, entry.meter);
  }
  return usage;
}

}  // namespace

Invoice bill_of(const Scenario& s, const std::vector<MeterSum>& meters, const MeteredTime& covered,
                std::uint64_t documents) {
  const double seconds = s.duration.count();
  BilledTime time{seconds, BillMonths{*s.calendar}.length_of_months(0, seconds), covered.halfway};
  time.hours = covered.hours;
  auto usage = with_types_and_regions(s, meters);
  add_zone_traffic(s, usage);
  add_alarms(s, usage);
  const auto ahead = look_ahead(s, usage, time);
  return make_invoice(s.prices, usage, time, documents, s.free_allowances, s.prices_elsewhere, s.billing,
                      ahead);
}

}  // namespace garoa

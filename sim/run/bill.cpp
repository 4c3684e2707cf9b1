#include "sim/run/bill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/scenario/alarm_usage.hpp"
#include "sim/scenario/complete.hpp"
#include "sim/scenario/idle_polls.hpp"
#include "sim/scenario/outlook.hpp"
#include "sim/scenario/surplus_ahead.hpp"
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

/// Root volumes of which the scenario does not say what they are.
std::set<std::string> assumed_volumes(const Scenario& s) {
  std::set<std::string> volumes;
  for (const auto& instance : s.ec2) {
    if (!instance.root_volume.assumed) continue;
    volumes.insert(root_volume_of("ec2." + instance.name));
    for (std::size_t i = 0; i < s.drills.size(); ++i) {
      if (type_of_drill(s, i) == instance.type.name)
        volumes.insert(root_volume_of(fmt::format("ec2.drills.{}", i + 1)));
    }
  }
  return volumes;
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

const Series* cpu_of(const std::vector<Series>& series, const std::string& instance) {
  const auto found = std::find_if(series.begin(), series.end(), [&](const Series& one) {
    return one.resource == instance && one.metric == "AWS/EC2 CPUUtilization";
  });
  return found == series.end() ? nullptr : &*found;
}

/// Of burstable instances beyond their credits, charged in the run or only later.
void foresee_surplus(const Scenario& s, const std::vector<Series>& series, std::vector<Usage>& usage,
                     const BilledTime& time, const Outlook& outlook) {
  for (const auto& instance : s.ec2) {
    const auto& credits = instance.cpu_credits;
    const auto resource = "ec2." + instance.name;
    const auto* const cpu = cpu_of(series, resource);
    if (!credits || credits->mode != CreditMode::unlimited || cpu == nullptr || cpu->points.empty()) continue;
    const SurplusAhead ahead{*credits, *cpu, std::min<double>(instance.background.threads, credits->vcpus)};
    auto entry = std::find_if(usage.begin(), usage.end(), [&](const Usage& one) {
      return one.resource == resource && one.meter == credits->surplus;
    });
    if (entry == usage.end()) entry = usage.insert(usage.end(), Usage{resource, credits->surplus, 0, {}});
    const double beyond = static_cast<double>(entry->units) - ahead.from_start(time.seconds);
    entry->by_month.clear();
    for (std::size_t i = 0; i < outlook.months().size(); ++i) {
      const auto& month = outlook.months()[i];
      const double grown = outlook.grown(resource, i);
      const double units = month.number <= second_month ? ahead.from_start(month.seconds, grown) + beyond
                                                        : ahead.later(month.begin, month.seconds, grown);
      entry->by_month.push_back(std::max(units, 0.0));
    }
  }
}

/// What each is expected to use in the months after the run began; with that, what it has not used yet.
LookAhead look_ahead(const Scenario& s, std::vector<Usage>& usage, const BilledTime& time,
                     const Acknowledged& documents, const RunResult& result) {
  Outlook outlook{s, documents};
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
  }
  foresee_polls(s, usage, time, outlook.months());
  foresee_surplus(s, result.series, usage, time, outlook);
  LookAhead ahead{outlook.steady(), outlook.why_never(), outlook.week_over_run(), outlook.months()};
  add_trails(s, time, usage, result.metrics, ahead, outlook);
  return ahead;
}

/// The bill needs the type of each instance and the region of copies, which events do not carry.
std::vector<Usage> with_types_and_regions(const Scenario& s, const std::vector<MeterSum>& sums) {
  const auto regions = regions_elsewhere(s);
  const auto types = instance_types(s);
  const auto assumed = assumed_volumes(s);
  std::vector<Usage> usage;
  for (const auto& sum : sums) {
    auto& entry =
        usage.emplace_back(Usage{sum.resource, sum.meter, sum.units, {}, {}, sum.until_halfway, sum.one_off});
    if (const auto type = types.find(entry.resource); type != types.end()) entry.instance_type = type->second;
    entry.by_hour = sum.by_hour;
    entry.in_months = sum.in_months;
    if (is_for_drill(entry.resource)) entry.one_off = entry.units;
    entry.region = region_of(regions, entry.resource, entry.meter);
    entry.assumed = assumed.contains(entry.resource);
    for (const auto& use : sum.of_flows) entry.of_flows.push_back({{use.flow}, use.units, use.one_off});
  }
  return usage;
}

/// "backup.nightly" of "ebs.drills.1".
std::string job_of_drill(const Scenario& s, const std::string& resource) {
  for (std::size_t i = 0; i < s.drills.size(); ++i) {
    const auto drill = fmt::format(".drills.{}", i + 1);
    if (resource.ends_with(drill) || resource.find(drill + ".") != std::string::npos)
      return "backup." + s.drills[i].job.name;
  }
  return resource;
}

/// What the meters tell of flows by their paths, or of backups and drills by those whose documents they are of; and what they do not tell
/// as that of all flows which the resource works for.
void add_flows(const Scenario& s, std::vector<Usage>& usage) {
  const ResourceFlows resources{s};
  const auto flows_of = [&](const std::string& told, const std::string& resource) {
    const auto is_told = [&](const FlowSettings& flow) { return flow.common().path() == told; };
    if (std::any_of(s.flows.begin(), s.flows.end(), is_told)) return std::vector{told};
    const auto of_told = resources.flows_of(told);
    return of_told.empty() ? resources.flows_of(resource) : of_told;
  };
  for (auto& entry : usage) {
    const auto owner = is_for_drill(entry.resource) ? job_of_drill(s, entry.resource) : entry.resource;
    UsageOfFlows rest{resources.flows_of(owner), entry.units, entry.one_off};
    for (auto& told : entry.of_flows) {
      rest.units -= told.units;
      rest.one_off -= told.one_off;
      told.flows = flows_of(told.flows.front(), owner);
    }
    if (rest.units > 0 || entry.of_flows.empty()) entry.of_flows.push_back(std::move(rest));
  }
}

}  // namespace

Invoice bill_of(const Scenario& s, const std::vector<MeterSum>& meters, const MeteredTime& covered,
                const Acknowledged& documents, const RunResult& result) {
  const double seconds = s.duration.count();
  BilledTime time{seconds, BillMonths{*s.calendar}.length_of_months(0, seconds), covered.halfway};
  time.hours = covered.hours;
  auto usage = with_types_and_regions(s, meters);
  add_zone_traffic(s, usage);
  add_alarms(s, usage);
  const auto ahead = look_ahead(s, usage, time, documents, result);
  add_flows(s, usage);
  std::uint64_t all = 0;
  for (const auto& [flow, of_it] : documents) all += of_it;
  return make_invoice(s.prices, usage, time, all, s.free_allowances, s.prices_elsewhere, s.billing, ahead);
}

}  // namespace garoa

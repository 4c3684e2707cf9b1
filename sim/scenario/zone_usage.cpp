#include "sim/scenario/zone_usage.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace garoa {
namespace {

/// Of all instances, those in zones without a gateway; gateways go to the zones with most instances.
double share_without_gateway(const Scenario& s) {
  std::map<std::string, int> instances;
  for (const auto& instance : s.ec2) {
    for (const auto& zone : instance.zones) ++instances[zone];
  }
  std::vector<int> counts;
  for (const auto& [zone, count] : instances) counts.push_back(count);
  std::sort(counts.rbegin(), counts.rend());
  double all = 0;
  double without = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += counts[i];
    if (i >= s.vpc.nat_gateways) without += counts[i];
  }
  return all > 0 ? without / all : 0;
}

/// A function's environments are spread evenly over the zones of its subnets.
double share_without_gateway(const Scenario& s, const FunctionSettings& function) {
  const double zones = function.cold_start.zones.value_or(1);
  return std::max(0.0, 1 - s.vpc.nat_gateways / zones);
}

}  // namespace

void add_zone_traffic(const Scenario& s, std::vector<Usage>& usage) {
  std::map<std::string, double> of_functions;
  for (const auto& function : s.lambda)
    of_functions["lambda." + function.name] = share_without_gateway(s, function);
  const double of_instances = share_without_gateway(s);
  constexpr double directions = 2;  // out of one zone and into the other
  std::vector<Usage> added;
  for (const auto& entry : usage) {
    if (entry.meter != Meter::nat_gateway_bytes) continue;
    const auto function = of_functions.find(entry.resource);
    const double share = function == of_functions.end() ? of_instances : function->second;
    if (share == 0) continue;
    const auto crossing = [&](MeterTotal units) {
      return static_cast<MeterTotal>(static_cast<double>(units) * share * directions);
    };
    Usage crossed{entry.resource, Meter::transfer_zone_bytes, crossing(entry.units), {}};
    crossed.until_halfway = crossing(entry.until_halfway);
    crossed.one_off = crossing(entry.one_off);
    for (const auto& part : entry.of_flows)
      crossed.of_flows.push_back({part.flows, crossing(part.units), crossing(part.one_off)});
    added.push_back(std::move(crossed));
  }
  usage.insert(usage.end(), added.begin(), added.end());
}

}  // namespace garoa

#include "models/ec2/ec2_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace garoa {
namespace {

InstanceType read_type(Fields& fields, Catalogue& catalogue) {
  const auto name = fields.required<std::string>("type", "instance type, such as m6i.large");
  if (name.empty()) return {};
  auto type = find_instance_type(catalogue, name);
  if (!type) {
    const auto names = instance_type_names(catalogue);
    fields.error("type", fmt::format("'{}' is not an instance type of the catalogue{}", name,
                                     did_you_mean(name, {names.begin(), names.end()})));
    return {};
  }
  return *type;
}

/// A family that nobody measured, such as one of the user's own, is as fast as an m5.
double read_speed(const InstanceType& type, Fields& fields, Figures& figures) {
  constexpr const char* meaning = "of one core, relative to an m5; times of a core in a scenario are an m5's";
  const Range<double> range{0.01, 100.0, ""};
  const auto figure = fmt::format("speed.{}", type.name.substr(0, type.name.find('.')));
  if (!figures.knows(figure)) return fields.optional("speed", meaning, 1.0, range);
  return fields.optional("speed", meaning, figures.fallback<double>(figure), range);
}

std::vector<std::string> read_zones(Fields& fields, std::uint32_t instances) {
  const auto zones = fields.values<std::string>(
      "zones", "Availability Zones that several instances are spread over in turn; else all are in `zone`");
  if (fields.given("zone") && !zones.empty())
    fields.error("zones", fmt::format("'{}' has 'zone' and 'zones'; give one", fields.path()));
  const bool spread = !zones.empty() && !fields.given("zone");
  const auto zone =
      spread ? std::string{} : fields.optional<std::string>("zone", "Availability Zone, such as a", "a");
  if (zones.size() > instances)
    fields.error("zones", fmt::format("'{}.zones' are {} for {} instance{}; 'count' says how many there are",
                                      fields.path(), zones.size(), instances, instances == 1 ? "" : "s"));
  return zones.empty() ? std::vector{zone} : zones;
}

/// A balancer that faces the internet has an address in each of its zones, two at least.
std::uint32_t addresses_of(const std::vector<std::string>& zones) {
  const std::set<std::string> different{zones.begin(), zones.end()};
  return std::max(2U, static_cast<std::uint32_t>(different.size()));
}

}  // namespace

Ec2Settings member_of(const Ec2Settings& all, std::uint32_t member) {
  Ec2Settings one = all;
  one.name = fmt::format("{}-{}", all.name, member);
  one.count = 1;
  one.public_ipv4 = false;
  one.zones = {all.zones[(member - 1) % all.zones.size()]};
  return one;
}

Ec2Settings read_ec2(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ec2");
  Ec2Settings s;
  s.name = name;
  s.where = fields.where();
  s.type = read_type(fields, catalogue);
  s.speed = read_speed(s.type, fields, figures);
  s.workers =
      fields.optional<std::uint64_t>("workers", "requests that the application serves at once",
                                     figures.fallback<std::uint64_t>("default.workers"), {1, 1'000'000, ""});
  s.accept_queue = fields.optional<std::uint64_t>(
      "accept_queue", "requests that may wait for a worker; more are turned away",
      figures.fallback<std::uint64_t>("default.accept_queue"), {0, 10'000'000, ""});
  s.connections = fields.optional<std::uint64_t>(
      "connections", "requests that the application takes in at once, from their first byte to the answer",
      figures.fallback<std::uint64_t>("default.connections"), {1, 10'000'000, ""});
  s.backlog =
      fields.optional<std::uint64_t>("backlog", "connections that may wait to be accepted; more are refused",
                                     figures.fallback<std::uint64_t>("default.backlog"), {0, 10'000'000, ""});
  const Range<Seconds> demand{Seconds{0}, 1_h, ""};
  s.cpu_per_upload = fields.optional("cpu_per_upload", "time of one core for each upload",
                                     figures.fallback<Seconds>("default.cpu_per_upload"), demand);
  s.cpu_per_mb = fields.optional("cpu_per_mb", "time of one core for each 1,000,000 bytes uploaded",
                                 figures.fallback<Seconds>("default.cpu_per_mb"), demand);
  s.cpu_per_download = fields.optional("cpu_per_download", "time of one core for each download",
                                       figures.fallback<Seconds>("default.cpu_per_download"), demand);
  s.count = fields.optional<std::uint32_t>("count", "equal instances behind a balancer", 1,
                                           {1, figures.limit<std::uint32_t>("count.max"), ""});
  s.balancer = read_balancer(fields, figures);
  if (s.count > 1) s.balancer.capacity_unit = read_capacity_unit(figures);
  s.zones = read_zones(fields, s.count);
  s.public_ipv4 = fields.optional("public_ipv4", "does it have a public IPv4 address?", false);
  if (s.public_ipv4 && s.count > 1) s.balancer.public_addresses = addresses_of(s.zones);
  s.root_volume = read_root_volume(fields, figures);
  s.billed_minimum = figures.get<Seconds>("billing.minimum");
  s.start_time = fields.optional("start_time", "from a start of the instance until the application serves",
                                 figures.fallback<Seconds>("default.start_time"), demand);
  s.network = read_network(fields, s.type, figures);
  s.network_latency = figures.get<Seconds>("network.latency");
  s.ebs = ebs_limits(s.type);
  s.ebs_burst = figures.get<Seconds>("ebs.burst");
  s.cpu_credits = read_cpu_credits(fields, s.type);
  s.background = read_background(fields, figures, s.network.payload);
  s.imds_tokens = fields.optional("imds_tokens", "optional lets IMDSv1 in", ImdsTokens::optional);
  s.tls = fields.maybe<bool>("tls", "its application accepts TLS only (default: not told)");
  s.role = read_role(fields);
  return s;
}

}  // namespace garoa

#include "models/ec2/balancer_settings.hpp"

#include <fmt/format.h>

namespace garoa {

BalancerSettings read_balancer(Fields& fields, Figures& figures) {
  BalancerSettings s;
  s.policy = fields.optional("balancer", "how uploads are spread over several instances",
                             BalancerPolicy::round_robin);
  fields.section("health_check", "how the balancer finds out which instances serve", [&](Fields& f) {
    const auto seconds = [&](const char* name) {
      return figures.get<Seconds>(std::string{"health_check."} + name);
    };
    const Range<std::uint32_t> checks{figures.get<std::uint32_t>("health_check.checks.min"),
                                      figures.get<std::uint32_t>("health_check.checks.max"),
                                      "a target group allows"};
    s.interval = f.optional("interval", "from one check to the next", seconds("interval"),
                            {seconds("interval.min"), seconds("interval.max"), "a target group allows"});
    s.timeout = f.optional("timeout", "a check without an answer has failed then", seconds("timeout"),
                           {seconds("timeout.min"), seconds("timeout.max"), "a target group allows"});
    s.checks_to_unhealthy =
        f.optional("unhealthy", "failed checks in a row that take an instance out of service",
                   figures.fallback<std::uint32_t>("health_check.unhealthy"), checks);
    s.checks_to_healthy = f.optional("healthy", "passed checks in a row that put it back",
                                     figures.fallback<std::uint32_t>("health_check.healthy"), checks);
    if (s.timeout >= s.interval)
      f.error("timeout", fmt::format("'{}.timeout' is not shorter than the interval", f.path()));
  });
  return s;
}

CapacityUnit read_capacity_unit(Figures& figures) {
  const auto hourly = figures.get<Bytes>("capacity_unit.bytes_per_hour");
  return {figures.get<PerSecond>("capacity_unit.new_connections"),
          figures.get<double>("capacity_unit.open_connections"),
          BytesPerSecond{static_cast<double>(hourly.count()) / (1_h).count()}};
}

}  // namespace garoa

#include "sim/scenario/objective_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/named.hpp"

namespace garoa {
namespace {

struct Section {
  std::string_view name;
  std::vector<std::string_view> resources;
};

/// Those whose metrics are of the resources that the scenario names.
std::vector<Section> sections_of(const Scenario& s) {
  std::vector<std::string_view> flows;
  for (const auto& flow : s.flows) flows.push_back(flow.common().name);
  return {{"backup", names_of(s.backup)},     {"cloudwatch_logs", names_of(s.cloudwatch_logs)},
          {"dynamodb", names_of(s.dynamodb)}, {"ebs", names_of(s.ebs)},
          {"ec2", names_of(s.ec2)},           {"flows", flows},
          {"lambda", names_of(s.lambda)},     {"s3", names_of(s.s3)},
          {"sns", names_of(s.sns)},           {"sqs", names_of(s.sqs)}};
}

}  // namespace

void check_objectives(const Scenario& s, Diagnostics& diagnostics) {
  const auto sections = sections_of(s);
  for (const auto& objective : s.policy.objectives) {
    const std::string_view metric = objective.metric;
    const auto dot = metric.find('.');
    const auto section = std::find_if(sections.begin(), sections.end(), [&](const Section& candidate) {
      return candidate.name == metric.substr(0, dot);
    });
    if (section == sections.end()) continue;
    const auto resource = metric.substr(dot + 1, metric.find('.', dot + 1) - dot - 1);
    const auto& known = section->resources;
    if (std::find(known.begin(), known.end(), resource) != known.end()) continue;
    diagnostics.error(s.policy.objectives_at,
                      fmt::format("'policy.objectives': '{}' is about '{}', which is not there under '{}'{}",
                                  objective.text, resource, section->name, did_you_mean(resource, known)));
  }
}

}  // namespace garoa

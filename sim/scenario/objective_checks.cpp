#include "sim/scenario/objective_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/named.hpp"

namespace garoa {
namespace {

struct Section {
  std::string_view name;
  std::vector<std::string> resources;
};

template <class Settings>
std::vector<std::string> those_of(const std::vector<Settings>& list) {
  const auto names = names_of(list);
  return {names.begin(), names.end()};
}

/// Those whose metrics are of the resources that the scenario names.
std::vector<Section> sections_of(const Scenario& s) {
  std::vector<std::string> flows;
  for (const auto& flow : s.flows) flows.push_back(flow.common().name);
  std::vector<std::string> drills;
  for (std::size_t i = 0; i < s.drills.size(); ++i) drills.push_back(std::to_string(i + 1));
  auto backups = those_of(s.backup);
  for (auto& of_bucket : those_of(s.bucket_backups)) backups.push_back(std::move(of_bucket));
  std::vector<Section> sections{{"backup", std::move(backups)},
                                {"backup_agents", those_of(s.backup_agents)},
                                {"cloudwatch_logs", those_of(s.cloudwatch_logs)},
                                {"drills", std::move(drills)},
                                {"dynamodb", those_of(s.dynamodb)},
                                {"ebs", those_of(s.ebs)},
                                {"ec2", those_of(s.ec2)},
                                {"flows", std::move(flows)},
                                {"lambda", those_of(s.lambda)},
                                {"s3", those_of(s.s3)},
                                {"sns", those_of(s.sns)},
                                {"sqs", those_of(s.sqs)}};
  for (const auto& kind : called_kinds()) {
    auto& section = sections.emplace_back(Section{kind.section, {}});
    for (const auto& called : s.called) {
      if (called.kind().section == kind.section) section.resources.push_back(called.name());
    }
  }
  return sections;
}

}  // namespace

std::string metric_not_there(const Scenario& scenario, std::string_view metric) {
  const auto sections = sections_of(scenario);
  const auto dot = metric.find('.');
  const auto section = std::find_if(sections.begin(), sections.end(), [&](const Section& candidate) {
    return candidate.name == metric.substr(0, dot);
  });
  if (section == sections.end()) return "";
  const auto resource = metric.substr(dot + 1, metric.find('.', dot + 1) - dot - 1);
  const std::vector<std::string_view> known{section->resources.begin(), section->resources.end()};
  if (std::find(known.begin(), known.end(), resource) != known.end()) return "";
  return fmt::format("is about '{}', which is not there under '{}'{}", resource, section->name,
                     did_you_mean(resource, known));
}

void check_objectives(const Scenario& s, Diagnostics& diagnostics) {
  for (const auto& objective : s.policy.objectives) {
    const auto why = metric_not_there(s, objective.metric);
    if (!why.empty())
      diagnostics.error(s.policy.objectives_at,
                        fmt::format("'policy.objectives': '{}' {}", objective.text, why));
  }
}

}  // namespace garoa

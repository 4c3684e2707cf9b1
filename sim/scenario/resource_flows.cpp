#include "sim/scenario/resource_flows.hpp"

#include <algorithm>

namespace garoa {
namespace {

/// "s3.inbox" of "s3.inbox.replica", "ec2.app" of "ec2.app-2".
std::string owner_of(const std::string& resource) {
  const auto first = resource.find('.');
  auto name = resource.substr(0, resource.find('.', first == std::string::npos ? first : first + 1));
  const auto dash = name.find_last_not_of("0123456789");
  const bool is_member = name.starts_with("ec2.") || name.starts_with("ebs.") || name.starts_with("backup.");
  if (is_member && dash != std::string::npos && dash + 1 < name.size() && name[dash] == '-')
    name.resize(dash);
  return name;
}

}  // namespace

std::vector<const FunctionSettings*> functions_reached(const Scenario& scenario, const EventWays& ways,
                                                       const FlowFacts& flow) {
  auto functions = ways.all_told_by(flow);
  for (const auto& function : scenario.lambda) {
    const auto* const source = object_source_of(scenario, function);
    const bool of_bucket =
        source != nullptr && flow.bucket.given() && source->bucket.name == flow.bucket.name;
    if (of_bucket || (flow.function.given() && function.name == flow.function.name))
      functions.push_back(&function);
  }
  return functions;
}

ResourceFlows::ResourceFlows(const Scenario& scenario) : s_{scenario}, ways_{scenario} {
  for (const auto& flow : s_.flows) {
    all_.push_back(&flow);
    const auto facts = flow.facts();
    add_site(facts, flow);
    add("s3", facts.bucket, flow);
    add("sns", facts.topic, flow);
    add("sqs", facts.queue, flow);
    add("cloudwatch_logs", flow.common().logs, flow);
    for (const auto* const function : functions_reached(s_, ways_, facts)) add_function(*function, flow, {});
  }
}

void ResourceFlows::add(const std::string& section, const Reference& name, const FlowSettings& flow) {
  if (!name.given()) return;
  auto& flows = flows_[owner_of(section + "." + name.name)];
  if (std::find(flows.begin(), flows.end(), &flow) == flows.end()) flows.push_back(&flow);
}

void ResourceFlows::add_site(const FlowFacts& facts, const FlowSettings& flow) {
  for (const auto& app : facts.apps) add("ec2", app, flow);
  for (const auto& volume : facts.volumes) add("ebs", volume, flow);
  for (const auto& backup : facts.backups) {
    add("backup", backup, flow);
    if (const auto* const job = find_named(s_.backup, backup.name)) add("s3", job->to, flow);
  }
}

void ResourceFlows::add_function(const FunctionSettings& function, const FlowSettings& flow,
                                 std::set<const FunctionSettings*> callers) {
  if (!callers.insert(&function).second) return;
  add("lambda", {function.name, function.where}, flow);
  add("s3", function.writes_to, flow);
  add("dynamodb", function.writes_to, flow);
  add("dynamodb", function.dedup_table, flow);
  add("sns", function.notifies, flow);
  add("sqs", function.trigger.queue, flow);
  add("cloudwatch_logs", function.logs.group, flow);
  for (const auto* const called : ways_.called_by(function)) add_function(*called, flow, callers);
}

const ResourceFlows::Flows& ResourceFlows::of(const std::string& resource) const {
  const auto found = flows_.find(owner_of(resource));
  return found == flows_.end() ? all_ : found->second;
}

}  // namespace garoa

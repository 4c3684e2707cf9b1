#include "sim/scenario/resource_flows.hpp"

#include <algorithm>
#include <array>
#include <iterator>

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

/// Is it what uploads alone bring about, where downloads come as well? Copies of documents pass a gateway, downloads do not.
bool goes_with_uploads(Meter meter) {
  static constexpr std::array from_uploads{Meter::nat_gateway_bytes,
                                           Meter::interface_endpoint_bytes,
                                           Meter::transfer_zone_bytes,
                                           Meter::transfer_region_bytes,
                                           Meter::s3_batch_jobs,
                                           Meter::s3_batch_objects,
                                           Meter::s3_dual_layer_encrypted_bytes,
                                           Meter::s3_replication_time_control_bytes,
                                           Meter::s3_intelligent_transition_requests,
                                           Meter::eventbridge_events};
  return info_of(meter).name.ends_with("put_requests") ||
         std::find(from_uploads.begin(), from_uploads.end(), meter) != from_uploads.end();
}

/// Do the flow's documents, their copies or what functions make of them go there?
bool reaches_bucket(const Scenario& s, const EventWays& ways, const FlowSettings& flow,
                    const std::string& bucket) {
  const auto facts = flow.facts();
  const auto copies_to = [&](const Reference& backup) {
    const auto* const job = find_named(s.backup, backup.name);
    return job != nullptr && job->to.name == bucket;
  };
  const auto functions = functions_reached(s, ways, facts);
  return facts.bucket.name == bucket || std::any_of(facts.backups.begin(), facts.backups.end(), copies_to) ||
         std::any_of(functions.begin(), functions.end(),
                     [&](const FunctionSettings* function) { return function->writes_to.name == bucket; });
}

/// Is it the account's as a whole, not of a name in the scenario?
bool is_of_account(const std::string& owner) {
  static constexpr std::array sections{"kms", "vpc", "cloudtrail", "cloudwatch_alarms"};
  const auto section = owner.substr(0, owner.find('.'));
  return std::find(sections.begin(), sections.end(), section) != sections.end();
}

}  // namespace

const FlowSettings* flow_of_bucket(const Scenario& scenario, const std::string& bucket) {
  const EventWays ways{scenario};
  const auto found =
      std::find_if(scenario.flows.begin(), scenario.flows.end(),
                   [&](const FlowSettings& flow) { return reaches_bucket(scenario, ways, flow, bucket); });
  return found == scenario.flows.end() ? nullptr : &*found;
}

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

void ResourceFlows::Reached::add(const FlowSettings& flow, bool with_downloads) {
  flows.insert(flow.common().path());
  const auto streams = flow.requests();
  const auto& first = streams.front();
  if (std::find(uploads.begin(), uploads.end(), first) == uploads.end()) uploads.push_back(first);
  if (!with_downloads) return;
  for (auto it = std::next(streams.begin()); it != streams.end(); ++it) {
    if (std::find(downloads.begin(), downloads.end(), *it) == downloads.end()) downloads.push_back(*it);
  }
}

ResourceFlows::Requests ResourceFlows::Reached::requests() const {
  auto both = uploads;
  both.insert(both.end(), downloads.begin(), downloads.end());
  return both;
}

ResourceFlows::ResourceFlows(const Scenario& scenario) : s_{scenario}, ways_{scenario} {
  for (const auto& flow : s_.flows) {
    const auto facts = flow.facts();
    all_.add(flow, true);
    reached_[flow.common().path()].add(flow, true);  // its balancer
    add_site(facts, flow);
    add("s3", facts.bucket, flow, true);
    // What is read from a volume needs no key.
    reached_["kms.keys"].add(flow, facts.bucket.given());
    add("sns", facts.topic, flow);
    add("sqs", facts.queue, flow);
    add("cloudwatch_logs", flow.common().logs, flow, !facts.volumes.empty());
    for (const auto* const function : functions_reached(s_, ways_, facts)) add_function(*function, flow, {});
  }
  for (const auto& job : s_.bucket_backups) {
    if (const auto* const flow = flow_of_bucket(s_, job.from_bucket.name))
      add("backup", {job.name, job.where}, *flow);
  }
}

void ResourceFlows::add(const std::string& section, const Reference& name, const FlowSettings& flow,
                        bool with_downloads) {
  if (name.given()) reached_[owner_of(section + "." + name.name)].add(flow, with_downloads);
}

void ResourceFlows::add_site(const FlowFacts& facts, const FlowSettings& flow) {
  for (const auto& app : facts.apps) add("ec2", app, flow, true);
  for (const auto& volume : facts.volumes) add("ebs", volume, flow, true);
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
  for (const auto& call : function.calls) add_called(call, flow);
  for (const auto* const called : ways_.called_by(function)) add_function(*called, flow, callers);
}

void ResourceFlows::add_called(const Reference& call, const FlowSettings& flow) {
  for (const auto& service : s_.called) {
    if (service.name() == call.name) reached_[owner_of(service.path())].add(flow, false);
  }
}

const ResourceFlows::Reached& ResourceFlows::reached_by(const std::string& resource) const {
  const auto found = reached_.find(owner_of(resource));
  return found == reached_.end() ? all_ : found->second;
}

ResourceFlows::Requests ResourceFlows::of(const std::string& resource, Meter meter) const {
  const auto& reached = reached_by(resource);
  if (goes_with_uploads(meter)) return reached.uploads;
  if (meter == Meter::transfer_out_bytes && !reached.downloads.empty()) return reached.downloads;
  return reached.requests();
}

std::set<std::string> ResourceFlows::served_alone(const std::set<std::string>& some) const {
  static constexpr std::array others{"s3", "cloudwatch_logs", "dynamodb", "flows", "backup", "ebs", "ec2"};
  std::set<std::string> served;
  for (const auto& [resource, reached] : reached_) {
    const auto section = resource.substr(0, resource.find('.'));
    const bool is_other = std::find(others.begin(), others.end(), section) != others.end();
    const auto& flows = reached.flows;
    if (!is_other && std::includes(some.begin(), some.end(), flows.begin(), flows.end()))
      served.insert(flows.begin(), flows.end());
  }
  return served;
}

std::vector<std::string> ResourceFlows::flows_of(const std::string& resource) const {
  const auto owner = owner_of(resource);
  const auto found = reached_.find(owner);
  if (found != reached_.end()) return {found->second.flows.begin(), found->second.flows.end()};
  return is_of_account(owner) ? std::vector<std::string>{all_.flows.begin(), all_.flows.end()}
                              : std::vector<std::string>{};
}

}  // namespace garoa

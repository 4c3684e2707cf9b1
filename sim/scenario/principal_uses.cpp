#include "sim/scenario/principal_uses.hpp"

#include <algorithm>
#include <utility>

#include "sim/scenario/event_graph.hpp"

namespace garoa {
namespace {

using compliance::Use;

Use of_objects(std::string action, const std::string& bucket) {
  return {{std::move(action)}, "s3", bucket + "/", "s3." + bucket};
}

Use of_records(const std::string& group) {
  return {{"logs:PutLogEvents"}, "logs", "log-group:" + group, "cloudwatch_logs." + group};
}

Use of_messages(const std::string& queue) {
  return {{"sqs:SendMessage"}, "sqs", queue, "sqs." + queue};
}

/// A write to whatever has that name: an object, an item, a message.
void add_write(const Scenario& s, const std::string& name, std::vector<Use>& uses) {
  if (find_named(s.s3, name) != nullptr) uses.push_back(of_objects("s3:PutObject", name));
  if (find_named(s.dynamodb, name) != nullptr)
    uses.push_back({{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:TransactWriteItems"},
                    "dynamodb",
                    "table/" + name,
                    "dynamodb." + name});
}

/// Destinations are sent to with the function's own role.
void add_sent(const Scenario& s, const std::string& name, std::vector<Use>& uses) {
  if (find_named(s.sqs, name) != nullptr) uses.push_back(of_messages(name));
  if (find_named(s.sns, name) != nullptr) uses.push_back({{"sns:Publish"}, "sns", name, "sns." + name});
  if (find_named(s.lambda, name) != nullptr)
    uses.push_back({{"lambda:InvokeFunction"}, "lambda", "function:" + name, "lambda." + name});
  if (find_named(s.s3, name) != nullptr) uses.push_back(of_objects("s3:PutObject", name));
}

}  // namespace

std::vector<Use> uses_of(const Scenario& s, const FunctionSettings& settings) {
  std::vector<Use> uses;
  if (const auto* const source = object_source_of(s, settings))
    uses.push_back(of_objects("s3:GetObject", source->bucket.name));
  if (settings.reads) uses.push_back(of_objects("s3:GetObject", settings.reads->bucket.name));
  add_write(s, settings.writes_to.name, uses);
  add_write(s, settings.dedup_table.name, uses);
  const auto& dead_letter = settings.destinations.dead_letter.name;
  const bool is_plain_queue =
      find_named(s.sqs, dead_letter) == nullptr && find_named(s.sns, dead_letter) == nullptr;
  if (!dead_letter.empty() && is_plain_queue) uses.push_back(of_messages(dead_letter));
  for (const auto* const sent : {&settings.notifies, &settings.destinations.dead_letter,
                                 &settings.destinations.on_failure, &settings.destinations.on_success})
    add_sent(s, sent->name, uses);
  if (settings.logs.group.given()) uses.push_back(of_records(settings.logs.group.name));
  const auto& queue = settings.trigger.queue.name;
  for (const auto* const action : {"sqs:ReceiveMessage", "sqs:DeleteMessage"})
    if (!queue.empty()) uses.push_back({{action}, "sqs", queue, "sqs." + queue});
  return uses;
}

std::vector<Use> uses_of(const compliance::Architecture& architecture, const std::string& app) {
  std::vector<Use> uses;
  for (const auto& flow : architecture.flows) {
    if (std::find(flow.apps.begin(), flow.apps.end(), app) == flow.apps.end()) continue;
    if (!flow.log_group.empty()) uses.push_back(of_records(flow.log_group));
    for (const auto& job : architecture.backups) {
      const auto& volumes = flow.volumes;
      // A job with a role of its own copies with that.
      if (job.to_bucket.empty() || job.role ||
          std::find(volumes.begin(), volumes.end(), job.from_volume) == volumes.end())
        continue;
      uses.push_back(of_objects("s3:PutObject", job.to_bucket));
      uses.push_back(of_objects("s3:GetObject", job.to_bucket));
      uses.back().must = false;  // only a restore needs it
    }
  }
  return uses;
}

}  // namespace garoa

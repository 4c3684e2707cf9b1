#include "sim/scenario/customer_keys.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace garoa {

std::uint32_t customer_keys(const Scenario& s) {
  std::uint32_t keys = 0;
  for (const auto& bucket : s.s3) {
    const bool elsewhere = bucket.replication && !bucket.replication->region.empty();
    if (bucket.requests_per_kms_call > 0) keys += elsewhere ? 2 : 1;
  }
  for (const auto& volume : s.ebs) keys += volume.customer_key ? 1 : 0;
  for (const auto& topic : s.sns) keys += topic.kms ? 1 : 0;
  for (const auto& queue : s.sqs) keys += queue.kms ? 1 : 0;
  for (const auto& group : s.cloudwatch_logs) keys += group.kms ? 1 : 0;
  return keys;
}

void count_principals(Scenario& s) {
  const auto number = [](const std::set<std::string>& all) { return static_cast<std::uint32_t>(all.size()); };
  std::map<std::string, std::set<std::string>> senders;  // by topic or queue
  std::map<std::string, std::set<std::string>> receivers;
  const auto add = [](auto& all, const char* section, const Reference& to, const std::string& principal) {
    if (to.given()) all[section + to.name].insert(principal);
  };
  for (const auto& function : s.lambda) {
    const auto role = "lambda." + function.name;
    add(senders, "sns.", function.notifies, role);
    for (const auto* const to : {&function.destinations.dead_letter, &function.destinations.on_failure,
                                 &function.destinations.on_success}) {
      add(senders, "sns.", *to, role);
      add(senders, "sqs.", *to, role);
    }
    add(receivers, "sqs.", function.trigger.queue, role);
  }
  for (const auto& flow : s.flows) {
    const auto facts = flow.facts();
    add(senders, "sns.", facts.topic, flow.common().path());
    add(senders, "sqs.", facts.queue, flow.common().path());
  }
  for (auto& topic : s.sns) {
    if (topic.objects.bucket.given()) senders["sns." + topic.name].insert("s3");
    topic.publishers = std::max(1U, number(senders["sns." + topic.name]));
  }
  for (const auto& queue : s.sqs) add(senders, "sqs.", queue.dead_letter, "sqs." + queue.name);
  for (auto& queue : s.sqs) {
    const auto path = "sqs." + queue.name;
    if (queue.objects.bucket.given()) senders[path].insert("s3");
    if (queue.topic.given()) senders[path].insert("sns");
    queue.senders = std::max(1U, number(senders[path]));
    queue.receivers = number(receivers[path]);
  }
}

}  // namespace garoa

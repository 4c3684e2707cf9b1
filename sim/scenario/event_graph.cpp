#include "sim/scenario/event_graph.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <variant>

namespace garoa {
namespace {

class EventGraph {
 public:
  explicit EventGraph(const Scenario& scenario) : s_{scenario} {}

  /// The functions that work on a topic's or queue's messages.
  [[nodiscard]] std::vector<const FunctionSettings*> told_by(const FlowFacts& flow) const {
    std::vector<const FunctionSettings*> told;
    if (flow.topic.given()) add_told_by(flow.topic.name, told);
    if (flow.queue.given()) add_reader_of(flow.queue.name, told);
    return told;
  }
  /// The functions that another one's results and notifications call.
  [[nodiscard]] std::vector<const FunctionSettings*> called_by(const FunctionSettings& function) const {
    std::vector<const FunctionSettings*> called;
    if (function.notifies.given()) add_told_by(function.notifies.name, called);
    const auto takes = [&](const ObjectTrigger& trigger) { return takes_outputs(trigger, function); };
    for (const auto& other : s_.lambda) {
      if (takes(other.trigger)) called.push_back(&other);
    }
    for (const auto& topic : s_.sns) {
      if (takes(topic.objects)) add_told_by(topic.name, called);
    }
    for (const auto& queue : s_.sqs) {
      if (takes(queue.objects)) add_reader_of(queue.name, called);
    }
    return called;
  }

 private:
  void add_told_by(const std::string& topic, std::vector<const FunctionSettings*>& called) const {
    for (const auto& function : s_.lambda) {
      if (function.trigger.topic.name == topic) called.push_back(&function);
    }
    for (const auto& queue : s_.sqs) {
      if (queue.topic.name == topic) add_reader_of(queue.name, called);
    }
  }
  void add_reader_of(const std::string& queue, std::vector<const FunctionSettings*>& called) const {
    for (const auto& function : s_.lambda) {
      if (function.trigger.queue.name == queue) called.push_back(&function);
    }
  }
  /// Results that are not renamed have the keys that the function itself gets.
  [[nodiscard]] bool takes_outputs(const ObjectTrigger& trigger, const FunctionSettings& function) const {
    if (!trigger.bucket.given() || trigger.bucket.name != function.writes_to.name) return false;
    const auto* const source = object_source_of(s_, function);
    const KeyAffixes same = source == nullptr ? KeyAffixes{} : KeyAffixes{source->prefix, source->suffix};
    const KeyAffixes& keys = function.renames ? function.output : same;
    const bool prefix = keys.prefix.starts_with(trigger.prefix) || trigger.prefix.starts_with(keys.prefix);
    const bool suffix = keys.suffix.ends_with(trigger.suffix) || trigger.suffix.ends_with(keys.suffix);
    return prefix && suffix && trigger.takes_type(ObjectEvent::put);
  }

  const Scenario& s_;
};

}  // namespace

const ObjectTrigger* object_source_of(const Scenario& scenario, const FunctionSettings& function) {
  if (function.trigger.bucket.given()) return &function.trigger;
  auto topic = function.trigger.topic.name;
  if (const auto* const queue = find_named(scenario.sqs, function.trigger.queue.name)) {
    if (queue->objects.bucket.given()) return &queue->objects;
    topic = queue->topic.name;
  }
  const auto* const found = find_named(scenario.sns, topic);
  return found != nullptr && found->objects.bucket.given() ? &found->objects : nullptr;
}

const FunctionSettings* function_told(const Scenario& scenario, const FlowFacts& flow) {
  const auto told = EventGraph{scenario}.told_by(flow);
  return told.empty() ? nullptr : told.front();
}

std::vector<std::string> circle_of(const Scenario& scenario, const FunctionSettings& function) {
  const EventGraph graph{scenario};
  std::map<std::string, std::string> caller;  // of each function that was reached
  std::deque<const FunctionSettings*> open{&function};
  while (!open.empty()) {
    const auto* const from = open.front();
    open.pop_front();
    for (const auto* const to : graph.called_by(*from)) {
      if (!caller.emplace(to->name, from->name).second) continue;
      open.push_back(to);
    }
  }
  if (!caller.contains(function.name)) return {};
  std::vector<std::string> way{function.name};
  do {
    way.push_back(caller.at(way.back()));
  } while (way.back() != function.name);
  std::reverse(way.begin(), way.end());
  return way;
}

KeyShare keys_taken_by(const Scenario& scenario, const ObjectTrigger& trigger) {
  constexpr std::uint64_t most = 1000;
  KeyShare share;
  const auto look_at = [&](const ObjectKey& key) {
    ++share.looked_at;
    share.matched += key.with_text([&](std::string_view text) { return trigger.takes_key(text); }) ? 1 : 0;
  };
  for (const auto& flow : scenario.flows) {
    if (flow.facts().bucket.name != trigger.bucket.name) continue;
    const auto& settings = flow.common().key;
    const auto* const replay = std::get_if<TraceArrivals>(&flow.common().uploads.arrivals);
    const auto* const trace = replay == nullptr ? nullptr : replay->trace.get();
    const std::uint64_t count =
        std::min({most, settings.distinct.value_or(most), trace ? trace->size() : most});
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto text = trace == nullptr ? std::nullopt : trace->key(i);
      look_at({i, text.value_or(std::string_view{}), &settings.affixes});
    }
  }
  return share;
}

}  // namespace garoa

#include "sim/scenario/event_graph.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <variant>

namespace garoa {

class EventGraph {
 public:
  explicit EventGraph(const Scenario& scenario) : s_{scenario} {
    for (const auto& function : s_.lambda) {
      if (function.trigger.topic.given()) told_[function.trigger.topic.name].push_back(&function);
      if (function.trigger.queue.given()) readers_[function.trigger.queue.name].push_back(&function);
      if (function.trigger.bucket.given()) triggered_[function.trigger.bucket.name].push_back(&function);
    }
    for (const auto& queue : s_.sqs) {
      if (queue.topic.given()) queues_told_[queue.topic.name].push_back(queue.name);
    }
  }

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
    for (const auto* const other : found(triggered_, function.writes_to.name)) {
      if (takes(other->trigger)) called.push_back(other);
    }
    for (const auto& topic : s_.sns) {
      if (takes(topic.objects)) add_told_by(topic.name, called);
    }
    for (const auto& queue : s_.sqs) {
      if (takes(queue.objects)) add_reader_of(queue.name, called);
    }
    return called;
  }
  /// Those, and the ones that hear of its failures and of what it has done.
  [[nodiscard]] std::vector<const FunctionSettings*> reached_by(const FunctionSettings& function) const {
    auto reached = called_by(function);
    const auto add = [&](const Reference& destination) {
      add_told_by(destination.name, reached);
      add_reader_of(destination.name, reached);
    };
    const auto& destinations = function.destinations;
    for (const auto* const to :
         {&destinations.dead_letter, &destinations.on_failure, &destinations.on_success})
      add(*to);
    if (const auto* const queue = find_named(s_.sqs, function.trigger.queue.name)) add(queue->dead_letter);
    return reached;
  }

 private:
  void add_told_by(const std::string& topic, std::vector<const FunctionSettings*>& called) const {
    const auto& told = found(told_, topic);
    called.insert(called.end(), told.begin(), told.end());
    for (const auto& queue : found(queues_told_, topic)) add_reader_of(queue, called);
  }
  void add_reader_of(const std::string& queue, std::vector<const FunctionSettings*>& called) const {
    const auto& readers = found(readers_, queue);
    called.insert(called.end(), readers.begin(), readers.end());
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

  template <class Thing>
  using ByName = std::map<std::string, std::vector<Thing>>;
  template <class Thing>
  static const std::vector<Thing>& found(const ByName<Thing>& things, const std::string& name) {
    static const std::vector<Thing> none;
    const auto at = things.find(name);
    return at == things.end() ? none : at->second;
  }

  const Scenario& s_;
  ByName<const FunctionSettings*> told_;       // by topic
  ByName<const FunctionSettings*> readers_;    // by queue
  ByName<const FunctionSettings*> triggered_;  // by bucket
  ByName<std::string> queues_told_;            // by topic
};

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

EventWays::EventWays(const Scenario& scenario) : graph_{std::make_unique<EventGraph>(scenario)} {
  std::map<const FunctionSettings*, Called> edges;
  for (const auto& function : scenario.lambda) edges[&function] = graph_->called_by(function);
  put_aside_ends(edges);
  called_ = std::move(edges);
}

EventWays::~EventWays() = default;

const FunctionSettings* EventWays::told_by(const FlowFacts& flow) const {
  const auto told = graph_->told_by(flow);
  return told.empty() ? nullptr : told.front();
}

std::vector<const FunctionSettings*> EventWays::all_told_by(const FlowFacts& flow) const {
  return graph_->told_by(flow);
}

std::vector<const FunctionSettings*> EventWays::called_by(const FunctionSettings& function) const {
  return graph_->called_by(function);
}

std::vector<const FunctionSettings*> EventWays::reached_by(const FunctionSettings& function) const {
  return graph_->reached_by(function);
}

/// Whom nobody calls, or who calls nobody, is on no circle; nor is who is left so.
void EventWays::put_aside_ends(std::map<const FunctionSettings*, Called>& edges) {
  std::map<const FunctionSettings*, Called> callers;
  std::map<const FunctionSettings*, std::pair<std::size_t, std::size_t>> degrees;  // callers, called
  for (const auto& [function, called] : edges) {
    degrees[function].second = called.size();
    for (const auto* const other : called) {
      callers[other].push_back(function);
      ++degrees[other].first;
    }
  }
  std::deque<const FunctionSettings*> ends;
  const auto look_at = [&](const FunctionSettings* function) {
    const auto& [in, out] = degrees.at(function);
    if (in == 0 || out == 0) ends.push_back(function);
  };
  for (const auto& [function, called] : edges) look_at(function);
  while (!ends.empty()) {
    const auto* const end = ends.front();
    ends.pop_front();
    const auto edge = edges.find(end);
    if (edge == edges.end()) continue;
    for (const auto* const other : edge->second) {
      --degrees.at(other).first;
      if (edges.contains(other)) look_at(other);
    }
    for (const auto* const caller : callers[end]) {
      --degrees.at(caller).second;
      if (edges.contains(caller)) look_at(caller);
    }
    edges.erase(edge);
  }
}

std::vector<std::string> EventWays::circle_of(const FunctionSettings& function) const {
  if (!called_.contains(&function)) return {};
  std::map<std::string, std::string> caller;  // of each function that was reached
  std::deque<const FunctionSettings*> open{&function};
  while (!open.empty()) {
    const auto from = called_.find(open.front());
    open.pop_front();
    if (from == called_.end()) continue;
    for (const auto* const to : from->second) {
      if (!caller.emplace(to->name, from->first->name).second) continue;
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

namespace {

using Filters = std::vector<const ObjectTrigger*>;

/// What the affixes of keys say of a filter, whatever the names between them: does it take all of them, or none?
std::optional<bool> takes_any_name(const ObjectTrigger& filter, const KeyAffixes& keys) {
  if (keys.prefix.starts_with(filter.prefix) && keys.suffix.ends_with(filter.suffix)) return true;
  const bool prefixes = keys.prefix.starts_with(filter.prefix) || filter.prefix.starts_with(keys.prefix);
  const bool suffixes = keys.suffix.ends_with(filter.suffix) || filter.suffix.ends_with(keys.suffix);
  return prefixes && suffixes ? std::nullopt : std::optional{false};
}

/// The same of several: one decides where all have to take it and one does not, or where one is enough.
std::optional<bool> take_any_name(const Filters& filters, FiltersMatch match, const KeyAffixes& keys) {
  const bool deciding = match == FiltersMatch::any;
  bool depends = false;
  for (const auto* const filter : filters) {
    const auto takes = takes_any_name(*filter, keys);
    if (takes && *takes == deciding) return deciding;
    depends = depends || !takes;
  }
  return depends ? std::nullopt : std::optional{!deciding};
}

bool take_key(const Filters& filters, FiltersMatch match, std::string_view key) {
  const auto takes = [&](const ObjectTrigger* filter) { return filter->takes_key(key); };
  return match == FiltersMatch::any ? std::any_of(filters.begin(), filters.end(), takes)
                                    : std::all_of(filters.begin(), filters.end(), takes);
}

}  // namespace

KeyShare keys_taken_by(const std::vector<const FlowSettings*>& flows, const Filters& filters,
                       FiltersMatch match) {
  constexpr std::uint64_t most = 1000;
  KeyShare share;
  for (const auto* const flow : flows) {
    const auto& settings = flow->common().key;
    const auto* const replay = std::get_if<TraceArrivals>(&flow->common().uploads.arrivals);
    const auto* const trace = replay == nullptr ? nullptr : replay->trace.get();
    const std::uint64_t count =
        std::min({most, settings.distinct.value_or(most), trace ? trace->size() : most});
    share.looked_at += count;
    if (const auto taken = take_any_name(filters, match, settings.affixes)) {
      share.matched += *taken ? count : 0;
      continue;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto name = trace == nullptr ? std::nullopt : trace->key(i);
      const ObjectKey key{name ? name->number : i, name ? name->names : nullptr, &settings.affixes};
      const auto takes = [&](std::string_view text) { return take_key(filters, match, text); };
      share.matched += key.with_text(takes) ? 1 : 0;
    }
  }
  return share;
}

}  // namespace garoa

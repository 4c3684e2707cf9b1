// Which flows' documents a resource works on, as the scenario declares it: what grows with whose arrivals.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/event_graph.hpp"

namespace garoa {

class ResourceFlows {
 public:
  /// The scenario outlives it.
  explicit ResourceFlows(const Scenario& scenario);

  using Flows = std::vector<const FlowSettings*>;
  /// "ec2.app-2" is one of "ec2.app", "s3.inbox.replica" belongs to "s3.inbox". All flows where nobody knows.
  [[nodiscard]] const Flows& of(const std::string& resource) const;

 private:
  void add(const std::string& section, const Reference& name, const FlowSettings& flow);
  void add_function(const FunctionSettings& function, const FlowSettings& flow,
                    std::set<const FunctionSettings*> callers);
  void add_site(const FlowFacts& facts, const FlowSettings& flow);

  const Scenario& s_;
  EventWays ways_;
  Flows all_;
  std::map<std::string, Flows> flows_;
};

/// The functions that a flow's documents reach first: those of its bucket, of what its clients send, and those that they call.
[[nodiscard]] std::vector<const FunctionSettings*> functions_reached(const Scenario& scenario,
                                                                     const EventWays& ways,
                                                                     const FlowFacts& flow);

}  // namespace garoa

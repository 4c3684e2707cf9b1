// Whose requests a resource works for, as the scenario declares it: what grows with which arrivals.
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

  using Requests = std::vector<const RequestSettings*>;
  /// The requests that a meter of the resource goes with: what is put, computed and sent on goes with uploads, what leaves AWS with
  /// downloads, the rest with both, where both come there. "ec2.app-2" is one of "ec2.app", "s3.inbox.replica" belongs to "s3.inbox".
  /// Those of all flows where nobody knows.
  [[nodiscard]] Requests of(const std::string& resource, Meter meter) const;
  /// Those of them that bring documents.
  [[nodiscard]] Requests uploads_of(const std::string& resource) const {
    return reached_by(resource).uploads;
  }
  /// Of all flows.
  [[nodiscard]] Requests all() const { return all_.requests(); }
  /// The flows, by path, whose documents the resource works for: of what is the account's as a whole (keys, gateways, trails, alarms) all of
  /// them; none where it goes with no flow.
  [[nodiscard]] std::vector<std::string> flows_of(const std::string& resource) const;
  /// Those of `some` flows, by path, that something works for and for no other flow: functions, topics, queues and what they call. What is
  /// put and stored is not asked about.
  [[nodiscard]] std::set<std::string> served_alone(const std::set<std::string>& some) const;

 private:
  struct Reached {
    Requests uploads;
    Requests downloads;
    std::set<std::string> flows;  // paths
    void add(const FlowSettings& flow, bool with_downloads);
    [[nodiscard]] Requests requests() const;
  };
  [[nodiscard]] const Reached& reached_by(const std::string& resource) const;
  void add(const std::string& section, const Reference& name, const FlowSettings& flow,
           bool with_downloads = false);
  void add_function(const FunctionSettings& function, const FlowSettings& flow,
                    std::set<const FunctionSettings*> callers);
  void add_called(const Reference& call, const FlowSettings& flow);
  void add_site(const FlowFacts& facts, const FlowSettings& flow);

  const Scenario& s_;
  EventWays ways_;
  Reached all_;
  std::map<std::string, Reached> reached_;
};

/// The functions that a flow's documents reach first: those of its bucket, of what its clients send, and those that they call.
[[nodiscard]] std::vector<const FunctionSettings*> functions_reached(const Scenario& scenario,
                                                                     const EventWays& ways,
                                                                     const FlowFacts& flow);

}  // namespace garoa

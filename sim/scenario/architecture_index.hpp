// What architecture_of() asks of all buckets, flows and functions, looked up once.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "sim/scenario/event_graph.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

struct ArchitectureIndex {
  using Flows = std::vector<const FlowSettings*>;
  using Triggers = std::vector<const ObjectTrigger*>;

  explicit ArchitectureIndex(const Scenario& s);
  /// A bucket that clients put documents into holds documents, whatever else it is for.
  [[nodiscard]] compliance::BucketRole role_of(const std::string& bucket) const;
  [[nodiscard]] Flows flows_to(const std::string& bucket) const;
  /// Those whose documents come to the function: into its bucket, or with their calls.
  [[nodiscard]] Flows flows_of(const FunctionSettings& function, const std::string& trigger_bucket) const;
  /// Of the keys that its flows were seen with, those that some function works on.
  [[nodiscard]] std::uint64_t taken_keys(const std::string& bucket) const;

  EventWays ways;
  std::map<std::string, compliance::BucketRole> roles;
  std::map<std::string, Flows> flows_into;             // by bucket
  std::map<std::string, Triggers> triggers;            // likewise, of the functions that work on its objects
  std::map<std::string, std::uint64_t> taken;          // likewise, taken_keys()
  std::map<std::string, Flows> calling;                // by function
  std::map<std::string, bool> multipart;               // likewise: some upload is in parts
  std::map<std::string, std::string> first_functions;  // that listen to a bucket, straight or not, by bucket
  std::set<std::string> called_without_waiting;
};

}  // namespace garoa

// Who calls whom through events, as the scenario declares it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// The filter of the bucket whose events reach the function, straight or through topic and queue; null if there
/// is none.
[[nodiscard]] const ObjectTrigger* object_source_of(const Scenario& scenario,
                                                    const FunctionSettings& function);

class EventGraph;

/// The ways of events from function to function, looked at once for all. For circles, functions that are on none, or between
/// two, are put aside: chains of thousands cost no more than their length.
class EventWays {
 public:
  /// The scenario outlives this.
  explicit EventWays(const Scenario& scenario);
  EventWays(const EventWays&) = delete;
  EventWays& operator=(const EventWays&) = delete;
  ~EventWays();

  /// The first function that works on the messages of a flow's topic or queue; null if there is none.
  [[nodiscard]] const FunctionSettings* told_by(const FlowFacts& flow) const;
  /// All of them.
  [[nodiscard]] std::vector<const FunctionSettings*> all_told_by(const FlowFacts& flow) const;
  /// The functions that another one's results and notifications call.
  [[nodiscard]] std::vector<const FunctionSettings*> called_by(const FunctionSettings& function) const;
  /// Those, and the ones that its destinations and its queue's dead letters call.
  [[nodiscard]] std::vector<const FunctionSettings*> reached_by(const FunctionSettings& function) const;
  /// The shortest way on which the function's objects and notifications call it again, from its name to its name;
  /// empty if there is none.
  [[nodiscard]] std::vector<std::string> circle_of(const FunctionSettings& function) const;

 private:
  using Called = std::vector<const FunctionSettings*>;
  void put_aside_ends(std::map<const FunctionSettings*, Called>& edges);

  std::unique_ptr<const EventGraph> graph_;
  std::map<const FunctionSettings*, Called> called_;  // of those that may be on a circle
};

/// Of several filters: an event passes all of them, one after the other, or they are of several ways, of which one is enough.
enum class FiltersMatch { all, any };

/// Keys of clients, of the first thousand of each of these flows, and how many of them the filters let through.
struct KeyShare {
  std::uint64_t looked_at = 0;
  std::uint64_t matched = 0;

  [[nodiscard]] double share() const {
    return looked_at == 0 ? 1 : static_cast<double>(matched) / static_cast<double>(looked_at);
  }
};
[[nodiscard]] KeyShare keys_taken_by(const std::vector<const FlowSettings*>& flows,
                                     const std::vector<const ObjectTrigger*>& filters, FiltersMatch match);

}  // namespace garoa

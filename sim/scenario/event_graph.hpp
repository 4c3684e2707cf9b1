// Who calls whom through events, as the scenario declares it.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// The filter of the bucket whose events reach the function, straight or through topic and queue; null if there
/// is none.
[[nodiscard]] const ObjectTrigger* object_source_of(const Scenario& scenario,
                                                    const FunctionSettings& function);

/// The first function that works on the messages of a flow's topic or queue; null if there is none.
[[nodiscard]] const FunctionSettings* function_told(const Scenario& scenario, const FlowFacts& flow);

/// The shortest way on which the function's objects and notifications call it again, from its name to its name;
/// empty if there is none.
[[nodiscard]] std::vector<std::string> circle_of(const Scenario& scenario, const FunctionSettings& function);

/// Keys of clients that put into the trigger's bucket, of each flow's first thousand, and how many of them its
/// filter lets through.
struct KeyShare {
  std::uint64_t looked_at = 0;
  std::uint64_t matched = 0;
};
[[nodiscard]] KeyShare keys_taken_by(const Scenario& scenario, const ObjectTrigger& trigger);

}  // namespace garoa

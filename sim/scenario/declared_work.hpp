// How busy a function will be at least, by the work that is declared of it and by the flows that put into its bucket or call it: its
// own processor time, without what it waits for and without the variation.
#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

struct DeclaredWork {
  double p99_s = 0;         // of a run
  double mean_s = 0;        // likewise
  double busy_at_peak = 0;  // runs at once, at the highest mean rate of an hour
};

/// Nothing where no work is declared, or no flow is known. `flows`: whose documents it works on.
[[nodiscard]] std::optional<DeclaredWork> declared_work(const Scenario& scenario,
                                                        const FunctionSettings& function,
                                                        const std::vector<const FlowSettings*>& flows);

}  // namespace garoa

// The simulated bill beside what was billed, by usage type.
//
// Usage types lose their region, but for those of another region than the bill's, which stand by themselves: "(us-west-2)";
// quantities are in AWS's units. Discounts, negations of Savings Plans and taxes of the export are
// costs without a quantity; credits, other fees and what this program has no meter for stand under their own names. What is the same to
// within 1 percent matches.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/pricing/cost_export.hpp"
#include "models/pricing/usage_types.hpp"
#include "sim/results/cost.hpp"

namespace garoa {

struct Reconciled {
  struct Side {
    std::optional<double> quantity;
    double cost = 0;  // USD
  };
  std::string usage_type;
  std::optional<Side> billed;
  std::optional<Side> simulated;
  std::string verdict;  // "matched", "quantity +12 %", "only billed"
};

/// The dearest first. `factor`: times the run's quantities and costs.
[[nodiscard]] std::vector<Reconciled> reconcile(const Invoice& simulated, double factor,
                                                const std::vector<ExportedUsage>& billed,
                                                const UsageTypes& types);

}  // namespace garoa

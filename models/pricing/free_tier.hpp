// What AWS gives an account every month for nothing, in all regions together.
//
// Modelled: the free tier without end of every account: an allowance of one meter, or of several that share it in
// proportion to their use (AWS does not say in which order it serves them). It is taken off before the tiers of the
// price. A run is scaled to a month first (invoice.hpp), so that a month of 730 hours has the allowance of a month.
// Not modelled: the twelve months of new accounts, credits, several regions that share an allowance.
//
// Figures: models/pricing/free_tier.yaml.
#pragma once

#include <string>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

struct FreeAllowance {
  std::vector<Meter> meters;
  double units = 0;  // a month, in the meters' unit
  Basis basis = Basis::project;
};

/// Faults of the file go to the catalogue's diagnostics.
[[nodiscard]] std::vector<FreeAllowance> read_free_tier(Catalogue& catalogue);

}  // namespace garoa

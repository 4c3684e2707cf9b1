// The AWS regions that have prices: their country, for rules on where data may lie, and their name on the
// console.
//
// Not modelled: availability zones, opt-in status, which services a region has. Figures:
// models/catalog/regions.yaml.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/figures.hpp"

namespace garoa {

struct Region {
  std::string name;     // "sa-east-1"
  std::string title;    // "South America (São Paulo)"
  std::string country;  // ISO 3166-1 alpha-2
};

/// The region of that name; nothing if it is unknown. Faults of the file go to the catalogue's diagnostics.
[[nodiscard]] std::optional<Region> find_region(Catalogue& catalogue, const std::string& name);

/// The names of all regions, for messages.
[[nodiscard]] std::vector<std::string> region_names(Catalogue& catalogue);

}  // namespace garoa

// Prices of the user's: a file that replaces lines of a region's price book, or all of them.
//
// It has the keys of models/pricing/prices/<region>.yaml: `price_date`, `meters`, `ec2_instance_seconds`; and `region`, whose
// prices it replaces (default: that of the scenario). A line of it stands for the whole line of the book, with its own basis,
// source and date; a source is free text. Instance types: a type's price replaces that of the book, the others stay.
//
// Errors: faults of the file have its name, line and column.
#pragma once

#include <string>

#include "sim/core/figures.hpp"

namespace garoa {

struct OwnPrices {
  YamlNode root;       // null: there are none
  std::string region;  // empty: of the scenario

  [[nodiscard]] bool given() const { return root.is(YamlNode::Kind::map); }
};

/// Reads `prices` of the fields; a file that is read is an input of the scenario.
[[nodiscard]] OwnPrices read_own_prices(Fields& fields, Catalogue& catalogue, const std::string& folder);

/// The book with the lines of `own` in place of its own.
[[nodiscard]] YamlNode with_own_prices(YamlNode book, const OwnPrices& own);

}  // namespace garoa

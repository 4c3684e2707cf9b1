// Prices of the user's: a file that replaces lines of a region's price book, or all of them.
//
// It has the keys of models/pricing/prices/<region>.yaml: `price_date`, `meters`, `ec2_instance_seconds`; and `region`, whose
// prices it replaces (default: that of the scenario). A line of it stands for the whole line of the book, with its own basis,
// source and date; a source is free text. A price without a basis is what the user pays, and holds. Instance types: a
// type's price replaces that of the book, the others stay.
//
// A region that has no built-in prices: `region: ap-northeast-1`, `like: us-east-1` and `country: JP`. What the file does not price
// costs what it costs in the region that it is like, and the bill says so (basis P); that region's quotas hold.
//
// Errors: `like` of a region that has prices, or one that has none itself; faults of the file have its name, line and column.
#pragma once

#include <string>

#include "sim/core/figures.hpp"

namespace garoa {

struct OwnPrices {
  YamlNode root;        // null: there are none
  std::string region;   // empty: of the scenario
  std::string like;     // of a new region: whose prices and quotas hold where the file has none
  std::string country;  // of a new region

  [[nodiscard]] bool given() const { return root.is(YamlNode::Kind::map); }
};

/// Reads `prices` of the fields; a file that is read is an input of the scenario.
[[nodiscard]] OwnPrices read_own_prices(Fields& fields, Catalogue& catalogue, const std::string& folder);

/// The book of another region: every line of it is that one's.
[[nodiscard]] YamlNode as_of_another(YamlNode book, const std::string& region);

/// The book with the lines of `own` in place of its own.
[[nodiscard]] YamlNode with_own_prices(YamlNode book, const OwnPrices& own);

}  // namespace garoa

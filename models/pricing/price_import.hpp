// From AWS's price lists to a file of prices as a scenario's `billing.prices` takes it.
#pragma once

#include <string>
#include <vector>

#include "models/pricing/offer_file.hpp"
#include "models/pricing/price_book.hpp"
#include "models/pricing/usage_types.hpp"

namespace garoa {

/// The regions that the file has prices of, sorted.
[[nodiscard]] std::vector<std::string> regions_of(const OfferFile& file);

/// The YAML text of one region's prices, with the quantities that `book` has prices for; where that is another region's, the text says that
/// the region is like it. Comments at the end name what the file
/// has that is no item here, and items with several prices, of which the first product's stands.
[[nodiscard]] std::string imported_prices(const OfferFile& file, const std::string& region,
                                          const UsageTypes& types, const PriceBook& book);

}  // namespace garoa

// Prices as `garoa prices` prints them.
#pragma once

#include <string>
#include <vector>

#include "models/pricing/price_book.hpp"

namespace garoa::cli {

/// One line an item: its name, the price of its first tier, the unit, basis and date; `+` after the price where others follow.
[[nodiscard]] std::string price_list_text(const PriceBook& book, std::size_t width);

/// Meters and instance types.
[[nodiscard]] std::vector<std::string> priced_items(const PriceBook& book);

/// Value by tier with basis, source, date and note, and what held before; empty if the book knows no such item.
[[nodiscard]] std::string explain_price(const PriceBook& book, const std::string& item);

}  // namespace garoa::cli

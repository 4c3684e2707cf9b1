// A bound of a metric as people write it: with the unit of the metric ("2 s", "900 USD", "0.1 %"), counts as bare numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace garoa {

/// The value in the metric's base unit; nothing, and `why` as words that follow the text, if it does not fit. `unit`: one of metric_units.
[[nodiscard]] std::optional<double> parse_bound(std::string_view text, std::string_view unit,
                                                std::string& why);

/// Without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace garoa

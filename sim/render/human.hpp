// Numbers for people: three significant digits and a unit that fits. Files carry full precision; these texts
// are for tables only.
#pragma once

#include <string>

namespace garoa {

/// "0", "0.00123", "12.3", "1,234,567": at least `digits` significant ones, no exponent, thousands separated.
[[nodiscard]] std::string human_number(double value, int digits = 3);
/// Whole, thousands separated.
[[nodiscard]] std::string human_count(double value);
/// Seconds as us, ms, s (to 2 min), min, h (to 3 d), d.
[[nodiscard]] std::string human_duration(double seconds);
/// Bytes as B, KiB, MiB, GiB, TiB (powers of 1024).
[[nodiscard]] std::string human_bytes(double bytes);
/// 0 to 1 as "93 %"; below 10 % with one decimal.
[[nodiscard]] std::string human_share(double share);
/// With two decimals, or more so that two of them are significant: "1,234.50", "0.0034".
[[nodiscard]] std::string human_money(double amount);

}  // namespace garoa

// Values as people read them: a unit that fits and about three significant digits. Files carry full precision
// and base units; these texts are for the terminal and for the sentences of findings.
//
//   unit      shown as                                                  example
//   s         us, ms, s; from 2 min on days, hours, minutes, seconds    1.2 ms, 1 d 4 h
//   B         B, KiB, MiB, GiB, TiB (powers of 1024)                    60.3 GiB
//   B/s       the same per second                                       12.5 MiB/s
//   USD       before the amount, with cents, in told_currency()         USD 1,234.50
//   share     percent                                                   0.125 %, 99.97 %
//   1         whole ones in full, others as numbers                     1,234,567
//   others    number and unit                                           1,234/s, 3.2 credits
//
// Numbers are written as the language that is spoken does (language.hpp): 1,234.5 or 1.234,5.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace garoa {

/// "0", "0.00123", "12.3", "1,234,567": at least `digits` significant ones, no exponent, thousands separated.
[[nodiscard]] std::string human_number(double value, int digits = 3);
/// Whole, thousands separated.
[[nodiscard]] std::string human_count(double value);
template <std::integral Whole>
[[nodiscard]] std::string human_count(Whole value) {
  return human_count(static_cast<double>(value));
}
/// Seconds. From two minutes on as few of days, hours, minutes and seconds as are so near, a share.
[[nodiscard]] std::string human_duration(double seconds, double near_enough = 0.005);
/// Bytes.
[[nodiscard]] std::string human_bytes(double bytes);
/// A share as percent; close to 0 with the digits that tell it from there, close to 100 % with up to four decimals; 100 % is all.
[[nodiscard]] std::string human_share(double share);
/// With two decimals, or more so that two of them are significant: "1,234.50", "0.0034".
[[nodiscard]] std::string human_money(double amount);
/// By the unit that metrics and findings carry, as in the table above.
[[nodiscard]] std::string human_value(double value, std::string_view unit);
/// ISO 8601 as date and time of day, without offset and without seconds that are zero: "2026-03-02 02:00".
[[nodiscard]] std::string human_time(std::string_view iso);

}  // namespace garoa

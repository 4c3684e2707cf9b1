// Physical values as types, and their text form in scenario and figure files.
//
// A value in a file carries its unit: `4 ms`, `500 GiB`, `125 MiB/s`, `20/s`. A blank between number and
// unit is optional. Bits and bytes, and powers of 1000 and of 1024, are never exchanged silently:
//
//   type             units                                                         stored as
//   Seconds          ns us ms s min h d w y (365 d), also as a sum: `1 d 4 h`      seconds (double)
//   Bytes            B kB KB MB GB TB (1000^n)  KiB MiB GiB TiB (1024^n)           bytes (integer)
//   BytesPerSecond   byte unit + /s                                                bytes per second
//   BitsPerSecond    bit/s kbit/s Mbit/s Gbit/s (1000^n)                           bits per second
//   PerSecond        /s /min /h /d                                                 events per second
//   LambdaMemory     MB MiB GB GiB, all powers of 1024 as in Lambda's own texts    MiB (integer)
//
// Errors: parse_quantity gives no value and says why in one sentence.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace garoa {

/// A number of one physical kind. Arithmetic stays within the kind.
template <class Tag, class Rep = double>
class Quantity {
 public:
  using Representation = Rep;
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep value) : value_{value} {}
  [[nodiscard]] constexpr Rep count() const { return value_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.value_ + b.value_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.value_ - b.value_}; }

 private:
  Rep value_{};
};

using Seconds = Quantity<struct SecondsTag>;
using Bytes = Quantity<struct BytesTag, std::uint64_t>;
using BytesPerSecond = Quantity<struct BytesPerSecondTag>;
using BitsPerSecond = Quantity<struct BitsPerSecondTag>;
using PerSecond = Quantity<struct PerSecondTag>;
using LambdaMemory = Quantity<struct LambdaMemoryTag, std::uint32_t>;

constexpr Seconds operator/(Bytes size, BytesPerSecond rate) {
  return Seconds{static_cast<double>(size.count()) / rate.count()};
}
constexpr BytesPerSecond to_bytes_per_second(BitsPerSecond rate) {
  return BytesPerSecond{rate.count() / 8};
}

constexpr double kibibyte = 1024.0;
constexpr double mebibyte = 1024.0 * 1024.0;
constexpr double gibibyte = 1024.0 * 1024.0 * 1024.0;

constexpr Bytes operator""_B(unsigned long long n) {
  return Bytes{n};
}
constexpr Bytes operator""_KiB(unsigned long long n) {
  return Bytes{n << 10};
}
constexpr Bytes operator""_MiB(unsigned long long n) {
  return Bytes{n << 20};
}
constexpr Bytes operator""_GiB(unsigned long long n) {
  return Bytes{n << 30};
}
constexpr Bytes operator""_TiB(unsigned long long n) {
  return Bytes{n << 40};
}
constexpr Seconds operator""_s(unsigned long long n) {
  return Seconds{static_cast<double>(n)};
}
constexpr Seconds operator""_s(long double n) {
  return Seconds{static_cast<double>(n)};
}
constexpr Seconds operator""_min(unsigned long long n) {
  return Seconds{60.0 * static_cast<double>(n)};
}
constexpr Seconds operator""_h(unsigned long long n) {
  return Seconds{3600.0 * static_cast<double>(n)};
}
constexpr Seconds operator""_d(unsigned long long n) {
  return Seconds{86400.0 * static_cast<double>(n)};
}

/// One accepted unit: its symbol and how many base units it is.
struct Unit {
  std::string_view symbol;
  double factor;
};

/// How a kind of quantity is written: its name in messages, its units (ascending), an example.
struct UnitTable {
  std::string_view kind;
  std::string_view example;
  std::span<const Unit> units;
  bool sums = false;  // of parts from the largest unit to the smallest, as in "1 d 4 h"
};

/// The table of a quantity type; defined for the six types above.
template <class Q>
const UnitTable& unit_table();

/// A decimal number in full: digits, point, exponent; no blanks, no leading zeros, no trailing text, finite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// A value with unit in base units of `table`; on failure nothing, and the reason in `why`.
[[nodiscard]] std::optional<double> parse_with_unit(std::string_view text, const UnitTable& table,
                                                    std::string& why);

/// Shortest text in the largest unit that reads back to the same value.
[[nodiscard]] std::string format_with_unit(double value, const UnitTable& table);

/// Rounds to the representation: integers must be whole (within 1e-9 relative) and in range.
template <class Q>
std::optional<Q> parse_quantity(std::string_view text, std::string& why) {
  const auto base = parse_with_unit(text, unit_table<Q>(), why);
  if (!base) return std::nullopt;
  using Rep = typename Q::Representation;
  if constexpr (std::is_integral_v<Rep>) {
    constexpr double largest = sizeof(Rep) == 4 ? 4294967295.0 : 9.0e18;
    if (*base > largest) {
      why = "is too large";
      return std::nullopt;
    }
    const double whole = std::round(*base);
    const double error = whole > *base ? whole - *base : *base - whole;
    if (error > 1e-9 * whole) {
      why = "is not a whole number of the smallest unit";
      return std::nullopt;
    }
    return Q{static_cast<Rep>(whole)};
  } else {
    return Q{*base};
  }
}

template <class Q>
std::string format_quantity(Q value) {
  return format_with_unit(static_cast<double>(value.count()), unit_table<Q>());
}

}  // namespace garoa

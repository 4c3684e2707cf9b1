// How one scalar of a scenario file becomes a typed value, and back: the type's parser, formatter and JSON
// Schema fragment.
//
// A new scalar type specialises Scalar<T>; an enumeration specialises EnumNames<T> instead.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// What the JSON Schema says of a scalar: `json_type` is "string", "integer", "number", "boolean" or "any" of them.
struct ScalarType {
  std::string json_type;
  std::string pattern;              // regular expression for strings; empty: any
  std::vector<std::string> values;  // the only values; empty: any
  std::string example;
};

template <class T>
struct Scalar;

/// Names of an enumeration's values as written in files: `static constexpr std::array
/// names{std::pair{"gp2"sv, VolumeType::gp2}, ...}` and `static constexpr std::string_view kind` ("volume
/// type").
template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires {
  EnumNames<E>::names;
};

template <class T>
struct is_quantity : std::false_type {};
template <class Tag, class Rep>
struct is_quantity<Quantity<Tag, Rep>> : std::true_type {};

/// The name of an enumeration's value.
template <NamedEnum E>
constexpr std::string_view name_of(E value) {
  for (const auto& [name, candidate] : EnumNames<E>::names) {
    if (candidate == value) return name;
  }
  return "?";
}

[[nodiscard]] ScalarType quantity_type(const UnitTable& table);

template <class T>
requires is_quantity<T>::value struct Scalar<T> {
  static std::optional<T> parse(std::string_view text, bool /*quoted*/, std::string& why) {
    return parse_quantity<T>(text, why);
  }
  static std::string format(T value) { return format_quantity(value); }
  static ScalarType type() { return quantity_type(unit_table<T>()); }
};

template <NamedEnum E>
struct Scalar<E> {
  static std::optional<E> parse(std::string_view text, bool /*quoted*/, std::string& why) {
    std::vector<std::string_view> known;
    for (const auto& [name, value] : EnumNames<E>::names) {
      if (name == text) return value;
      known.push_back(name);
    }
    constexpr bool vowel =
        std::string_view{"aeiou"}.find(EnumNames<E>::kind.front()) != std::string_view::npos;
    why = (vowel ? "is not an " : "is not a ") + std::string{EnumNames<E>::kind} + did_you_mean(text, known) +
          "; one of ";
    for (std::size_t i = 0; i < known.size(); ++i) why += (i == 0 ? "" : ", ") + std::string{known[i]};
    return std::nullopt;
  }
  static std::string format(E value) { return std::string{name_of(value)}; }
  static ScalarType type() {
    ScalarType type{"string", "", {}, ""};
    for (const auto& [name, value] : EnumNames<E>::names) type.values.emplace_back(name);
    type.example = type.values.front();
    return type;
  }
};

template <>
struct Scalar<bool> {
  static std::optional<bool> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(bool value) { return value ? "true" : "false"; }
  static ScalarType type() { return {"boolean", "", {}, "true"}; }
};

template <>
struct Scalar<std::string> {
  static std::optional<std::string> parse(std::string_view text, bool /*quoted*/, std::string& why);
  static std::string format(const std::string& value) { return value; }
  static ScalarType type() { return {"string", "", {}, ""}; }
};

template <>
struct Scalar<double> {
  static std::optional<double> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(double value);
  static ScalarType type() { return {"number", "", {}, "0.5"}; }
};

/// Whole numbers, decimal, without leading zeros or separators.
template <std::integral T>
requires(!std::same_as<T, bool>) struct Scalar<T> {
  static std::optional<T> parse(std::string_view text, bool quoted, std::string& why) {
    T value{};
    const auto* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    const bool leading_zero = digits.size() > 1 && digits.front() == '0';
    if (fault == std::errc::result_out_of_range) {
      why = "is out of range";
      return std::nullopt;
    }
    if (fault != std::errc{} || stop != end || leading_zero || quoted) {
      why = "is not a whole number";
      return std::nullopt;
    }
    return value;
  }
  static std::string format(T value) { return std::to_string(value); }
  static ScalarType type() { return {"integer", "", {}, "1"}; }
};

}  // namespace garoa

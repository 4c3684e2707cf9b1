// What a scenario, a sweep or a profile is called: a line of a screen and the head of a page, so its length is bounded.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/scalar.hpp"

namespace garoa {

struct Title {
  static constexpr std::ptrdiff_t longest = 200;  // characters
  std::string text;
};

template <>
struct Scalar<Title> {
  static std::optional<Title> parse(std::string_view text, bool quoted, std::string& why) {
    // Of a character's bytes in UTF-8 all but the first begin with the bits 10.
    const auto characters =
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (characters > Title::longest) {
      why = "is longer than 200 characters";
      return std::nullopt;
    }
    auto read = Scalar<std::string>::parse(text, quoted, why);
    return read ? std::optional{Title{std::move(*read)}} : std::nullopt;
  }
  static std::string format(const Title& title) { return title.text; }
  static ScalarType type() { return {"string", "^[\\s\\S]{0,200}$", {}, ""}; }
};

}  // namespace garoa

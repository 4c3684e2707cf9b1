#include "sim/core/safe_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/locale/utf.hpp>

namespace garoa {
namespace {

namespace utf = boost::locale::utf;
using Utf8 = utf::utf_traits<char>;
using Utf16 = utf::utf_traits<char16_t>;

struct CodeRange {
  char32_t first;
  char32_t last;
};

/// Controls, and what has no width or changes the direction (Unicode's categories Cc, Cf, Zl, Zp).
constexpr std::array<CodeRange, 13> unsafe_ranges{{{0x00, 0x1F},
                                                   {0x7F, 0x9F},
                                                   {0xAD, 0xAD},
                                                   {0x600, 0x605},
                                                   {0x61C, 0x61C},
                                                   {0x180E, 0x180E},
                                                   {0x200B, 0x200F},
                                                   {0x2028, 0x202E},
                                                   {0x2060, 0x206F},
                                                   {0xFEFF, 0xFEFF},
                                                   {0xFFF9, 0xFFFB},
                                                   {0x1D173, 0x1D17A},
                                                   {0xE0000, 0xE007F}}};

bool is_unsafe(char32_t code) {
  return std::any_of(unsafe_ranges.begin(), unsafe_ranges.end(),
                     [&](const CodeRange& range) { return code >= range.first && code <= range.last; });
}

std::string visible(char32_t code) {
  const auto number = static_cast<std::uint32_t>(code);
  if (number <= 0xFF) return fmt::format("\\x{:02x}", number);
  return number <= 0xFFFF ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

std::string escape_unsafe(std::string_view text, const std::function<std::string(char32_t)>& escape) {
  if (is_printable_ascii(text)) return std::string{text};
  std::string result;
  for (const auto* at = text.begin(); at != text.end();) {
    const auto* const start = at;
    const auto code = Utf8::decode(at, text.end());
    if (code == utf::illegal || code == utf::incomplete) {
      at = start + 1;
      result += visible(static_cast<unsigned char>(*start));
    } else if (is_unsafe(code)) {
      result += escape(code);
    } else {
      result.append(start, at);
    }
  }
  return result;
}

std::string safe_text(std::string_view text) {
  return escape_unsafe(text, visible);
}

std::string safe_lines(std::string_view text) {
  return escape_unsafe(text, [](char32_t code) { return code == '\n' ? "\n" : visible(code); });
}

std::string safe_text(std::string_view text, std::size_t most) {
  if (text.size() <= most) return safe_text(text);
  // Cuts lie between characters.
  auto head = most * 3 / 4;
  while (head > 0 && continues_character(text[head])) --head;
  auto tail = text.size() - most / 4;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return fmt::format("{} ... ({} bytes left out) ... {}", safe_text(text.substr(0, head)), tail - head,
                     safe_text(text.substr(tail)));
}

std::optional<std::size_t> first_not_utf8(std::string_view text) {
  for (const auto* at = text.begin(); at != text.end();) {
    const auto* const start = at;
    const auto code = Utf8::decode(at, text.end());
    if (code == utf::illegal || code == utf::incomplete || code == 0)
      return static_cast<std::size_t>(start - text.begin());
  }
  return std::nullopt;
}

std::optional<std::string> utf8_of_utf16(std::string_view text) {
  const bool marked = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  const bool half_empty = text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0');
  if (!marked && !half_empty) return std::nullopt;
  const bool little = marked ? text[0] == '\xFF' : text[1] == '\0';
  std::u16string units;
  for (std::size_t at = marked ? 2 : 0; at + 1 < text.size(); at += 2) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    units += static_cast<char16_t>(little ? second << 8U | first : first << 8U | second);
  }
  std::string result;
  for (auto at = units.cbegin(); at != units.cend();) {
    const auto start = at;
    auto code = Utf16::decode(at, units.cend());
    if (code == utf::illegal || code == utf::incomplete) {
      at = start + 1;
      code = 0xFFFD;
    }
    Utf8::encode(code, std::back_inserter(result));
  }
  return result;
}

}  // namespace garoa

// Text that somebody else wrote, made safe for a terminal: names, titles and values of files, words of the command line.
//
// A terminal obeys control characters, and marks of direction and of no width let a text look like another one. Both are
// written as escapes that can be seen: `\x1b`, `\u202e`; so is every byte that is no UTF-8 (`\xff`). All else stays as it is.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace garoa {

/// On one line: a line break is a control character too.
[[nodiscard]] std::string safe_text(std::string_view text);

/// The same for whole pages: line breaks stay.
[[nodiscard]] std::string safe_lines(std::string_view text);

/// At most about `most` bytes, safe as above: of a longer text the beginning and the end, and how much is left out.
[[nodiscard]] std::string safe_text(std::string_view text, std::size_t most);

/// With every character that a terminal may not get replaced by what `escape` makes of it; of a byte that is no UTF-8, by
/// `\xff`.
[[nodiscard]] std::string escape_unsafe(std::string_view text,
                                        const std::function<std::string(char32_t)>& escape);

/// Is it, in UTF-8, a further byte of the character before it?
[[nodiscard]] constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Where the first byte stands that is no UTF-8; a NUL is none.
[[nodiscard]] std::optional<std::size_t> first_not_utf8(std::string_view text);

/// Text in UTF-16 as UTF-8; nothing if it is not that. It is if it begins with a byte order mark, or with a character of ASCII
/// that takes two bytes. The mark is left out; what cannot be decoded becomes the replacement character.
[[nodiscard]] std::optional<std::string> utf8_of_utf16(std::string_view text);

}  // namespace garoa

// SHA-256 of a text, as 64 hexadecimal digits (FIPS 180-4; the library is libmd's).
#pragma once

#include <string>
#include <string_view>

namespace garoa {

[[nodiscard]] std::string sha256_of(std::string_view text);
/// Of a file's content; empty if it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::string& path);

}  // namespace garoa

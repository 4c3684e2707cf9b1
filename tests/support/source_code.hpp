// What the checks of the source tree see in C++: the code without comments and literals, and its blocks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace garoa::test {

/// The code alone: comments and literals become blanks, lines stay.
[[nodiscard]] std::string code_of(const std::string& text);

/// What stands between two braces, as lines of the file.
struct Block {
  std::size_t first_line = 1;
  std::size_t last_line = 1;
  /// As clang-tidy counts a function's: the line of the opening brace is none of them.
  [[nodiscard]] std::size_t lines() const { return last_line - first_line; }
};

/// Bodies of functions and lambdas, and the blocks within them; not those of namespaces and types, nor initialisers. `code` is
/// formatted: a body has a space before its brace, `Type{...}` has none.
[[nodiscard]] std::vector<Block> blocks_of_statements(const std::string& code);

}  // namespace garoa::test

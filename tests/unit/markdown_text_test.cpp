// Markdown on a terminal.
#include "sim/render/markdown_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace markdown_text_test {

using garoa::markdown_text;

TEST_CASE("markdown text: marks are left out, links tell where they go, and paragraphs are broken anew") {
  CHECK(markdown_text("# A **plan**\n\nOne `word`\nand [more](here.md).\n", 60) ==
        "A plan\n\nOne word and more (here.md).\n");
  const std::string long_line =
      "a word and another one, and so on until the line of the terminal is full and goes on\n";
  CHECK(markdown_text(long_line, 60) ==
        "a word and another one, and so on until the line of the\nterminal is full and goes on\n");
}

TEST_CASE("markdown text: items hang, tables have columns, and code stays whole") {
  CHECK(markdown_text("- first\n  goes on\n- second\n", 60) == "  - first goes on\n  - second\n");
  CHECK(markdown_text("| a | b |\n|---|---|\n| 1 | **two** |\n", 60) == "  a  b\n  1  two\n");
  CHECK(markdown_text("```sh\na command of many words\n```\n", 10) == "    a command of many words\n");
  CHECK(markdown_text("", 60).empty());
}

}  // namespace markdown_text_test

#include "sim/core/safe_text.hpp"

#include <doctest/doctest.h>

#include "sim/core/yaml_text.hpp"

namespace safe_text_test {

using namespace garoa;
using namespace std::string_literals;

namespace {

std::optional<std::string> read_back(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto root = parse_yaml("value: " + yaml + "\n", "f.yaml", diagnostics);
  INFO(diagnostics.text());
  REQUIRE(root.has_value());
  return root->entries.front().value.text;
}

}  // namespace

TEST_CASE("safe text: what a terminal obeys, hides or turns round is written as escapes") {
  CHECK(safe_text("plain, ação, 漢字, 🌧") == "plain, ação, 漢字, 🌧");
  CHECK(safe_text("a\x1b[31mb\nc\x7f") == "a\\x1b[31mb\\x0ac\\x7f");
  CHECK(safe_text("\xC2\x9B") == "\\x9b");  // CSI in one character
  CHECK(safe_text("\xE2\x80\xAE"
                  "gpj.exe") == "\\u202egpj.exe");
  CHECK(safe_text("\xEF\xBB\xBF") == "\\ufeff");
  CHECK(safe_text("\xF3\xA0\x80\x81") == "\\U000e0001");
  CHECK(safe_text("a\xFFz\xC3") == "a\\xffz\\xc3");
  CHECK(safe_lines("a\tb\nc") == "a\\x09b\nc");
}

TEST_CASE("safe text: of a long text the beginning, the end and the number of bytes between are kept") {
  const auto text = "begin" + std::string(1'000'000, 'x') + "end";
  const auto shortened = safe_text(text, 100);
  CHECK(shortened.size() < 160);
  CHECK(shortened.starts_with("beginxxx"));
  CHECK(shortened.ends_with("xxxend"));
  CHECK(shortened.find("(999908 bytes left out)") != std::string::npos);
  CHECK(safe_text("short", 100) == "short");
  // No character is cut in two.
  std::string accents;
  for (int i = 0; i < 1000; ++i) accents += "ã";
  CHECK(safe_text(accents, 101).find("\\x") == std::string::npos);
}

TEST_CASE("safe text: the first byte that is no UTF-8 is found") {
  CHECK_FALSE(first_not_utf8("ação 🌧").has_value());
  CHECK(first_not_utf8("a\xFF") == 1U);
  CHECK(first_not_utf8("ab\xED\xA0\x80") == 2U);  // half a pair of UTF-16
  CHECK(first_not_utf8("abc\0"s) == 3U);
}

TEST_CASE("safe text: UTF-16 of both orders becomes UTF-8, with a mark and without") {
  CHECK(utf8_of_utf16("\xFF\xFE"
                      "a\0\xE3\0"s) == "aã");
  CHECK(utf8_of_utf16("\xFE\xFF\0a\0\xE3"s) == "aã");
  CHECK(utf8_of_utf16("a\0b\0"s) == "ab");
  CHECK(utf8_of_utf16("\0a\0b"s) == "ab");
  CHECK(utf8_of_utf16("\xFF\xFE\x3C\xD8\x27\xDF"s) == "🌧");
  CHECK(utf8_of_utf16("\xFF\xFE\x3C\xD8"
                      "a\0"s) ==
        "\xEF\xBF\xBD"
        "a");
  CHECK_FALSE(utf8_of_utf16("plain").has_value());
  CHECK_FALSE(utf8_of_utf16("").has_value());
}

TEST_CASE("yaml text: a scalar reads back as what it was, on a line and in a list") {
  for (const std::string text :
       {"plain", "7", "null", "a, b", "[a]", "a:b", "-x", "?x", "say \"no\"", "back\\slash", "ação",
        "\xE2\x80\xAE"
        "x",
        "\x7F", " a "}) {
    CAPTURE(text);
    YamlNode scalar;
    scalar.kind = YamlNode::Kind::scalar;
    scalar.text = text;
    scalar.quoted = true;
    for (const auto place : {YamlPlace::line, YamlPlace::list}) {
      const auto written = yaml_text(scalar, place);
      CHECK(safe_text(written) == written);
      CHECK(read_back(written) == text);
    }
  }
  YamlNode plain;
  plain.text = "4 MiB/s";
  CHECK(yaml_text(plain, YamlPlace::list) == "4 MiB/s");
  plain.text = "a, b";
  CHECK(yaml_text(plain, YamlPlace::line) == "a, b");
  CHECK(yaml_text(plain, YamlPlace::list) == "\"a, b\"");
}

}  // namespace safe_text_test

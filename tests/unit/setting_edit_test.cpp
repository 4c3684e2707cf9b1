// A setting changed in a file's text: the text that is left reads as the scenario with that setting.
#include "sim/scenario/setting_edit.hpp"

#include <doctest/doctest.h>

#include <string>

namespace setting_edit_test {

using namespace garoa;

namespace {

/// The text with the change made; empty where there is none.
std::string changed(const std::string& text, std::string_view path, std::string_view value) {
  Diagnostics diagnostics;
  const auto tree = parse_yaml(text, "s.yaml", diagnostics);
  REQUIRE(tree.has_value());
  const auto change = edit_of(*tree, path, value, [&](const std::string& file) {
    CHECK(file == "s.yaml");
    return std::optional{text};
  });
  if (!change) return "";
  std::size_t begin = 0;
  std::size_t end = 0;
  int line = 1;
  int column = 1;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (line == change->line && column == change->column) begin = i;
    if (line == change->end_line && column == change->end_column) end = i;
    if (i == text.size()) break;
    const bool inside = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else if (!inside) {
      ++column;
    }
  }
  return text.substr(0, begin) + change->text + text.substr(end);
}

}  // namespace

TEST_CASE("setting edit: a value that is there is replaced, and what stands around it stays") {
  CHECK(changed("s3:\n  archive:\n    versioning: false  # why\n", "s3.archive.versioning", "true") ==
        "s3:\n  archive:\n    versioning: true  # why\n");
  CHECK(changed("a: { b: { c: 90 d, d: 1 } }\n", "a.b.c", "365 d") == "a: { b: { c: 365 d, d: 1 } }\n");
  CHECK(changed("a: { b: 'rate(1 hour)' }\n", "a.b", "cron(0 2 * * ? *)") ==
        "a: { b: \"cron(0 2 * * ? *)\" }\n");
  CHECK(changed("a: \"it's \\\"x\\\"\"  # c\n", "a", "y") == "a: y  # c\n");
  CHECK(changed("a: 'it''s'\n", "a", "y") == "a: y\n");
  CHECK(changed("a: [x, \"]\",\n  y]\nb: 1\n", "a", "[]") == "a: []\nb: 1\n");
  CHECK(changed("título: ção  \nb: { \"ç\": 1, c: 2 }\n", "b.c", "3") ==
        "título: ção  \nb: { \"ç\": 1, c: 3 }\n");
}

TEST_CASE("setting edit: a value that is not there comes before the first key of its block") {
  CHECK(changed("s3:\n  archive:\n    tls_only: true\n    x: 1\n", "s3.archive.versioning", "true") ==
        "s3:\n  archive:\n    versioning: true\n    tls_only: true\n    x: 1\n");
  CHECK(changed("s3: { archive: { tls_only: true } }\n", "s3.archive.versioning", "true") ==
        "s3: { archive: { versioning: true, tls_only: true } }\n");
  CHECK(changed("a: {  # why\n  b: 1,\n  c: 2 }\n", "a.d", "3") == "a: {  # why\n  d: 3, b: 1,\n  c: 2 }\n");
  CHECK(changed("a:  # why\n  # and this\n  b: 1\n", "a.d.e", "{}") ==
        "a:  # why\n  # and this\n  d: { e: {} }\n  b: 1\n");
  CHECK(changed("a: 1\n", "policy.restore_test", "365 d") == "policy: { restore_test: 365 d }\na: 1\n");
}

TEST_CASE("setting edit: nothing is said where the text cannot be told") {
  CHECK(changed("a:\n  - x\n  - y\n", "a", "[]").empty());
  CHECK(changed("a:\n  b: 1\n", "a", "1").empty());
  CHECK(changed("a: |\n  long\n", "a", "1").empty());
  CHECK(changed("a: {}\n", "a.b", "1").empty());
  Diagnostics diagnostics;
  const auto tree = parse_yaml("a: 1\n", "s.yaml", diagnostics);
  CHECK_FALSE(edit_of(*tree, "a", "2", [](const std::string&) { return std::nullopt; }).has_value());
}

}  // namespace setting_edit_test

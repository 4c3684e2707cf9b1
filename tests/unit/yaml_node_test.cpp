#include "sim/core/yaml_node.hpp"

#include <doctest/doctest.h>

#include <string>

namespace yaml_node_test {

using namespace garoa;

namespace {

YamlNode parse(std::string_view text) {
  Diagnostics diagnostics;
  auto root = parse_yaml(text, "f.yaml", diagnostics);
  REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
  return std::move(*root);
}

/// The errors of a text that must not parse.
std::string faults(std::string_view text) {
  Diagnostics diagnostics;
  const auto root = parse_yaml(text, "f.yaml", diagnostics);
  CHECK_FALSE(root);
  CHECK(diagnostics.has_errors());
  return diagnostics.text();
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("yaml: keys keep their order and every value its place") {
  const auto root = parse("b: 1\na:\n  - x\n  - {c: 2}\n");
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].key == "b");
  CHECK(root.entries[0].where.text() == "f.yaml:1:1");
  CHECK(root.entries[0].value.where.text() == "f.yaml:1:4");
  const auto& list = root.find("a")->value;
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[0].where.text() == "f.yaml:3:5");
  CHECK(list.items[1].find("c")->value.text == "2");
  CHECK(root.find("c") == nullptr);
}

TEST_CASE("yaml: quotes are remembered") {
  const auto root = parse("a: '1'\nb: 1\nc: \"x\"\n");
  CHECK(root.find("a")->value.quoted);
  CHECK_FALSE(root.find("b")->value.quoted);
  CHECK(root.find("c")->value.quoted);
}

TEST_CASE("yaml: text stays text, whatever YAML 1.1 makes of it") {
  const auto root = parse("a: 010\nb: yes\nc: 1_000\nd: 1:30\ne: cron(0 2 * * ? *)\n");
  CHECK(root.find("a")->value.text == "010");
  CHECK(root.find("b")->value.text == "yes");
  CHECK(root.find("c")->value.text == "1_000");
  CHECK(root.find("d")->value.text == "1:30");
  CHECK(root.find("e")->value.text == "cron(0 2 * * ? *)");
}

TEST_CASE("yaml: a key given twice is an error at its second place") {
  CHECK(faults("a: 1\nb: 2\na: 3\n") == "f.yaml:3:1: error: key 'a' is given twice\n");
  CHECK(faults("m: {x: 1, x: 2}\n") == "f.yaml:1:11: error: key 'x' is given twice\n");
  CHECK(parse("m: {x: 1}\nn: {x: 1}\n").entries.size() == 2);
}

TEST_CASE("yaml: a second document is an error") {
  CHECK(contains(faults("a: 1\n---\nb: 2\n"),
                 "f.yaml:3:1: error: several documents in one file are not supported"));
  CHECK(contains(faults("a: 1\n---\n"), "several documents"));
  CHECK(parse("---\na: 1\n...\n").entries.size() == 1);
}

TEST_CASE("yaml: anchors and aliases are errors, both named with their place") {
  const auto text = faults("a: &base {x: 1}\nb: *base\n");
  CHECK(contains(text, "f.yaml:1:4: error: anchors are not supported ('&base')"));
  CHECK(contains(text, "f.yaml:2:4: error: aliases are not supported"));
  CHECK(contains(faults("a: *nothing\n"), "f.yaml:1:"));
}

TEST_CASE("yaml: explicit tags are errors") {
  CHECK(contains(faults("a: !!int 3\n"), "explicit tags are not supported"));
  CHECK(contains(faults("a: !mine {b: 1}\n"), "explicit tags are not supported"));
}

TEST_CASE("yaml: a key without value is an error, a written null is not") {
  CHECK(faults("a: 1\nb:\n") == "f.yaml:2:1: error: key 'b' has no value (write null to reset it)\n");
  CHECK(contains(faults("m: {a: , b: 1}\n"), "key 'a' has no value"));
  for (const auto* text : {"a: null\n", "a: ~\n", "a: Null\n", "a: NULL\n",
                           "\xEF\xBB\xBF"
                           "a: null\n",
                           "\xC3\xA9: null\n", "# \xC3\xA9\xC3\xA9\r\nb: 1\r\na: null\r\n"}) {
    CAPTURE(text);
    CHECK(parse(text).entries.back().value.is(YamlNode::Kind::null));
  }
}

TEST_CASE("yaml: a quoted null is text") {
  CHECK(parse("a: 'null'\n").find("a")->value.is(YamlNode::Kind::scalar));
  CHECK(parse("a: ''\n").find("a")->value.text.empty());
}

TEST_CASE("yaml: keys must be plain text") {
  CHECK(contains(faults("[1, 2]: x\n"), "a key must be plain text"));
  CHECK(contains(faults("{a: 1}: x\n"), "a key must be plain text"));
  CHECK(contains(faults("'': x\n"), "a key must be plain text"));
  CHECK(contains(faults(": x\n"), "a key must be plain text"));
}

TEST_CASE("yaml: a file without content is an empty map") {
  for (const auto* text : {"", "\n\n", "# nothing\n", "---\n", "~\n"}) {
    CAPTURE(text);
    const auto root = parse(text);
    CHECK(root.is(YamlNode::Kind::map));
    CHECK(root.entries.empty());
  }
}

TEST_CASE("yaml: deep nesting is an error and not a crash") {
  CHECK(contains(faults(std::string(200, '[') + std::string(200, ']')), "nested too deeply"));
  CHECK(contains(faults(std::string(100'000, '[')), "f.yaml:1:"));
  std::string block;
  for (std::size_t i = 0; i < 100; ++i) block += std::string(i, ' ') + "a:\n";
  CHECK(contains(faults(block), "nested too deeply"));
}

TEST_CASE("yaml: tabs as indentation and broken syntax are errors with a place") {
  CHECK(contains(faults("a:\n\tb: 1\n"), "f.yaml:2:"));
  CHECK(contains(faults("a: [1, 2\n"), "error: not YAML"));
  CHECK(contains(faults("a: 1\n  b: 2\n"), "f.yaml:2:"));
}

TEST_CASE("yaml: a quote that is never closed is an error and does not swallow the file") {
  CHECK(faults("a: 'x\nb: 1\n") == "f.yaml:1:4: error: the quote that begins here is not closed\n");
  CHECK(
      contains(faults("a: \"x\\\"\nb: 1\n"), "f.yaml:1:4: error: the quote that begins here is not closed"));
  CHECK(contains(faults("a: \"x"), "f.yaml:1:"));
  CHECK(parse("a: 'it''s'\nb: \"a \\\" b\"\nc: it's\n").find("a")->value.text == "it's");
}

TEST_CASE("yaml: an upper layer replaces scalars and lists and merges maps") {
  auto lower = parse("a: 1\nm: {x: 1, y: 2}\nl: [1, 2, 3]\n");
  lay_over(lower, parse("m: {y: 3, z: 4}\nl: [9]\nn: {q: 1}\n"), 1);
  CHECK(lower.find("a")->value.text == "1");
  CHECK(lower.find("a")->layer == 0);
  const auto& m = lower.find("m")->value;
  CHECK(m.find("x")->value.text == "1");
  CHECK(m.find("x")->layer == 0);
  CHECK(m.find("y")->value.text == "3");
  CHECK(m.find("y")->layer == 1);
  CHECK(m.find("z")->layer == 1);
  CHECK(lower.find("l")->value.items.size() == 1);
  CHECK(lower.find("n")->value.find("q")->layer == 1);
}

TEST_CASE("yaml: a null in an upper layer replaces the value") {
  auto lower = parse("a: {x: 1}\n");
  lay_over(lower, parse("a: null\n"), 1);
  CHECK(lower.find("a")->value.is(YamlNode::Kind::null));
}

TEST_CASE("yaml: in UTF-16, too, null is null, and places are those of the text") {
  const std::string text = "title: ação\nseed: null\nwarmup:\n";
  std::string encoded = "\xFF\xFE";
  for (const char16_t unit : std::u16string{u"title: ação\nseed: null\nwarmup:\n"}) {
    encoded += static_cast<char>(unit & 0xFFU);
    encoded += static_cast<char>(unit >> 8U);
  }
  for (const auto& form : {text, encoded}) {
    Diagnostics diagnostics;
    CHECK_FALSE(parse_yaml(form, "f.yaml", diagnostics).has_value());
    CHECK(diagnostics.text() == "f.yaml:3:1: error: key 'warmup' has no value (write null to reset it)\n");
  }
}

TEST_CASE("yaml: a text that is not UTF-8 is refused where it ceases to be") {
  Diagnostics diagnostics;
  CHECK_FALSE(parse_yaml("a: 1\nb: x\xFFy\n", "f.yaml", diagnostics).has_value());
  CHECK(diagnostics.text() == "f.yaml:2:5: error: what follows is not UTF-8\n");
}

TEST_CASE("yaml: a cron expression within braces that lacks its quotes is told to have them") {
  CHECK(faults("a: { b: cron(0 2 * * ? *), c: 1 }\n") ==
        "f.yaml:1:22: error: a cron expression within braces needs quotes: \"cron(0 2 * * ? *)\"\n");
  CHECK(contains(
      faults("# one\na:\n  b: { c: cron(0,30 2 * * ? *) }\n"),
      "f.yaml:3:27: error: a cron expression within braces needs quotes: \"cron(0,30 2 * * ? *)\"\n"));
  CHECK(parse("a: { b: \"cron(0 2 * * ? *)\", c: 1 }\n").entries.size() == 1);
  CHECK(contains(faults("a: { b: \"cron(0 2 * * ? *)\", c: 1\n"), "not YAML: "));
}

}  // namespace yaml_node_test

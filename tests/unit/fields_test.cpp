#include "sim/core/fields.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace fields_test {

enum class Colour { red, green };

}  // namespace fields_test

template <>
struct garoa::EnumNames<fields_test::Colour> {
  static constexpr std::string_view kind = "colour";
  static constexpr std::array names{std::pair{std::string_view{"red"}, fields_test::Colour::red},
                                    std::pair{std::string_view{"green"}, fields_test::Colour::green}};
};

namespace fields_test {

using namespace garoa;

namespace {

/// Reads `text` with `read`; what the reading collected.
struct Reading {
  Diagnostics diagnostics;
  FieldRecord record;
  std::string errors;

  Reading(std::string_view text, const std::function<void(Fields&)>& read, std::string_view upper = "") {
    auto root = parse_yaml(text, "f.yaml", diagnostics);
    REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
    if (!upper.empty()) lay_over(*root, *parse_yaml(upper, "upper.yaml", diagnostics), 1);
    ReadContext context{diagnostics};
    {
      Fields fields{&*root, "", root->where, record, context};
      read(fields);
    }
    errors = diagnostics.text();
  }
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string choose(std::string_view text, std::string_view upper = "") {
  std::string chosen;
  const Reading reading{text,
                        [&](Fields& f) {
                          f.alternatives("rate", "a rate",
                                         {{"fixed", "", [&](Value& v) { chosen = "fixed " + v.text(); }},
                                          {"varied", "",
                                           [&](Value& v) {
                                             v.map([&](Fields& g) {
                                               chosen = "varied " + g.required<std::string>("mean", "");
                                             });
                                           }}},
                                         [&](Value& v) { chosen = "short " + v.text(); });
                        },
                        upper};
  return reading.errors.empty() ? chosen : reading.errors;
}

}  // namespace

TEST_CASE("fields: required values are read with their type") {
  const Reading reading{"a: 4 ms\nb: 3\nc: true\nd: text\ne: 0.5\nf: green\n", [](Fields& f) {
                          CHECK(f.required<Seconds>("a", "").count() == 0.004);
                          CHECK(f.required<int>("b", "") == 3);
                          CHECK(f.required<bool>("c", ""));
                          CHECK(f.required<std::string>("d", "") == "text");
                          CHECK(f.required<double>("e", "") == 0.5);
                          CHECK(f.required<Colour>("f", "") == Colour::green);
                        }};
  CHECK(reading.errors.empty());
}

TEST_CASE("fields: a missing required key names its meaning, and reading goes on") {
  const Reading reading{"ec2: {}\n", [](Fields& f) {
                          f.section("ec2", "", [](Fields& g) {
                            CHECK(g.required<int>("vcpus", "number of vCPUs") == 0);
                            CHECK(g.required<std::string>("type", "instance type").empty());
                          });
                          CHECK(f.required<int>("seed", "of the streams") == 0);
                        }};
  CHECK(
      contains(reading.errors, "f.yaml:1:1: error: 'ec2' lacks the required key 'vcpus' (number of vCPUs)"));
  CHECK(contains(reading.errors, "'ec2' lacks the required key 'type'"));
  CHECK(contains(reading.errors, "the scenario lacks the required key 'seed'"));
}

TEST_CASE("fields: optional values have defaults, and null resets to them") {
  const Reading reading{"a: null\nb: 5\n", [](Fields& f) {
                          CHECK(f.optional<int>("a", "", 7) == 7);
                          CHECK(f.optional<int>("b", "", 7) == 5);
                          CHECK(f.optional<int>("c", "", 7) == 7);
                          CHECK_FALSE(f.maybe<int>("d", ""));
                          CHECK_FALSE(f.given("a"));
                          CHECK(f.given("b"));
                        }};
  CHECK(reading.errors.empty());
}

TEST_CASE("fields: what nobody reads is an unknown key with the nearest known one") {
  const Reading reading{"ebs: {sise: 3, colour: x}\nzzz: 1\n", [](Fields& f) {
                          f.section("ebs", "", [](Fields& g) { (void)g.optional<int>("size", "", 1); });
                        }};
  CHECK(contains(reading.errors, "f.yaml:1:7: error: unknown key 'sise' in 'ebs' (did you mean 'size'?)"));
  CHECK(contains(reading.errors, "f.yaml:1:16: error: unknown key 'colour' in 'ebs'\n"));
  CHECK(contains(reading.errors, "f.yaml:2:1: error: unknown key 'zzz'\n"));
}

TEST_CASE("fields: a value out of range names the limits, their rule and its place") {
  const Range<int> both{1, 10, "gp3 allows"};
  const auto error = [&](std::string_view text, const Range<int>& range) {
    return Reading{text, [&](Fields& f) { CHECK(f.optional<int>("n", "", 4, range) == 4); }}.errors;
  };
  CHECK(error("n: 11\n", both) == "f.yaml:1:4: error: 'n' is 11; gp3 allows 1 to 10\n");
  CHECK(error("n: 0\n", {1, {}, ""}) == "f.yaml:1:4: error: 'n' is 0; allowed is at least 1\n");
  CHECK(error("n: 2\n", {{}, 1, ""}) == "f.yaml:1:4: error: 'n' is 2; allowed is at most 1\n");
  const Reading edges{"a: 1\nb: 10\n", [&](Fields& f) {
                        CHECK(f.required<int>("a", "", both) == 1);
                        CHECK(f.required<int>("b", "", both) == 10);
                      }};
  CHECK(edges.errors.empty());
}

TEST_CASE("fields: scalars of the wrong kind are refused with the reason") {
  const Reading reading{"a: 010\nb: yes\nc: '3'\nd: blue\ne: [1]\nf: 1_000\ng: 5\nh: 010\ni: grene\n",
                        [](Fields& f) {
                          (void)f.optional<int>("a", "", 0);
                          (void)f.optional<bool>("b", "", false);
                          (void)f.optional<int>("c", "", 0);
                          (void)f.optional<Colour>("d", "", Colour::red);
                          (void)f.optional<int>("e", "", 0);
                          (void)f.optional<int>("f", "", 0);
                          (void)f.optional<Seconds>("g", "", Seconds{});
                          (void)f.optional<double>("h", "", 0);
                          (void)f.optional<Colour>("i", "", Colour::red);
                        }};
  CHECK(contains(reading.errors, "f.yaml:1:4: error: 'a': '010' is not a whole number"));
  CHECK(contains(reading.errors, "'b': 'yes' is not true or false"));
  CHECK(contains(reading.errors, "'c': '3' is not a whole number"));
  CHECK(contains(reading.errors, "'d': 'blue' is not a colour; one of red, green"));
  CHECK(contains(reading.errors, "'e' must be a single value, not a list"));
  CHECK(contains(reading.errors, "'f': '1_000' is not a whole number"));
  CHECK(contains(reading.errors, "'g': '5' lacks its unit"));
  CHECK(contains(reading.errors, "'h': '010' is not a number"));
  CHECK(contains(reading.errors, "'i': 'grene' is not a colour (did you mean 'green'?)"));
}

TEST_CASE("fields: integers keep to their type") {
  const Reading reading{"a: 300\nb: -1\nc: 18446744073709551615\nd: -0\ne: -01\n", [](Fields& f) {
                          CHECK(f.optional<std::uint8_t>("a", "", 9) == 9);
                          CHECK(f.optional<std::uint32_t>("b", "", 9) == 9);
                          CHECK(f.optional<std::uint64_t>("c", "", 9) == 18446744073709551615ULL);
                          CHECK(f.optional<int>("d", "", 9) == 0);
                          CHECK(f.optional<int>("e", "", 9) == 9);
                        }};
  CHECK(contains(reading.errors, "'a': '300' is out of range"));
  CHECK(contains(reading.errors, "'b': '-1' is not a whole number"));
  CHECK_FALSE(contains(reading.errors, "'c'"));
}

TEST_CASE("fields: a reference keeps its place for the message when it dangles") {
  const Reading reading{"m: {to: archive}\n", [](Fields& f) {
                          f.section("m", "", [](Fields& g) {
                            const auto to = g.reference("to", "a bucket");
                            CHECK(to.name == "archive");
                            CHECK(to.where.text() == "f.yaml:1:9");
                            CHECK_FALSE(g.reference("dlq", "a queue", true).given());
                            (void)g.reference("from", "a volume");
                          });
                        }};
  CHECK(reading.errors == "f.yaml:1:1: error: 'm' lacks the required key 'from' (a volume)\n");
}

TEST_CASE("fields: a section is read for its defaults even when it is absent") {
  int reads = 0;
  const Reading reading{"", [&](Fields& f) {
                          f.section("a", "", [&](Fields& g) { reads += g.optional<int>("x", "", 1); });
                          CHECK_FALSE(f.maybe_section("b", "", [&](Fields&) { reads += 100; }));
                        }};
  CHECK(reads == 1);
  CHECK(reading.errors.empty());
}

TEST_CASE("fields: named resources keep the order of the file and their paths") {
  std::vector<std::string> names;
  const Reading reading{"s3: {b: {}, a: {}, c: null, 'x y': {}, d: 3}\n", [&](Fields& f) {
                          f.named("s3", "", [&](const std::string& name, Fields& g) {
                            names.push_back(name + "=" + g.path());
                          });
                        }};
  CHECK(names == std::vector<std::string>{"b=s3.b", "a=s3.a"});
  CHECK(contains(reading.errors, "'s3.x y': a name has letters, digits, '-' and '_' only"));
  CHECK(contains(reading.errors, "'s3.d' must be a map, not text"));
}

TEST_CASE("fields: lists of maps and of scalars") {
  std::vector<int> days;
  const Reading reading{
      "drills: [{at: 1}, {at: 2}]\nmixed: [{at: 3}, 4]\nports: [80, 443]\nbad: [1, x]\nsingle: 5\n",
      [&](Fields& f) {
        const auto read = [&](Fields& g) { days.push_back(g.required<int>("at", "")); };
        f.list("drills", "", read);
        f.list("mixed", "", read);
        f.list("none", "", read);
        CHECK(f.values<int>("ports", "") == std::vector<int>{80, 443});
        CHECK(f.values<int>("absent", "", {7}) == std::vector<int>{7});
        CHECK(f.values<int>("bad", "") == std::vector<int>{1});
        (void)f.values<int>("single", "");
      }};
  CHECK(days == std::vector<int>{1, 2, 3});
  CHECK(contains(reading.errors, "'mixed' must be a list of maps, not of text"));
  CHECK(contains(reading.errors, "'bad': 'x' is not a whole number"));
  CHECK(contains(reading.errors, "'single' must be a list, not text"));
}

TEST_CASE("fields: of several forms exactly one is chosen") {
  CHECK(choose("rate: {fixed: 3}\n") == "fixed 3");
  CHECK(choose("rate: {varied: {mean: 5}}\n") == "varied 5");
  CHECK(choose("rate: 7\n") == "short 7");
  CHECK(
      contains(choose("rate: {fixed: 3, varied: {mean: 5}}\n"), "'rate' needs exactly one of fixed, varied"));
  CHECK(contains(choose("rate: {}\n"), "needs exactly one of"));
  CHECK(contains(choose("rate: {fixd: 3}\n"),
                 "'rate' knows no form 'fixd' (did you mean 'fixed'?); one of fixed, varied"));
  CHECK(contains(choose("rate: [1]\n"), "must be a map with one of fixed, varied, not a list"));
  CHECK(contains(choose("other: 1\n"), "lacks the required key 'rate'"));
  CHECK(contains(choose("rate: {varied: {mean: 5, sum: 1}}\n"), "unknown key 'sum' in 'rate.varied'"));
}

TEST_CASE("fields: of layers that choose different forms the upper one wins") {
  CHECK(choose("rate: {fixed: 3}\n", "rate: {varied: {mean: 5}}\n") == "varied 5");
  CHECK(choose("rate: {varied: {mean: 5}}\n", "rate: {fixed: 3}\n") == "fixed 3");
  CHECK(choose("rate: {varied: {mean: 5}}\n", "rate: {varied: {mean: 6}}\n") == "varied 6");
  CHECK(choose("rate: 7\n", "rate: {fixed: 3}\n") == "fixed 3");
  CHECK(choose("rate: {fixed: 3}\n", "rate: 7\n") == "short 7");
  CHECK(contains(choose("rate: {fixed: 3}\n", "rate: {fixed: 4, varied: {mean: 5}}\n"),
                 "needs exactly one of"));
}

TEST_CASE("fields: records say what was read, its value and where it comes from") {
  const Reading reading{"a: 1000 ms\n", [](Fields& f) {
                          (void)f.required<Seconds>("a", "first");
                          (void)f.optional<Seconds>("b", "second", 2_s);
                          (void)f.maybe<Seconds>("c", "third");
                          f.resolve("c", "9 s");
                        }};
  const auto& children = reading.record.children;
  REQUIRE(children.size() == 3);
  CHECK(children[0]->value == "1000 ms");
  CHECK(children[0]->origin == "f.yaml:1");
  CHECK(children[0]->meaning == "first");
  CHECK(children[0]->required);
  CHECK(children[1]->value == "2 s");
  CHECK(children[1]->origin == "default");
  CHECK_FALSE(children[1]->present);
  CHECK(children[2]->value == "9 s");
}

TEST_CASE("fields: describing visits every section and form once and reports nothing") {
  Diagnostics diagnostics;
  FieldRecord record;
  ReadContext context{diagnostics, true};
  std::vector<std::string> visited;
  {
    Fields fields{nullptr, "", {}, record, context};
    (void)fields.required<int>("a", "");
    fields.maybe_section("b", "", [&](Fields& g) { visited.push_back(g.path()); });
    fields.named("c", "", [&](const std::string&, Fields& g) { visited.push_back(g.path()); });
    fields.list("d", "", [&](Fields& g) { visited.push_back(g.path()); });
    fields.alternatives(
        "e", "",
        {{"x", "", [&](Value& v) { v.map([&](Fields& g) { visited.push_back(g.path()); }); }},
         {"y", "", [&](Value& v) { v.map([&](Fields& g) { visited.push_back(g.path()); }); }}});
  }
  CHECK(visited == std::vector<std::string>{"b", "c.<name>", "d", "e.x", "e.y"});
  CHECK(diagnostics.text().empty());
}

}  // namespace fields_test

#include "sim/core/figures.hpp"

#include <doctest/doctest.h>

#include "sim/core/fields.hpp"

namespace figures_test {

using namespace garoa;

namespace {

RulesDate day(std::string_view text) {
  std::string why;
  const auto date = Scalar<RulesDate>::parse(text, false, why);
  REQUIRE_MESSAGE(date.has_value(), why);
  return *date;
}

/// The figures of a text, asked on one date.
struct Dated {
  Diagnostics diagnostics;
  RulesDate date;
  std::string condition;
  Figures figures;
  Dated(std::string_view text, RulesDate rules) : date{rules}, figures{read(text)} {}

 private:
  Figures read(std::string_view text) {
    const auto root = parse_yaml(text, "f.yaml", diagnostics);
    REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
    return {"disk", Figures::parse(*root), root->where, date, condition, diagnostics};
  }
};

constexpr const char* changed_twice = R"(
limit:
  value: "3"
  basis: V
  source: newest guide
  earlier:
    - { until: 2010-01-01, value: "1", basis: M }
    - { until: 2020-06-30, value: "2", basis: D, source: older guide }
)";

constexpr const char* ranged = R"(
rate:
  value: 40 MiB/s
  basis: D
  low: { value: 11 MiB/s, basis: M, note: scattered }
  high: { value: 1 GiB/s, basis: V, source: a page }
)";

/// What a load of the built-in files says of assumed edges.
std::string faults_of(const std::vector<std::string>& edges) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  catalogue.assume(edges);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("figures: the date of the rules chooses between what held before and what holds now") {
  const auto limit_on = [](RulesDate date) { return Dated{changed_twice, date}.figures.get<int>("limit"); };
  CHECK(limit_on(day("2006-01-01")) == 1);
  CHECK(limit_on(day("2009-12-31")) == 1);
  CHECK(limit_on(day("2010-01-01")) == 2);
  CHECK(limit_on(day("2020-06-29")) == 2);
  CHECK(limit_on(day("2020-06-30")) == 3);
  CHECK(limit_on(RulesDate{}) == 3);
}

TEST_CASE("figures: the value that was used is told with its own source and basis") {
  Dated dated{changed_twice, day("2015-05-05")};
  (void)dated.figures.get<int>("limit");
  std::vector<Figure> used;
  for (const auto& figure : dated.figures.all()) {
    if (figure.used) used.push_back(figure);
  }
  REQUIRE(used.size() == 1);
  CHECK(used.front().typical.value == "2");
  CHECK(used.front().typical.basis == Basis::derived);
  CHECK(used.front().typical.source == "older guide");
}

TEST_CASE(
    "figures: a default that is overridden and a limit are not in use, a conditional one is under its "
    "condition") {
  Dated dated{"limit: { value: \"3\", basis: M }\n", RulesDate{}};
  const auto& figure = dated.figures.all().front();
  CHECK(dated.figures.limit<int>("limit") == 3);
  const auto fallback = dated.figures.fallback<int>("limit");
  CHECK(fallback.value == 3);
  CHECK_FALSE(figure.used);
  dated.condition = "lambda";
  (void)dated.figures.get<int>("limit");
  CHECK_FALSE(figure.used);
  CHECK(figure.used_for == std::set<std::string>{"lambda"});
  dated.condition.clear();
  fallback.used();
  CHECK(figure.used);
}

TEST_CASE("figures: earlier values stand oldest first") {
  const Dated dated{R"(
limit:
  value: "3"
  basis: M
  earlier:
    - { until: 2020-06-30, value: "2", basis: M }
    - { until: 2010-01-01, value: "1", basis: M }
)",
                    RulesDate{}};
  CHECK(dated.diagnostics.text() == "f.yaml:7:16: error: 'until' is not later than the one before\n");
}

TEST_CASE("figures: the typical value of a range is in force unless an edge is assumed") {
  Dated dated{ranged, RulesDate{}};
  const auto rate_at = [&](Edge edge) {
    dated.figures.assume([&](const std::string&) { return edge; });
    return dated.figures.get<BytesPerSecond>("rate").count() / mebibyte;
  };
  CHECK(rate_at(Edge::typical) == 40);
  CHECK(rate_at(Edge::low) == 11);
  CHECK(rate_at(Edge::high) == 1024);
  CHECK(dated.figures.all().front().in_force().source == "a page");
  CHECK(dated.diagnostics.text().empty());
}

TEST_CASE("figures: a figure with one edge only keeps its typical value at the other") {
  Dated dated{"time: { value: 18 s, basis: M, low: { value: 1.5 s, basis: M } }\n", RulesDate{}};
  dated.figures.assume([](const std::string&) { return Edge::high; });
  CHECK(dated.figures.get<Seconds>("time") == 18_s);
}

TEST_CASE("figures: a range ascends and is of one unit, and every fault of it is told") {
  const Dated dated{R"(
turned: { value: 5 s, basis: M, low: { value: 1 min, basis: M } }
mixed: { value: 5 s, basis: M, high: { value: 1 MiB, basis: M } }
unsourced: { value: "5", basis: M, high: { value: "6", basis: V } }
)",
                    RulesDate{}};
  CHECK(dated.diagnostics.text() ==
        "f.yaml:2:18: error: figure 'turned': its range must ascend from 'low' over 'value' to 'high'\n"
        "f.yaml:3:17: error: figure 'mixed': 'low', 'value' and 'high' must be of one unit\n"
        "f.yaml:4:63: error: a figure with basis V names its source\n");
}

TEST_CASE("figures: the default of a key keeps to the key's limits too, and is refused where it stands") {
  Dated dated{"count:\n  value: \"0\"\n  basis: M\n", day("2020-01-01")};
  const auto read = [&](std::string_view text) {
    const auto root = parse_yaml(text, "s.yaml", dated.diagnostics);
    ReadContext context{dated.diagnostics};
    FieldRecord record;
    Fields fields{&*root, "disk", root->where, record, context};
    return fields.optional("count", "of heads", dated.figures.fallback<int>("count"), {1, 8, "a disk has"});
  };
  CHECK_EQ(read("count: 3"), 3);
  CHECK_EQ(dated.diagnostics.text(), "");
  CHECK_EQ(read("{}"), 0);
  CHECK_EQ(dated.diagnostics.text(), "f.yaml:2:10: error: figure 'disk.count' is 0; a disk has 1 to 8\n");
}

TEST_CASE("figures: of assumed edges the one that names the figure counts, and of several the last") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto edge_of = [&](const std::vector<std::string>& edges, std::string_view name) {
    Catalogue catalogue{files, diagnostics};
    catalogue.assume(edges);
    for (const auto& figure : catalogue.figures("ebs").all()) {
      if (figure.name == name) return figure.assumed;
    }
    return Edge::typical;
  };
  CHECK(edge_of({}, "snapshot.load.rate") == Edge::typical);
  CHECK(edge_of({"low"}, "snapshot.load.rate") == Edge::low);
  CHECK(edge_of({"low"}, "gp3.iops.max") == Edge::typical);
  CHECK(edge_of({"ebs.snapshot.load.rate=high", "low"}, "snapshot.load.rate") == Edge::high);
  CHECK(edge_of({"ebs.snapshot.load.rate=high", "low"}, "snapshot.creation.rate") == Edge::low);
  CHECK(edge_of({"low", "high"}, "snapshot.load.rate") == Edge::high);
  CHECK_MESSAGE(diagnostics.text().empty(), diagnostics.text());
}

TEST_CASE("figures: edges that are none, unknown figures and figures without a range are told all at once") {
  CHECK(faults_of({"lowest", "ebs.snapshot.load.rat=low", "ebs.gp3.iops.max=high"}) ==
        "--assume ebs.gp3.iops.max=high: error: the figure 'ebs.gp3.iops.max' has no range\n"
        "--assume ebs.snapshot.load.rat=low: error: there is no figure 'ebs.snapshot.load.rat' (did you mean "
        "'ebs.snapshot.load.rate'?)\n"
        "--assume lowest: error: 'lowest' is not an edge; one of typical, low, high\n");
}

TEST_CASE("rules date: days and today read back as they were written") {
  for (const char* text : {"2006-01-01", "2024-02-29", "2199-12-31", "today"})
    CHECK(Scalar<RulesDate>::format(day(text)) == text);
  for (const char* text :
       {"2005-12-31", "2200-01-01", "2025-02-29", "2025-1-01", "25-01-01", "2025-01-0+", ""}) {
    std::string why;
    CHECK_FALSE(Scalar<RulesDate>::parse(text, false, why).has_value());
    CHECK_FALSE(why.empty());
  }
}

}  // namespace figures_test

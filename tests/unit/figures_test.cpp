#include "sim/core/figures.hpp"

#include <doctest/doctest.h>

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
  CHECK(used.front().value == "2");
  CHECK(used.front().basis == Basis::derived);
  CHECK(used.front().source == "older guide");
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

// Values of a scenario that are given with a range.
#include "sim/scenario/ranges.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sim/results/cost_bands.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/show.hpp"

namespace ranges_test {

using namespace garoa;

namespace {

constexpr const char* text = R"(garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
lambda:
  f:
    trigger: { bucket: inbox, events: ["ObjectCreated:*"] }
    runtime: python3.12
    timeout: 60 s
    memory: { low: 512 MB, typical: 1024 MB, high: 2048 MB }
flows:
  a:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: { typical: 20/h, high: 40/h } }, size: { constant: 1 MB } }
)";

struct Loaded {
  std::optional<Scenario> scenario;
  std::string faults;
};

Loaded load(const std::string& yaml, const Overrides& overrides = {}) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Loaded loaded;
  loaded.scenario = load_scenario_text(yaml, "s.yaml", ".", overrides, files, diagnostics);
  loaded.faults = diagnostics.text();
  return loaded;
}

Overrides with(std::vector<std::string> sets) {
  Overrides overrides;
  overrides.sets = std::move(sets);
  return overrides;
}

Overrides assuming(std::vector<std::string> edges) {
  Overrides overrides;
  overrides.assumed = std::move(edges);
  return overrides;
}

CostLine cost_line(const char* service, const char* resource, double amount) {
  CostLine line;
  line.service = service;
  line.resource = resource;
  line.amount = amount;
  return line;
}

std::uint64_t memory_of(const Loaded& loaded) {
  REQUIRE_MESSAGE(loaded.scenario.has_value(), loaded.faults);
  return loaded.scenario->lambda.front().runtime.memory.count();
}

bool contains(const std::string& all, const std::string& part) {
  return all.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "ranges: the typical value is in force, an edge where it is assumed, and each is an assumption by name") {
  const auto typical = load(text);
  const auto megabyte = memory_of(typical) / 1024;
  CHECK(memory_of(load(text, assuming({"scenario.lambda.f.memory=high"}))) == 2048 * megabyte);
  CHECK(memory_of(load(text, assuming({"low"}))) == 512 * megabyte);
  const auto& all = typical.scenario->assumptions;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const Assumption& a) { return a.path() == "scenario.lambda.f.memory"; });
  REQUIRE(found != all.end());
  CHECK(found->low == "512 MB");
  CHECK(found->high == "2048 MB");
  CHECK(found->assumed == "typical");
  CHECK(std::count_if(all.begin(), all.end(), is_of_scenario) == 2);
}

TEST_CASE("ranges: show keeps them, and what it prints reads back") {
  const auto shown = show_scenario(*load(text).scenario->record);
  CHECK(contains(shown, "memory: { low: 512 MB, typical: 1024 MB, high: 2048 MB }"));
  CHECK(contains(shown, "poisson: { typical: 20/h, high: 40/h }"));
  CHECK(load(shown).faults == "");
}

TEST_CASE("ranges: a value laid over replaces the range, and a range may come from the command line") {
  CHECK(load(text, with({"lambda.f.memory=256 MB"})).scenario->assumptions.size() <
        load(text).scenario->assumptions.size());
  const auto set = load(text, with({"lambda.f.timeout={low: 30 s, typical: 60 s}"}));
  REQUIRE(set.scenario.has_value());
  CHECK(std::count_if(set.scenario->assumptions.begin(), set.scenario->assumptions.end(), is_of_scenario) ==
        3);
}

TEST_CASE("ranges: edges on the wrong side, edges that the reader refuses and unknown ones are faults") {
  const auto wrong = load(text, with({"lambda.f.memory={low: 2048 MB, typical: 1024 MB}"}));
  CHECK_FALSE(wrong.scenario.has_value());
  CHECK(contains(wrong.faults, "low, 2048 MB, is above the typical 1024 MB"));
  const auto refused = load(text, with({"lambda.f.memory={typical: 1024 MB, high: 20480 MB}"}));
  CHECK_FALSE(refused.scenario.has_value());
  CHECK(contains(refused.faults, "20480 MB"));
  const auto both = load(text, with({"lambda.f.memory={low: 2048 MB, typical: 1024 MB, high: 20480 MB}"}));
  CHECK(contains(both.faults, "is above the typical"));
  CHECK(contains(both.faults, "20480 MB"));
  const auto unknown = load(text, assuming({"scenario.lambda.f.timeout=low"}));
  CHECK(contains(unknown.faults, "the scenario gives no range of 'lambda.f.timeout'"));
  // Three words that are no range are what they were.
  CHECK(contains(load(text, with({"lambda.f.timeout={low: 30 s}"})).faults, "timeout"));
}

TEST_CASE("ranges: a value within a list has its place in its name, in assumptions and in show") {
  const auto listed =
      with({"s3.inbox.transitions=[{to: STANDARD_IA, after: {low: 30 d, typical: 60 d, high: 90 d}}, "
            "{to: GLACIER, after: 120 d}]"});
  const auto typical = load(text, listed);
  REQUIRE_MESSAGE(typical.scenario.has_value(), typical.faults);
  CHECK(typical.scenario->s3.front().storage.transitions.front().after_days == 60);
  auto low = listed;
  low.assumed = {"scenario.s3.inbox.transitions[0].after=low"};
  CHECK(load(text, low).scenario->s3.front().storage.transitions.front().after_days == 30);
  const auto shown = show_scenario(*typical.scenario->record);
  CHECK(contains(shown, "after: { low: 30 d, typical: 60 d, high: 90 d }"));
  CHECK(load(shown).faults == "");
  const auto wrong =
      load(text, with({"s3.inbox.transitions=[{to: STANDARD_IA, after: {low: 90 d, typical: 60 d}}]"}));
  CHECK(contains(wrong.faults, "'s3.inbox.transitions[0].after': low, 90 d, is above the typical 60 d"));
}

TEST_CASE("bands: from the bills at the edges, of the month and of lines, without what nothing moves") {
  Invoice cost;
  cost.per_month = 100;
  cost.lines = {cost_line("EC2", "ec2.app", 70), cost_line("S3", "s3.a", 30)};
  Invoice low = cost;
  low.per_month = 90;
  low.lines[1].amount = 20;
  Invoice high = cost;
  high.per_month = 140;
  high.lines[1].amount = 70;
  add_band(cost, "scenario.a", low);
  add_band(cost, "scenario.a", high);
  add_band(cost, "scenario.idle", cost);
  drop_idle_bands(cost);
  REQUIRE(cost.bands.size() == 1);
  CHECK(cost.bands[0].assumption == "scenario.a");
  CHECK(cost.bands[0].low == 90);
  CHECK(cost.bands[0].high == 140);
  CHECK(widest_band(cost).high == 140);
  CHECK_FALSE(cost.lines[0].low.has_value());
  CHECK(cost.lines[1].low == 20);
  CHECK(cost.lines[1].high == 70);
}

TEST_CASE("bands: of each month that a bill tells, and of its steady state where every bill has one") {
  Invoice cost;
  cost.per_month = 100;
  cost.months = {{1, 100, 100}, {12, 300, 300}};
  cost.steady = MonthOfBill{20, 400, 400};
  Invoice low = cost;
  low.months[1].amount = 250;
  low.steady->amount = 380;
  Invoice high = cost;
  high.months[1].amount = 900;
  Invoice endless = cost;
  endless.months[0].amount = 101;
  endless.steady.reset();
  add_band(cost, "scenario.a", low);
  add_band(cost, "scenario.a", high);
  drop_idle_bands(cost);
  REQUIRE(cost.bands.size() == 1);
  CHECK(cost.bands[0].months[0].high == 100);
  CHECK(cost.bands[0].months[1].low == 250);
  CHECK(cost.bands[0].months[1].high == 900);
  CHECK(cost.bands[0].steady->low == 380);
  add_band(cost, "scenario.b", endless);
  CHECK_FALSE(cost.bands[1].steady.has_value());
  CHECK_FALSE(widest_band(cost).steady.has_value());
  CHECK(widest_band(cost).months[0].high == 101);
  CHECK(widest_band(cost).months[1].high == 900);
}

}  // namespace ranges_test

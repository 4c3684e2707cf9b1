// read_result() is the inverse of result_json(): of every reference result, of made-up ones, and of damaged texts.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "sim/core/random.hpp"
#include "sim/results/result_json.hpp"
#include "tests/support/source_folder.hpp"

namespace result_round_trip_test {

using namespace garoa;

namespace {

namespace fs = std::filesystem;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<std::string> reference_results() {
  std::vector<std::string> texts;
  for (const auto& item : fs::recursive_directory_iterator{test::source_folder() / "results" / "reference"}) {
    if (item.path().extension() != ".json") continue;
    std::ifstream stream{item.path(), std::ios::binary};
    texts.emplace_back(std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
  }
  return texts;
}

/// The first line in which two texts differ; empty if they are equal.
std::string difference(const std::string& left, const std::string& right) {
  if (left == right) return "";
  const auto at = static_cast<std::size_t>(
      std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first - left.begin());
  const auto from = at < 60 ? 0 : at - 60;
  return left.substr(from, 120) + "\n<>\n" + right.substr(from, 120);
}

/// Draws values of every kind that a result holds, the odd ones among them.
class Maker {
 public:
  explicit Maker(std::uint64_t number) : number_{number} {}
  double real() {
    const std::vector<double> odd{0.0, -0.0, 1.0, 1e-300, 1e300, 0.1, 1.0 / 3};
    const auto place = whole(2 * odd.size());
    return place < odd.size() ? odd[place] : uniform() * 1e6;
  }
  std::uint64_t whole(std::uint64_t below) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(below));
  }
  std::uint64_t count() {
    return whole(4) == 0 ? std::numeric_limits<std::uint64_t>::max() : whole(1'000'000);
  }
  bool yes() { return whole(2) == 0; }
  std::string text() {
    const std::vector<std::string> texts{"", "intake", "a \"b\"\n\t\\", "Título €", std::string{"\x01", 1}};
    return texts[whole(texts.size())];
  }
  std::string name() { return fmt::format("n{}.{}", draw_, text()); }
  std::optional<double> maybe() { return yes() ? std::optional{uniform()} : std::nullopt; }
  template <class T, class Make>
  std::vector<T> list(Make make) {
    std::vector<T> values(whole(4));
    for (auto& value : values) value = make();
    return values;
  }

 private:
  double uniform() { return stream_.uniform(Entity::nth(number_), Purpose{"value"}.at(draw_++)); }
  std::uint64_t number_;
  std::uint32_t draw_ = 0;
  Stream stream_{1, "made-up results"};
};

compliance::Finding made_finding(Maker& m) {
  compliance::Finding f;
  f.control = m.name();
  f.kind = m.yes() ? compliance::ControlKind::dynamic : compliance::ControlKind::static_check;
  f.clauses = m.list<std::string>([&] { return m.text(); });
  f.status = static_cast<compliance::Status>(m.whole(5));
  f.severity = static_cast<compliance::Severity>(m.whole(5));
  f.message = m.text();
  f.measured = m.maybe();
  f.unit = m.text();
  f.limit = m.maybe();
  f.ratio = m.maybe();
  f.margin = m.maybe();
  f.n = m.count();
  f.censored = m.yes();
  f.first_violation_s = m.maybe();
  f.worst_s = m.maybe();
  f.violation_total_s = m.maybe();
  f.episodes = m.list<compliance::Episode>([&] { return compliance::Episode{m.real(), m.real(), m.real()}; });
  f.episodes_total = f.episodes.size();
  f.ids = m.list<std::string>([&] { return m.text(); });
  f.ids_total = f.ids.size();
  for (std::uint64_t i = m.whole(3); i > 0; --i) f.reasons.emplace_back(m.name(), m.count());
  for (std::uint64_t i = m.whole(3); i > 0; --i) f.figures.emplace_back(m.name(), m.real());
  if (m.yes()) f.place = {std::make_shared<const std::string>("a.yaml"), 3, 4};
  f.actual = m.text();
  f.key = m.text();
  f.severity_step = m.text();
  if (m.yes())
    f.fix = {m.text(), m.text(), m.maybe(), m.text(), m.list<std::string>([&] { return m.text(); })};
  f.pass_share = m.maybe();
  if (m.yes()) f.pass_share_ci95 = {m.real(), m.real()};
  if (m.yes()) f.measured_ci95 = {m.real(), m.real()};
  return f;
}

BackupRun made_backup(Maker& m) {
  BackupRun run;
  run.job = m.text();
  run.state = static_cast<BackupState>(m.whole(6));
  run.scheduled_s = m.real();
  run.ended_s = m.real();
  run.window_s = m.maybe();
  run.bytes = m.count();
  run.attempts = static_cast<std::uint32_t>(m.whole(9));
  return run;
}

RestoreRun made_restore(Maker& m) {
  RestoreRun run;
  run.name = m.text();
  run.ended_s = m.maybe();
  for (std::uint64_t i = m.whole(3); i > 0; --i) run.parts.emplace_back(m.name(), m.real());
  run.files = m.count();
  return run;
}

/// Zeros, many orders of magnitude, or nothing.
Histogram made_histogram(Maker& m) {
  Histogram histogram;
  for (std::uint64_t i = m.whole(9); i > 0; --i) histogram.add(std::abs(m.real()), 1 + m.whole(1000));
  return histogram;
}

void make_assumptions(Maker& m, RunResult& r) {
  r.assumptions = m.list<Assumption>([&] {
    return Assumption{m.text(), m.text(), m.text(), m.text(), m.text(),
                      m.text(), m.text(), m.text(), m.text()};
  });
  r.provenance.assumed = m.list<std::string>([&] { return m.text(); });
  if (!m.yes()) return;
  r.edges = m.list<EdgeRun>([&] {
    return EdgeRun{m.text(), m.text(), m.text(), m.text(), {{m.text(), m.text(), m.text()}}};
  });
}

Objective made_objective(Maker& m) {
  Objective objective{.text = m.text(), .metric = m.name()};
  objective.comparison = static_cast<Comparison>(m.whole(4));
  objective.bound = m.real();
  objective.unit = m.text();
  objective.state = static_cast<ObjectiveState>(m.whole(3));
  objective.value = m.maybe();
  if (m.yes()) objective.ci95 = {m.real(), m.real()};
  objective.evaluated_in = static_cast<std::uint32_t>(m.whole(3));
  if (objective.evaluated_in > 0) objective.met_in = static_cast<std::uint32_t>(m.whole(3));
  return objective;
}

void make_replications(Maker& m, RunResult& r) {
  r.objectives = m.list<Objective>([&] { return made_objective(m); });
  if (!m.yes()) return;
  auto& told = r.replications.emplace();
  told.n = static_cast<std::uint32_t>(m.whole(9));
  told.seeds = m.list<std::uint64_t>([&] { return m.count(); });
  told.dead_total = m.whole(3);
  if (told.dead_total > 0) told.dead = {{2, m.count(), m.text()}};
  told.notes = m.list<std::string>([&] { return m.text(); });
  if (!m.yes()) return;
  told.until_ci = m.real();
  told.precision = {{m.name(), m.maybe(), 7}, {m.name(), {}, {}}};
}

RunResult made_result(std::uint64_t number) {
  Maker m{number};
  RunResult r;
  r.garoa_version = m.text();
  r.scenario.title = m.text();
  r.scenario.duration_s = m.real();
  r.scenario.seed = m.count();
  r.metrics = m.list<Metric>([&] {
    Metric metric{m.name(), m.whole(9) == 0 ? infinity : m.real(), m.text(), m.count(), {}};
    if (m.yes()) metric.ci95 = {m.real(), m.real()};
    return metric;
  });
  r.bottlenecks = m.list<Bottleneck>([&] {
    Bottleneck b{m.text(), m.text(), m.text(), m.real(), m.real(), m.real(), {}};
    b.parts = m.list<Bottleneck::Part>([&] {
      return Bottleneck::Part{m.text(), m.real(), m.real(), m.real()};
    });
    return b;
  });
  r.backups = m.list<BackupRun>([&] { return made_backup(m); });
  r.failures = m.list<FailureRun>([&] {
    FailureRun run;
    run.target = m.text();
    run.ended_s = m.maybe();
    run.achieved_rpo_s = m.maybe();
    return run;
  });
  r.restores = m.list<RestoreRun>([&] { return made_restore(m); });
  r.incidents = m.list<IncidentList>([&] {
    return IncidentList{m.text(), m.text(), m.text(), m.count(), m.real(), {m.count(), m.count()}};
  });
  r.cost.lines = m.list<CostLine>([&] {
    CostLine line;
    line.item = m.text();
    line.amount = m.real();
    line.basis = static_cast<Basis>(m.whole(4));
    line.of_flows = m.list<AmountOfFlows>([&] {
      return AmountOfFlows{m.list<std::string>([&] { return m.text(); }), m.real(), m.real()};
    });
    return line;
  });
  r.cost.per_1000_documents = m.maybe();
  if (m.yes()) r.cost.exchange = Exchange{m.text(), m.real()};
  r.compliance.findings = m.list<compliance::Finding>([&] { return made_finding(m); });
  r.balances = m.list<Balance>([&] {
    return Balance{m.text(), m.count(), m.whole(9), m.whole(9), m.whole(9)};
  });
  r.choices = m.list<Choice>([&] { return Choice{m.name(), m.text()}; });
  make_assumptions(m, r);
  make_replications(m, r);
  r.workload = m.list<WorkloadFacts>(
      [&] { return WorkloadFacts{m.text(), m.text(), m.count(), m.real(), m.real(), m.real()}; });
  r.meters = m.list<MeterReading>([&] {
    return MeterReading{m.text(), m.text(), MeterTotal{m.count()} << (m.yes() ? 0 : 13), m.text()};
  });
  r.series = m.list<Series>([&] { return Series{m.text(), m.text(), m.text(), {{m.real(), m.real()}}}; });
  r.distributions = m.list<Observed>([&] { return Observed{m.name(), m.text(), made_histogram(m)}; });
  r.documents = m.count();
  r.performance.events = m.count();
  return r;
}

}  // namespace

TEST_CASE("results: every reference result reads back to the same bytes") {
  const auto texts = reference_results();
  CHECK(texts.size() == 9);
  for (const auto& text : texts) {
    const auto read = read_result(text);
    REQUIRE_MESSAGE(read.value.has_value(), read.error);
    CHECK(difference(result_json(*read.value), text) == "");
  }
}

TEST_CASE("results: a thousand made-up results read back to the same bytes, alone and over the wire") {
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const auto result = made_result(number);
    const auto text = result_json(result);
    const auto read = read_result(text);
    REQUIRE_MESSAGE(read.value.has_value(), read.error);
    CHECK(difference(result_json(*read.value), text) == "");
    const auto over_the_wire = read_wire(wire_json(result));
    REQUIRE_MESSAGE(over_the_wire.value.has_value(), over_the_wire.error);
    CHECK(difference(result_json(*over_the_wire.value), text) == "");
    CHECK(difference(wire_json(*over_the_wire.value), wire_json(result)) == "");
    CHECK(over_the_wire.value->documents == result.documents);
    CHECK(difference(distributions_json(*over_the_wire.value), distributions_json(result)) == "");
  }
}

TEST_CASE("results: distributions read back with all their observations, and go on taking more") {
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const auto result = made_result(number);
    auto read = read_distributions(distributions_json(result));
    REQUIRE_MESSAGE(read.value.has_value(), read.error);
    REQUIRE(read.value->size() == result.distributions.size());
    for (std::size_t i = 0; i < result.distributions.size(); ++i) {
      auto original = result.distributions[i];
      auto& copy = (*read.value)[i];
      CHECK(copy.name == original.name);
      CHECK(copy.unit == original.unit);
      for (auto* const histogram : {&original.histogram, &copy.histogram}) {
        histogram->add(1e-12);
        histogram->add(7, 3);
      }
      CHECK(copy.histogram.count() == original.histogram.count());
      CHECK(copy.histogram.sum() == original.histogram.sum());
      CHECK(copy.histogram.minimum() == original.histogram.minimum());
      CHECK(copy.histogram.maximum() == original.histogram.maximum());
      for (const double p : {0.01, 0.5, 0.95, 0.99})
        CHECK(copy.histogram.quantile(p) == original.histogram.quantile(p));
    }
  }
}

TEST_CASE("results: a damaged distribution gives a reason or a distribution, never a crash") {
  const auto text = distributions_json(made_result(7));
  const Stream stream{1, "damage"};
  for (std::uint64_t number = 0; number < 2000; ++number) {
    auto damaged = text;
    const auto place = static_cast<std::size_t>(stream.uniform(Entity::nth(number), Purpose{"place"}) *
                                                static_cast<double>(text.size()));
    damaged[place] = static_cast<char>('0' + stream.uniform(Entity::nth(number), Purpose{"byte"}) * 16);
    const auto read = read_distributions(damaged);
    CHECK(read.value.has_value() == read.error.empty());
    if (!read.value) continue;
    for (const auto& observed : *read.value)
      CHECK(observed.histogram.quantile(0.5) >= observed.histogram.minimum());
  }
  CHECK(read_distributions(R"({"schema": "garoa.result/1"})").error ==
        "schema: is 'garoa.result/1', not 'garoa.distributions/1'");
}

TEST_CASE("results: a damaged text gives a result or a reason, never a crash") {
  const auto text = result_json(made_result(7));
  const Stream stream{1, "damage"};
  std::uint64_t refused = 0;
  for (std::uint64_t number = 0; number < 2000; ++number) {
    auto damaged = text;
    const auto place = static_cast<std::size_t>(stream.uniform(Entity::nth(number), Purpose{"place"}) *
                                                static_cast<double>(text.size()));
    damaged[place] = static_cast<char>(stream.uniform(Entity::nth(number), Purpose{"byte"}) * 256);
    const auto read = read_result(damaged);
    CHECK(read.value.has_value() == read.error.empty());
    if (!read.value) ++refused;
  }
  CHECK(refused > 500);
}

TEST_CASE("results: what is wrong with a text is said with its place") {
  CHECK(read_result("{").error.starts_with("is not JSON: "));
  CHECK(read_result("[]").error == "is not an object");
  CHECK(read_result(R"({"schema": "garoa.result/2"})").error ==
        "schema: is 'garoa.result/2', not 'garoa.result/1'");
  auto text = result_json(made_result(3));
  const auto seed = text.find("\"seed\": ");
  REQUIRE(seed != std::string::npos);
  text.insert(seed + 8, "-");
  CHECK(read_result(text).error == "scenario.seed: is not a whole number");
}

}  // namespace result_round_trip_test

// Between text and result: loads that do not touch each other, a scenario that is complete, and runs as values behind a
// process border.
#include <doctest/doctest.h>

#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <fstream>

#include "sim/engine/simulator.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/child_process.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace floors_test {

using namespace garoa;

namespace {

std::string shipped(const std::string& name) {
  return (test::source_folder() / "scenarios" / name).string();
}

const char* const first_flow = "central-financeira/base.yaml";
const char* const second_flow = "processamento-automatico/base.yaml";
const Overrides an_hour{{"duration=1 h", "warmup=0 s"}, {}};

Scenario loaded(const std::string& name, const ModelFiles& files, const Overrides& overrides = an_hour) {
  Diagnostics diagnostics;
  auto scenario = load_scenario(shipped(name), overrides, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  return std::move(*scenario);
}

ModelFiles built_in() {
  Diagnostics diagnostics;
  return ModelFiles{"", diagnostics};
}

std::vector<std::string> names_of(const std::vector<Assumption>& assumptions) {
  std::vector<std::string> names;
  for (const auto& figure : assumptions) names.push_back(figure.service + "." + figure.name);
  return names;
}

void write_figures(const test::TemporaryFolder& folder, const std::string& path, const std::string& text) {
  std::filesystem::create_directories((folder.path() / path).parent_path());
  std::ofstream{folder.path() / path} << text;
}

/// Faults of loading with these figures over the built-in ones.
std::string faults_with(const test::TemporaryFolder& folder, const std::string& name = second_flow) {
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  (void)load_scenario(shipped(name), an_hour, files, diagnostics);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("floors: a second load of a program names its own assumptions, not the first one's") {
  const auto files = built_in();
  const auto alone = names_of(loaded(second_flow, built_in()).assumptions);
  const auto before = loaded(first_flow, files);
  CHECK(names_of(before.assumptions) != alone);
  CHECK(names_of(loaded(second_flow, files).assumptions) == alone);
}

TEST_CASE("floors: assumptions are figures that this scenario's resources use, not all that were read") {
  const auto files = built_in();
  const auto has = [](const std::vector<std::string>& names, const std::string& beginning) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.starts_with(beginning); });
  };
  const auto of_first = names_of(loaded(first_flow, files).assumptions);
  for (const auto* absent : {"lambda.", "s3.event.", "kms.", "compliance.D-EV-", "ec2.count.max",
                             "ebs.attached.max", "s3.copy.latency"})
    CHECK_MESSAGE(!has(of_first, absent), absent);
  for (const auto* there : {"compliance.D-BK-01", "ec2.default.accept_queue", "cloudwatch_logs.put.latency",
                            "s3.list.entry", "s3.head.latency"})
    CHECK_MESSAGE(has(of_first, there), there);
  const auto of_second = names_of(loaded(second_flow, files).assumptions);
  for (const auto* there : {"lambda.requests.burst", "s3.event.delay.median", "compliance.D-EV-01"})
    CHECK_MESSAGE(has(of_second, there), there);
  for (const auto* absent : {"compliance.D-BK-", "ec2.", "kms.", "s3.copy.latency", "s3.list.", "s3.head.",
                             "dynamodb.read.", "lambda.provisioned.", "lambda.concurrency.unreserved"})
    CHECK_MESSAGE(!has(of_second, absent), absent);
  auto overridden = an_hour;
  overridden.sets.emplace_back("ec2.app.accept_queue=10");
  CHECK_FALSE(has(names_of(loaded(first_flow, files, overridden).assumptions), "ec2.default.accept_queue"));
}

TEST_CASE("floors: a faulty load does not hinder the next one") {
  const auto files = built_in();
  Diagnostics diagnostics;
  CHECK_FALSE(
      load_scenario_text("garoa: 1\nnonsense: 2\n", "f.yaml", "", {}, files, diagnostics).has_value());
  CHECK(diagnostics.has_errors());
  CHECK(load_scenario(shipped(second_flow), an_hour, files, diagnostics).has_value());
}

TEST_CASE("floors: a second run with instances in one process is refused in plain words") {
  const auto files = built_in();
  const auto scenario = loaded(first_flow, files);
  const auto first = run_here({scenario});
  CHECK(first.documents > 0);
  CHECK_THROWS_AS((void)run_here({scenario}), EngineTaken);
  CHECK_THROWS_WITH_AS((void)run_here({scenario}), doctest::Contains("once per process"), EngineTaken);
  const auto without_instances = loaded(second_flow, files);
  CHECK(run_here({without_instances}).documents == run_here({without_instances}).documents);
}

TEST_CASE("floors: a broken price, profile or free tier is found before anything is simulated") {
  test::TemporaryFolder folder;
  write_figures(folder, "pricing/prices/sa-east-1.yaml", "lambda_requests: { price: many }\n");
  const auto faults = faults_with(folder);
  CHECK_MESSAGE(faults.find("sa-east-1.yaml:1:") != std::string::npos, faults);
}

TEST_CASE("floors: a figure that no model has is an error with its place and a suggestion") {
  test::TemporaryFolder folder;
  write_figures(folder, "s3/s3.yaml", "put.latency.medain: { value: 40 ms, basis: P }\n");
  const auto faults = faults_with(folder);
  CHECK_MESSAGE(faults.find("s3.yaml:1:1: error: there is no figure 'put.latency.medain' (did you mean "
                            "'put.latency.median'?)") != std::string::npos,
                faults);
  write_figures(folder, "s3/s3.yaml", "put:\n  latency: { median: { value: 40 ms, basis: P } }\n");
  const auto nested = faults_with(folder);
  CHECK_MESSAGE(nested.find("s3.yaml:1:1: error: there is no figure 'put'; each figure is a key of its own, "
                            "such as 'put.latency.median'\n") != std::string::npos,
                nested);
  // As results, explain and --assume name it.
  write_figures(folder, "s3/s3.yaml", "s3.put.latency.median: { value: 40 ms, basis: P }\n");
  const auto with_service = faults_with(folder);
  CHECK_MESSAGE(with_service.find("there is no figure 's3.put.latency.median' (did you mean "
                                  "'put.latency.median'?)") != std::string::npos,
                with_service);
}

TEST_CASE("floors: what decided a result is in it: overrides, replaced files, named profiles") {
  test::TemporaryFolder folder;
  write_figures(folder, "sqs/sqs.yaml", "batch: { value: \"7\", basis: P }\n");
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  auto overrides = an_hour;
  overrides.profiles = {"eu-dora"};
  const auto scenario = loaded(second_flow, files, overrides);
  const auto result = run_here({scenario, 7});
  CHECK(result.scenario.seed == 7);
  CHECK(result.scenario.timezone == "America/Sao_Paulo");
  CHECK(result.provenance.overrides == an_hour.sets);
  CHECK(result.provenance.overrides_sha256.size() == 64);
  CHECK(result.provenance.profiles == std::vector<std::string>{"eu-dora"});
  REQUIRE(result.provenance.models.size() == 1);
  CHECK(result.provenance.models[0].name == "sqs/sqs.yaml");
  CHECK(result.provenance.models[0].sha256.size() == 64);
  CHECK(result_json(result).find(folder.path().string()) == std::string::npos);
}

TEST_CASE("floors: somebody's own value for a figure takes the place of its range as well") {
  test::TemporaryFolder folder;
  write_figures(
      folder, "ebs/ebs.yaml",
      "snapshot.load.rate: { value: 900 MiB/s, basis: D, source: WEB mine }\n"
      "snapshot.creation.rate: { value: 60 MiB/s, basis: D, high: { value: 70 MiB/s, basis: M } }\n");
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  Catalogue catalogue{files, diagnostics};
  catalogue.assume({"low"});
  for (const auto& figure : catalogue.figures("ebs").all()) {
    if (figure.name == "snapshot.load.rate") CHECK_FALSE(figure.has_range());
    if (figure.name == "snapshot.creation.rate") CHECK((figure.high && !figure.low));
  }
  CHECK(catalogue.figures("ebs").get<BytesPerSecond>("snapshot.creation.rate").count() == 60 * mebibyte);
  CHECK_MESSAGE(diagnostics.text().empty(), diagnostics.text());
}

TEST_CASE("floors: somebody's own figure or price has no basis, source or date of the built-in one") {
  test::TemporaryFolder folder;
  write_figures(folder, "s3/s3.yaml", "put.latency.median: { value: 500 ms }\n");
  write_figures(folder, "pricing/prices/us-east-1.yaml", "meters:\n  lambda_requests: { usd: 99 }\n");
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  Catalogue catalogue{files, diagnostics};
  bool found = false;
  for (const auto& figure : catalogue.figures("s3").all()) {
    if (figure.name != "put.latency.median") continue;
    found = true;
    CHECK(figure.typical.basis == Basis::project);
    CHECK(figure.typical.source.empty());
    CHECK(figure.typical.date.empty());
    CHECK_FALSE(figure.has_range());
  }
  CHECK(found);
  const auto* const meters = files.file("pricing/prices/us-east-1.yaml").root.find("meters");
  REQUIRE(meters != nullptr);
  const auto* const requests = meters->value.find("lambda_requests");
  REQUIRE(requests != nullptr);
  CHECK(requests->value.find("basis")->value.text == "P");
  CHECK(requests->value.find("source") == nullptr);
  CHECK(requests->value.find("per") != nullptr);
  CHECK_MESSAGE(diagnostics.text().empty(), diagnostics.text());
}

TEST_CASE("floors: somebody's own price of an instance type leaves the origin of its group to the others") {
  test::TemporaryFolder folder;
  write_figures(folder, "pricing/prices/sa-east-1.yaml",
                "ec2_instance_seconds:\n  price_map_2025_11: { usd: { m6i.large: 0.1, m6i.xlarge: 0.2 } }\n");
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  const ModelFiles shipped{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  Catalogue built_in_catalogue{shipped, diagnostics};
  const auto book = PriceBook::load(catalogue, "sa-east-1", {});
  const auto built_in_book = PriceBook::load(built_in_catalogue, "sa-east-1", {});
  for (const std::string type : {"m6i.large", "m6i.xlarge"}) {
    CAPTURE(type);
    const auto& own = book.instance_price(type)->tiers.front();
    CHECK(own.usd == (type == "m6i.large" ? 0.1 : 0.2));
    CHECK(own.basis == Basis::project);
    CHECK(own.source.empty());
    CHECK(own.date.empty());
    CHECK(own.note.empty());
  }
  const auto& other = book.instance_price("m5.large")->tiers.front();
  const auto& as_before = built_in_book.instance_price("m5.large")->tiers.front();
  CHECK(other.basis == as_before.basis);
  CHECK(other.source == as_before.source);
  CHECK_MESSAGE(diagnostics.text().empty(), diagnostics.text());
}

TEST_CASE("floors: a trace is part of what decided a result, by its content and not by its path") {
  const auto files = built_in();
  const auto inputs_with = [&](const std::string& rows) {
    test::TemporaryFolder folder;
    write_figures(folder, "arrivals.csv", "time_s\n" + rows);
    Diagnostics diagnostics;
    const auto scenario = load_scenario_text(R"(garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
flows: { f: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { trace: arrivals.csv }, size: { constant: 1 kB } } } }
)",
                                             "t.yaml", folder.path().string(), {}, files, diagnostics);
    REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
    return scenario->provenance.inputs;
  };
  const auto inputs = inputs_with("1\n2\n");
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].name == "arrivals.csv");
  CHECK(inputs_with("1\n2\n")[0].sha256 == inputs[0].sha256);
  CHECK(inputs_with("1\n3\n")[0].sha256 != inputs[0].sha256);
}

TEST_CASE("floors: a replaced profile is named so") {
  test::TemporaryFolder folder;
  write_figures(folder, "compliance/profiles/eu-dora.yaml", "title: Mine\n");
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  auto overrides = an_hour;
  overrides.profiles = {"eu-dora", "br-cmn-4893"};
  const auto result = run_here({loaded(second_flow, files, overrides)});
  CHECK(result.compliance.replaced_profiles == std::vector<std::string>{"eu-dora-edited"});
  CHECK(result.compliance.profiles == std::vector<std::string>{"eu-dora-edited", "br-cmn-4893"});
  for (const auto& finding : result.compliance.findings) CHECK(finding.profile != "eu-dora");
}

TEST_CASE("floors: a run here and a run apart give the same bytes") {
  const auto files = built_in();
  const auto scenario = loaded(first_flow, files);
  const auto apart = run_apart({scenario, 11});
  REQUIRE_MESSAGE(apart.result.has_value(), apart.message);
  CHECK(apart.state == RunOutcome::State::done);
  const auto again = run_apart({scenario, 11});
  const auto here = run_here({scenario, 11});
  CHECK((result_json(*apart.result) == result_json(here)));
  CHECK((result_json(*again.result) == result_json(here)));
  CHECK(apart.result->series.size() == here.series.size());
  CHECK(apart.result->documents == here.documents);
}

TEST_CASE("floors: progress comes from a run apart, and saying no ends it") {
  const auto files = built_in();
  const auto scenario = loaded(second_flow, files, {{"duration=3650 d", "warmup=0 s"}, {}});
  std::uint64_t told = 0;
  const auto outcome = run_apart({scenario}, {}, [&](const Progress& progress) {
    CHECK(progress.total == doctest::Approx(3650 * 86400.0));
    return ++told < 3;
  });
  CHECK(outcome.state == RunOutcome::State::interrupted);
  CHECK_FALSE(outcome.result.has_value());
  CHECK(told == 3);
}

TEST_CASE("floors: a run apart that takes too long ends as an outcome") {
  const auto files = built_in();
  const auto scenario = loaded(second_flow, files, {{"duration=3650 d", "warmup=0 s"}, {}});
  const auto outcome = run_apart({scenario}, {.seconds = 0.5});
  CHECK(outcome.state == RunOutcome::State::timed_out);
  CHECK(name_of(outcome.state) == "timed out");
}

TEST_CASE("floors: crash, kill, error and silence of a child are outcomes, not ends of the parent") {
  using State = ChildProcess::State;
  const auto end_of = [](const ChildProcess::Work& work, const ChildProcess::Limits& limits = {}) {
    return ChildProcess{work, limits}.wait();
  };
  const auto crashed = end_of([](const ChildProcess::Tell&) -> std::string {
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
    return "";
  });
  CHECK(crashed.state == State::crashed);
  CHECK(crashed.signal == SIGSEGV);
  const auto killed = end_of([](const ChildProcess::Tell&) -> std::string {
    kill(getpid(), SIGKILL);
    return "";
  });
  CHECK(killed.state == State::killed);
  const auto failed =
      end_of([](const ChildProcess::Tell&) -> std::string { throw SimulatorFault{"balance broken"}; });
  CHECK(failed.state == State::failed);
  CHECK(failed.text == "balance broken");
  const auto silent = end_of([](const ChildProcess::Tell&) -> std::string { _exit(0); });
  CHECK(silent.state == State::crashed);
  CHECK(silent.signal == 0);
  const auto late = end_of(
      [](const ChildProcess::Tell&) -> std::string {
        for (;;) pause();
      },
      {.seconds = 0.2});
  CHECK(late.state == State::timed_out);
  const auto large = std::string(3'000'000, 'x');
  CHECK((end_of([&](const ChildProcess::Tell&) { return large; }).text == large));
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("floors: a run apart that needs more memory than it may take ends as an outcome") {
  const auto files = built_in();
  const auto scenario = loaded(second_flow, files);
  const auto outcome = run_apart({scenario}, {.memory_bytes = 1});
  CHECK(outcome.state == RunOutcome::State::out_of_memory);
}
#endif

}  // namespace floors_test

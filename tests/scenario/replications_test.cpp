// Replications of a scenario, in child processes.
#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>

#include "sim/results/result_json.hpp"
#include "sim/run/replicate.hpp"
#include "tests/support/run_scenario.hpp"

namespace replications_test {

using namespace garoa;

namespace {

constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 h
seed: 5
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 200 GiB } }
s3: { archive: {} }
backup: { hourly: { from: documents, to: archive, schedule: "cron(30 * * * ? *)" } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    uploads: { arrivals: { poisson: 1/s }, size: office_document }
policy: { objectives: [ flows.intake.upload.latency.p95 < 10 s, cost.per_month < 1 USD ] }
)yaml";

const Scenario& scenario() {
  static const Scenario loaded = test::scenario_of(intake);
  return loaded;
}

RunResult replicated(std::uint32_t most, std::size_t at_once) {
  return run_replications({.scenario = scenario(), .most = most, .at_once = at_once});
}

/// A run that takes no time: the throughput follows from the seed.
RunResult quick(const RunRequest& request, const KeepGoing&) {
  RunResult result;
  result.scenario.seed = *request.seed;
  result.metrics = {
      {"flows.intake.upload.throughput", 10 + static_cast<double>(*request.seed % 7) / 10, "1/s", 1, {}}};
  return result;
}

}  // namespace

TEST_CASE("replications: runs that are over before they report are part of the progress") {
  Progress last;
  const auto brief = test::scenario_of(intake, {"duration=1 min"});
  const auto joined =
      run_replications({.scenario = brief, .most = 4, .at_once = 1}, [&](const Progress& progress) {
        if (progress.total > 0) last = progress;
        return true;
      });
  CHECK(joined.replications->n == 4);
  CHECK(last.total == doctest::Approx(4 * 60));
  CHECK(last.simulated >= 3 * 60);
  CHECK(last.events > 0);
}

TEST_CASE("replications: the first is the plain run, the others have seeds that follow from it") {
  std::vector<RunResult> own;
  const auto joined = run_replications(
      {.scenario = scenario(), .most = 3, .at_once = 2, .keep = [&](std::uint32_t, const RunResult& run) {
         own.push_back(run);
       }});
  REQUIRE(own.size() == 3);
  CHECK((result_json(own[0]) == result_json(run_here({scenario()}))));
  CHECK(own[1].scenario.seed == seed_of_replication(5, 2));
  CHECK(own[2].scenario.seed == seed_of_replication(5, 3));
  CHECK(own[1].scenario.seed != own[2].scenario.seed);
  CHECK(joined.scenario.seed == 5);
  CHECK(joined.scenario.replications == 3);
  double sum = 0;
  for (const auto& run : own) sum += run.find_metric("flows.intake.upload.throughput")->value;
  CHECK(joined.find_metric("flows.intake.upload.throughput")->value == doctest::Approx(sum / 3));
  CHECK(joined.find_metric("flows.intake.upload.latency.p95")->ci95.has_value());
  REQUIRE(joined.objectives.size() == 2);
  CHECK(joined.objectives[0].state == ObjectiveState::met);
  CHECK(joined.objectives[1].state == ObjectiveState::missed);
  CHECK(joined.objectives[1].evaluated_in == 3);
}

TEST_CASE("replications: the result does not depend on how many run at once") {
  const auto one_by_one = replicated(4, 1);
  const auto beside = replicated(4, 3);
  CHECK((result_json(one_by_one) == result_json(beside)));
  CHECK((distributions_json(one_by_one) == distributions_json(beside)));
}

TEST_CASE("replications: one that dies is named with its seed, and the rest is kept") {
  const auto second = seed_of_replication(5, 2);
  const auto third = seed_of_replication(5, 3);
  const auto dies = [&](const RunRequest& request, const KeepGoing& keep_going) {
    if (request.seed == second) std::raise(SIGKILL);
    if (request.seed == third) throw std::runtime_error{"a balance is broken"};
    return quick(request, keep_going);
  };
  const auto result = run_replications({.scenario = scenario(), .most = 5, .at_once = 2, .run = dies});
  CHECK(result.replications->n == 3);
  CHECK(result.replications->seeds ==
        std::vector{seed_of_replication(5, 1), seed_of_replication(5, 4), seed_of_replication(5, 5)});
  CHECK(result.replications->dead_total == 2);
  REQUIRE(result.replications->dead.size() == 2);
  CHECK(result.replications->dead[0].number == 2);
  CHECK(result.replications->dead[0].seed == second);
  CHECK(result.replications->dead[0].why == "the run was killed by signal 9");
  CHECK(result.replications->dead[1].number == 3);
  CHECK(result.replications->dead[1].why == "a balance is broken");
}

TEST_CASE("replications: if all die there is no result, and the first reason is told") {
  const auto dies = [](const RunRequest&, const KeepGoing&) -> RunResult {
    throw std::runtime_error{"a balance is broken"};
  };
  CHECK_THROWS_WITH_AS((void)run_replications({.scenario = scenario(), .most = 2, .run = dies}),
                       "none of 2 replications has a result; the first: a balance is broken",
                       std::runtime_error);
}

TEST_CASE("replications: until a precision is reached, and no more however many run at once") {
  const auto until = [&](std::size_t at_once) {
    return run_replications({.scenario = scenario(),
                             .until_ci = 0.02,
                             .metrics = {"flows.intake.upload.throughput"},
                             .at_once = at_once,
                             .run = quick});
  };
  const auto result = until(4);
  REQUIRE(result.replications->precision.size() == 1);
  const auto& precision = result.replications->precision[0];
  REQUIRE(precision.reached_at.has_value());
  CHECK(*precision.half_width <= 0.02);
  CHECK(result.replications->n == *precision.reached_at + 5);
  CHECK(result.replications->notes.empty());
  CHECK((result_json(result) == result_json(until(1))));
}

TEST_CASE("replications: a precision that is not reached is told") {
  const auto result = run_replications({.scenario = scenario(),
                                        .most = 6,
                                        .until_ci = 1e-6,
                                        .metrics = {"flows.intake.upload.throughput"},
                                        .run = quick});
  CHECK(result.replications->n == 6);
  REQUIRE(result.replications->notes.size() == 1);
  CHECK(result.replications->notes[0].starts_with("flows.intake.upload.throughput is not within "));
}

TEST_CASE("replications: saying no ends all of them, and progress is of all of them") {
  const auto never = [](const Progress&) { return false; };
  CHECK_THROWS_AS((void)run_replications({.scenario = scenario(), .most = 3, .at_once = 2}, never),
                  Interrupted);
  double share = 0;
  const auto watch = [&](const Progress& progress) {
    if (progress.total > 0) {
      CHECK(progress.simulated / progress.total >= share);
      share = progress.simulated / progress.total;
    }
    return true;
  };
  (void)run_replications({.scenario = scenario(), .most = 3, .at_once = 1}, watch);
  CHECK(share <= 1);
}

}  // namespace replications_test

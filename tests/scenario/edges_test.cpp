// A scenario at the edges of its assumptions, against runs that assume the same edge by themselves.
#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>

#include "sim/results/edge_changes.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/child_process.hpp"
#include "sim/run/run_at_edges.hpp"
#include "tests/support/run_scenario.hpp"

namespace edges_test {

using namespace garoa;

namespace {

/// A snapshot of 100 GiB with a window of an hour: 43 min at the typical rate, 2.6 h at the low one.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 6 h
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 200 GiB, data_at_start: 100 GiB } }
backup:
  once: { from: documents, method: snapshot, schedule: "cron(0 2 2 3 ? 2026)", start_spread: 0 s, window: 1 h }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
)yaml";

Scenario assuming(const std::vector<std::string>& edges) {
  return test::scenario_of(intake, {}, edges);
}

RunResult at_edges(std::size_t at_once) {
  const auto scenario = assuming({});
  return run_at_edges({scenario, [](const std::string& edge) { return assuming({edge}); }, at_once});
}

const EdgeRun& edge_named(const RunResult& result, std::string_view assumption, std::string_view edge) {
  for (const auto& run : *result.edges) {
    if (run.assumption == assumption && run.edge == edge) return run;
  }
  throw std::runtime_error{"no such edge was run"};
}

}  // namespace

TEST_CASE("edges: the low rate of snapshots breaks the window, and the run says so") {
  const auto low = run_apart({assuming({"ebs.snapshot.creation.rate=low"})});
  REQUIRE_MESSAGE(low.result.has_value(), low.message);
  const auto result = at_edges(3);
  REQUIRE(result.edges.has_value());
  const auto& run = edge_named(result, "ebs.snapshot.creation.rate", "low");
  CHECK(run.value == "11 MiB/s");
  CHECK(run.failure.empty());
  REQUIRE(run.changes.size() == 3);  // not D-DT-01: nobody is told of anything at the typical rate either
  CHECK(run.changes[0].what == "D-BK-01 backup.once");
  CHECK(run.changes[0].from == "PASS");
  CHECK(run.changes[0].to == "FAIL");
  CHECK(run.changes[1].what == "D-BK-02 backup.once");  // a run that ends after its window is a missed one
  const auto alone = changes_between(result, *low.result);
  REQUIRE(alone.size() == run.changes.size());
  for (std::size_t i = 0; i < alone.size(); ++i) CHECK(alone[i].to == run.changes[i].to);
  CHECK(edge_named(result, "ebs.snapshot.creation.overhead", "low").changes.empty());
}

TEST_CASE("edges: the result does not depend on how many run at once") {
  // A process can simulate instances once: the second answer comes from a child.
  ChildProcess child{[](const ChildProcess::Tell&) { return result_json(at_edges(1)); }, {}};
  const auto one_by_one = child.wait();
  REQUIRE_MESSAGE(one_by_one.state == ChildProcess::State::answered, one_by_one.text);
  CHECK((one_by_one.text == result_json(at_edges(4))));
}

TEST_CASE("edges: a child that dies and one that cannot be loaded are named, and the rest is kept") {
  const auto scenario = assuming({});
  const auto result = run_at_edges({scenario,
                                    [](const std::string& edge) {
                                      if (edge == "ebs.snapshot.creation.rate=low") std::raise(SIGKILL);
                                      if (edge == "ebs.snapshot.creation.rate=high")
                                        throw std::runtime_error{"cannot be loaded"};
                                      return assuming({edge});
                                    },
                                    2});
  CHECK(edge_named(result, "ebs.snapshot.creation.rate", "low").failure == "the run was killed by signal 9");
  CHECK(edge_named(result, "ebs.snapshot.creation.rate", "high").failure == "cannot be loaded");
  CHECK(edge_named(result, "ebs.snapshot.creation.overhead", "high").failure.empty());
  CHECK(result.find_metric("backup.once.duration.max") != nullptr);
}

TEST_CASE("edges: saying no ends all of them") {
  const auto scenario = assuming({});
  const auto never = [](const Progress&) { return false; };
  CHECK_THROWS_AS(
      (void)run_at_edges({scenario, [](const std::string& edge) { return assuming({edge}); }, 2}, never),
      Interrupted);
}

TEST_CASE("edges: assumed edges are part of what decided a result, and only figures in use are run") {
  const auto scenario = assuming({"low", "ebs.snapshot.load.rate=high"});
  CHECK(scenario.provenance.assumed == std::vector<std::string>{"low", "ebs.snapshot.load.rate=high"});
  for (const auto& figure : scenario.assumptions) {
    CHECK(figure.path() != "ebs.snapshot.load.rate");
    if (figure.path() == "ebs.snapshot.creation.rate") {
      CHECK(figure.value == "11 MiB/s");
      CHECK(figure.assumed == "low");
      CHECK(figure.high == "53 MiB/s");
    }
  }
}

}  // namespace edges_test

// Sweeps as a user meets them: folders, going on, broken points, goals.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "sim/core/random.hpp"
#include "tests/cli/sweeps.hpp"

namespace sweep_cli_test {

using namespace garoa::test;
namespace fs = std::filesystem;

TEST_CASE("sweep: a point has the result that garoa run has with the point's values") {
  const Sweeps sweeps;
  const auto end = sweeps.sweep({"--out", "out"});
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "Sweep: plan.yaml of functions.yaml: 12 points; garoa 0.1.0 (build "));
  const auto tree = sweeps.tree("out");
  CHECK(tree.size() == 4 + 3 * 12);
  CHECK(lines_of(tree.at("points.csv")).size() == 13);
  CHECK(tree.at("points.csv").starts_with("point,state,lambda.extract.memory,seed,cost.per_month,"));
  const auto points = nlohmann::json::parse(tree.at("points.json"));
  CHECK(points["outcomes"].size() == 12);
  CHECK(points["outcomes"][6]["values"] == nlohmann::json{"512 MB", "3"});
  (void)sweeps.run({"run", functions, "--set", "duration=3 min", "--set", "lambda.extract.memory=512 MB",
                    "--set", "seed=3", "--out", "one"});
  CHECK(tree.at("points/0007/result.json") == sweeps.tree("one").at("result.json"));
}

TEST_CASE("sweep: a point whose finding is about what the plan sets has the result that garoa run has") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml", "garoa: 1\nscenario: " + functions +
                                              "\nset:\n  - policy.profiles=[br-cmn-4893]\n"
                                              "  - s3.inbox.versioning=false\n"
                                              "  - duration=2 min\n"
                                              "axes:\n  - { path: seed, list: [3] }\n");
  const auto end = sweeps.sweep({"--out", "out"});
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  (void)sweeps.run({"run", functions, "--set", "policy.profiles=[br-cmn-4893]", "--set",
                    "s3.inbox.versioning=false", "--set", "duration=2 min", "--set", "seed=3", "--out",
                    "one"});
  const auto point = sweeps.tree("out").at("points/0001/result.json");
  CHECK(contains(point, "--set s3.inbox.versioning=false"));
  CHECK(point == sweeps.tree("one").at("result.json"));
}

TEST_CASE("sweep: a setting of the plan that is none is named, at its place in the list") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: " + functions +
                 "\nset: [duration=3 min, noequals, a..b=1, warmup=]\naxes:\n  - { path: seed, list: [1] }\n"
                 "metrics:\n  - cost.zzz\n  - cost.per_month\n  - cost.aaa\n");
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(end.exit_code == 1);
  const auto lines = lines_of(end.errors);
  INFO("stderr: " << end.errors);
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "plan.yaml:3:23: error: 'noequals' is not of the form path=value");
  CHECK(lines[1] == "plan.yaml:3:33: error: 'a..b=1' is not of the form path=value");
  CHECK(lines[2] == "plan.yaml:3:41: error: 'warmup=' has no value (write null to reset it)");
  CHECK(lines[3].starts_with("plan.yaml:7:5: error: 'metrics': 'cost.zzz' is not a metric"));
  CHECK(lines[4].starts_with("plan.yaml:9:5: error: 'metrics': 'cost.aaa' is not a metric"));
}

TEST_CASE("sweep: what is set for all points gives way to an axis") {
  const Sweeps sweeps;
  const Words more{"--seed", "9", "--set", "lambda.extract.memory=3 GB", "--set", "duration=2 min"};
  CHECK(sweeps.sweep(Words{"--out", "out"} + more).exit_code == 0);
  const auto result = nlohmann::json::parse(sweeps.tree("out").at("points/0002/result.json"));
  CHECK(result["scenario"]["seed"] == 2);
  CHECK(result["scenario"]["duration_s"] == 120);
  CHECK(result["provenance"]["overrides"] ==
        nlohmann::json{"duration=2 min", "lambda.extract.memory=128 MB", "seed=2"});
}

TEST_CASE("sweep: the faults of a plan, of what it sets and of its scenario are told at once") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "base.yaml",
             "extends: " + functions + "\nstart: yesterday\ntimezone: Europe/Berln\n");
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: base.yaml\nset: [colour=blue]\naxes:\n"
             "  - { path: lambda.nobody.memory, list: [1 GB, 1 GB] }\n"
             "  - { path: lambda.extract.memry, list: [1 GB] }\n"
             "  - { path: duration, range: { step: 1 parsec, from: 1 d } }\n"
             "goal: [cost.per_month < 9 USD, flows.nobody.processing.latency.p99 < 2 s]\nmetrics: "
             "[cost.per_moth]\nreplications: 0\n");
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(end.exit_code == 1);
  CHECK_FALSE(fs::exists(sweeps.path() / "out"));
  std::vector<std::string> places;
  for (const auto& line : lines_of(end.errors)) {
    const auto name = line.find(".yaml:");
    places.push_back(line.substr(name - 4, line.find(": ", name) - name + 4));
  }
  CHECK(places == Words{"base.yaml:2:8", "base.yaml:3:11", "plan.yaml:3:7", "plan.yaml:5:13",
                        "plan.yaml:5:13", "plan.yaml:6:13", "plan.yaml:7:23", "plan.yaml:7:38",
                        "plan.yaml:8:32", "plan.yaml:9:11", "plan.yaml:10:15"});
  INFO("stderr: " << end.errors);
  for (const std::string text : {"unknown key 'colour'", "axis 'lambda.nobody.memory': there is no 'nobody'",
                                 "axis 'lambda.nobody.memory' has the value '1 GB' twice",
                                 "there is no 'memry'", "'axes.range' lacks the required key 'to'",
                                 "'goal': 'flows.nobody.processing.latency.p99 < 2 s' is about 'nobody'",
                                 "'cost.per_moth' is not a metric"})
    CHECK(contains(end.errors, text));
}

TEST_CASE("sweep: settings that go together are one value of an axis") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml", "garoa: 1\nscenario: " + functions +
                                              "\nset: [duration=2 min]\naxes:\n"
                                              "  - { path: lambda.extract, list: [{ memory: 1 GB, timeout: "
                                              "20 s }, { memory: 2 GB, timout: 9 s }] }\n");
  const auto end = sweeps.sweep({"--out", "out"});
  INFO("stderr: " << end.errors);
  CHECK(contains(end.output, "2 points, 1 broken; "));
  CHECK(contains(end.output, "unknown key 'timout' in 'lambda.extract' (did you mean 'timeout'?)"));
  (void)sweeps.run({"run", functions, "--set", "duration=2 min", "--set",
                    "lambda.extract={memory: 1 GB, timeout: 20 s}", "--out", "one"});
  CHECK(sweeps.tree("out").at("points/0001/result.json") == sweeps.tree("one").at("result.json"));
}

TEST_CASE("sweep: is the same for any number of jobs, and with replications") {
  const Sweeps sweeps{"replications: 3\n"};
  (void)sweeps.sweep({"--out", "one", "--jobs", "1"});
  (void)sweeps.sweep({"--out", "three", "--jobs", "3"});
  CHECK((sweeps.tree("one") == sweeps.tree("three")));
  (void)sweeps.run({"run", functions, "--set", "duration=3 min", "--set", "lambda.extract.memory=128 MB",
                    "--set", "seed=1", "--replications", "3", "--out", "run"});
  CHECK(sweeps.tree("one").at("points/0001/result.json") == sweeps.tree("run").at("result.json"));
  CHECK(contains(sweeps.tree("one").at("points.csv"), "cost.per_month.ci95_low"));
}

TEST_CASE("sweep: killed at any instant it goes on where it stopped, and ends with the same bytes") {
  const Sweeps sweeps;
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  REQUIRE(sweeps.sweep({"--out", "whole"}).exit_code == 0);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  const auto whole = sweeps.tree("whole");
  const garoa::Stream instants{1, "kill"};
  int kills = 0;
  for (std::uint64_t i = 0; kills < 20; ++i) {
    REQUIRE(i < 200);
    // Some before it has begun, some in the midst of it.
    const double after = seconds * instants.uniform(garoa::Entity::nth(i)) / 2;
    const auto end = run_and_kill(GAROA_PROGRAM, {"sweep", "plan.yaml", "--quiet", "--out", "killed"},
                                  sweeps.path(), after);
    if (end.exit_code == 0) {
      CHECK((sweeps.tree("killed") == whole));
      fs::remove_all(sweeps.path() / "killed");
    } else {
      ++kills;
    }
  }
  CHECK(sweeps.sweep({"--out", "killed"}).exit_code == 0);
  CHECK((sweeps.tree("killed") == whole));
}

TEST_CASE("sweep: interrupted it says how far it is") {
  const Sweeps sweeps;
  sweeps.write_plan("", "[128 MB, 256 MB, 512 MB, 1 GB]");
  const auto end = run_and_interrupt(
      GAROA_PROGRAM, {"sweep", "plan.yaml", "--set", "duration=2 h", "--jobs", "1", "--out", "out"},
      sweeps.path());
  CHECK(end.exit_code == 130);
  CHECK(contains(end.errors, "of 16 points are there, and the same command goes on with the others\n"));
  CHECK_FALSE(fs::exists(sweeps.path() / "out/points.csv"));
}

TEST_CASE("sweep: refuses a folder of another sweep, and of anything else") {
  const Sweeps sweeps;
  (void)sweeps.sweep({"--out", "out"});
  sweeps.write_plan("", "[256 MB]");
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors,
                 "cannot go on in out: it has points of another sweep; points: 12 and 4; points_sha256: "));
  fs::create_directory(sweeps.path() / "mine");
  write_file(sweeps.path() / "mine/notes.txt", "");
  CHECK(
      contains(sweeps.sweep({"--out", "mine"}).errors, "it holds 'notes.txt', which is no part of a sweep"));
}

TEST_CASE("sweep: ends where its scenario is edited meanwhile, and keeps what was run before") {
  const Sweeps sweeps;
  const auto scenario = (sweeps.path() / "mine.yaml").string();
  const auto text = read_file(functions);
  write_file(scenario, text);
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: mine.yaml\nset: [duration=2 d]\naxes:\n"
             "  - { path: seed, range: { from: 1, to: 40, step: 1 } }\n");
  const auto edit = [&](const std::string& more) {
    std::thread editor{[&] {
      while (!fs::exists(sweeps.path() / "out/points/0002/point.json"))
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
      write_file(scenario, more);
    }};
    const auto end = sweeps.sweep({"--out", "out", "--jobs", "1"});
    editor.join();
    return end;
  };
  // Other values, and what is no scenario at all.
  for (const auto& other : {text + "\ntitle_of_mine: 1\n", "# edited\n" + text}) {
    const auto end = edit(other);
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "mine.yaml' has changed since it was first read"));
    CHECK_FALSE(fs::exists(sweeps.path() / "out/points.csv"));
    write_file(scenario, text);
    fs::remove_all(sweeps.path() / "out");
  }
}

TEST_CASE("sweep: another goal, in the plan too, goes on in the same folder") {
  const std::string goal = "goal: [flows.automation.processing.latency.p99 < 1 h]\n";
  const Sweeps sweeps{goal};
  CHECK(sweeps.sweep({"--out", "out"}).exit_code == 0);
  sweeps.write_plan("goal: [lambda.extract.duration.p95 < 1 h]\n");
  const auto end = sweeps.sweep({"--out", "out"});
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "the least that meets lambda.extract.duration.p95 < 1 h"));
}

TEST_CASE(
    "sweep: a goal about what is not there, and a range that is no whole number, are faults of the plan") {
  const Sweeps sweeps{"goal: [flows.nothere.processing.latency.p99 < 5 s]\nminimize: drills.9.duration\n"};
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "plan.yaml:7:"));
  CHECK(contains(end.errors, "is about 'nothere', which is not there under 'flows'"));
  CHECK(contains(end.errors,
                 "'minimize': 'drills.9.duration' is about '9', which is not there under 'drills'"));
  CHECK(contains(sweeps.sweep({"--goal", "flows.*.processing.latency.p99 < 5 s"}).errors,
                 "is about 'nothere'"));
  const auto faults_of = [&](const std::string& axis) {
    write_file(sweeps.path() / "plan.yaml", "garoa: 1\nscenario: " + functions +
                                                "\nset: [duration=2 min]\naxes:\n  - { path: "
                                                "lambda.extract.memory, log_range: { from: 128 MB, to: 10240 "
                                                "MB, count: 4" +
                                                axis + " } }\n");
    return sweeps.sweep({"--out", "numbers"}).errors;
  };
  CHECK(contains(faults_of(""),
                 "axis 'lambda.extract.memory' takes whole numbers, and has 551.535 MB: give it "
                 "'round: 1 MB'"));
  CHECK(faults_of(", round: 1 MB").empty());
  CHECK_FALSE(fs::exists(sweeps.path() / "out"));
}

TEST_CASE("sweep: a drawn range over whole numbers asks for rounding, and gives exactly so many points") {
  const Sweeps sweeps;
  const auto sweep = [&](const std::string& scenario, const std::string& path, const std::string& range) {
    write_file(sweeps.path() / "plan.yaml",
               fmt::format("garoa: 1\nscenario: {}\nset: [duration=2 min, warmup=0 s]\n"
                           "sample: {{ latin_hypercube: 7 }}\naxes:\n  - {{ path: {}, range: {{ {} }} }}\n",
                           scenario, path, range));
    return sweeps.sweep({"--out", "drawn", "--retry"});
  };
  const auto instance = (source_folder() / "scenarios/central-financeira/base.yaml").string();
  for (const auto& [scenario, path, ends, step] :
       {std::tuple{instance, "ebs.documents.iops", "from: 3000, to: 16000", "1"},
        std::tuple{instance, "ec2.app.workers", "from: 10, to: 110", "1"},
        std::tuple{instance, "ec2.app.backlog", "from: 100, to: 1100", "1"},
        std::tuple{functions, "account.lambda_concurrency", "from: 100, to: 1100", "1"},
        std::tuple{functions, "lambda.extract.memory", "from: 1000 MB, to: 2000 MB", "1 MB"}}) {
    INFO("path: " << path);
    const auto asked = sweep(scenario, path, ends);
    CHECK(asked.exit_code == 1);
    CHECK(contains(asked.errors, fmt::format("axis '{}' takes whole numbers, and has ", path)));
    CHECK(contains(asked.errors, fmt::format(": give it 'round: {}'", step)));
    fs::remove_all(sweeps.path() / "drawn");
    const auto given = sweep(scenario, path, fmt::format("{}, round: {}", ends, step));
    CHECK(given.exit_code == 0);
    CHECK(contains(given.output, ": 7 points; "));
    fs::remove_all(sweeps.path() / "drawn");
  }
}

TEST_CASE("sweep: broken points are outcomes, named, and run again on request") {
  const Sweeps sweeps;
  sweeps.write_plan("", "[128 MB, 12345 MB]");
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "8 points, 4 broken; "));
  CHECK(
      contains(end.output, "\nBroken points\n  5: invalid (lambda.extract.memory=12345 MB, seed=1): --set"));
  const auto tree = sweeps.tree("out");
  CHECK(tree.count("points/0005/result.json") == 0);
  const auto point = nlohmann::json::parse(tree.at("points/0005/point.json"));
  CHECK(point["state"] == "invalid");
  CHECK(contains(point["message"], "12345 MB"));
  CHECK(sweeps.sweep({"--out", "out", "--fail-on", "broken"}).exit_code == 3);
  CHECK(sweeps.sweep({"--out", "out", "--retry"}).exit_code == 0);
  CHECK((sweeps.tree("out") == tree));
  // A limit of time breaks all that take longer.
  sweeps.write_plan("limits: { time: 50 ms }\n", "[128 MB]");
  const auto late = sweeps.sweep({"--out", "late", "--set", "duration=30 d"});
  CHECK(late.exit_code == 0);
  CHECK(contains(late.output, "4 points, 4 broken; "));
  CHECK(contains(late.output,
                 "1: timed out (lambda.extract.memory=128 MB, seed=1): takes longer than it may\n"));
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("sweep: points that need more memory than they may take are outcomes too") {
  const Sweeps sweeps;
  sweeps.write_plan("limits: { memory: 1 MiB }\n", "[128 MB]");
  const auto end = sweeps.sweep({"--out", "end"});
  CHECK(end.exit_code == 0);
  CHECK(contains(
      end.output,
      "1: out of memory (lambda.extract.memory=128 MB, seed=1): needs more memory than it may take\n"));
  sweeps.write_plan("limits: { memory: 4 GiB }\n", "[128 MB]");
  CHECK(contains(sweeps.sweep({"--out", "enough"}).output, "4 points; "));
}
#endif

TEST_CASE("sweep: a goal finds the cheapest point, from the command line too") {
  const Sweeps sweeps{"goal: [flows.automation.processing.latency.p99 < 1 h]\n"};
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(contains(end.output, "Goal: cost.per_month USD "));
  CHECK(contains(end.output, "\nFront: no other point is better in one and as good in all\n"));
  const auto none = sweeps.sweep(
      {"--out", "out", "--goal", "flows.automation.processing.latency.p99 < 1 ms", "--fail-on", "goal"});
  CHECK(none.exit_code == 3);
  CHECK(
      contains(none.output,
               "Goal: no point meets flows.automation.processing.latency.p99 < 1 ms; missed: 12, without a"));
  // A metric that the plan did not ask for comes from the points' results.
  const auto other = sweeps.sweep({"--out", "out", "--minimize", "lambda.extract.cold_starts"});
  CHECK(contains(other.output, "Goal: lambda.extract.cold_starts "));
  CHECK(contains(sweeps.sweep({"--goal", "nothing < 3"}).errors, "--goal: 'nothing < 3' names no metric"));
  CHECK(contains(sweeps.sweep({"--minimize", "cost.per_mont"}).errors,
                 "--minimize: 'cost.per_mont' is not a metric"));
}

TEST_CASE("report: prints a stored sweep again, and warns of what another version found out") {
  const Sweeps sweeps{"goal: [flows.automation.processing.latency.p99 < 1 h]\n"};
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(sweeps.run({"report", "out"}).output == end.output);
  CHECK(sweeps.run({"report", "out"}).errors == "");
  CHECK(sweeps.run({"report", "out", "--format", "csv"}).output == sweeps.tree("out").at("points.csv"));
  for (const std::string name : {"out/points.json", "out/points/0003/result.json"}) {
    auto text = read_file(sweeps.path() / name);
    text.replace(text.find("\"garoa\": \""), 15, "\"garoa\": \"9.9.9");
    write_file(sweeps.path() / name, text);
    const auto folder = fs::path{name}.parent_path().string();
    CHECK(contains(sweeps.run({"report", folder}).errors, "is of garoa 9.9.9, build "));
  }
}

TEST_CASE("sweep: along a monotone axis only the points that the goal needs are run") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml", "garoa: 1\nscenario: " + functions +
                                              "\nset: [duration=3 min]\naxes:\n"
                                              "  - { path: lambda.extract.memory, range: { from: 128 MB, to: "
                                              "1664 MB, step: 64 MB }, monotone: true }\n"
                                              "goal: [flows.automation.processing.latency.p50 < 950 ms]\n");
  const auto end = sweeps.sweep({"--out", "searched"});
  INFO("output: " << end.output << end.errors);
  CHECK(contains(end.output, " of 25 points, by bisection along lambda.extract.memory in one line\n"));
  const auto whole = sweeps.sweep({"--out", "whole", "--grid"});
  CHECK(sweeps.tree("searched").size() < 50);
  CHECK(sweeps.tree("whole").size() == 4 + 3 * 25);
  // What was asked is kept.
  CHECK(sweeps.run({"report", "searched"}).output == end.output.substr(end.output.find("Sweep: ")));
  const auto goal_in = [](const ProgramEnd& run) {
    const auto from = run.output.find("Goal: ");
    return run.output.substr(from, run.output.find("\n\n", from) - from);
  };
  CHECK(contains(goal_in(end), "lambda.extract.memory="));
  CHECK(goal_in(end) == goal_in(whole));
}

TEST_CASE("sweep: the shipped plan finds its point") {
  const TemporaryFolder folder;
  const auto plan = (source_folder() / "scenarios/sweeps/lambda-memory.yaml").string();
  const auto end = run_program(GAROA_PROGRAM, {"sweep", plan, "--quiet"}, folder.path());
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "lambda.validate.architecture=arm64"));
  CHECK(fs::exists(folder.path() / "results/sweeps/lambda-memory/points.csv"));
}

}  // namespace sweep_cli_test

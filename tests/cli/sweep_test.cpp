// Sweeps as a user meets them: folders, going on, shards, broken points, goals, job files.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/core/random.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace sweep_cli_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;
/// A folder's files and their texts.
using Tree = std::map<std::string, std::string>;

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Tree tree_of(const fs::path& folder) {
  Tree tree;
  for (const auto& item : fs::recursive_directory_iterator{folder}) {
    const auto name = item.path().lexically_relative(folder).string();
    tree[name] = item.is_directory() ? "" : read_file(item.path());
  }
  return tree;
}

/// A plan of twelve quick points, in a folder of its own.
class Sweeps {
 public:
  explicit Sweeps(const std::string& more = "") { write_plan(more); }

  void write_plan(const std::string& more, const std::string& memories = "[128 MB, 512 MB, 1 GB]") const {
    write_file(folder_.path() / "plan.yaml",
               "garoa: 1\nscenario: " + functions + "\nset: [duration=3 min]\naxes:\n" +
                   "  - { path: lambda.extract.memory, list: " + memories + " }\n" +
                   "  - { path: seed, range: { from: 1, to: 4, step: 1 } }\n" + more);
  }
  [[nodiscard]] ProgramEnd run(const Words& arguments) const {
    return run_program(GAROA_PROGRAM, arguments, folder_.path());
  }
  [[nodiscard]] ProgramEnd sweep(const Words& more) const {
    return run(Words{"sweep", "plan.yaml", "--quiet"} + more);
  }
  /// With variables of a scheduler.
  [[nodiscard]] ProgramEnd sweep_with(const Words& variables, const Words& more) const {
    return run_program("/usr/bin/env", variables + Words{GAROA_PROGRAM, "sweep", "plan.yaml"} + more,
                       folder_.path());
  }
  [[nodiscard]] fs::path path() const { return folder_.path(); }
  [[nodiscard]] Tree tree(const std::string& name) const { return tree_of(folder_.path() / name); }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("sweep: a point has the result that garoa run has with the point's values") {
  const Sweeps sweeps;
  const auto end = sweeps.sweep({"--out", "out"});
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "Sweep: plan.yaml of functions.yaml: 12 points; garoa 0.1.0, scenario "));
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

TEST_CASE("sweep: shards that are killed and joined have the bytes of the whole") {
  const Sweeps sweeps;
  REQUIRE(sweeps.sweep({"--out", "whole"}).exit_code == 0);
  for (const std::string shard : {"1/3", "2/3", "3/3"}) {
    (void)run_and_kill(GAROA_PROGRAM, {"sweep", "plan.yaml", "--quiet", "--shard", shard, "--out", "shards"},
                       sweeps.path(), 0.15);
    CHECK(sweeps.sweep({"--shard", shard, "--out", "shards"}).exit_code == 0);
  }
  const auto merged = sweeps.run({"merge", "shards", "--out", "merged"});
  INFO("stderr: " << merged.errors);
  CHECK(merged.exit_code == 0);
  CHECK((sweeps.tree("merged") == sweeps.tree("whole")));
  CHECK(merged.output == sweeps.sweep({"--out", "whole"}).output);
  // A shard more than once is no fault.
  CHECK(sweeps.run({"merge", "shards/shard-1-of-3", "merged", "--out", "again"}).exit_code == 0);
  CHECK((sweeps.tree("again") == sweeps.tree("whole")));
}

TEST_CASE("merge: refuses what is missing, of another plan, or of another version") {
  const Sweeps sweeps;
  (void)sweeps.sweep({"--shard", "1/2", "--out", "shards"});
  CHECK(contains(sweeps.run({"merge", "shards", "--out", "merged"}).errors,
                 "6 of 12 points are missing: 2, 4, 6, 8, 10, 12; the shards are not through"));
  (void)sweeps.sweep({"--shard", "2/2", "--out", "shards", "--set", "duration=2 min"});
  const auto other = sweeps.run({"merge", "shards", "--out", "other"});
  CHECK(other.exit_code == 1);
  CHECK(contains(other.errors, "are not of one sweep; provenance: "));
  fs::remove_all(sweeps.path() / "shards/shard-2-of-2");
  (void)sweeps.sweep({"--shard", "2/2", "--out", "shards"});
  const auto file = sweeps.path() / "shards/shard-2-of-2/sweep.json";
  auto text = read_file(file);
  text.replace(text.find("\"garoa\": \""), 15, "\"garoa\": \"9.9.9");
  write_file(file, text);
  const auto version = sweeps.run({"merge", "shards", "--out", "version"});
  CHECK(version.exit_code == 1);
  CHECK(contains(version.errors, "are not of one sweep; garoa: \""));
  CHECK(contains(version.errors, "\"9.9.9\""));
  CHECK(contains(sweeps.run({"merge", "nowhere", "--out", "x"}).errors,
                 "nowhere: no sweep: sweep.json cannot be read"));
  CHECK(contains(sweeps.run({"merge", "shards"}).errors, "--out: where is the whole sweep to be?"));
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

TEST_CASE("sweep: broken points are outcomes, named, and run again on request") {
  const Sweeps sweeps;
  sweeps.write_plan("limits: { memory: 4 GiB }\n", "[128 MB, 12345 MB]");
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

TEST_CASE("sweep: a goal finds the cheapest point, from the command line too") {
  const Sweeps sweeps{"goal: [flows.automation.processing.latency.p99 < 1 h]\n"};
  const auto end = sweeps.sweep({"--out", "out"});
  CHECK(contains(end.output, "Goal: cost.per_month USD "));
  CHECK(contains(end.output, "\nFront: no other point is as good in everything\n"));
  const auto none = sweeps.sweep(
      {"--out", "out", "--goal", "flows.automation.processing.latency.p99 < 1 ms", "--fail-on", "goal"});
  CHECK(none.exit_code == 3);
  CHECK(contains(none.output,
                 "Goal: no point meets flows.automation.processing.latency.p99 < 1 ms; 12 miss it"));
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
    CHECK(contains(sweeps.run({"report", folder}).errors,
                   "garoa: warning: this is of garoa 9.9.9, whose figures and rules may be others than those "
                   "of 0.1.0\n"));
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
  const auto goal_in = [](const ProgramEnd& run) {
    const auto from = run.output.find("Goal: ");
    return run.output.substr(from, run.output.find("\n\n", from) - from);
  };
  CHECK(contains(goal_in(end), "lambda.extract.memory="));
  CHECK(goal_in(end) == goal_in(whole));
}

TEST_CASE("sweep: its part comes from the scheduler") {
  const Sweeps sweeps;
  const auto points = [&](const Words& variables) {
    fs::remove_all(sweeps.path() / "shards");
    const auto end = sweeps.sweep_with(variables, {"--shard", "auto", "--out", "shards", "--quiet"});
    Words folders;
    if (end.exit_code != 0) return Words{end.errors};
    for (const auto& item : fs::directory_iterator{sweeps.path() / "shards"})
      folders.push_back(item.path().filename().string());
    return folders;
  };
  CHECK(points({"SLURM_ARRAY_TASK_ID=6", "SLURM_ARRAY_TASK_COUNT=4", "SLURM_ARRAY_TASK_MIN=2",
                "SLURM_ARRAY_TASK_STEP=2"}) == Words{"shard-3-of-4"});
  CHECK(points({"AWS_BATCH_JOB_ARRAY_INDEX=0", "AWS_BATCH_JOB_ARRAY_SIZE=6"}) == Words{"shard-1-of-6"});
  CHECK(points({"AWS_BATCH_JOB_ARRAY_INDEX=5", "GAROA_SHARDS=6"}) == Words{"shard-6-of-6"});
  CHECK(points({"JOB_COMPLETION_INDEX=1", "GAROA_SHARDS=12"}) == Words{"shard-2-of-12"});
  CHECK(points({"JOB_COMPLETION_INDEX=1"}) ==
        Words{"garoa: --shard auto: JOB_COMPLETION_INDEX is set, but GAROA_SHARDS is not\n"});
  CHECK(points({"SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_COUNT=4"}) ==
        Words{"garoa: --shard: task 9 of an array from 1 in steps of 1 is none of 1/4 to 4/4\n"});
  CHECK(contains(points({"JOB_COMPLETION_INDEX=x", "GAROA_SHARDS=2"})[0],
                 "JOB_COMPLETION_INDEX=x is not a whole number"));
  CHECK(contains(points({})[0], "is set"));
  CHECK(contains(sweeps.sweep({"--shard", "3/2"}).errors, "--shard: '3/2' is none of 1/2 to 2/2"));
  CHECK(contains(sweeps.sweep({"--shard", "x"}).errors,
                 "--shard: 'x' is neither a part, such as 2/8, nor 'auto'"));
  CHECK(contains(sweeps.sweep_with({"JOB_COMPLETION_INDEX=1"}, {"--out", "whole"}).errors,
                 "this is a task of an array, and runs all points: --shard auto would run its part\n"));
}

TEST_CASE("sweep: job files of the schedulers start every shard") {
  const Sweeps sweeps;
  const auto emitted = [&](const std::string& scheduler) {
    const auto end =
        sweeps.sweep({"--emit", scheduler, "--shards", "4", "--out", "my out", "--set", "duration=2 min"});
    CHECK(end.exit_code == 0);
    return end.output;
  };
  const auto slurm = emitted("slurm");
  CHECK(slurm.starts_with("#!/bin/bash\n"));
  CHECK(contains(slurm, "#SBATCH --array=1-4\n"));
  CHECK(contains(
      slurm, "exec garoa sweep plan.yaml --shard auto --out 'my out' --quiet --set 'duration=2 min' --jobs"));
  CHECK(contains(slurm, "garoa merge 'my out' --out 'my out-merged'\n"));
  const auto batch = nlohmann::json::parse(emitted("batch"));
  CHECK(batch["arrayProperties"]["size"] == 4);
  CHECK(batch["containerOverrides"]["command"][1] == "sweep");
  CHECK(batch["containerOverrides"]["environment"][0]["value"] == "4");
  const auto kubernetes = emitted("kubernetes");
  CHECK(contains(kubernetes, "  completionMode: Indexed\n  completions: 4\n"));
  CHECK(contains(kubernetes, "command: [\"garoa\", \"sweep\", \"plan.yaml\", \"--shard\", \"auto\""));
  CHECK(
      contains(sweeps.sweep({"--emit", "slum"}).errors, "'slum' is not a scheduler (did you mean 'slurm'?)"));
  CHECK_FALSE(fs::exists(sweeps.path() / "my out"));
}

TEST_CASE("sweep: the emitted Slurm file does what it says, in an array that is played by a shell") {
  const Sweeps sweeps;
  REQUIRE(sweeps.sweep({"--out", "whole"}).exit_code == 0);
  write_file(sweeps.path() / "job.sh",
             sweeps.sweep({"--emit", "slurm", "--shards", "3", "--out", "shards"}).output);
  const auto programs = fs::path{GAROA_PROGRAM}.parent_path().string();
  for (const int task : {1, 2, 3}) {
    const auto end =
        run_program("/usr/bin/env",
                    {"PATH=" + programs + ":/usr/bin:/bin", fmt::format("SLURM_ARRAY_TASK_ID={}", task),
                     "SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_MIN=1", "bash", "job.sh"},
                    sweeps.path());
    INFO("stderr: " << end.errors);
    CHECK(end.exit_code == 0);
  }
  CHECK(sweeps.run({"merge", "shards", "--out", "merged"}).exit_code == 0);
  CHECK((sweeps.tree("merged") == sweeps.tree("whole")));
}

TEST_CASE("sweep: faults of the plan's paths and of its scenario are told before anything is run") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: " + functions +
                 "\naxes:\n"
                 "  - { path: lambda.extract.memry, list: [1 GB] }\n"
                 "  - { path: lambda.extrakt.memory, list: [1 GB] }\n"
                 "  - { path: ebs.documents.iops, list: [3000] }\n"
                 "  - { path: lambda.extract.work, list: [1] }\n"
                 "  - { path: seed.x, list: [1] }\n"
                 "  - { path: flows.automation.uploads.arrivals.office_hours.mean, list: [1/s] }\n"
                 "  - { path: policy.objectives.first, list: [1] }\n");
  const auto end = sweeps.sweep({});
  CHECK(end.exit_code == 1);
  CHECK(
      lines_of(end.errors) ==
      Words{"plan.yaml:4:13: error: axis 'lambda.extract.memry': there is no 'memry' under 'lambda.extract' "
            "(did you "
            "mean 'memory'?)",
            "plan.yaml:5:13: error: axis 'lambda.extrakt.memory': there is no 'extrakt' under 'lambda' (did "
            "you mean "
            "'extract'?)",
            "plan.yaml:6:13: error: axis 'ebs.documents.iops': there is no 'documents' under 'ebs'",
            "plan.yaml:7:13: error: axis 'lambda.extract.work': 'lambda.extract.work' takes no single value",
            "plan.yaml:8:13: error: axis 'seed.x': 'seed' is a single value",
            "plan.yaml:10:13: error: axis 'policy.objectives.first': 'policy.objectives' is a list: no path "
            "leads "
            "into it"});
  CHECK_FALSE(fs::exists(sweeps.path() / "results"));
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: nowhere.yaml\naxes: [{ path: seed, list: [1] }]\n");
  CHECK(contains(sweeps.sweep({}).errors, "nowhere.yaml: error: cannot be read"));
  CHECK(contains(sweeps.run({"sweep", "no-plan.yaml"}).errors,
                 "no-plan.yaml: error: cannot be read: no such file"));
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

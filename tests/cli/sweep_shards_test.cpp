// Shards of sweeps: parts, schedulers, joining.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/cli/sweeps.hpp"

namespace sweep_shards_test {

using namespace garoa::test;
namespace fs = std::filesystem;

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

TEST_CASE("sweep: shards with a goal search lines each, and joined they have the bytes of the whole") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: " + functions +
                 "\nset: [duration=3 min]\naxes:\n  - { path: seed, range: { from: 1, to: 3, step: 1 } }\n"
                 "  - { path: lambda.extract.memory, range: { from: 128 MB, to: 1664 MB, step: 128 MB }, "
                 "monotone: true }\n");
  const Words goal{"--goal", "flows.automation.processing.latency.p50 < 950 ms"};
  const auto whole = sweeps.sweep(goal + Words{"--out", "whole"});
  CHECK(whole.exit_code == 0);
  CHECK(contains(whole.output, " of 39 points, by bisection along lambda.extract.memory in 3 lines\n"));
  CHECK(contains(whole.output, "Goal: cost.per_month USD "));
  for (const std::string shard : {"1/2", "2/2"})
    CHECK(sweeps.sweep(goal + Words{"--shard", shard, "--out", "shards"}).exit_code == 0);
  const auto merged = sweeps.run({"merge", "shards", "--quiet", "--out", "merged"});
  INFO("stderr: " << merged.errors);
  CHECK((sweeps.tree("merged") == sweeps.tree("whole")));
  CHECK(merged.output == whole.output);
  CHECK(contains(whole.output, sweeps.run({"report", "whole"}).output));
  // Fewer lines than shards, so that one has nothing to do.
  for (const std::string shard : {"1/4", "2/4", "4/4"})
    CHECK(sweeps.sweep(goal + Words{"--shard", shard, "--out", "four"}).exit_code == 0);
  const auto missing = sweeps.run({"merge", "four", "--out", "incomplete"}).errors;
  CHECK(
      contains(missing, "2 of 39 points are missing: 27, 39; the shards are not through, or were searched "));
  CHECK(sweeps.sweep(goal + Words{"--shard", "3/4", "--out", "four"}).exit_code == 0);
  const Words unmet{"--goal", "flows.automation.processing.latency.p50 < 1 ms", "--fail-on", "goal"};
  CHECK(sweeps.sweep(unmet + Words{"--shard", "1/4", "--out", "unmet"}).exit_code == 3);
  CHECK(sweeps.sweep(unmet + Words{"--shard", "4/4", "--out", "unmet"}).exit_code == 0);
  CHECK(sweeps.run({"merge", "four", "--out", "of four"}).exit_code == 0);
  CHECK((sweeps.tree("of four") == sweeps.tree("whole")));
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
  CHECK(contains(sweeps.sweep({"--emit", "slurm", "--goal", "cost.per_month < 9 USD", "--grid"}).output,
                 " --goal 'cost.per_month < 9 USD' --grid --jobs"));
  const auto emitted = [&](const std::string& scheduler) {
    const auto end =
        sweeps.sweep({"--emit", scheduler, "--shards", "4", "--out", "my out", "--set", "duration=2 min"});
    CHECK(end.exit_code == 0);
    return end.output;
  };
  const auto more = sweeps.sweep({"--emit", "slurm", "--jobs", "2", "--retry", "--fail-on", "broken"}).output;
  CHECK(contains(more, "--fail-on broken --retry --jobs 2\n"));
  CHECK(contains(sweeps.sweep({"--emit", "batch", "--shards", "1"}).errors, "has 2 to 10000 parts"));
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
  CHECK(contains(kubernetes, "\"--jobs\", \"1\"]"));
  CHECK(contains(kubernetes, "requests: { cpu: \"1\", memory: 768Mi }"));
  CHECK(
      contains(sweeps.sweep({"--emit", "slum"}).errors, "'slum' is not a scheduler (did you mean 'slurm'?)"));
  CHECK_FALSE(fs::exists(sweeps.path() / "my out"));
}

TEST_CASE("sweep: a pod asks for a core a point at once, and for the memory that the plan lets them take") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml",
             read_file(sweeps.path() / "plan.yaml") + "limits: { time: 1 min, memory: 1 GiB }\n");
  const auto kubernetes = sweeps.sweep({"--emit", "kubernetes", "--jobs", "3"}).output;
  CHECK(contains(kubernetes, "\"--jobs\", \"3\"]"));
  for (const std::string what : {"requests", "limits"})
    CHECK(contains(kubernetes, "            " + what + ": { cpu: \"3\", memory: 3328Mi }\n"));
  CHECK_FALSE(contains(kubernetes, "assumed"));
  CHECK(contains(sweeps.sweep({"--emit", "kubernetes", "--out", "x"}).output, "\"--jobs\", \"1\"]"));
  const auto batch = nlohmann::json::parse(sweeps.sweep({"--emit", "batch", "--jobs", "3"}).output);
  CHECK(batch["containerOverrides"]["resourceRequirements"][0]["type"] == "VCPU");
  CHECK(batch["containerOverrides"]["resourceRequirements"][0]["value"] == "3");
  CHECK(contains(sweeps.sweep({"--emit", "slurm", "--jobs", "3"}).output, "#SBATCH --cpus-per-task=3\n"));
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

}  // namespace sweep_shards_test

// Objectives, replications and comparisons as a user meets them: exit codes, files, tables.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace replications_cli_test {

using namespace garoa::test;

namespace {

using Words = std::vector<std::string>;

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words wanting(const std::string& objectives) {
  return {"run", functions, "--set", "policy.objectives=[" + objectives + "]"};
}

ProgramEnd ran(const Words& arguments) {
  const TemporaryFolder folder;
  return run_program(GAROA_PROGRAM, arguments, folder.path());
}

nlohmann::json result_of(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM, arguments + Words{"--format", "json", "--out", "out"}, folder.path());
  INFO("stderr: " << end.errors);
  REQUIRE(end.exit_code == 0);
  return nlohmann::json::parse(read_file(folder.path() / "out/result.json"));
}

const std::string met = "flows.automation.upload.latency.p99 < 10 s";
const std::string missed = "flows.automation.processing.finished > 1000000";

}  // namespace

TEST_CASE("objectives: a missed one ends with 3 under --fail-on objective") {
  const auto code = [](const Words& arguments) {
    return ran(arguments + Words{"--format", "table"}).exit_code;
  };
  CHECK(code(wanting(missed)) == 0);
  CHECK(code(wanting(missed) + Words{"--fail-on", "objective"}) == 3);
  CHECK(code(wanting(missed) + Words{"--fail-on", "critical,objective"}) == 3);
  CHECK(code(wanting(met) + Words{"--fail-on", "objective"}) == 0);
  CHECK(code({"check", functions, "--fail-on", "objective"}) == 1);
}

TEST_CASE("objectives: a missed one ends with 3 in every command that runs, or tells of runs") {
  const Words on_objective{"--fail-on", "objective"};
  const auto wanted = [](const std::string& objective) {
    return Words{"--set", "duration=3 min", "--set", "policy.objectives=[\"" + objective + "\"]"};
  };
  const Words compare{"compare", functions, functions, "--replications", "1"};
  const Words capacity{"capacity", functions, "--most", "1"};
  for (const auto& command : {compare, capacity}) {
    CAPTURE(command.front());
    CHECK(ran(command + wanted(missed)).exit_code == 0);
    CHECK(ran(command + wanted(missed) + on_objective).exit_code == 3);
    CHECK(ran(command + wanted(met) + on_objective).exit_code == 0);
    CHECK(contains(ran(command + Words{"--fail-on", "high"}).errors, "'high' is none of objective, never"));
  }
  const TemporaryFolder folder;
  const auto in_folder = [&](const Words& words) {
    return run_program(GAROA_PROGRAM, words, folder.path()).exit_code;
  };
  REQUIRE(in_folder(Words{"run", functions, "--out", "out"} + wanted(missed)) == 0);
  CHECK(in_folder({"report", "out"}) == 0);
  CHECK(in_folder(Words{"report", "out"} + on_objective) == 3);
  write_file(folder.path() / "plan.yaml",
             "garoa: 1\nscenario: " + functions + "\naxes:\n  - { path: seed, list: [1, 2] }\n");
  const Words sweep{"sweep", "plan.yaml", "--out", "sweep"};
  CHECK(in_folder(sweep + wanted(missed)) == 0);
  CHECK(in_folder(sweep + wanted(missed) + on_objective) == 3);
  CHECK(in_folder(Words{"report", "sweep"} + on_objective) == 3);
}

TEST_CASE("objectives: what a function did not count for a reason is none of it") {
  const std::string no_throttles = "lambda.extract.throttles.concurrency < 1";
  CHECK(ran(wanting(no_throttles) + Words{"--format", "table", "--strict", "--fail-on", "objective"})
            .exit_code != 3);
  const auto result = result_of(wanting(no_throttles));
  CHECK(result["objectives"][0]["state"] == "MET");
  CHECK(result["objectives"][0]["value"] == 0);
}

TEST_CASE("replications: a precision of what the scenario does not have is refused before anything is run") {
  const auto end = ran({"run", functions, "--until-ci", "2%", "--ci-of", "flows.*.upload.latency.mean"});
  CHECK(end.exit_code == 1);
  CHECK(
      contains(end.errors, "--ci-of: 'flows.*.upload.latency.mean' is about '*', which is not there under"));
}

TEST_CASE("compare: a variant with another seed is refused, since all have the same") {
  const auto end = ran({"compare", functions, "--vary", "seed=1,2"});
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "--vary: all scenarios are run with the same seeds"));
}

TEST_CASE("compare: a setting that differs is told with the line that gives it") {
  const TemporaryFolder folder;
  write_file(folder.path() / "more.yaml",
             "garoa: 1\nextends: " + functions + "\nlambda:\n  extract: { memory: 3 GB }\n");
  const auto end = run_program(GAROA_PROGRAM,
                               {"compare", functions, "more.yaml", "--set", "duration=3 min",
                                "--replications", "1", "--format", "json", "--quiet"},
                               folder.path());
  const auto settings = nlohmann::json::parse(end.output)["pairs"][0]["settings"];
  REQUIRE(settings.size() == 1);
  CHECK(settings[0]["path"] == "lambda.extract.memory");
  CHECK(settings[0]["from_at"] == "");  // its default
  CHECK(settings[0]["to_at"] == "more.yaml:4");
}

TEST_CASE("compare: a variant that is as the file, or as another variant, is not run twice") {
  const auto end = ran({"compare", functions, "--set", "duration=3 min", "--replications", "1", "--vary",
                        "lambda.extract.memory=1 GB, 1 GB, 2 GB"});
  CHECK(contains(
      end.errors,
      "'lambda.extract.memory=1 GB' is left out: its settings are those of 'lambda.extract.memory=1 GB'"));
  CHECK_FALSE(contains(end.output, "lambda.extract.memory=1 GB (2)"));
  CHECK(contains(ran({"compare", functions, "--vary", "duration=3 min", "--set", "duration=3 min"}).errors,
                 "no variant differs from FILE"));
}

TEST_CASE("baseline: findings of another version or build are told to be so") {
  const TemporaryFolder folder;
  const auto in_folder = [&](const Words& words) { return run_program(GAROA_PROGRAM, words, folder.path()); };
  const auto findings = in_folder({"check", functions, "--fail-on", "never", "--format", "json"}).output;
  write_file(folder.path() / "same.json", findings);
  const auto with = [&](const std::string& file) {
    return in_folder({"check", functions, "--fail-on", "never", "--baseline", file}).errors;
  };
  CHECK_FALSE(contains(with("same.json"), "warning"));
  for (const std::string key : {"garoa_version", "build"}) {
    CAPTURE(key);
    auto other = nlohmann::json::parse(findings);
    other[key] = "9.9.9";
    write_file(folder.path() / "other.json", other.dump());
    CHECK(contains(with("other.json"), "garoa: warning: other.json is of garoa "));
    CHECK(contains(with("other.json"), "9.9.9"));
  }
}

TEST_CASE("objectives: the table and the first line tell them, and result.json has value, bound and state") {
  const auto end = ran(wanting(met + ", " + missed) + Words{"--format", "table"});
  CHECK(contains(end.output, "1 of 2 objectives missed"));
  CHECK(contains(end.output, "\nObjectives\n"));
  const auto objectives = result_of(wanting(met + ", " + missed))["objectives"];
  REQUIRE(objectives.size() == 2);
  CHECK(objectives[0]["state"] == "MET");
  CHECK(objectives[0]["bound"] == 10);
  CHECK(objectives[0]["unit"] == "s");
  CHECK(objectives[0]["comparison"] == "<");
  CHECK(objectives[0]["value"].get<double>() > 0);
  CHECK(objectives[1]["state"] == "MISSED");
  CHECK_FALSE(objectives[0].contains("ci95"));
}

TEST_CASE("replications: the result has their number and intervals, and is the same for any number of jobs") {
  const auto one = result_of({"run", functions, "--replications", "4", "--jobs", "1"});
  CHECK(one["scenario"]["replications"] == 4);
  CHECK(one["scenario"]["seed"] == 7);
  CHECK(one["metrics"]["flows.automation.upload.latency.p99"]["ci95"].size() == 2);
  CHECK((one == result_of({"run", functions, "--replications", "4", "--jobs", "3"})));
}

TEST_CASE("replications: their own results are kept on request, the first of them the plain run") {
  const TemporaryFolder folder;
  const auto end = run_program(
      GAROA_PROGRAM, {"run", functions, "--replications", "2", "--keep-replications", "--out", "out"},
      folder.path());
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "too few: the interval of two replications is a guess"));
  CHECK(folder.content() == Words{"out", "out/cost.csv", "out/distributions.json", "out/findings.csv",
                                  "out/metrics.csv", "out/performance.json", "out/replication-1.json",
                                  "out/replication-2.json", "out/result.json", "out/scenario.yaml",
                                  "out/series.csv"});
  CHECK((nlohmann::json::parse(read_file(folder.path() / "out/replication-1.json")) ==
         result_of({"run", functions})));
  const auto second = nlohmann::json::parse(read_file(folder.path() / "out/replication-2.json"));
  CHECK((second["metrics"] ==
         result_of({"run", functions, "--seed", second["scenario"]["seed"].dump()})["metrics"]));
  // The folder is a result: the next one takes its place.
  CHECK(run_program(GAROA_PROGRAM, {"run", functions, "--out", "out"}, folder.path()).exit_code == 0);
  CHECK(folder.content().size() == 9);
}

TEST_CASE("replications: until an interval is narrow enough, of the objectives' metrics or of named ones") {
  const auto result = result_of(wanting(met) + Words{"--until-ci", "20%"});
  const auto& told = result["replications"];
  CHECK(told["until_ci"] == 0.2);
  CHECK(told["precision"][0]["metric"] == "flows.automation.upload.latency.p99");
  CHECK(told["precision"][0]["half_width"].get<double>() <= 0.2);
  CHECK(told["n"].get<int>() == told["precision"][0]["reached_at"].get<int>() + 5);
  CHECK(result_of({"run", functions, "--until-ci", "0.5", "--ci-of", "cost.total"})["replications"]["n"] ==
        8);
}

TEST_CASE("replications: wrong calls are refused before anything is simulated") {
  const auto errors_of = [](const Words& more) {
    const auto end = ran(Words{"run", functions} + more);
    CHECK(end.exit_code == 1);
    return end.errors;
  };
  CHECK(errors_of({"--replications", "0"}) == "garoa: --replications: '0' is not a number of replications\n");
  CHECK(errors_of({"--until-ci", "2"}) == "garoa: --until-ci: '2' is not a precision, such as 2%\n");
  CHECK(errors_of({"--until-ci", "2%"}) ==
        "garoa: --until-ci: of which metrics? Name them with --ci-of, or give the scenario "
        "policy.objectives\n");
  CHECK(contains(errors_of({"--until-ci", "2%", "--ci-of", "cost.totals"}), "(did you mean 'cost.total'?)"));
  CHECK(contains(errors_of({"--ci-of", "cost.total"}), "--until-ci is missing"));
  CHECK(contains(errors_of({"--keep-replications"}), "--replications or --until-ci is missing"));
  CHECK(contains(errors_of({"--edges", "--replications", "3"}), "does not go together"));
}

TEST_CASE("compare: prints what differs, in each of its formats, and writes no files") {
  const TemporaryFolder folder;
  write_file(folder.path() / "large.yaml",
             "extends: " + functions + "\nlambda: { extract: { memory: 1 GB } }\n");
  const auto compared = [&](const std::string& format) {
    return run_program(GAROA_PROGRAM,
                       {"compare", functions, "large.yaml", "--replications", "2", "--format", format},
                       folder.path());
  };
  const auto table = compared("table");
  CHECK(table.exit_code == 0);
  CHECK(table.output.starts_with("large.yaml against functions.yaml: "));
  CHECK(contains(table.output, "lambda.extract.memory"));
  CHECK(compared("markdown").output.starts_with("## large.yaml against functions.yaml\n"));
  const auto json = nlohmann::json::parse(compared("json").output);
  CHECK(json["schema"] == "garoa.comparison/1");
  CHECK(json["pairs"][0]["settings"][0]["to"] == "1 GB");
  CHECK(json["pairs"][0]["pairs"] == 2);
  CHECK(folder.content() == Words{"large.yaml"});
}

TEST_CASE("compare: a file that is named twice is told by its number, and differs in nothing") {
  const TemporaryFolder folder;
  const auto end = run_program(
      GAROA_PROGRAM,
      {"compare", functions, functions, "--set", "duration=5 min", "--replications", "3", "--quiet"},
      folder.path());
  CHECK(end.exit_code == 0);
  CHECK(end.output.starts_with(
      "functions.yaml (2) against functions.yaml: no difference found, no gap changes.\n"));
}

TEST_CASE("compare: writes its files as one folder, whole or not at all") {
  const TemporaryFolder folder;
  const auto compared = [&](const Words& more) {
    return run_program(GAROA_PROGRAM,
                       Words{"compare", functions, "--set", "duration=10 min", "--vary",
                             "lambda.extract.memory=2 GB", "--replications", "2"} +
                           more,
                       folder.path());
  };
  const auto end = compared({"--out", "out"});
  CHECK(end.exit_code == 0);
  CHECK(end.errors.ends_with("garoa: results are in out\n"));
  CHECK(end.output == compared({}).output);
  CHECK(folder.content() == Words{"out", "out/comparison.json", "out/comparison.md"});
  CHECK(read_file(folder.path() / "out/comparison.json") == compared({"--format", "json"}).output);
  CHECK(read_file(folder.path() / "out/comparison.md") == compared({"--format", "markdown"}).output);
  const auto other = compared({"--out", "out", "--format", "json", "--quiet"});
  CHECK(other.output + other.errors == "");
  CHECK(folder.content() == Words{"out", "out/comparison.json"});
  // What is no result stays, and is seen before anything is simulated.
  write_file(folder.path() / "out/notes.txt", "mine");
  const auto refused = compared({"--out", "out"});
  CHECK(refused.exit_code == 1);
  CHECK(contains(refused.errors, "this one holds 'notes.txt'"));
  CHECK(read_file(folder.path() / "out/notes.txt") == "mine");
  CHECK(contains(compared({"--format", "table,json"}).errors, "--out is missing"));
}

TEST_CASE("compare: variants of one file, without files of their own") {
  const auto end =
      ran({"compare", functions, "--set", "duration=10 min", "--vary", "lambda.extract.memory=1 GB,2 GB",
           "--vary", "lambda.extract.timeout=21 s", "--replications", "2", "--format", "json"});
  CHECK(end.exit_code == 0);
  const auto json = nlohmann::json::parse(end.output);
  CHECK(json["scenarios"] == nlohmann::json{"functions.yaml",
                                            "lambda.extract.memory=1 GB lambda.extract.timeout=21 s",
                                            "lambda.extract.memory=2 GB lambda.extract.timeout=21 s"});
  CHECK(json["options"][2]["provenance"]["overrides"] ==
        nlohmann::json{"duration=10 min", "lambda.extract.memory=2 GB", "lambda.extract.timeout=21 s"});
  CHECK(json["seeds"].size() == 2);
  const auto errors_of = [](const Words& more) { return ran(Words{"compare", functions} + more).errors; };
  CHECK(contains(errors_of({"--vary", "lambda.extract.memory"}), "is not PATH=VALUE,VALUE..."));
  CHECK(contains(errors_of({functions, "--vary", "seed=1,2"}), "--vary: of one FILE, not of several"));
  CHECK(contains(errors_of({"--vary", "lambda.extract.memry=1 GB"}), "did you mean"));
}

TEST_CASE("compare: wants two scenarios at least, each without faults") {
  CHECK(contains(ran({"compare", functions}).errors, "give another one, or --vary"));
  CHECK(contains(ran({"compare", functions, "nowhere.yaml"}).errors, "nowhere.yaml: error: cannot be read"));
  CHECK(contains(ran({"compare", functions, functions, "--format", "csv"}).errors,
                 "'csv' is not a format; one of table, markdown, json"));
}

}  // namespace replications_cli_test

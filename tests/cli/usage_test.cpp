// What the program says about itself, and how it answers to wrong calls.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/render/text_wrap.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace usage_test {

using namespace garoa::test;

namespace {

const std::string scenarios = (garoa::test::source_folder() / "tests" / "cli" / "scenarios" / "").string();
const std::string functions = scenarios + "functions.yaml";

ProgramEnd said(const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  auto end = run_program(GAROA_PROGRAM, arguments, folder.path());
  CHECK(folder.content().empty());
  return end;
}

std::string first_word(const std::string& line) {
  return line.substr(0, line.find(' '));
}

/// A wrong call: exit code 1, nothing on stdout, one line on stderr that says `part`.
void check_refused(const std::vector<std::string>& arguments, const std::string& part) {
  const auto end = said(arguments);
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 1);
  CHECK(end.output == "");
  CHECK(lines_of(end.errors).size() == 1);
  CHECK(contains(end.errors, part));
}

}  // namespace

TEST_CASE("usage: help lists every command, and every command has a help of its own") {
  const auto help = said({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.errors == "");
  for (const std::string command :
       {"run", "check", "compare", "sweep", "merge", "capacity", "diagram", "show", "schema", "list",
        "explain", "prices", "reconcile", "report", "completions", "man", "version"}) {
    CAPTURE(command);
    CHECK(contains(help.output, "\n  " + command + " "));
    const auto own = said({command, "--help"});
    CHECK(own.exit_code == 0);
    CHECK(own.errors == "");
    CHECK(own.output.starts_with("usage: garoa " + command));
    CHECK(contains(own.output, "--help"));
  }
  CHECK(said({"help"}).output == help.output);
  CHECK(said({"-h"}).output == help.output);
}

TEST_CASE("usage: help names a command, and shows an example that works") {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(source_folder() / "scenarios", folder.path() / "scenarios");
  const auto program = std::filesystem::path{GAROA_PROGRAM}.parent_path().string();
  for (const std::string command :
       {"run", "check", "compare", "sweep", "merge", "capacity", "diagram", "show", "schema", "list",
        "explain", "report", "completions", "man", "version"}) {
    CAPTURE(command);
    const auto help = said({"help", command});
    CHECK(help.output == said({command, "--help"}).output);
    const std::string mark = "\nexample: ";
    const auto at = help.output.find(mark);
    REQUIRE(at != std::string::npos);
    const auto example = lines_of(help.output.substr(at + mark.size())).front();
    // Help was asked for where the files are not: it says where they are.
    CHECK(contains(example, " scenarios/") ==
          contains(help.output, "The folder scenarios is at the top of garoa's"));
    const auto end =
        run_program("/bin/sh", {"-c", "PATH=\"" + program + ":$PATH\"; " + example}, folder.path());
    INFO("stderr: " << end.errors);
    CHECK((end.exit_code == 0 || contains(end.errors, "makes no pages")));
  }
  check_refused({"help", "rnu"}, "there is no command 'rnu' (did you mean 'run'?)");
}

TEST_CASE("usage: the version is one line") {
  const auto end = said({"version"});
  CHECK(end.exit_code == 0);
  CHECK(end.output.starts_with("garoa "));
  CHECK(lines_of(end.output).size() == 1);
  CHECK(said({"--version"}).output == end.output);
}

TEST_CASE("usage: wrong calls end with 1 and one line that helps") {
  check_refused({}, "a command is missing; try 'garoa --help'");
  check_refused({"rnu"}, "there is no command 'rnu' (did you mean 'run'?)");
  check_refused({"run"}, "FILE is missing; usage: garoa run FILE");
  check_refused({"check"}, "FILE is missing");
  check_refused({"run", functions, functions}, "too many");
  check_refused({"run", functions, "--bogus"}, "'--bogus'; try 'garoa run --help'");
  check_refused({"check", functions, "--format", "serif"}, "(did you mean 'sarif'?)");
  check_refused({"check", functions, "--format", "xml"}, "'xml' is not a format");
  check_refused({"check", functions, "--format", "json,csv"}, "several formats need a folder");
  check_refused({"check", functions, "--out", "out"}, "--out: the format 'table' goes to stdout");
  check_refused({"run", functions, "--out"}, "'--out'");
  check_refused({"run", functions, "--format", "xml"},
                "'xml' is not a format; one of table, json, csv, html");
  check_refused({"run", functions, "--format", "tabel"}, "(did you mean 'table'?)");
  check_refused({"run", functions, "--format", "table,,json"}, "'' is not a format");
  check_refused(
      {"run", functions, "--fail-on", "severe"},
      "'severe' is neither a severity nor 'objective'; of info, low, medium, high, critical, objective, "
      "never");
  check_refused({"check", functions, "--fail-on", "hihg"}, "'hihg' is not a severity");
  check_refused({"run", functions, "--profile", "br-cmn-4839"},
                "'br-cmn-4839' is not a compliance profile (did you mean 'br-cmn-4893'?)");
  check_refused({"check", functions, "--profile", "mas-644,lgpd,mas-644"},
                "--profile: 'mas-644' is named twice");
  check_refused({"run", functions, "--seed", "-1"}, "--seed: '-1' is not a whole number");
  check_refused({"run", functions, "--seed", "1.5"}, "--seed: '1.5' is not a whole number");
  check_refused({"run", functions, "--seed", "99999999999999999999"},
                "--seed: '99999999999999999999' is out of range");
  check_refused({"run", "nowhere.yaml"}, "nowhere.yaml: error: cannot be read: no such file");
  check_refused({"run", scenarios}, scenarios + ": error: cannot be read: a folder, not a file");
  check_refused({"run", functions, "--set", "seed"}, "is not of the form path=value");
  check_refused({"run", functions, "--set", "duration=1"},
                "--set duration=1: error: 'duration': '1' lacks its unit");
  check_refused({"check", functions, "--models", "nowhere"},
                "nowhere: error: is not a folder of model figures");
  check_refused({"list"}, "TOPIC is missing");
  check_refused({"list", "metric"}, "cannot list 'metric' (did you mean 'metrics'?)");
  check_refused({"explain"}, "NAME is missing");
  check_refused({"explain", "D-RC-1"},
                "there is no control, profile, metric, figure or reason 'D-RC-1' (did you mean 'D-RC-01'?)");
  check_refused({"explain", "ebs.gp3.iop.max"}, "(did you mean 'ebs.gp3.iops.max'?)");
  check_refused({"list", "figures", "ebz"}, "'ebz' is no service with figures (did you mean 'ebs'?)");
  check_refused({"list", "regions", "ebs"}, "'garoa list regions' takes nothing more, but 'ebs' follows");
  check_refused({"report"}, "DIR is missing");
  check_refused({"report", "nowhere"}, "nowhere: error: cannot be read: no such file");
  check_refused({"report", functions}, "functions.yaml: error: is not JSON: line 1, column 1: ");
  check_refused({"prices", "explain", "ebs_gp3"}, "; see 'garoa prices list REGION'");
  check_refused({"prices", "explain", "ebs_gp3", "--region", "sa-east-1"},
                "; see 'garoa prices list sa-east-1'");
  check_refused({"schema", "plan", "more"}, "too many");
  check_refused({"schema", "plam"},
                "there is no schema of 'plam' (did you mean 'plan'?); one of scenario, plan, waivers");
}

TEST_CASE("usage: every topic can be listed, one name a line") {
  for (const std::string topic :
       {"metrics", "controls", "profiles", "figures", "regions", "instance-types", "runtimes"}) {
    CAPTURE(topic);
    const auto end = said({"list", topic});
    CHECK(end.exit_code == 0);
    CHECK(end.errors == "");
    CHECK(lines_of(end.output).size() >= 3);
  }
  CHECK(contains(said({"list", "regions"}).output, "sa-east-1\n"));
  CHECK(contains(said({"list", "instance-types"}).output, "m6i.large\n"));
  CHECK(contains(said({"list", "runtimes"}).output, "python3.12\n"));
  CHECK(contains(said({"list", "profiles"}).output, "br-cmn-4893"));
}

TEST_CASE(
    "usage: a figure is explained with value, basis, source and how to replace it, and replaced ones are "
    "shown") {
  const auto explained = said({"explain", "ebs.gp3.iops.max"});
  CHECK(explained.exit_code == 0);
  for (const auto* part :
       {"value    80000", "basis    V", "source   ", "until 2025-09-26", "--models DIR", "ebs/ebs.yaml"})
    CHECK_MESSAGE(contains(explained.output, part), part);
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "ebs");
  std::ofstream{folder.path() / "ebs" / "ebs.yaml"} << "gp3.iops.max: { value: \"7\" }\n";
  const auto replaced =
      run_program(GAROA_PROGRAM, {"explain", "ebs.gp3.iops.max", "--models", "."}, folder.path());
  CHECK(contains(replaced.output, "value    7\n"));
  CHECK(lines_of(said({"list", "figures"}).output).size() > 400);
}

TEST_CASE("usage: a stored result is printed again as the run printed it") {
  const TemporaryFolder folder;
  const auto run = run_program(GAROA_PROGRAM, {"run", functions, "--out", "out"}, folder.path());
  const auto table = run_program(GAROA_PROGRAM, {"report", "out"}, folder.path());
  CHECK(table.exit_code == 0);
  CHECK(table.output == run.output);
  const auto csv =
      run_program(GAROA_PROGRAM, {"report", "out/result.json", "--format", "csv"}, folder.path());
  CHECK(csv.output == read_file(folder.path() / "out" / "metrics.csv"));
}

TEST_CASE("usage: every profile that is listed is explained, with caveats, and so is a file of one's own") {
  const auto profiles = lines_of(said({"list", "profiles"}).output);
  REQUIRE(profiles.size() == 10);
  for (const auto& line : profiles) {
    const auto end = said({"explain", first_word(line)});
    CHECK(end.exit_code == 0);
    CHECK(end.output.starts_with(first_word(line)));
    CHECK(contains(end.output, "\nCaveats:\n"));
  }
  const TemporaryFolder folder;
  std::ofstream{folder.path() / "ours.yaml"} << "extends: eu-dora\ntitle: Ours\ncontrols: { S-AV-01: ~ }\n";
  const auto explained = run_program(GAROA_PROGRAM, {"explain", "ours.yaml"}, folder.path());
  CHECK(explained.output.starts_with("ours  Ours\n"));
  CHECK_FALSE(contains(explained.output, "S-AV-01"));
  const auto checked = run_program(
      GAROA_PROGRAM, {"check", functions, "--profile", "ours.yaml", "--fail-on", "never"}, folder.path());
  CHECK(checked.exit_code == 0);
  CHECK(contains(checked.output, "profiles: ours\n"));
  CHECK_FALSE(contains(checked.output, "eu-dora"));
  check_refused({"check", functions, "--profile", "none.yaml"},
                "none.yaml: error: cannot be read: no such file");
}

TEST_CASE("usage: every control that is listed is explained, in lines that a terminal holds") {
  const auto controls = lines_of(said({"list", "controls"}).output);
  REQUIRE(controls.size() >= 20);
  for (const auto& line : controls) {
    const auto id = first_word(line);
    CAPTURE(id);
    const auto end = said({"explain", id});
    CHECK(end.exit_code == 0);
    CHECK(end.output.starts_with(id));
    CHECK(lines_of(end.output).size() >= 3);
    for (const auto& told : lines_of(end.output)) {
      CAPTURE(told);
      CHECK(garoa::display_width(told) <= 100);
    }
  }
}

TEST_CASE("usage: what would save most is found by runs with one change each") {
  const auto end = said({"explain", "cost", functions});
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "The twelfth month costs USD "));
  CHECK(contains(end.output, "Graviton"));
  CHECK_FALSE(contains(end.output, "cloudwatch_logs.processing"));  // a month already
  check_refused({"explain", "rto", functions}, "'rto' is not explained of a FILE; 'cost' is");
}

TEST_CASE("usage: metrics of a result are explained with their unit and meaning") {
  constexpr std::size_t one_in = 9;
  for (const std::string name : {"functions", "instance"}) {
    const TemporaryFolder folder;
    const auto run = run_program(
        GAROA_PROGRAM, {"run", scenarios + name + ".yaml", "--format", "csv", "--out", "out"}, folder.path());
    REQUIRE(run.exit_code == 0);
    const auto rows = lines_of(read_file(folder.path() / "out" / "metrics.csv"));
    REQUIRE(rows.size() > 20);
    for (std::size_t i = 1; i < rows.size(); i += one_in) {
      const auto metric = rows[i].substr(0, rows[i].find(','));
      CAPTURE(metric);
      const auto end = said({"explain", metric});
      CHECK(end.exit_code == 0);
      CHECK(contains(end.output, "\n  unit "));
      CHECK(contains(end.output, "\n  meaning "));
    }
  }
}

TEST_CASE("usage: the schema is JSON and describes every section") {
  const auto end = said({"schema"});
  CHECK(end.exit_code == 0);
  CHECK(end.errors == "");
  const auto schema = nlohmann::json::parse(end.output, nullptr, false);
  REQUIRE(schema.is_object());
  CHECK(schema.value("$schema", "") == "https://json-schema.org/draft/2020-12/schema");
  for (const auto* section : {"garoa", "region", "ec2", "ebs", "s3", "backup", "lambda", "sns", "dynamodb",
                              "cloudwatch_logs", "flows", "policy"}) {
    CAPTURE(section);
    CHECK(schema["properties"].contains(section));
  }
}

TEST_CASE("usage: an output that cannot be written is an error") {
  const TemporaryFolder folder;
  const auto end =
      run_program("/bin/sh", {"-c", std::string{GAROA_PROGRAM} + " list metrics > /dev/full"}, folder.path());
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "garoa: cannot write"));
}

TEST_CASE("usage: reasons are listed with their meanings, and explained alone and in a metric") {
  CHECK(contains(said({"list", "reasons"}).output, "disk_full            the volume had no space left\n"));
  CHECK(contains(said({"list", "reasons", "--lang", "pt-BR"}).output, "disk_full            o volume "));
  CHECK(said({"explain", "disk_full"}).output == "disk_full\n  meaning  the volume had no space left\n");
  const auto metric = said({"explain", "flows.intake.upload.rejected.disk_full"}).output;
  CHECK(contains(metric, "flows.*.upload.rejected.<reason>\n"));
  CHECK(contains(metric, "  disk_full: the volume had no space left\n"));
  check_refused({"explain", "disk_ful"}, "did you mean 'disk_full'?");
}

TEST_CASE("usage: the schema of waivers has every key with its meaning") {
  const auto schema = nlohmann::json::parse(said({"schema", "waivers"}).output);
  const auto& keys = schema["properties"]["waivers"]["anyOf"][0]["items"]["properties"];
  for (const std::string key : {"control", "resource", "profile", "reason", "owner", "expires"}) {
    CAPTURE(key);
    CHECK(keys[key].contains("description"));
  }
  CHECK(keys.size() == 6);
}

}  // namespace usage_test

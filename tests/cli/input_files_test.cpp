// Files that the command line, a scenario or --models names: what is no readable file is refused at once, with its place.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <functional>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace input_files_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();
const std::string instance = (source_folder() / "tests/cli/scenarios/instance.yaml").string();

std::string flow(const std::string& arrivals, const std::string& size = "constant: 1 kB") {
  return "garoa: 1\nregion: us-east-1\nduration: 10 s\ns3: { inbox: {} }\nflows:\n  intake: { kind: "
         "s3-lambda, bucket: inbox,\n"
         "    uploads: { arrivals: { " +
         arrivals + " },\n      size: { " + size + " } } }\n";
}

/// Makes something at a path that is no readable file, and says what it is.
struct Thing {
  std::string words;
  std::function<void(const fs::path&)> make;
};

void make_socket(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int made = socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(made >= 0);
  REQUIRE(bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  close(made);
}

const std::vector<Thing>& things() {
  static const std::vector<Thing> list{
      {"a pipe, not a file", [](const fs::path& path) { REQUIRE(mkfifo(path.c_str(), 0600) == 0); }},
      {"a socket, not a file", make_socket},
      {"a device, not a file", [](const fs::path& path) { fs::create_symlink("/dev/zero", path); }},
      {"a folder, not a file", [](const fs::path& path) { fs::create_directories(path); }},
      {"no such file", [](const fs::path&) {}}};
  return list;
}

}  // namespace

TEST_CASE(
    "input files: a pipe, socket, device, folder or nothing is refused as scenario, base, trace and result") {
  for (const auto& thing : things()) {
    INFO(thing.words);
    const TemporaryFolder folder;
    thing.make(folder.path() / "thing");
    thing.make(folder.path() / "thing.yaml");
    write_file(folder.path() / "extends.yaml", "extends: thing\n");
    write_file(folder.path() / "trace.yaml", flow("trace: thing"));
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& message) {
      const auto end = run_program(GAROA_PROGRAM, arguments, folder.path());
      CHECK(end.exit_code == 1);
      CHECK(end.errors == message + thing.words + "\n");
    };
    refused({"check", "thing"}, "thing: error: cannot be read: ");
    refused({"check", "extends.yaml"}, "extends.yaml:1:10: error: cannot read 'thing': ");
    refused({"check", "trace.yaml"}, "trace.yaml:7:35: error: the trace 'thing' cannot be read: ");
    refused({"check", "trace.yaml", "--profile", "thing.yaml"}, "thing.yaml: error: cannot be read: ");
    refused({"run", functions, "--baseline", "thing"}, "thing: error: cannot be read: ");
    refused({"prices", "import", "thing"}, "thing: error: cannot be read: ");
    if (thing.words != "a folder, not a file")
      refused({"reconcile", "thing", "--cur", "thing"}, "thing: error: cannot be read: ");
    if (thing.words != "a folder, not a file") refused({"report", "thing"}, "thing: error: cannot be read: ");
  }
}

TEST_CASE(
    "input files: what is wrong with figures, prices, types and profiles is told at once, also where nothing "
    "uses it") {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder.path() / "figures" / name).parent_path());
    write_file(folder.path() / "figures" / name, text);
  };
  write("ebs/ebs.yaml",
        "gp3.iops.max: { value: \"-3\" }\n"
        "gp3.iops.mx: { value: \"3\" }\n"
        "gp3.throughput.max: { value: 3 furlong }\n"
        "gp3.iops.min: { value: \"nan\" }\n"
        "st1.size.min: { value: 125 }\n"
        "snapshot.load.rate: { value: 40 MiB/s, low: { value: 80 MiB/s, basis: P }, high: { value: 9 s, "
        "basis: P } }\n"
        "gp2.iops.max: { value: \"16000.5\" }\n");
  write("sns/sns.yaml", "subscriptions.max: { value: 3 s }\n");
  write("pricing/prices/sa-east-1.yaml",
        "meters: { ebs_gp3_byte_seconds: { usd: -0.1, per: 1 GiB-month } }\n");
  write("catalog/ec2/c5.yaml", "c5.large: { vcpus: -2 }\n");
  write("compliance/profiles/eu-dora.yaml", "controls: { S-RT-06: { min_retention: -1 d, basis: P } }\n");
  write("lambda/init/java21.yaml", "since: yesterday\n");
  write_file(folder.path() / "broken.yaml", "extends: " + functions + "\nduration: 0 s\n");
  const auto end = run_program(GAROA_PROGRAM, {"check", "broken.yaml", "--models", "figures"}, folder.path());
  CHECK(end.exit_code == 1);
  std::vector<std::string> told;
  for (const auto& line : lines_of(end.errors)) told.push_back(line.substr(0, line.find(": error")));
  INFO("stderr: " << end.errors);
  CHECK(told ==
        std::vector<std::string>{"broken.yaml:2:11", "figures/catalog/ec2/c5.yaml:1:20",
                                 "figures/compliance/profiles/eu-dora.yaml:1:39", "figures/ebs/ebs.yaml:1:24",
                                 "figures/ebs/ebs.yaml:2:1", "figures/ebs/ebs.yaml:3:30",
                                 "figures/ebs/ebs.yaml:4:24", "figures/ebs/ebs.yaml:5:24",
                                 "figures/ebs/ebs.yaml:6:30", "figures/lambda/init/java21.yaml:1:8",
                                 "figures/pricing/prices/sa-east-1.yaml:1:40", "figures/sns/sns.yaml:1:29"});
  CHECK(contains(end.errors, "figure 'ebs.gp3.iops.max': '-3' is negative"));
  CHECK(contains(end.errors, "figure 'ebs.snapshot.load.rate', 'high': '9 s' has the unit of a duration"));
}

TEST_CASE("input files: a figure that is none stands for nothing else that is wrong") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "figures" / "ebs");
  write_file(folder.path() / "figures" / "ebs" / "ebs.yaml", "gp3.iops.max: { value: \"16000.5\" }\n");
  const auto end = run_program(GAROA_PROGRAM, {"check", instance, "--models", "figures"}, folder.path());
  CHECK(end.errors ==
        "figures/ebs/ebs.yaml:1:24: error: figure 'ebs.gp3.iops.max': '16000.5' is not a whole number\n");
}

TEST_CASE("input files: a file of --models that has the name of the built-in one is held against it") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "models" / "ebs");
  write_file(folder.path() / "models" / "ebs" / "ebs.yaml", "gp3.iops.max: { value: \"-3\" }\n");
  const auto end = run_program(GAROA_PROGRAM, {"check", instance, "--models", "models"}, folder.path());
  CHECK(end.errors == "models/ebs/ebs.yaml:1:24: error: figure 'ebs.gp3.iops.max': '-3' is negative\n");
}

TEST_CASE("input files: numbers of days among the figures are finite, above 0 and ascend") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "figures" / "compliance");
  for (const std::string days : {"365 30 90", "30 30", "nan", "30 inf", "0 1", "1,3"}) {
    write_file(folder.path() / "figures" / "compliance" / "compliance.yaml",
               "log_retention.legal_days: { value: \"" + days + "\" }\n");
    const auto end = run_program(GAROA_PROGRAM, {"check", functions, "--models", "figures"}, folder.path());
    CHECK(end.errors ==
          "figures/compliance/compliance.yaml:1:36: error: figure 'compliance.log_retention.legal_days': '" +
              days + "' is not an ascending list of numbers of days such as '1 3 5'\n");
  }
}

TEST_CASE("input files: a pipe among the files of --models is refused by its name") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "figures/ebs");
  REQUIRE(mkfifo((folder.path() / "figures/ebs/ebs.yaml").c_str(), 0600) == 0);
  const auto end = run_program(GAROA_PROGRAM, {"check", functions, "--models", "figures"}, folder.path());
  CHECK(end.exit_code == 1);
  CHECK(end.errors == "figures/ebs/ebs.yaml: error: cannot be read: a pipe, not a file\n");
}

TEST_CASE("input files: one without permission is refused with the reason") {
  if (geteuid() == 0) return;  // may read everything
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "figures/ebs");
  for (const auto* name : {"closed.yaml", "figures/ebs/ebs.yaml"}) {
    write_file(folder.path() / name, "garoa: 1\n");
    fs::permissions(folder.path() / name, fs::perms::none);
  }
  const auto scenario = run_program(GAROA_PROGRAM, {"check", "closed.yaml"}, folder.path());
  CHECK(scenario.errors == "closed.yaml: error: cannot be read: Permission denied\n");
  const auto figures = run_program(GAROA_PROGRAM, {"check", functions, "--models", "figures"}, folder.path());
  CHECK(figures.errors == "figures/ebs/ebs.yaml: error: cannot be read: Permission denied\n");
}

TEST_CASE("input files: a trace after the end of the run is an error, one that goes on longer a warning") {
  const TemporaryFolder folder;
  write_file(folder.path() / "late.csv", "time_s\n10\n3600\n");
  write_file(folder.path() / "long.csv", "time_s\n1\n9\n10\n3600\n");
  write_file(folder.path() / "late.yaml", flow("trace: late.csv"));
  write_file(folder.path() / "long.yaml", flow("trace: long.csv"));
  const auto late = run_program(GAROA_PROGRAM, {"run", "late.yaml", "--quiet"}, folder.path());
  CHECK(late.exit_code == 1);
  CHECK(late.errors ==
        "late.yaml:7:35: error: the trace 'late.csv' begins at 10 s, when the run of 10 s is over: nothing "
        "would arrive\n");
  CHECK_FALSE(fs::exists(folder.path() / "results"));
  const auto cut = run_program(GAROA_PROGRAM, {"run", "long.yaml", "--quiet"}, folder.path());
  CHECK(cut.exit_code == 0);
  CHECK(cut.errors ==
        "long.yaml:7:35: warning: 2 of the 4 rows of the trace 'long.csv' lie after the end of the run and "
        "are cut\n");
}

TEST_CASE("input files: documents above the largest object of S3 are refused at their size and line") {
  const TemporaryFolder folder;
  write_file(folder.path() / "huge.csv",
             "time_s,size_bytes\n1,18446744073709551615\n2,9223372036854775808\n");
  write_file(folder.path() / "trace.yaml", flow("trace: huge.csv"));
  write_file(folder.path() / "size.yaml", flow("poisson: 1/s", "constant: 60 TB"));
  const auto trace = run_program(GAROA_PROGRAM, {"check", "trace.yaml"}, folder.path());
  CHECK(lines_of(trace.errors).size() == 2);
  CHECK(trace.errors.starts_with("huge.csv:2:3: error: '18446744073709551615' bytes are more than S3 takes"));
  const auto size = run_program(GAROA_PROGRAM, {"check", "size.yaml"}, folder.path());
  CHECK(size.errors ==
        "size.yaml:8:25: error: 'flows.intake.uploads.size.constant' is 60 TB; S3 takes 1 B to 50 TB\n");
  // AWS raised the limit in December 2025.
  write_file(folder.path() / "size.yaml", flow("poisson: 1/s", "constant: 6 TiB"));
  CHECK(run_program(GAROA_PROGRAM, {"check", "size.yaml", "--fail-on", "never"}, folder.path()).exit_code ==
        0);
  const auto before =
      run_program(GAROA_PROGRAM, {"check", "size.yaml", "--set", "aws_date=2025-11-30"}, folder.path());
  CHECK(before.errors.find("is 6 TiB; S3 takes 1 B to 5 TiB") != std::string::npos);
}

TEST_CASE("input files: what a file holds reaches no terminal unescaped, and never without end") {
  const TemporaryFolder folder;
  std::string keys = "garoa: 1\ntitle: \"a\\u202eb\"\nregion: us-east-1\nduration: 1 s\n";
  write_file(folder.path() / "title.yaml",
             flow("poisson: 1/s").replace(0, 9, "garoa: 1\ntitle: \"a\\u202eb\\u009b\"\n"));
  const auto shown = run_program(GAROA_PROGRAM, {"run", "title.yaml", "--quiet"}, folder.path());
  CHECK(shown.exit_code == 0);
  CHECK(shown.output.find("\na\\u202eb\\x9b\n") != std::string::npos);
  const auto scenario = run_program(GAROA_PROGRAM, {"show", "title.yaml"}, folder.path());
  CHECK(scenario.output.find("title: \"a\\U0000202eb\\U0000009b\"") != std::string::npos);
  for (int i = 0; i < 20'000; ++i) keys += "k" + std::to_string(i) + "\x7F: 1\n";
  write_file(folder.path() / "keys.yaml", keys);
  const auto flood = run_program(GAROA_PROGRAM, {"check", "keys.yaml"}, folder.path());
  CHECK(flood.exit_code == 1);
  CHECK(lines_of(flood.errors).size() == 101);
  CHECK(lines_of(flood.errors).back().starts_with("... and 199"));
  CHECK(flood.errors.find('\x7F') == std::string::npos);
  const auto word = run_program(GAROA_PROGRAM, {"\x1b[31m"}, folder.path());
  CHECK(word.errors.find('\x1b') == std::string::npos);
}

}  // namespace input_files_test

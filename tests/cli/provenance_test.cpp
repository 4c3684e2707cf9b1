// Every output says what decided it: version, hash of the scenario, seeds, overrides.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/core/build.hpp"
#include "sim/render/html/page.hpp"
#include "tests/cli/sweeps.hpp"

namespace provenance_test {

using namespace garoa::test;
using Json = nlohmann::json;

namespace {

const std::string memory = "lambda.extract.memory=1 GB";
const std::string version = "0.1.0";
const Words decided{"--set", memory, "--seed", "7"};

/// All commands with the same overrides, in a folder.
struct Commands {
  [[nodiscard]] std::string output(const Words& words) const {
    const auto end = run_program(GAROA_PROGRAM, words + decided, folder.path());
    CHECK_MESSAGE(end.exit_code != 1, end.errors);
    return end.output;
  }
  [[nodiscard]] std::string plain(const Words& words) const {
    const auto end = run_program(GAROA_PROGRAM, words, folder.path());
    CHECK_MESSAGE(end.exit_code == 0, end.errors);
    return end.output;
  }
  TemporaryFolder folder;
};

/// Was the program built with pages?
bool has_pages() {
  return garoa::why_no_page().empty();
}

/// Without line breaks and what stands before them.
std::string unwrapped(const std::string& text) {
  std::string words;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || (!words.empty() && words.back() != ' ')) words += blank ? ' ' : c;
  }
  return words;
}

void check_text(const std::string& what, const std::string& text, const std::string& sha256,
                const std::string& seeds = "seed 7") {
  INFO(what << ": " << text);
  const auto words = unwrapped(text);
  CHECK(contains(words, "garoa " + version + " (build " + std::string{garoa::build_hash()} + "), scenario " +
                            sha256.substr(0, 12) + ", " + seeds));
  CHECK(contains(words, memory));
}

void check_json(const std::string& what, const Json& told_version, const Json& sha256, const Json& provenance,
                const std::string& expected_sha256) {
  INFO(what);
  CHECK(told_version == version);
  CHECK(sha256 == expected_sha256);
  const auto overrides = provenance["overrides"].get<Words>();
  CHECK(std::find(overrides.begin(), overrides.end(), memory) != overrides.end());
}

}  // namespace

TEST_CASE("provenance: a run and its report say it as text, page and JSON") {
  const Commands commands;
  const auto table = commands.output({"run", functions, "--quiet", "--out", "run", "--format",
                                      has_pages() ? "table,json,html" : "table,json"});
  const auto result = Json::parse(read_file(commands.folder.path() / "run/result.json"));
  const auto sha256 = result["scenario"]["sha256"].get<std::string>();
  check_json("result.json", result["garoa"], result["scenario"]["sha256"], result["provenance"], sha256);
  CHECK(result["scenario"]["seed"] == 7);
  check_text("run", table, sha256);
  check_text("report", commands.plain({"report", "run"}), sha256);
  const auto page = read_file(commands.folder.path() / "run/report.html");
  for (const auto& part : {version, sha256, memory}) CHECK((!has_pages() || contains(page, part)));
  const auto checked = Json::parse(commands.output({"check", functions, "--format", "json"}));
  check_json("check", checked["garoa_version"], checked["scenario_sha256"], checked["provenance"], sha256);
  CHECK(checked["seeds"] == Json{7});
  check_text("check", commands.output({"check", functions}), sha256);
}

TEST_CASE("provenance: a comparison and a capacity say it in each of their formats") {
  const Commands commands;
  const Words compare{"compare",        functions, "--vary",  "duration=2 min",
                      "--replications", "2",       "--quiet", "--format"};
  const auto compared = Json::parse(commands.output(compare + Words{"json"}));
  const auto sha256 = compared["options"][0]["sha256"].get<std::string>();
  const auto seeds = fmt::format("seeds 7, {}", compared["seeds"][1].get<std::uint64_t>());
  check_json("compare", compared["garoa"], sha256, compared["options"][0]["provenance"], sha256);
  auto formats = Words{"table", "markdown"};
  if (has_pages()) formats.emplace_back("html");
  for (const auto& format : formats)
    check_text("compare " + format, commands.output(compare + Words{format}), sha256, seeds);
  const Words capacity{"capacity", functions, "--most", "2", "--precision", "50%", "--quiet", "--format"};
  const auto found = Json::parse(commands.output(capacity + Words{"json"}));
  check_json("capacity", found["garoa"], found["scenario"]["sha256"], found["provenance"],
             found["scenario"]["sha256"].get<std::string>());
  CHECK(found["scenario"]["seed"] == 7);
  for (const std::string format : {"table", "markdown"})
    check_text("capacity " + format, commands.output(capacity + Words{format}), found["scenario"]["sha256"]);
}

TEST_CASE("provenance: a sweep, its shards together and its report say it as text and JSON") {
  const Commands commands;
  const auto& folder = commands.folder.path();
  write_file(folder / "plan.yaml", "garoa: 1\nscenario: " + functions +
                                       "\nset: [duration=3 min]\naxes:\n"
                                       "  - { path: lambda.extract.timeout, list: [30 s, 40 s] }\n");
  const auto table = commands.output({"sweep", "plan.yaml", "--quiet", "--out", "whole"});
  const auto points = Json::parse(read_file(folder / "whole/points.json"));
  const auto sha256 = points["scenario_sha256"].get<std::string>();
  for (const std::string name : {"whole/points.json", "whole/sweep.json"}) {
    const auto json = Json::parse(read_file(folder / name));
    check_json(name, json["garoa"], json["scenario_sha256"], json["provenance"], sha256);
  }
  CHECK(points["outcomes"][1]["seed"] == 7);
  check_text("sweep", table, sha256);
  check_text("report", commands.plain({"report", "whole"}), sha256);
  for (const std::string shard : {"1/2", "2/2"})
    (void)commands.output({"sweep", "plan.yaml", "--quiet", "--out", "shards", "--shard", shard});
  check_text("merge", commands.plain({"merge", "shards", "--quiet", "--out", "merged"}), sha256);
}

}  // namespace provenance_test

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <thread>

#include "sim/cli/cli.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/sha256.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/render/writer.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/run/run_at_edges.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct Formats {
  bool table = false;
  bool json = false;
  bool csv = false;
};

Formats formats_of(const CommandLine& line) {
  Formats formats;
  for (const auto& name : line.list("format")) {
    if (name == "table") {
      formats.table = true;
    } else if (name == "json") {
      formats.json = true;
    } else if (name == "csv") {
      formats.csv = true;
    } else {
      throw UsageError{fmt::format("--format: '{}' is not a format{}; one of table, json, csv", name,
                                   did_you_mean(name, {"table", "json", "csv"}))};
    }
  }
  return formats;
}

constexpr std::size_t longest_name = 80;

/// The overrides but the seed as a part of a file's name, each in its order: "ebs.documents.iops=6000". What a name cannot
/// hold, or what is too long, is told apart by its hash.
std::string overrides_text(const Provenance& provenance) {
  auto parts = provenance.overrides;
  std::erase_if(parts, [](const std::string& part) { return part.starts_with("seed="); });
  for (const auto& edge : provenance.assumed) parts.push_back("assume=" + edge);
  for (const auto& profile : provenance.profiles) parts.push_back("profile=" + profile);
  for (const auto& model : provenance.models) parts.push_back(fmt::format("{}={}", model.name, model.sha256));
  const auto whole = fmt::format("{}", fmt::join(parts, "-"));
  auto name = whole.substr(0, longest_name);
  const auto may_stay = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"._=,-"}.find(c) != std::string_view::npos;
  };
  for (auto& c : name) {
    if (!may_stay(c)) c = '_';
  }
  return name == whole ? name : fmt::format("{}-{}", name, sha256_of(whole).substr(0, 8));
}

/// results/runs/FOLDER-FILE[-OVERRIDES]-SEED
fs::path default_folder(const std::string& file, const Scenario& scenario) {
  const fs::path path{file};
  const auto parent = path.parent_path().filename().string();
  auto name = path.stem().string();
  if (!parent.empty() && parent != "." && parent != "..") name = fmt::format("{}-{}", parent, name);
  if (const auto overrides = overrides_text(scenario.provenance); !overrides.empty())
    name += fmt::format("-{}", overrides);
  return fs::path{"results"} / "runs" / fmt::format("{}-{}", name, scenario.seed);
}

void write_files(const RunResult& result, const Scenario& scenario, const Formats& formats,
                 const fs::path& folder, bool quiet) {
  if (!formats.json && !formats.csv) return;
  ResultWriter writer{folder};
  if (formats.json) {
    writer.add("result.json", result_json(result));
    writer.add("distributions.json", distributions_json(result));
  }
  if (formats.csv) {
    writer.add("metrics.csv", metrics_csv(result));
    writer.add("series.csv", series_csv(result, [&](double t) { return scenario.calendar->to_iso(t); }));
  }
  writer.add("performance.json", performance_json(result));
  if (!writer.commit()) throw UsageError{writer.error()};
  if (!quiet) tell("garoa: results are in {}\n", folder.string());
}

std::size_t jobs_of(const CommandLine& line) {
  if (!line.given("jobs")) return std::max(std::thread::hardware_concurrency(), 1U);
  if (!line.given("edges"))
    throw UsageError{"--jobs says how many runs of --edges are at work at once; --edges is missing"};
  std::string why;
  const auto& text = line.get<std::string>("jobs");
  const auto jobs = Scalar<std::uint32_t>::parse(text, false, why);
  if (!jobs || *jobs == 0) throw UsageError{fmt::format("--jobs: '{}' is not a number of processes", text)};
  return *jobs;
}

/// The scenario at its assumptions, and at the edges of each of them.
RunResult result_with_edges(const Scenario& scenario, const ScenarioOptions& options, std::size_t jobs,
                            const KeepGoing& keep_going) {
  Diagnostics faults;
  const ModelFiles files{options.models, faults};
  const auto at = [&](const std::string& assumed) {
    auto overrides = options.overrides;
    overrides.assumed.push_back(assumed);
    Diagnostics diagnostics;
    auto loaded = load_scenario(options.file, overrides, files, diagnostics);
    if (!loaded) throw UsageError{diagnostics.text()};
    return std::move(*loaded);
  };
  return run_at_edges({scenario, at, jobs}, keep_going);
}

}  // namespace

int run_command(const Arguments& arguments) {
  CommandLine line{
      "garoa run FILE [options]",
      "Simulates a scenario. Tables go to stdout, files to the --out folder, progress to stderr."};
  line.add_scenario_options();
  line.add_gap_options("never");
  line.add()("out", po::value<std::string>()->value_name("DIR"),
             "folder for files, replaced whole (default: results/runs/SCENARIO[-OVERRIDES]-SEED)")(
      "format", po::value<std::string>()->value_name("LIST")->default_value("table,json,csv"),
      "what to give: table, json, csv")(
      "edges",
      "also run each figure in use that has a range at its low and at its high edge, and tell which decide")(
      "jobs", po::value<std::string>()->value_name("N"),
      "so many runs of --edges at once (default: one a core)")("quiet,q", "no progress");
  line.parse(arguments);
  const auto formats = formats_of(line);
  const auto options = line.scenario();
  const bool quiet = line.given("quiet");
  const auto jobs = jobs_of(line);
  (void)exit_code_of({}, line);

  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  const auto folder =
      line.given("out") ? fs::path{line.get<std::string>("out")} : default_folder(options.file, *scenario);
  if (formats.json || formats.csv) {
    if (const auto obstacle = ResultWriter::obstacle(folder); !obstacle.empty()) throw UsageError{obstacle};
  }
  RunResult result;
  {
    ProgressReport progress{quiet};
    const auto keep_going = [&](const Progress& p) { return progress.keep_going(p); };
    result = line.given("edges") ? result_with_edges(*scenario, options, jobs, keep_going)
                                 : run_here({*scenario}, keep_going);
  }
  write_files(result, *scenario, formats, folder, quiet);
  if (formats.table) say("{}", result_text(result, output_width()));
  return exit_code_of(result.compliance.findings, line);
}

}  // namespace garoa::cli

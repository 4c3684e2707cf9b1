#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "sim/cli/cli.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/render/writer.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"

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

/// results/runs/<folder>-<file>-<seed>
fs::path default_folder(const std::string& file, std::uint64_t seed) {
  const fs::path path{file};
  const auto parent = path.parent_path().filename().string();
  const auto name = parent.empty() || parent == "." || parent == ".."
                        ? path.stem().string()
                        : fmt::format("{}-{}", parent, path.stem().string());
  return fs::path{"results"} / "runs" / fmt::format("{}-{}", name, seed);
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
  if (!quiet) fmt::print(stderr, "garoa: results are in {}\n", folder.string());
}

}  // namespace

int run_command(const Arguments& arguments) {
  CommandLine line{
      "garoa run FILE [options]",
      "Simulates a scenario. Tables go to stdout, files to the --out folder, progress to stderr."};
  line.add_scenario_options();
  line.add_gap_options("never");
  line.add()("out", po::value<std::string>()->value_name("DIR"),
             "folder for files (default: results/runs/SCENARIO-SEED)")(
      "format", po::value<std::string>()->value_name("LIST")->default_value("table,json,csv"),
      "what to give: table, json, csv")("quiet,q", "no progress");
  if (!line.parse(arguments)) return exit_done;
  const auto formats = formats_of(line);
  const auto options = line.scenario();
  const bool quiet = line.given("quiet");
  (void)exit_code_of({}, line);
  const bool writes = formats.json || formats.csv;
  if (std::error_code ignored; writes && line.given("out") &&
                               fs::exists(line.get<std::string>("out"), ignored) &&
                               !fs::is_directory(line.get<std::string>("out"), ignored)) {
    throw UsageError{fmt::format("--out: '{}' is not a folder", line.get<std::string>("out"))};
  }

  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  RunResult result;
  {
    ProgressReport progress{quiet};
    result = run_here({*scenario}, [&](const Progress& p) { return progress.keep_going(p); });
  }
  if (formats.table) std::cout << result_text(result, output_width()) << std::flush;
  write_files(result, *scenario, formats,
              line.given("out") ? fs::path{line.get<std::string>("out")}
                                : default_folder(options.file, scenario->seed),
              quiet);
  return exit_code_of(result.compliance.findings, line);
}

}  // namespace garoa::cli

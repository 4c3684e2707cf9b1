#include <fmt/format.h>

#include <filesystem>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/sweep_goals.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/input_file.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::uintmax_t largest_result = 1U << 30U;

std::optional<RunResult> stored_result(const std::string& folder, Diagnostics& diagnostics) {
  const auto file = fs::is_directory(folder) ? fs::path{folder} / "result.json" : fs::path{folder};
  const Location place{std::make_shared<const std::string>(file.string()), 0, 0};
  const auto input = read_input(file.string(), largest_result);
  if (!input.fault.empty()) {
    diagnostics.error(place, fmt::format("cannot be read: {}", input.fault));
    return std::nullopt;
  }
  auto read = read_result(input.text);
  if (!read.value) diagnostics.error(place, read.error);
  return std::move(read.value);
}

/// What another version found out may not be what this one would.
void warn_of_version(const std::string& version) {
  if (version == GAROA_VERSION) return;
  tell("garoa: warning: this is of garoa {}, whose figures and rules may be others than those of {}\n",
       version, GAROA_VERSION);
}

/// The folder of a sweep that is through?
bool is_sweep(const std::string& folder) {
  std::error_code code;
  return fs::exists(fs::path{folder} / "points.json", code);
}

/// False, and an error text on stderr, if it cannot be read.
bool tell_stored_sweep(const std::string& folder, const std::vector<std::string>& formats) {
  const auto file = fs::path{folder} / "points.json";
  const auto input = read_input(file.string(), largest_result);
  auto read = input.fault.empty() ? read_points(input.text) : Read<SweepTable>{std::nullopt, input.fault};
  if (!read.value) {
    tell("{}: error: {}\n", file.string(), read.error);
    return false;
  }
  const auto& [manifest, points] = *read.value;
  warn_of_version(manifest.garoa_version);
  const auto goal = goal_of(manifest);
  for (const auto& format : formats)
    say("{}",
        format == "csv" ? points_csv(points, manifest) : sweep_text(points, manifest, goal, output_width()));
  return true;
}

}  // namespace

int report_command(const Arguments& arguments) {
  CommandLine line{
      "garoa report DIR [options]",
      "Prints a stored result again: the tables, or its metrics as CSV. DIR is a folder that 'garoa run', "
      "'garoa sweep' or 'garoa merge' made, or a result.json."};
  line.positional("DIR", 1);
  line.add()("format", po::value<std::string>()->value_name("LIST")->default_value("table"),
             "what to print: table, csv");
  line.parse(arguments);
  const auto formats = line.list("format");
  for (const auto& format : formats) {
    if (format != "table" && format != "csv")
      throw UsageError{fmt::format("--format: '{}' is not a format{}; one of table, csv", format,
                                   did_you_mean(format, {"table", "csv"}))};
  }
  const auto& folder = line.get<std::string>("DIR");
  if (is_sweep(folder)) return tell_stored_sweep(folder, formats) ? exit_done : exit_usage;
  Diagnostics diagnostics;
  const auto result = stored_result(folder, diagnostics);
  if (!result) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  warn_of_version(result->garoa_version);
  for (const auto& format : formats)
    say("{}", format == "csv" ? metrics_csv(*result) : result_text(*result, output_width()));
  return exit_done;
}

}  // namespace garoa::cli

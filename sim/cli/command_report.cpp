#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "sim/cli/cli.hpp"
#include "sim/cli/graphviz.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/sweep_goals.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/input_file.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/html/report.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/render/table.hpp"
#include "sim/render/whole_file.hpp"
#include "sim/results/result_json.hpp"
#include "sim/scenario/diagram.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr std::uintmax_t largest_result = 1U << 30U;

/// What `read` makes of the file, or an error with its place.
template <class Reader>
auto read_beside(const fs::path& file, Diagnostics& diagnostics, const Reader& read) {
  const Location place{std::make_shared<const std::string>(file.string()), 0, 0};
  const auto input = read_input(file.string(), largest_result);
  if (!input.fault.empty()) {
    diagnostics.error(place, fmt::format("cannot be read: {}", input.fault));
    return decltype(read(input.text).value){};
  }
  auto done = read(input.text);
  if (!done.value) diagnostics.error(place, done.error);
  return std::move(done.value);
}

fs::path file_of_result(const fs::path& given) {
  return fs::is_directory(given) ? given / "result.json" : given;
}

/// As it was shown; nothing if it names files that are not there.
std::optional<Scenario> stored_scenario(const fs::path& file) {
  Diagnostics faults;
  const ModelFiles models{"", faults};
  return load_scenario(file.string(), {}, models, faults);
}

/// The result of the file, with the series of the one beside it if they were written.
std::optional<RunResult> stored_result(const fs::path& file, Diagnostics& diagnostics) {
  auto result = read_beside(file, diagnostics, read_result);
  const auto series_file = file.parent_path() / "series.csv";
  if (!result || !fs::exists(series_file)) return result;
  auto series = read_beside(series_file, diagnostics, read_series_csv);
  if (!series) return std::nullopt;
  result->series = std::move(*series);
  return result;
}

void add_page(const fs::path& folder, const std::string& html) {
  const auto page = folder / "report.html";
  if (const auto reason = write_whole_file(page, html); !reason.empty()) throw UsageError{reason};
  tell("garoa: {}\n", tr("the page is {}", page.string()));
}

/// The replay beside a result, if one was recorded.
std::optional<Replay> stored_replay(const fs::path& folder) {
  const auto file = folder / "replay.json";
  if (!fs::exists(file)) return std::nullopt;
  Diagnostics diagnostics;
  auto replay = read_beside(file, diagnostics, read_replay);
  if (!replay) throw InputFault{diagnostics};
  return replay;
}

/// A file as it was when this was made. It is kept open: the number of a file that is gone is given to the next.
class FileOfThen {
 public:
  explicit FileOfThen(const fs::path& file)
      : path_{file}, open_{open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)} {}
  FileOfThen(const FileOfThen&) = delete;
  FileOfThen& operator=(const FileOfThen&) = delete;
  ~FileOfThen() {
    if (open_ >= 0) close(open_);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  /// Is it still the one at its path?
  [[nodiscard]] bool is_there() const {
    struct stat then {};
    struct stat now {};
    return open_ >= 0 && fstat(open_, &then) == 0 && stat(path_.c_str(), &now) == 0 &&
           then.st_dev == now.st_dev && then.st_ino == now.st_ino;
  }

 private:
  fs::path path_;
  int open_;
};

/// `read`: the file of the result, from before it was read. Another run may have replaced the folder since.
void write_page(const FileOfThen& read, const RunResult& result) {
  const auto folder = read.path().has_parent_path() ? read.path().parent_path() : fs::path{"."};
  const auto replay = stored_replay(folder);
  ReportInput input{.result = result, .scenario = {}};
  Diagram diagram;
  if (const auto shown = folder / "scenario.yaml"; fs::exists(shown)) {
    input.scenario = read_input(shown.string(), largest_result).text;
    if (const auto scenario = stored_scenario(shown)) {
      input.diagram = picture_of(*scenario, result);
      diagram = diagram_of(*scenario);
    }
  }
  if (replay) input.replay.emplace(ReplayInput{*replay, diagram, plain_picture_of(diagram)});
  const auto page = html_report(input);
  if (!read.is_there())
    throw UsageError{tr("'{}' was replaced while its page was drawn", read.path().string())};
  add_page(folder, page);
}

std::vector<std::string> reported_formats(const CommandLine& line) {
  auto formats = line.list("format");
  for (const auto& format : formats) {
    if (format == "html") {
      demand_pages();
    } else if (format != "table" && format != "csv") {
      throw UsageError{fmt::format("--format: '{}' is not a format{}; one of table, csv, html", format,
                                   did_you_mean(format, {"table", "csv", "html"}))};
    }
  }
  return formats;
}

/// The folder of a sweep that is through?
bool is_sweep(const std::string& folder) {
  std::error_code code;
  return fs::exists(fs::path{folder} / "points.json", code);
}

/// The exit code; an error text on stderr if it cannot be read.
int tell_stored_sweep(const std::string& folder, const std::vector<std::string>& formats,
                      const CommandLine& line) {
  const auto file = fs::path{folder} / "points.json";
  const auto input = read_input(file.string(), largest_result);
  auto read = input.fault.empty() ? read_points(input.text) : Read<SweepTable>{std::nullopt, input.fault};
  if (!read.value) {
    tell("{}: error: {}\n", file.string(), read.error);
    return exit_usage;
  }
  const auto& [manifest, points] = *read.value;
  warn_of_program(manifest.garoa_version, manifest.garoa_build, folder);
  const auto goal = goal_of(manifest);
  for (const auto& format : formats) {
    if (format == "html") {
      add_page(folder, page_of(points, manifest, goal));
    } else {
      say("{}", format == "csv" ? line.csv(points_csv(points, manifest))
                                : sweep_text(points, manifest, goal, output_width()));
    }
  }
  return fails_on_objective(line) && misses_objectives(points) ? exit_gaps : exit_done;
}

}  // namespace

int report_command(const Arguments& arguments) {
  CommandLine line{
      "garoa report DIR [options]",
      tr("Prints a stored result again: the tables, or its metrics as CSV; or makes a page of it, "
         "report.html in its folder. DIR is a folder that 'garoa run', 'garoa sweep' or 'garoa "
         "merge' made, or a "
         "result.json."),
      "garoa report results/runs/central-financeira-base-42 --format html"};
  line.positional("DIR", 1);
  line.add()("format", po::value<std::string>()->value_name("LIST")->default_value("table"),
             tr("what to give: table, csv, html"));
  line.add_csv_option();
  add_fail_on_objective(line,
                        tr("exit with 3 if an objective is missed, or no point of a sweep meets all of its: "
                           "objective, never"));
  line.parse(arguments);
  const bool on_objective = fails_on_objective(line);
  const auto formats = reported_formats(line);
  const auto& folder = line.get<std::string>("DIR");
  if (is_sweep(folder)) return tell_stored_sweep(folder, formats, line);
  const auto file = file_of_result(folder);
  Diagnostics diagnostics;
  const FileOfThen read{file};
  const auto result = stored_result(file, diagnostics);
  if (!result) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  warn_of_program(result->garoa_version, result->garoa_build, file.string());
  for (const auto& format : formats) {
    if (format == "html") {
      write_page(read, *result);
    } else {
      say("{}", format == "csv" ? line.csv(metrics_csv(*result)) : result_for_output(*result));
    }
  }
  return on_objective && misses_one(result->objectives) ? exit_gaps : exit_done;
}

}  // namespace garoa::cli

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/cli/cli.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

RunResult stored_result(const std::string& folder) {
  const auto file = fs::is_directory(folder) ? fs::path{folder} / "result.json" : fs::path{folder};
  std::ifstream stream{file, std::ios::binary};
  if (!stream || fs::is_directory(file)) throw UsageError{fmt::format("cannot read '{}'", file.string())};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  auto read = read_result(text);
  if (!read.value) throw UsageError{fmt::format("{}: {}", file.string(), read.error)};
  return std::move(*read.value);
}

}  // namespace

int report_command(const Arguments& arguments) {
  CommandLine line{
      "garoa report DIR [options]",
      "Prints a stored result again: the tables, or its metrics as CSV. DIR is a folder that 'garoa run' "
      "made, or a result.json."};
  line.positional("DIR", 1);
  line.add()("format", po::value<std::string>()->value_name("LIST")->default_value("table"),
             "what to print: table, csv");
  if (!line.parse(arguments)) return exit_done;
  const auto formats = line.list("format");
  for (const auto& format : formats) {
    if (format != "table" && format != "csv")
      throw UsageError{fmt::format("--format: '{}' is not a format{}; one of table, csv", format,
                                   did_you_mean(format, {"table", "csv"}))};
  }
  const auto result = stored_result(line.get<std::string>("DIR"));
  for (const auto& format : formats)
    fmt::print("{}", format == "csv" ? metrics_csv(result) : result_text(result, output_width()));
  return exit_done;
}

}  // namespace garoa::cli

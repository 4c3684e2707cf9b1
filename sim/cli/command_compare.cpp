#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "sim/cli/cli.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/comparison.hpp"
#include "sim/render/html/comparison_page.hpp"
#include "sim/run/compare.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* default_replications = "5";

/// Names of files, with as many folders as tell them apart.
std::vector<std::string> names_of_files(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (std::size_t folders = 0; folders < 32; ++folders) {
    names.clear();
    for (const auto& file : files) {
      std::filesystem::path path{file};
      std::filesystem::path name = path.filename();
      for (std::size_t i = 0; i < folders && path.has_parent_path(); ++i) {
        path = path.parent_path();
        name = path.filename() / name;
      }
      names.push_back(name.string());
    }
    if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  }
  return names;
}

std::string format_of(const CommandLine& line) {
  const auto& format = line.get<std::string>("format");
  if (format == "html") demand_pages();
  if (format == "table" || format == "markdown" || format == "json" || format == "html") return format;
  throw UsageError{fmt::format("--format: '{}' is not a format{}; one of table, markdown, json, html", format,
                               did_you_mean(format, {"table", "markdown", "json", "html"}))};
}

std::string text_of(const ComparedScenarios& compared, const std::string& format) {
  if (format == "json") return comparison_json(compared);
  if (format == "html") return comparison_page(compared);
  if (format == "markdown") return comparison_markdown(compared);
  return for_terminal(comparison_text(compared, output_width()));
}

}  // namespace

int compare_command(const Arguments& arguments) {
  CommandLine line{
      "garoa compare FILE FILE... [options]",
      "Runs scenarios in replications with the same seeds, and tells what differs from the first.",
      "garoa compare scenarios/central-financeira/base.yaml scenarios/central-financeira/gp2.yaml "
      "--replications 3"};
  line.add_scenario_options(2);
  line.add()("profile", po::value<std::string>()->value_name("PROFILE,..."),
             "compliance profiles, instead of the scenarios'")(
      "replications", po::value<std::string>()->value_name("R")->default_value(default_replications),
      "run each scenario R times, with the seeds of the first one's")(
      "jobs", po::value<std::string>()->value_name("N"), "so many runs at once (default: one a core)")(
      "format", po::value<std::string>()->value_name("FORMAT")->default_value("table"),
      "what to print: table, markdown, json, html")("quiet,q", "no progress");
  line.parse(arguments);
  const auto format = format_of(line);
  const auto replications = number_of(line, "replications", "replications").value_or(1);
  const auto jobs = jobs_of(line);
  const auto all = line.scenarios();
  std::vector<std::string> files;
  std::vector<Scenario> scenarios;
  for (const auto& options : all) {
    auto scenario = load_or_explain(options);
    if (scenario) scenarios.push_back(std::move(*scenario));
    files.push_back(options.file);
  }
  if (scenarios.size() < all.size()) return exit_usage;
  CompareRequest request{
      .scenarios = {}, .names = names_of_files(files), .replications = replications, .at_once = jobs};
  for (const auto& scenario : scenarios) request.scenarios.push_back(&scenario);
  std::optional<ComparedScenarios> compared;
  {
    ProgressReport progress{line.given("quiet")};
    compared = compare_scenarios(request, [&](const Progress& p) { return progress.keep_going(p); });
  }
  say("{}", text_of(*compared, format));
  return exit_done;
}

}  // namespace garoa::cli

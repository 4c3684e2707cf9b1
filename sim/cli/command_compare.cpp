#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "sim/cli/cli.hpp"
#include "sim/cli/findings_output.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/comparison.hpp"
#include "sim/render/html/comparison_page.hpp"
#include "sim/render/writer.hpp"
#include "sim/run/compare.hpp"
#include "sim/scenario/setting_changes.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* default_replications = "5";

/// A file that is named again is told by its number.
std::vector<std::string> numbered(std::vector<std::string> names) {
  std::map<std::string, int> times;
  for (auto& name : names) {
    if (const int time = ++times[name]; time > 1) name += fmt::format(" ({})", time);
  }
  return names;
}

/// Names of files, with as many folders as tell them apart.
std::vector<std::string> names_of_files(const std::vector<std::string>& files) {
  const std::set<std::string> once{files.begin(), files.end()};
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
    if (std::set<std::string>(names.begin(), names.end()).size() == once.size()) break;
  }
  return numbered(std::move(names));
}

/// The values after the "=" of --vary: between commas that are in no list, map or quotes.
std::vector<std::string> values_of(std::string_view text) {
  std::vector<std::string> values{""};
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    }
    if (c == ',' && depth == 0 && quote == 0) {
      values.emplace_back();
    } else if (!values.back().empty() || c != ' ') {
      values.back() += c;
    }
  }
  return values;
}

/// A scenario as it is, and with each value of --vary; several are combined.
std::vector<ScenarioOptions> varied(const ScenarioOptions& base, const std::vector<std::string>& varies) {
  std::vector<ScenarioOptions> all{base};
  std::vector<ScenarioOptions> grid{base};
  for (const auto& vary : varies) {
    const auto equals = vary.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == vary.size())
      throw UsageError{fmt::format("--vary: '{}' is not PATH=VALUE,VALUE...", vary)};
    std::vector<ScenarioOptions> finer;
    for (const auto& options : grid) {
      for (const auto& value : values_of(std::string_view{vary}.substr(equals + 1))) {
        finer.push_back(options);
        finer.back().overrides.sets.push_back(fmt::format("{}={}", vary.substr(0, equals), value));
      }
    }
    grid = std::move(finer);
  }
  if (!varies.empty()) all.insert(all.end(), grid.begin(), grid.end());
  return all;
}

/// Files by their names, variants of one by what they override.
std::vector<std::string> names_of(const std::vector<ScenarioOptions>& all, std::size_t common_sets) {
  const auto is_varied = [&](const ScenarioOptions& options) {
    return options.overrides.sets.size() > common_sets;
  };
  std::vector<std::string> files;
  for (const auto& options : all) {
    if (!is_varied(options)) files.push_back(options.file);
  }
  auto names = names_of_files(files);
  for (const auto& options : all) {
    const auto& sets = options.overrides.sets;
    if (is_varied(options))
      names.push_back(fmt::format(
          "{}", fmt::join(sets.begin() + static_cast<std::ptrdiff_t>(common_sets), sets.end(), " ")));
  }
  return names;
}

/// Runs have the seeds of the first scenario: a variant with another one would be run with the same.
void refuse_seeds(const std::vector<ScenarioOptions>& all) {
  for (const auto& options : all) {
    for (const auto& set : options.overrides.sets) {
      if (set.starts_with("seed="))
        throw UsageError{"--vary: all scenarios are run with the same seeds; --seed gives the first of them"};
    }
  }
}

std::vector<ScenarioOptions> options_to_compare(const CommandLine& line) {
  auto all = line.scenarios();
  if (line.given("vary")) {
    if (all.size() != 1) throw UsageError{"--vary: of one FILE, not of several"};
    all = varied(all.front(), line.get<std::vector<std::string>>("vary"));
    refuse_seeds({all.begin() + 1, all.end()});
  }
  if (all.size() < 2) throw UsageError{"one FILE to compare with nothing: give another one, or --vary"};
  return all;
}

/// What is printed, and with --out what is written.
std::vector<std::string> formats_to_give(const CommandLine& line) {
  if (!line.given("format"))
    return line.given("out") ? std::vector<std::string>{"table", "markdown", "json"}
                             : std::vector<std::string>{"table"};
  const auto formats = formats_of(line, {"table", "markdown", "json", "html"});
  if (formats.size() > 1 && !line.given("out"))
    throw UsageError{"--format: several formats want a folder for their files: --out is missing"};
  if (std::find(formats.begin(), formats.end(), "html") != formats.end()) demand_pages();
  return formats;
}

std::string text_of(const ComparedScenarios& compared, const std::string& format) {
  if (format == "json") return comparison_json(compared);
  if (format == "html") return comparison_page(compared);
  if (format == "markdown") return comparison_markdown(compared);
  return for_terminal(comparison_text(compared, output_width()));
}

/// Everything but the table, which people read where they are.
void write_files(const ComparedScenarios& compared, const std::vector<std::string>& formats,
                 const CommandLine& line) {
  ResultWriter writer{line.get<std::string>("out")};
  for (const auto& format : formats) {
    if (format != "table")
      writer.add("comparison." + (format == "markdown" ? "md" : format), text_of(compared, format));
  }
  stop_if_interrupted();
  if (!writer.commit()) throw UsageError{writer.error()};
  if (!line.given("quiet")) tell("garoa: {}\n", tr("results are in {}", line.get<std::string>("out")));
}

void give(const ComparedScenarios& compared, const std::vector<std::string>& formats,
          const CommandLine& line) {
  if (!line.given("out")) {
    say("{}", text_of(compared, formats.front()));
    return;
  }
  write_files(compared, formats, line);
  if (std::find(formats.begin(), formats.end(), "table") != formats.end())
    say("{}", text_of(compared, "table"));
}

/// Variants that are as another scenario before them, such as the value that the file has already.
void leave_out_equals(std::vector<Scenario>& scenarios, std::vector<std::string>& names) {
  for (std::size_t i = 1; i < scenarios.size();) {
    const auto end = scenarios.begin() + static_cast<std::ptrdiff_t>(i);
    const auto same = std::find_if(scenarios.begin(), end, [&](const Scenario& other) {
      return settings_between(other, scenarios[i]).empty();
    });
    if (same == end) {
      ++i;
      continue;
    }
    tell("garoa: '{}' is left out: its settings are those of '{}'\n", names[i],
         names[static_cast<std::size_t>(same - scenarios.begin())]);
    scenarios.erase(end);
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (scenarios.size() < 2) throw UsageError{"--vary: no variant differs from FILE"};
}

}  // namespace

int compare_command(const Arguments& arguments) {
  CommandLine line{
      "garoa compare FILE... [options]",
      tr("Runs scenarios in replications with the same seeds, and tells what differs from the first."),
      "garoa compare scenarios/central-financeira/base.yaml scenarios/central-financeira/gp2.yaml "
      "--replications 3"};
  line.add_scenarios_options();
  line.add()(
      "vary", po::value<std::vector<std::string>>()->value_name("PATH=VALUES")->composing(),
      tr("compare FILE with variants of it, such as \"lambda.validate.memory=512 MB,1024 MB\"; several "
         "are combined"))("profile", po::value<std::string>()->value_name("PROFILE,..."),
                          tr("compliance profiles, instead of the scenarios'"))(
      "replications", po::value<std::string>()->value_name("R")->default_value(default_replications),
      tr("run each scenario R times, with the seeds of the first one's"))(
      "jobs", po::value<std::string>()->value_name("N"), tr("so many runs at once (default: one a core)"))(
      "out", po::value<std::string>()->value_name("DIR"),
      tr("folder for files, replaced whole: comparison.md, comparison.json, comparison.html"))(
      "format", po::value<std::string>()->value_name("LIST"),
      tr("what to print, or with --out to write (default: table, with --out table,markdown,json): table, "
         "markdown, json, html"))("quiet,q", tr("no progress"));
  add_fail_on_objective(
      line, tr("exit with 3 if a scenario other than the first misses an objective: objective, never"));
  line.parse(arguments);
  const bool on_objective = fails_on_objective(line);
  const auto formats = formats_to_give(line);
  const auto replications = number_of(line, "replications", "replications").value_or(1);
  const auto jobs = jobs_of(line);
  const auto all = options_to_compare(line);
  if (line.given("out")) {
    const auto obstacle = ResultWriter::obstacle(line.get<std::string>("out"));
    if (!obstacle.empty()) throw UsageError{obstacle};
  }
  std::vector<Scenario> scenarios;
  for (const auto& options : all) {
    auto scenario = load_or_explain(options);
    if (scenario) scenarios.push_back(std::move(*scenario));
  }
  if (scenarios.size() < all.size()) return exit_usage;
  auto names = names_of(all, all.front().overrides.sets.size());
  if (line.given("vary")) leave_out_equals(scenarios, names);
  CompareRequest request{
      .scenarios = {}, .names = std::move(names), .replications = replications, .at_once = jobs};
  for (const auto& scenario : scenarios) request.scenarios.push_back(&scenario);
  std::optional<ComparedScenarios> compared;
  {
    ProgressReport progress{line.given("quiet")};
    compared = compare_scenarios(request, [&](const Progress& p) { return progress.keep_going(p); });
  }
  give(*compared, formats, line);
  const bool misses = std::any_of(compared->results.begin() + 1, compared->results.end(),
                                  [](const RunResult& result) { return misses_one(result.objectives); });
  return on_objective && misses ? exit_gaps : exit_done;
}

}  // namespace garoa::cli

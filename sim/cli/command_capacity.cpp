#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/cli/cli.hpp"
#include "sim/cli/findings_output.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/human.hpp"
#include "sim/render/capacity_table.hpp"
#include "sim/render/html/capacity_page.hpp"
#include "sim/run/capacity.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

constexpr double day_of_outlook = 86400;  // seconds
constexpr double longest_outlook = 10 * 365 * day_of_outlook;

void add_capacity_options(CommandLine& line) {
  line.add()("profile", po::value<std::string>()->value_name("PROFILE,..."),
             tr("compliance profiles, instead of the scenario's"))(
      "from", po::value<std::string>()->value_name("FACTOR")->default_value("1"),
      tr("of the scenario's arrivals, at first"))(
      "most", po::value<std::string>()->value_name("FACTOR")->default_value("32"),
      tr("of the scenario's arrivals, at most"))(
      "until", po::value<std::string>()->value_name("TIME"),
      tr("let time pass instead, with growth, to so long after the scenario's start, such as 3y or 400 d"))(
      "precision", po::value<std::string>()->value_name("PERCENT")->default_value("1%"),
      tr("of the factor or the time at which something breaks"))(
      "replications", po::value<std::string>()->value_name("R")->default_value("1"),
      tr("run each point R times with seeds of their own, the same at each point"))(
      "jobs", po::value<std::string>()->value_name("N"), tr("so many runs at once (default: one a core)"))(
      "format", po::value<std::string>()->value_name("FORMAT")->default_value("table"),
      tr("what to print: table, markdown, json, html"))("quiet,q", tr("no progress"));
}

std::string capacity_format_of(const CommandLine& line) {
  const auto formats = formats_of(line, {"table", "markdown", "json", "html"});
  if (formats.size() > 1) throw UsageError{"--format: one of table, markdown, json, html"};
  if (formats.front() == "html") demand_pages();
  return formats.front();
}

std::string capacity_as(const CapacityFound& capacity, const std::string& format) {
  if (format == "json") return capacity_json(capacity);
  if (format == "html") return capacity_page(capacity);
  return format == "markdown" ? capacity_markdown(capacity) : capacity_text(capacity, output_width());
}

/// "21", "21.8x".
double factor_of(const CommandLine& line, const std::string& option) {
  const auto& text = line.get<std::string>(option);
  const auto number =
      parse_number(std::string_view{text}.substr(0, text.size() - (text.ends_with('x') ? 1 : 0)));
  if (!number || !(*number > 0) || *number > 1e6)
    throw UsageError{fmt::format("--{}: '{}' is not a factor, such as 10", option, text)};
  return *number;
}

/// In whole days.
double outlook_of(const CommandLine& line) {
  const auto& text = line.get<std::string>("until");
  std::string why;
  const auto time = Scalar<Seconds>::parse(text, false, why);
  if (!time || !(time->count() >= day_of_outlook) || time->count() > longest_outlook)
    throw UsageError{fmt::format("--until: '{}' is not a time of a day to 10 years, such as 3y", text)};
  return std::round(time->count() / day_of_outlook) * day_of_outlook;
}

double precision_of_capacity(const CommandLine& line) {
  const auto& text = line.get<std::string>("precision");
  const bool percent = text.ends_with('%');
  const auto number = parse_number(std::string_view{text}.substr(0, text.size() - (percent ? 1 : 0)));
  const double precision = number.value_or(0) / (percent ? 100 : 1);
  if (!(precision >= 0.0001 && precision < 1))
    throw UsageError{fmt::format("--precision: '{}' is not a precision of 0.01% or more, such as 1%", text)};
  return precision;
}

CapacityAxis axis_of(const CommandLine& line) {
  CapacityAxis axis;
  axis.precision = precision_of_capacity(line);
  if (line.given("until")) {
    if (!line.is_default("from") || !line.is_default("most"))
      throw UsageError{"--from and --most are of the load, and --until is of time: one of the two"};
    axis.kind = CapacityAxis::Kind::time;
    axis.to = outlook_of(line);
    return axis;  // from the end of the first run on
  }
  axis.from = factor_of(line, "from");
  axis.to = factor_of(line, "most");
  if (axis.to < axis.from) throw UsageError{"--most is below --from"};
  return axis;
}

/// A run's time in whole days.
double days_of_run(const Scenario& scenario) {
  return std::ceil(scenario.duration.count() / day_of_outlook) * day_of_outlook;
}

/// The scenario at a point of the axis: of time, the run that ends then.
Scenario scenario_at(double at, const CapacityAxis& axis, const Scenario& base,
                     const ScenarioOptions& options) {
  auto overrides = options.overrides;
  overrides.sets.push_back(axis.kind == CapacityAxis::Kind::load
                               ? fmt::format("load={}", base.load * at)
                               : fmt::format("begin_after={} s", at - days_of_run(base)));
  Diagnostics diagnostics;
  const ModelFiles files{options.models, diagnostics};
  auto loaded = load_scenario_again(base, options.file, overrides, files, diagnostics);
  if (!loaded) throw InputFault{diagnostics};
  return std::move(*loaded);
}

}  // namespace

int capacity_command(const Arguments& arguments) {
  CommandLine line{
      "garoa capacity FILE [options]",
      tr("Raises the load, or lets time pass, and tells what breaks first, second, third, and what "
         "binds there."),
      "garoa capacity scenarios/central-financeira/base.yaml --set duration=2d --most 4 --precision 10%"};
  line.add_scenario_options();
  add_capacity_options(line);
  add_fail_on_objective(line,
                        tr("exit with 3 if an objective is missed at the first point: objective, never"));
  line.parse(arguments);
  const bool on_objective = fails_on_objective(line);
  const auto format = capacity_format_of(line);
  const auto options = line.scenario();
  CapacityRequest request{.axis = axis_of(line),
                          .scenario = {},
                          .replications = number_of(line, "replications", "replications").value_or(1),
                          .at_once = jobs_of(line)};
  const auto base = load_or_explain(options);
  if (!base) return exit_usage;
  if (request.axis.kind == CapacityAxis::Kind::time) {
    if (base->begin_after.count() > 0)
      throw UsageError{"--until lets time pass from the scenario's start on: leave out 'begin_after'"};
    request.axis.from = days_of_run(*base);
    request.axis.to = std::max(request.axis.to, request.axis.from);
  }
  request.scenario = [&](double at) { return scenario_at(at, request.axis, *base, options); };
  std::optional<CapacityFound> capacity;
  {
    ProgressReport progress{line.given("quiet")};
    capacity = find_capacity(request, [&](const Progress& p) { return progress.keep_going(p); });
  }
  say("{}", capacity_as(*capacity, format));
  return on_objective && misses_one(capacity->objectives) ? exit_gaps : exit_done;
}

}  // namespace garoa::cli

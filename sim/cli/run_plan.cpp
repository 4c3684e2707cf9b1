#include "sim/cli/run_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "sim/results/metric_table.hpp"
#include "sim/run/replicate.hpp"
#include "sim/run/run_at_edges.hpp"
#include "sim/scenario/objective_checks.hpp"
#include "sim/scenario/ranges.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

/// "2%" or 0.02.
std::optional<double> precision_of(const CommandLine& line) {
  if (!line.given("until-ci")) return std::nullopt;
  const auto& text = line.get<std::string>("until-ci");
  const bool percent = text.ends_with('%');
  const auto number = parse_number(std::string_view{text}.substr(0, text.size() - (percent ? 1 : 0)));
  const double precision = number.value_or(0) / (percent ? 100 : 1);
  if (!(precision > 0 && precision < 1))
    throw UsageError{fmt::format("--until-ci: '{}' is not a precision, such as 2%", text)};
  return precision;
}

std::vector<std::string> metrics_of(const CommandLine& line) {
  auto metrics = line.list("ci-of");
  for (const auto& metric : metrics) {
    if (find_metric_row(metric) == nullptr) throw UsageError{"--ci-of: " + unknown_metric(metric)};
  }
  return metrics;
}

/// The scenario once more, at an edge of one of its assumptions.
Scenario at_edge(const ScenarioOptions& options, const std::string& assumed) {
  Diagnostics diagnostics;
  const ModelFiles files{options.models, diagnostics};
  auto overrides = options.overrides;
  overrides.assumed.push_back(assumed);
  auto loaded = load_scenario(options.file, overrides, files, diagnostics);
  if (!loaded) throw InputFault{diagnostics};
  return std::move(*loaded);
}

ReplicationsRequest replications_of(const RunPlan& plan, const Scenario& scenario,
                                    const RunListeners& listeners) {
  if (plan.until_ci && plan.metrics.empty() && scenario.policy.objectives.empty())
    throw UsageError{
        "--until-ci: of which metrics? Name them with --ci-of, or give the scenario policy.objectives"};
  for (const auto& metric : plan.metrics) {
    const auto why = metric_not_there(scenario, metric);
    if (!why.empty()) throw UsageError{fmt::format("--ci-of: '{}' {}", metric, why)};
  }
  return {.scenario = scenario,
          .most = plan.replications.value_or(most_replications),
          .until_ci = plan.until_ci,
          .metrics = plan.metrics,
          .at_once = plan.jobs,
          .keep = listeners.keep};
}

}  // namespace

std::optional<std::uint32_t> number_of(const CommandLine& line, const std::string& option,
                                       std::string_view things) {
  if (!line.given(option)) return std::nullopt;
  std::string why;
  const auto& text = line.get<std::string>(option);
  const auto number = Scalar<std::uint32_t>::parse(text, false, why);
  if (!number || *number == 0)
    throw UsageError{fmt::format("--{}: '{}' is not a number of {}", option, text, things)};
  return number;
}

std::size_t jobs_of(const CommandLine& line) {
  return number_of(line, "jobs", "processes").value_or(std::max(std::thread::hardware_concurrency(), 1U));
}

std::string RunPlan::text() const {
  std::string text;
  if (replications) text = fmt::format("replications={}", *replications);
  if (until_ci) text += fmt::format("{}until-ci={}", text.empty() ? "" : "-", *until_ci);
  return text;
}

void add_plan_options(CommandLine& line) {
  line.add()("edges", tr("also run each figure in use that has a range at its low and at its high edge, and "
                         "tell which decide"))(
      "replications", po::value<std::string>()->value_name("R"),
      tr("run R times with seeds of their own and join the results, with 95 % intervals; the most with "
         "--until-ci"))(
      "until-ci", po::value<std::string>()->value_name("PRECISION"),
      tr("as many replications as bring half of the interval down to so much of the value, such as 2%"))(
      "ci-of", po::value<std::string>()->value_name("METRIC,..."),
      tr("the metrics that --until-ci is about, instead of those of the objectives"))(
      "keep-replications", tr("also write each replication's own result, as replication-7.json"))(
      "jobs", po::value<std::string>()->value_name("N"),
      tr("so many runs of --edges or of replications at once (default: one a core)"));
}

RunPlan plan_of(const CommandLine& line) {
  RunPlan plan;
  plan.edges = line.given("edges");
  plan.replications = number_of(line, "replications", "replications");
  plan.until_ci = precision_of(line);
  plan.metrics = metrics_of(line);
  plan.keep = line.given("keep-replications");
  plan.jobs = jobs_of(line);
  if (plan.edges && plan.replicates())
    throw UsageError{"--edges compares single runs: it does not go together with replications"};
  if (line.given("jobs") && !plan.edges && !plan.replicates())
    throw UsageError{
        "--jobs says how many runs are at work at once; --edges, --replications or --until-ci is missing"};
  if (line.given("ci-of") && !plan.until_ci)
    throw UsageError{"--ci-of says what --until-ci is about; --until-ci is missing"};
  if (plan.keep && !plan.replicates())
    throw UsageError{"--keep-replications: --replications or --until-ci is missing"};
  return plan;
}

bool has_ranges(const Scenario& scenario) {
  return std::any_of(scenario.assumptions.begin(), scenario.assumptions.end(), is_of_scenario);
}

RunResult run_by(const RunPlan& plan, const Scenario& scenario, const ScenarioOptions& options,
                 const RunListeners& listeners, const KeepGoing& keep_going) {
  const auto at = [&](const std::string& assumed) { return at_edge(options, assumed); };
  const EdgesRequest edges{scenario, at, plan.jobs, !plan.edges};
  const bool ranges = has_ranges(scenario);
  if (plan.replicates()) {
    const auto replications = replications_of(plan, scenario, listeners);
    return ranges ? replicate_at_edges(edges, replications, keep_going)
                  : run_replications(replications, keep_going);
  }
  if (plan.edges || ranges) return run_at_edges(edges, keep_going);
  return run_here({scenario, {}, listeners.observe}, keep_going);
}

}  // namespace garoa::cli

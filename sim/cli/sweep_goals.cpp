#include "sim/cli/sweep_goals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/findings_output.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/human.hpp"
#include "sim/render/html/sweep_page.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/sweep_search.hpp"
#include "sim/scenario/objective_checks.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

std::vector<Objective> objectives_of(const std::vector<std::string>& texts, const char* option) {
  std::vector<Objective> objectives;
  for (const auto& text : texts) {
    std::string why;
    auto objective = Scalar<Objective>::parse(text, false, why);
    if (!objective) throw UsageError{fmt::format("{}: '{}' {}", option, text, why)};
    objectives.push_back(std::move(*objective));
  }
  return objectives;
}

void demand_few_points(std::size_t points) {
  if (points > most_points_of_page)
    throw UsageError{fmt::format("--format: html: a page holds {} points at most, and these are {}",
                                 human_count(most_points_of_page), human_count(points))};
}

bool is_broken(const PointOutcome& point) {
  return !point.is_done();
}

}  // namespace

bool misses_objectives(const std::vector<PointOutcome>& points) {
  const auto has_any = [](const PointOutcome& point) { return !point.objectives.empty(); };
  const auto meets_all = [](const PointOutcome& point) {
    return std::all_of(point.objectives.begin(), point.objectives.end(),
                       [](const Objective& objective) { return objective.state == ObjectiveState::met; });
  };
  return std::any_of(points.begin(), points.end(), has_any) &&
         std::none_of(points.begin(), points.end(), [&](const PointOutcome& point) {
           return point.is_done() && has_any(point) && meets_all(point);
         });
}

void add_goal_options(CommandLine& line) {
  line.add()("goal", po::value<std::string>()->value_name("OBJECTIVE,..."),
             tr("what the point to find has to meet, instead of the plan's goal, such as "
                "'backup.nightly.duration.max < 4 h'"))(
      "minimize", po::value<std::string>()->value_name("METRIC"),
      tr("metric that is to be small among those that meet the goal (default: the plan's, else "
         "cost.per_month)"))(
      "fail-on", po::value<std::string>()->value_name("LIST")->default_value("never"),
      tr("exit with 3 if no point meets the goal, a point is broken, or no point meets all of its "
         "objectives: goal, broken, objective, never"))(
      "format", po::value<std::string>()->value_name("LIST")->default_value("table"),
      tr("what to give of the points; html is a page in the folder: table, html"));
}

std::optional<SweepGoal> goal_of(const SweepManifest& manifest) {
  if (manifest.goal.empty()) return std::nullopt;
  return SweepGoal{objectives_of(manifest.goal, "the plan's goal"), manifest.minimize};
}

std::optional<SweepGoal> goal_of(const CommandLine& line, const SweepManifest& manifest) {
  if (!line.given("goal") && !line.given("minimize")) return goal_of(manifest);
  const auto texts = line.given("goal") ? line.list("goal") : manifest.goal;
  SweepGoal goal{objectives_of(texts, "--goal"), manifest.minimize};
  if (line.given("minimize")) goal.minimize = line.get<std::string>("minimize");
  if (find_metric_row(goal.minimize) == nullptr)
    throw UsageError{"--minimize: " + unknown_metric(goal.minimize)};
  return goal;
}

void check_goal_of(const CommandLine& line, const Scenario& scenario) {
  const auto check = [&](const char* option, const std::string& text, const std::string& metric) {
    const auto why = metric_not_there(scenario, metric);
    if (!why.empty()) throw UsageError{fmt::format("{}: '{}' {}", option, text, why)};
  };
  if (line.given("goal")) {
    for (const auto& objective : objectives_of(line.list("goal"), "--goal"))
      check("--goal", objective.text, objective.metric);
  }
  if (line.given("minimize")) {
    const auto& metric = line.get<std::string>("minimize");
    check("--minimize", metric, metric);
  }
}

void ask_for_goal(const CommandLine& line, SweepManifest& manifest) {
  const auto goal = goal_of(line, manifest);
  if (!goal) return;
  manifest.goal.clear();
  for (const auto& objective : goal->objectives) manifest.goal.push_back(objective.text);
  manifest.minimize = goal->minimize;
}

void check_outcome_options(const CommandLine& line, const SweepManifest& manifest) {
  for (const auto& format : formats_of(line, {"table", "html"})) {
    if (format == "html") demand_pages();
    if (format == "html") demand_few_points(manifest.points);
  }
  (void)fail_on_of(line, {"goal", "broken", "objective", "never"});
}

namespace {

/// Adds the goal's metrics that were not asked for when the point was run, from its result.
void add_metrics(SweepFolder& folder, const SweepGoal& goal, PointOutcome& point) {
  std::optional<RunResult> result;
  for (const auto& name : goal.metrics()) {
    if (!point.is_done() || point.find_metric(name) != nullptr) continue;
    if (!result) result = folder.result(point.number);
    if (!result) throw UsageError{folder.error()};
    if (auto metric = metric_of(*result, name)) point.metrics.push_back(std::move(*metric));
  }
  std::sort(point.metrics.begin(), point.metrics.end(),
            [](const Metric& one, const Metric& other) { return one.name < other.name; });
}

/// Stored points.
std::vector<PointOutcome> points_in(SweepFolder& folder, const std::vector<std::size_t>& numbers) {
  std::vector<PointOutcome> points;
  for (const auto number : numbers) {
    auto point = folder.point(number);
    if (!point) throw UsageError{folder.error()};
    points.push_back(std::move(*point));
  }
  return points;
}

}  // namespace

std::string page_of(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                    const std::optional<SweepGoal>& goal) {
  demand_few_points(points.size());
  return sweep_page(points, manifest, goal);
}

std::vector<PointOutcome> points_to_tell(SweepFolder& folder, const std::vector<std::size_t>& numbers,
                                         const SweepManifest& manifest, const CommandLine& line) {
  std::vector<std::size_t> there;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(there),
               [&](std::size_t number) { return folder.has(number); });
  auto points = points_in(folder, there);
  if (const auto goal = goal_of(line, manifest)) {
    for (auto& point : points) add_metrics(folder, *goal, point);
  }
  return points;
}

std::string searched_text(const SweepManifest& manifest, const SweepGoal& goal, SweepFolder& folder,
                          const std::function<void(const std::vector<std::size_t>&)>& run) {
  SweepSearch search{manifest, goal};
  std::size_t needed = 0;
  for (auto numbers = search.next(); !numbers.empty(); numbers = search.next()) {
    run(numbers);
    needed += numbers.size();
    for (auto& point : points_in(folder, numbers)) {
      add_metrics(folder, goal, point);
      search.tell(point);
    }
  }
  const auto lines = search.lines() == 1 ? tr("one line") : tr("{} lines", search.lines());
  auto text = tr("{} of {} points, by bisection along {} in {}", needed, search.points(),
                 manifest.searched->axis, lines);
  if (search.whole_lines() > 0) text += tr("; {} of them not monotone, and run whole", search.whole_lines());
  return paragraph(tr("Searched") + ": ", text, output_width());
}

int tell_sweep(SweepFolder& folder, const SweepManifest& manifest, const std::vector<PointOutcome>& points,
               const CommandLine& line) {
  const auto goal = goal_of(line, manifest);
  for (const auto& format : line.list("format")) {
    if (format == "table") {
      say("{}", sweep_text(points, manifest, goal, output_width()));
    } else if (!folder.add_page(page_of(points, manifest, goal))) {
      throw UsageError{folder.error()};
    }
  }
  bool fails = false;
  for (const auto& wanted : line.list("fail-on")) {
    fails = fails || (wanted == "broken" && std::any_of(points.begin(), points.end(), is_broken));
    // A shard without points has none that could meet it.
    fails = fails || (wanted == "goal" && goal && !points.empty() && !answer_of(*goal, points).best);
    fails = fails || (wanted == "objective" && misses_objectives(points));
  }
  return fails ? exit_gaps : exit_done;
}

}  // namespace garoa::cli

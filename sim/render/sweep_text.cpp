#include "sim/render/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/text_table.hpp"
#include "sim/results/origin.hpp"

namespace garoa {

std::vector<std::string> short_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names = paths;
  for (std::size_t parts = 1; parts < 32; ++parts) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      std::size_t at = paths[i].size();
      for (std::size_t part = 0; part < parts && at != std::string::npos; ++part)
        at = at == 0 ? std::string::npos : paths[i].rfind('.', at - 1);
      names[i] = at == std::string::npos ? paths[i] : paths[i].substr(at + 1);
    }
    if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  }
  return paths;
}

/// Of the points that have a result, each once.
std::vector<std::uint64_t> seeds_of(const std::vector<PointOutcome>& points) {
  std::set<std::uint64_t> seeds;
  for (const auto& point : points) {
    if (point.is_done()) seeds.insert(point.seed);
  }
  return {seeds.begin(), seeds.end()};
}

std::vector<std::string> shown_metrics(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                       const std::optional<SweepGoal>& goal) {
  if (goal) return goal->metrics();
  std::set<std::string> names{manifest.metrics.begin(), manifest.metrics.end()};
  names.insert(manifest.minimize);
  for (const auto& point : points) {
    for (const auto& objective : point.objectives) names.insert(objective.metric);
  }
  if (names.size() > 1) return {names.begin(), names.end()};
  for (const auto& point : points) {
    for (const auto& metric : point.metrics) {
      if (metric.value != 0) names.insert(metric.name);
    }
  }
  return {names.begin(), names.end()};
}

std::string verdict_of(const PointOutcome& point, const std::optional<SweepGoal>& goal) {
  if (!point.is_done()) return tr(name_of(point.state));
  const bool by_goal = goal && !goal->objectives.empty();
  auto objectives = by_goal ? goal->objectives : point.objectives;
  for (auto& objective : objectives) {
    if (by_goal) objective = judged(objective, point);
  }
  if (objectives.empty()) return std::string{TextTable::nothing};
  const auto in = [&](ObjectiveState state) {
    return std::count_if(objectives.begin(), objectives.end(),
                         [&](const Objective& objective) { return objective.state == state; });
  };
  const auto missed = in(ObjectiveState::missed);
  if (missed > 0) return by_goal ? tr("misses") : tr("misses {} of {}", missed, objectives.size());
  return in(ObjectiveState::not_evaluated) > 0 ? tr("not evaluated") : tr("meets");
}

std::string marked_verdict(const PointOutcome& point, const std::optional<SweepGoal>& goal) {
  return verdict_of(point, goal) + (point.work_undone ? "*" : "");
}

std::string undone_note(const std::vector<PointOutcome>& points) {
  const bool any =
      std::any_of(points.begin(), points.end(), [](const PointOutcome& point) { return point.work_undone; });
  return any ? tr("* Not all work that came was done there: what is measured and paid is of the rest.") : "";
}

TextTable points_table(const std::vector<const PointOutcome*>& points, const std::vector<PointOutcome>& all,
                       const SweepManifest& manifest, const std::optional<SweepGoal>& goal) {
  const auto metrics = shown_metrics(all, manifest, goal);
  std::vector<TextTable::Column> columns{{tr("point"), TextTable::Align::right}};
  for (const auto& name : short_names(manifest.axes)) columns.push_back({name, TextTable::Align::right});
  for (const auto& metric : metrics) columns.push_back({metric, TextTable::Align::right});
  columns.push_back({goal && !goal->objectives.empty() ? tr("goal") : tr("objectives")});
  TextTable table{std::move(columns), 1 + manifest.axes.size()};
  for (const auto* const point : points) {
    std::vector<std::string> cells{human_count(point->number)};
    cells.insert(cells.end(), point->values.begin(), point->values.end());
    for (const auto& name : metrics) {
      const auto* const metric = point->find_metric(name);
      cells.push_back(metric == nullptr ? std::string{TextTable::nothing}
                                        : human_value(metric->value, metric->unit));
    }
    cells.push_back(marked_verdict(*point, goal));
    table.add(std::move(cells));
  }
  return table;
}

namespace {

std::string values_text(const PointOutcome& point, const SweepManifest& manifest) {
  std::string text;
  for (std::size_t i = 0; i < point.values.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", manifest.axes[i], point.values[i]);
  return text;
}

std::string broken_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                        std::size_t width) {
  std::string text;
  std::size_t broken = 0;
  for (const auto& point : points) {
    if (point.is_done() || ++broken > listed_broken_points) continue;
    text += paragraph(fmt::format("  {}: ", point.number),
                      fmt::format("{} ({}): {}", tr(name_of(point.state)), values_text(point, manifest),
                                  safe_text(point.message.substr(0, point.message.find('\n')))),
                      width);
  }
  if (broken > listed_broken_points)
    text += "  " + tr("and {} more: points.csv has all", human_count(broken - listed_broken_points)) + "\n";
  return broken == 0 ? "" : "\n" + tr("Broken points") + "\n" + text;
}

/// Empty where no point has any.
std::string objectives_line(const std::vector<PointOutcome>& points) {
  std::size_t judged_points = 0;
  std::size_t met = 0;
  for (const auto& point : points) {
    if (point.objectives.empty()) continue;
    ++judged_points;
    met += std::all_of(point.objectives.begin(), point.objectives.end(),
                       [](const Objective& objective) { return objective.state == ObjectiveState::met; });
  }
  if (judged_points == 0) return "";
  return tr("Objectives: {} of {} points meet all of theirs", human_count(met), human_count(judged_points)) +
         "\n";
}

}  // namespace

namespace {

/// "cost.per_month USD 71.61 ...: point 1, ebs.documents.size=1 GiB".
std::string chosen_text(const PointOutcome& point, const SweepManifest& manifest, const SweepGoal& goal,
                        const std::string& what) {
  const auto* const cost = point.find_metric(goal.minimize);
  return tr("{} {}, {}: point {}, {}", goal.minimize, human_value(cost->value, cost->unit), what,
            point.number, values_text(point, manifest));
}

/// The best point leaves work undone: which one that does all of it is the best.
std::string best_of_those_that_do_all(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                      const SweepGoal& goal) {
  std::vector<PointOutcome> complete;
  std::copy_if(points.begin(), points.end(), std::back_inserter(complete),
               [](const PointOutcome& point) { return !point.work_undone; });
  const auto answer = answer_of(goal, complete);
  if (!answer.best) return tr("no point that meets it does all work");
  return chosen_text(complete[*answer.best], manifest, goal, tr("the least that does all work too"));
}

}  // namespace

std::string goal_sentence(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                          const SweepGoal& goal, const GoalAnswer& answer) {
  std::string wanted;
  for (const auto& objective : goal.objectives)
    wanted += fmt::format("{}{}", wanted.empty() ? "" : ", ", text_of(objective));
  const auto what = wanted.empty() ? tr("the least") : tr("the least that meets {}", wanted);
  if (!answer.best)
    return tr("no point meets {}; missed: {}, without a value: {}, broken: {}", wanted, answer.missed,
              answer.without_value, answer.broken);
  const auto& best = points[*answer.best];
  auto text = chosen_text(best, manifest, goal, what);
  if (best.work_undone) text += "*; " + best_of_those_that_do_all(points, manifest, goal);
  if (!answer.uncertain.empty())
    text += "; " + tr("uncertain, since more replications could turn it round: {}",
                      fmt::format("{}", fmt::join(answer.uncertain, ", ")));
  return text;
}

std::string sweep_sentence(const std::vector<PointOutcome>& points, const SweepManifest& manifest) {
  const auto broken =
      std::count_if(points.begin(), points.end(), [](const PointOutcome& point) { return !point.is_done(); });
  auto head = tr("{} of {}: {} points", manifest.plan, manifest.scenario, human_count(points.size()));
  if (points.size() < manifest.points) head += " " + tr("of {}", human_count(manifest.points));
  if (!manifest.shard.is_whole()) head += tr(", shard {} of {}", manifest.shard.number, manifest.shard.of);
  if (manifest.replications > 1) head += tr(", {} replications each", manifest.replications);
  if (broken > 0) head += tr(", {} broken", broken);
  return head + "; " +
         in_words({manifest.garoa_version, manifest.garoa_build, manifest.scenario_sha256, seeds_of(points),
                   manifest.provenance});
}

std::string goal_note(const SweepGoal& goal) {
  if (goal.minimize != "cost.per_month") return "";
  return tr("{}: a month as if nothing grew; what stays longer is in cost.month_12", goal.minimize);
}

std::string sweep_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                       const std::optional<SweepGoal>& goal, std::size_t width) {
  const TellingMoney money{currency_of(manifest.exchange)};
  auto text = paragraph(tr("Sweep") + ": ", sweep_sentence(points, manifest), width);
  std::vector<const PointOutcome*> listed;
  if (points.size() <= listed_points) {
    for (const auto& point : points) listed.push_back(&point);
  }
  if (goal) {
    const auto answer = answer_of(*goal, points);
    text += paragraph(tr("Goal") + ": ", goal_sentence(points, manifest, *goal, answer), width);
    if (const auto note = goal_note(*goal); !note.empty()) text += paragraph("  ", note, width);
    if (goal->metrics().size() > 1) {
      std::vector<const PointOutcome*> front;
      for (const auto point : answer.front) front.push_back(&points[point]);
      text += "\n" + tr("Front: no other point is better in one and as good in all") + "\n" +
              points_table(front, points, manifest, goal).text(width);
    }
  }
  if (const auto note = money_note(); !note.empty()) text += paragraph("  ", note, width);
  text += objectives_line(points);
  if (points.empty()) return text + tr("There is no point here.") + "\n";
  text += listed.empty()
              ? tr("Too many points for a table: points.csv and points.json have all of them.") + "\n"
              : "\n" + tr("Points") + "\n" + points_table(listed, points, manifest, goal).text(width);
  if (const auto note = undone_note(points); !note.empty()) text += paragraph("", note, width);
  return text + broken_text(points, manifest, width);
}

}  // namespace garoa

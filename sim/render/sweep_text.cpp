#include "sim/render/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/text_table.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

/// "memory" of "lambda.validate.memory", with as many parts as tell the axes apart.
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

/// What a table shows of each point: with a goal what it is about, else the headlines that differ.
std::vector<std::string> shown_metrics(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                       const std::optional<SweepGoal>& goal) {
  if (goal) return goal->metrics();
  std::set<std::string> names{manifest.metrics.begin(), manifest.metrics.end()};
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
  if (!point.is_done()) return std::string{name_of(point.state)};
  if (goal && !goal->objectives.empty()) return meets(*goal, point) ? "meets" : "misses";
  const auto missed =
      std::count_if(point.objectives.begin(), point.objectives.end(),
                    [](const Objective& objective) { return objective.state == ObjectiveState::missed; });
  if (point.objectives.empty()) return std::string{TextTable::nothing};
  return missed == 0 ? "meets" : fmt::format("misses {} of {}", missed, point.objectives.size());
}

std::string table_of(const std::vector<const PointOutcome*>& points, const std::vector<PointOutcome>& all,
                     const SweepManifest& manifest, const std::optional<SweepGoal>& goal, std::size_t width) {
  const auto metrics = shown_metrics(all, manifest, goal);
  std::vector<TextTable::Column> columns{{"point", TextTable::Align::right}};
  for (const auto& name : short_names(manifest.axes)) columns.push_back({name, TextTable::Align::right});
  for (const auto& metric : metrics) columns.push_back({metric, TextTable::Align::right});
  columns.push_back({goal && !goal->objectives.empty() ? "goal" : "objectives"});
  TextTable table{std::move(columns), 1 + manifest.axes.size()};
  for (const auto* const point : points) {
    std::vector<std::string> cells{human_count(point->number)};
    cells.insert(cells.end(), point->values.begin(), point->values.end());
    for (const auto& name : metrics) {
      const auto* const metric = point->find_metric(name);
      cells.push_back(metric == nullptr ? std::string{TextTable::nothing}
                                        : human_value(metric->value, metric->unit));
    }
    cells.push_back(verdict_of(*point, goal));
    table.add(std::move(cells));
  }
  return table.text(width);
}

std::string broken_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                        std::size_t width) {
  std::string text;
  std::size_t broken = 0;
  for (const auto& point : points) {
    if (point.is_done() || ++broken > listed_broken_points) continue;
    std::string values;
    for (std::size_t i = 0; i < point.values.size(); ++i)
      values += fmt::format("{}{}={}", i == 0 ? "" : ", ", manifest.axes[i], point.values[i]);
    text += paragraph(fmt::format("  {}: ", point.number),
                      fmt::format("{} ({}): {}", name_of(point.state), values,
                                  safe_text(point.message.substr(0, point.message.find('\n')))),
                      width);
  }
  if (broken > listed_broken_points)
    text += fmt::format("  and {} more: points.csv has all\n", human_count(broken - listed_broken_points));
  return broken == 0 ? "" : "\nBroken points\n" + text;
}

std::string values_text(const PointOutcome& point, const SweepManifest& manifest) {
  std::string text;
  for (std::size_t i = 0; i < point.values.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", manifest.axes[i], point.values[i]);
  return text;
}

/// What was looked for, in a sentence.
std::string best_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                      const SweepGoal& goal, const GoalAnswer& answer, std::size_t width) {
  std::string wanted;
  for (const auto& objective : goal.objectives)
    wanted += fmt::format("{}{}", wanted.empty() ? "" : ", ", objective.text);
  const auto what =
      wanted.empty() ? std::string{"the least"} : fmt::format("the least that meets {}", wanted);
  if (!answer.best)
    return paragraph("Goal: ",
                     fmt::format("no point meets {}; {} miss it, {} have no value, {} are broken", wanted,
                                 answer.missed, answer.without_value, answer.broken),
                     width);
  const auto& best = points[*answer.best];
  const auto* const cost = best.find_metric(goal.minimize);
  auto text = fmt::format("{} {}, {}: point {}, {}", goal.minimize, human_value(cost->value, cost->unit),
                          what, best.number, values_text(best, manifest));
  if (!answer.uncertain.empty())
    text += fmt::format("; uncertain, since more replications could turn it round: {}",
                        fmt::join(answer.uncertain, ", "));
  return paragraph("Goal: ", text, width);
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
  return fmt::format("Objectives: {} of {} points meet all of theirs\n", human_count(met),
                     human_count(judged_points));
}

}  // namespace

std::string sweep_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                       const std::optional<SweepGoal>& goal, std::size_t width) {
  const auto broken =
      std::count_if(points.begin(), points.end(), [](const PointOutcome& point) { return !point.is_done(); });
  auto head =
      fmt::format("{} of {}: {} points", manifest.plan, manifest.scenario, human_count(points.size()));
  if (points.size() < manifest.points) head += fmt::format(" of {}", human_count(manifest.points));
  if (!manifest.shard.is_whole())
    head += fmt::format(", shard {} of {}", manifest.shard.number, manifest.shard.of);
  if (manifest.replications > 1) head += fmt::format(", {} replications each", manifest.replications);
  if (broken > 0) head += fmt::format(", {} broken", broken);
  head += "; " +
          in_words({manifest.garoa_version, manifest.scenario_sha256, seeds_of(points), manifest.provenance});
  auto text = paragraph("Sweep: ", head, width);
  std::vector<const PointOutcome*> listed;
  if (points.size() <= listed_points) {
    for (const auto& point : points) listed.push_back(&point);
  }
  if (goal) {
    const auto answer = answer_of(*goal, points);
    text += best_text(points, manifest, *goal, answer, width);
    if (goal->metrics().size() > 1) {
      std::vector<const PointOutcome*> front;
      for (const auto point : answer.front) front.push_back(&points[point]);
      text += "\nFront: no other point is as good in everything\n" +
              table_of(front, points, manifest, goal, width);
    }
  }
  text += objectives_line(points);
  text += listed.empty() ? "Too many points for a table: points.csv and points.json have all of them.\n"
                         : "\nPoints\n" + table_of(listed, points, manifest, goal, width);
  return text + broken_text(points, manifest, width);
}

}  // namespace garoa

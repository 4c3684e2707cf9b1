#include <fmt/format.h>

#include <map>

#include "sim/render/csv.hpp"
#include "sim/render/sweep_folder.hpp"

namespace garoa {
namespace {

/// Metrics that any point has, and whether any of them has an interval.
std::map<std::string, bool> metrics_of(const std::vector<PointOutcome>& points) {
  std::map<std::string, bool> metrics;
  for (const auto& point : points) {
    for (const auto& metric : point.metrics) metrics[metric.name] |= metric.ci95.has_value();
  }
  return metrics;
}

std::vector<std::string> objectives_of(const std::vector<PointOutcome>& points) {
  for (const auto& point : points) {
    std::vector<std::string> texts;
    for (const auto& objective : point.objectives) texts.push_back(objective.text);
    if (!texts.empty()) return texts;
  }
  return {};
}

std::string metric_cells(const PointOutcome& point, const std::string& name, bool interval) {
  const auto* const metric = point.find_metric(name);
  auto cells = metric == nullptr ? std::string{","} : fmt::format(",{}", metric->value);
  if (!interval) return cells;
  if (metric == nullptr || !metric->ci95) return cells + ",,";
  return cells + fmt::format(",{},{}", metric->ci95->first, metric->ci95->second);
}

/// A point's values are in columns of their own; a broken one has no seed.
std::string origin_cells_of(const PointOutcome& point, const SweepManifest& manifest) {
  return csv_origin_cells({.garoa_version = manifest.garoa_version,
                           .garoa_build = manifest.garoa_build,
                           .scenario_sha256 = manifest.scenario_sha256,
                           .overrides_sha256 = manifest.provenance.overrides_sha256,
                           .seed = point.is_done() ? std::to_string(point.seed) : "",
                           .replications = manifest.replications});
}

}  // namespace

std::string points_csv(const std::vector<PointOutcome>& points, const SweepManifest& manifest) {
  const auto metrics = metrics_of(points);
  const auto objectives = objectives_of(points);
  std::string text = "point,state";
  for (const auto& axis : manifest.axes) text += ',' + csv_field(axis);
  for (const auto& objective : objectives) text += ',' + csv_field(objective);
  for (const auto& [name, interval] : metrics) {
    text += ',' + csv_field(name);
    if (interval) text += fmt::format(",{0}.ci95_low,{0}.ci95_high", name);
  }
  text += fmt::format(",message{}\n", csv_origin_titles);
  for (const auto& point : points) {
    text += fmt::format("{},{}", point.number, name_of(point.state));
    for (const auto& value : point.values) text += ',' + csv_field(value);
    for (std::size_t i = 0; i < objectives.size(); ++i)
      text += fmt::format(",{}", i < point.objectives.size() ? name_of(point.objectives[i].state) : "");
    for (const auto& [name, interval] : metrics) text += metric_cells(point, name, interval);
    text += ',' + csv_field(point.message) + origin_cells_of(point, manifest) + '\n';
  }
  return text;
}

}  // namespace garoa

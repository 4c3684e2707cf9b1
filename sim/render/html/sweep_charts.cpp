// Charts of a sweep. Their rows are points: `number`, `a0`... the axes' values, `i0`... their numbers among them, `k0`... those of the
// sliders, `m0`... the metrics with `low0`, `high0` and `s0` as people read them, `verdict`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/axis_unit.hpp"
#include "sim/render/html/sweep_view.hpp"
#include "sim/render/sweep_text.hpp"

namespace garoa {
namespace {

constexpr double curve_height = 150;
constexpr double cell_height = 26;
/// Lines that a reader can tell apart.
constexpr std::size_t most_lines = 6;
/// From this ratio of its ends on an axis is logarithmic.
constexpr double wide = 16;

std::string field(const char* kind, std::size_t number) {
  return fmt::format("{}{}", kind, number);
}

/// The front has its points by number.
Json rows_of(const SweepView& view) {
  Json rows = Json::array();
  for (std::size_t p = 0; p < view.points.size(); ++p) {
    const auto& point = view.points[p];
    if (!point.is_done()) continue;
    Json row{{"number", point.number}, {"verdict", verdict_of(point, view.goal)}};
    for (std::size_t i = 0; i < view.axes.size(); ++i) {
      const auto& axis = view.axes[i];
      const auto at = view.at(point, i);
      row[field("a", i)] = axis.is_numeric() ? Json(axis.numbers[at]) : Json(axis.values[at]);
      row[field("v", i)] = axis.values[at];
      row[field("i", i)] = at;
    }
    const auto& at = view.explorer.points[p].at;
    for (std::size_t i = 0; i < at.size(); ++i) row[field("k", i)] = at[i];
    for (std::size_t i = 0; i < view.metrics.size(); ++i) {
      const auto* const metric = point.find_metric(view.metrics[i]);
      if (metric == nullptr) continue;
      row[field("m", i)] = metric->value;
      row[field("s", i)] = human_value(metric->value, metric->unit);
      if (metric->ci95) {
        row[field("low", i)] = metric->ci95->first;
        row[field("high", i)] = metric->ci95->second;
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// "datum.k0 == chosen_values[0] && ...", of all of the sliders' axes but some.
std::string where_sliders_stand(const SweepView& view, const std::vector<std::size_t>& but = {}) {
  std::string filter;
  for (std::size_t i = 0; i < view.explorer.axes.size(); ++i) {
    if (std::find(but.begin(), but.end(), i) == but.end())
      filter += fmt::format("{}datum.k{} == {}[{}]", filter.empty() ? "" : " && ", i, explorer::chosen, i);
  }
  return filter.empty() ? "true" : filter;
}

Json tooltip(const SweepView& view, std::size_t metric) {
  Json all = Json::array({{{"field", "number"}, {"title", tr("point")}}});
  for (std::size_t i = 0; i < view.axes.size(); ++i)
    all.push_back({{"field", field("v", i)}, {"title", view.axes[i].name}});
  all.push_back({{"field", field("s", metric)}, {"title", view.metrics[metric]}});
  all.push_back({{"field", "verdict"}, {"title", tr("objectives")}});
  return all;
}

Json axis_channel(const SweepView& view, std::size_t number) {
  const auto& axis = view.axes[number];
  if (!axis.is_numeric())
    return {
        {"field", field("a", number)}, {"type", "ordinal"}, {"sort", axis.values}, {"title", axis.title()}};
  const bool logarithmic = axis.numbers.front() > 0 && axis.numbers.back() >= wide * axis.numbers.front();
  return {{"field", field("a", number)},
          {"type", "quantitative"},
          {"title", axis.title()},
          {"scale", {{"type", logarithmic ? "log" : "linear"}, {"zero", false}, {"nice", false}}},
          {"axis", {{"values", axis.numbers}, {"labelOverlap", true}, {"labelExpr", chart::whole_number}}}};
}

Json metric_channel(const std::string& name, bool from_zero = false) {
  return {{"field", name}, {"type", "quantitative"}, {"title", nullptr}, {"scale", {{"zero", from_zero}}}};
}

/// One that is the same everywhere is drawn from zero: there is nothing to see from nearer.
bool is_constant(const SweepView& view, std::size_t number) {
  std::optional<double> seen;
  for (const auto& point : view.points) {
    const auto* const metric = point.is_done() ? point.find_metric(view.metrics[number]) : nullptr;
    if (metric == nullptr) continue;
    if (seen && std::abs(*seen - metric->value) > 1e-9 * std::abs(*seen)) return false;
    if (metric->ci95 && metric->ci95->second > metric->ci95->first) return false;
    seen = metric->value;
  }
  return true;
}

chart::AxisUnit unit_of(const SweepView& view, std::size_t number) {
  double largest = 0;
  for (const auto& point : view.points) {
    const auto* const metric = point.is_done() ? point.find_metric(view.metrics[number]) : nullptr;
    if (metric != nullptr) largest = std::max(largest, metric->value);
  }
  return chart::axis_unit(view.units[number], largest);
}

/// Makes "y0", "ylow0" and "yhigh0" of the metric and its interval, in the axis' unit. An interval is drawn from zero on where it reaches
/// below what is never negative.
Json in_its_unit(const SweepView& view, std::size_t metric) {
  const double per = unit_of(view, metric).per;
  Json steps = Json::array();
  for (const auto* const part : {"m", "low", "high"}) {
    const auto from = field(part, metric);
    const auto value = fmt::format("isValid(datum.{0}) ? max(datum.{0}, min(datum.{1}, 0)) / {2} : null",
                                   from, field("m", metric), per);
    steps.push_back({{"calculate", value}, {"as", *part == 'm' ? field("y", metric) : "y" + from}});
  }
  return steps;
}

/// Axes with several values, numbers before words and long ones before short ones; stable.
std::vector<std::size_t> axes_by_length(const SweepView& view) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < view.axes.size(); ++i) {
    if (view.axes[i].values.size() > 1) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) {
      return std::pair{view.axes[i].is_numeric(), view.axes[i].values.size()};
    };
    return rank(a) > rank(b);
  });
  return order;
}

Chart chart_of(const SweepView& view, const char* id, std::string title, std::string about) {
  Chart chart{.id = id, .title = std::move(title), .about = std::move(about), .spec = {}, .lines = {}};
  chart.spec = {{"$schema", chart::schema},
                {"params", Json::array({explorer::parameter(view.explorer)})},
                {"data", {{"name", "points"}, {"values", rows_of(view)}}}};
  return chart;
}

/// The objective's bound, as a line.
void add_bound(Json& layers, const SweepView& view, std::size_t metric) {
  if (!view.goal) return;
  for (const auto& objective : view.goal->objectives) {
    if (objective.metric != view.metrics[metric]) continue;
    const double bound = objective.bound / unit_of(view, metric).per;
    layers.push_back({{"data", {{"values", Json::array({{{"bound", bound}}})}}},
                      {"mark", {{"type", "rule"}, {"color", chart::bad}, {"strokeDash", {4, 3}}}},
                      {"encoding", {{"y", metric_channel("bound")}}}});
  }
}

Json ring(const SweepView& view, Json x, Json y) {
  return {{"transform", Json::array({{{"filter", where_sliders_stand(view)}}})},
          {"mark", {{"type", "point"}, {"size", 190}, {"strokeWidth", 2.5}, {"color", "var(--ink)"}}},
          {"encoding", {{"x", std::move(x)}, {"y", std::move(y)}}}};
}

Json curve(const SweepView& view, std::size_t metric, std::size_t along, const Json& colour) {
  const auto x = axis_channel(view, along);
  const bool constant = is_constant(view, metric);
  const auto y = metric_channel(field("y", metric), constant);
  Json layers = Json::array();
  Json encoding{{"x", x},
                {"y", metric_channel(field("ylow", metric), constant)},
                {"y2", {{"field", field("yhigh", metric)}}}};
  if (!colour.is_null()) encoding["color"] = colour;
  const bool as_band = view.is_grid && view.axes[along].is_numeric();
  layers.push_back({{"transform", Json::array({{{"filter", fmt::format("isValid(datum.low{})", metric)}}})},
                    {"mark", {{"type", as_band ? "area" : "rule"}, {"opacity", as_band ? 0.2 : 0.6}}},
                    {"encoding", encoding}});
  encoding = {{"x", x}, {"y", y}, {"tooltip", tooltip(view, metric)}};
  if (!colour.is_null()) encoding["color"] = colour;
  if (view.is_grid) layers.push_back({{"mark", {{"type", "line"}}}, {"encoding", encoding}});
  layers.push_back({{"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 1}}},
                    {"encoding", encoding}});
  add_bound(layers, view, metric);
  layers.push_back(ring(view, x, y));
  return {{"title", unit_of(view, metric).title_of(view.metrics[metric])},
          {"height", curve_height},
          {"transform", in_its_unit(view, metric)},
          {"layer", std::move(layers)}};
}

Json heat(const SweepView& view, std::size_t metric, std::size_t across, std::size_t down) {
  const auto channel = [&](std::size_t axis) -> Json {
    return {{"field", field("v", axis)},
            {"type", "ordinal"},
            {"sort", view.axes[axis].values},
            {"title", view.axes[axis].name},
            {"axis", {{"labelAngle", 0}, {"labelOverlap", true}}}};
  };
  const Json x = channel(across);
  const Json y = channel(down);
  Json layers = Json::array();
  layers.push_back({{"mark", {{"type", "rect"}, {"color", chart::first}}},
                    {"encoding",
                     {{"x", x},
                      {"y", y},
                      {"opacity",
                       {{"field", field("m", metric)},
                        {"type", "quantitative"},
                        {"scale", {{"range", {0.05, 0.55}}, {"zero", false}}},
                        {"legend", nullptr}}},
                      {"tooltip", tooltip(view, metric)}}}});
  layers.push_back(
      {{"transform", Json::array({{{"filter", where_sliders_stand(view)}}})},
       {"mark", {{"type", "rect"}, {"filled", false}, {"stroke", "var(--ink)"}, {"strokeWidth", 2.5}}},
       {"encoding", {{"x", x}, {"y", y}}}});
  layers.push_back(
      {{"mark", {{"type", "text"}, {"color", "var(--ink)"}, {"fontSize", 11}, {"style", chart::roomy}}},
       {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", field("s", metric)}}}}}});
  return {{"title", view.metrics[metric]},
          {"height", cell_height * static_cast<double>(view.axes[down].values.size())},
          {"layer", std::move(layers)}};
}

Json front_panel(const SweepView& view, std::size_t cost, std::size_t metric) {
  auto x = metric_channel(field("y", cost));
  x["title"] = unit_of(view, cost).title_of(view.metrics[cost]);
  const auto y = metric_channel(field("y", metric));
  const Json kind{{"field", "verdict"},
                  {"type", "nominal"},
                  {"scale", {{"domain", {tr("meets"), tr("misses")}}, {"range", {chart::first, chart::bad}}}},
                  {"legend", chart::top_legend()}};
  auto shape = kind;
  shape["scale"]["range"] = {"circle", "cross"};
  Json layers = Json::array();
  layers.push_back({{"transform", Json::array({{{"filter", "datum.front"}}})},
                    {"mark", {{"type", "line"}, {"color", chart::first}}},
                    {"encoding", {{"x", x}, {"y", y}, {"order", {{"field", field("m", cost)}}}}}});
  layers.push_back(
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 70}, {"opacity", 1}}},
       {"encoding",
        {{"x", x}, {"y", y}, {"color", kind}, {"shape", shape}, {"tooltip", tooltip(view, metric)}}}});
  add_bound(layers, view, metric);
  layers.push_back(ring(view, x, y));
  auto steps = in_its_unit(view, metric);
  for (auto& step : in_its_unit(view, cost)) steps.push_back(std::move(step));
  return {{"title", unit_of(view, metric).title_of(view.metrics[metric])},
          {"height", curve_height},
          {"transform", std::move(steps)},
          {"layer", std::move(layers)}};
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

std::optional<Chart> sweep_curves(const SweepView& view) {
  const auto order = axes_by_length(view);
  if (order.empty() || view.metrics.empty()) return std::nullopt;
  std::vector<std::size_t> shown{order.front()};
  Json colour;
  if (order.size() > 1 && view.axes[order[1]].values.size() <= most_lines) {
    shown.push_back(order[1]);
    const auto& axis = view.axes[order[1]];
    colour = {{"field", field("v", order[1])},
              {"type", "nominal"},
              {"sort", axis.values},
              {"title", axis.name},
              {"legend", {{"orient", "top"}, {"symbolOpacity", 1}}}};
  }
  auto about =
      tr("Each number over {}{}. Bands are 95 % intervals where there are replications; the "
         "dashed line is the goal's bound, the ring the chosen point.",
         view.axes[shown[0]].name,
         shown.size() > 1 ? tr(", a colour for each {}", view.axes[shown[1]].name) : "");
  if (view.is_grid && order.size() > shown.size())
    about += " " + tr("Everything else is as it is chosen above.");
  auto chart = chart_of(view, "curves", tr("Over {}", view.axes[shown[0]].name), std::move(about));
  if (view.is_grid) chart.spec["transform"] = Json::array({{{"filter", where_sliders_stand(view, shown)}}});
  chart.spec["vconcat"] = Json::array();
  for (std::size_t i = 0; i < view.metrics.size(); ++i)
    chart.spec["vconcat"].push_back(curve(view, i, shown[0], colour));
  return chart;
}

std::optional<Chart> sweep_heat_map(const SweepView& view) {
  const auto order = axes_by_length(view);
  if (!view.is_grid || order.size() < 2 || view.metrics.empty()) return std::nullopt;
  auto chart = chart_of(
      view, "heat-map", tr("Over {} and {}", view.axes[order[0]].name, view.axes[order[1]].name),
      tr("Each number over {} and {}; the stronger the colour, the larger. The frame is the chosen point.",
         view.axes[order[0]].name, view.axes[order[1]].name) +
          (order.size() > 2 ? " " + tr("Everything else is as it is chosen above.") : ""));
  chart.spec["transform"] = Json::array({{{"filter", where_sliders_stand(view, {order[0], order[1]})}}});
  chart.spec["resolve"] = {{"scale", {{"opacity", "independent"}}}};
  chart.spec["vconcat"] = Json::array();
  for (std::size_t i = 0; i < view.metrics.size(); ++i)
    chart.spec["vconcat"].push_back(heat(view, i, order[0], order[1]));
  return chart;
}

std::optional<Chart> sweep_front(const SweepView& view) {
  if (!view.goal) return std::nullopt;
  const auto cost = place_of(view.metrics, view.goal->minimize);
  if (cost == view.metrics.size() || view.metrics.size() < 2) return std::nullopt;
  auto chart = chart_of(view, "front", tr("Pareto front"),
                        tr("Each point by {} and what the goal bounds. The line is the front of Pareto: no "
                           "other point is better in one and as good in all.",
                           view.goal->minimize));
  const auto answer = answer_of(*view.goal, view.points);
  std::vector<const PointOutcome*> front;
  for (const auto i : answer.front) {
    front.push_back(&view.points[i]);
    for (auto& row : chart.spec["data"]["values"]) {
      if (row["number"] == view.points[i].number) row["front"] = true;
    }
  }
  chart.spec["vconcat"] = Json::array();
  for (std::size_t i = 0; i < view.metrics.size(); ++i) {
    if (i != cost) chart.spec["vconcat"].push_back(front_panel(view, cost, i));
  }
  chart.numbers = points_table(front, view.points, view.manifest, view.goal);
  return chart;
}

}  // namespace garoa

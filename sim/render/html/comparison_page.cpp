#include "sim/render/html/comparison_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/comparison.hpp"
#include "sim/render/html/axis_unit.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/told.hpp"
#include "sim/results/replication_rules.hpp"

namespace garoa {
namespace {

constexpr double row_step = 20;

/// Metrics that some pair compares, and some scenario has a value other than 0 of, in the first pair's order.
std::vector<std::string> compared_metrics(const ComparedScenarios& compared) {
  std::vector<std::string> names;
  for (const auto& pair : compared.pairs) {
    for (const auto& change : pair.metrics) {
      const bool says_nothing = change.from.value_or(0) == 0 && change.to.value_or(0) == 0;
      if (!says_nothing && std::find(names.begin(), names.end(), change.metric) == names.end())
        names.push_back(change.metric);
    }
  }
  return names;
}

double largest_of(const ComparedScenarios& compared, const std::string& name) {
  double largest = 0;
  for (const auto& result : compared.results) {
    if (const auto* const metric = result.find_metric(name)) largest = std::max(largest, metric->value);
  }
  return largest;
}

/// "memory=512 MB" of "lambda.validate.memory=512 MB", where that still tells all apart.
std::vector<std::string> names_on_axis(const std::vector<std::string>& names) {
  std::vector<std::string> shorter;
  for (const auto& name : names) {
    const auto end = name.find('=');
    const auto dot = end == std::string::npos ? std::string::npos : name.rfind('.', end);
    shorter.push_back(dot == std::string::npos ? name : name.substr(dot + 1));
  }
  const std::set<std::string> different{shorter.begin(), shorter.end()};
  return different.size() == names.size() ? shorter : names;
}

/// A row for each scenario that has the metric.
Json rows_side_by_side(const ComparedScenarios& compared) {
  const auto names = names_on_axis(compared.names);
  Json rows = Json::array();
  for (const auto& name : compared_metrics(compared)) {
    const double largest = largest_of(compared, name);
    for (std::size_t i = 0; i < compared.results.size(); ++i) {
      const auto* const metric = compared.results[i].find_metric(name);
      if (metric == nullptr) continue;
      const auto unit = chart::axis_unit(metric->unit, largest);
      rows.push_back({{"metric", unit.title_of(name)},
                      {"scenario", names[i]},
                      {"value", metric->value / unit.per},
                      {"low", (metric->ci95 ? metric->ci95->first : metric->value) / unit.per},
                      {"high", (metric->ci95 ? metric->ci95->second : metric->value) / unit.per},
                      {"shown", human_value(metric->value, metric->unit)}});
    }
  }
  return rows;
}

Json nominal(const char* field) {
  return {{"field", field}, {"type", "nominal"}, {"sort", nullptr}, {"title", nullptr}};
}

std::optional<Chart> side_by_side(const ComparedScenarios& compared) {
  auto rows = rows_side_by_side(compared);
  if (rows.empty()) return std::nullopt;
  Chart chart{
      .id = "side-by-side",
      .title = tr("Each number in each scenario"),
      .about = tr("A dot is the value over all replications, the line its 95 % interval. Each number has a "
                  "scale of its own."),
      .spec = {{"$schema", chart::schema}, {"data", {{"values", std::move(rows)}}}},
      .lines = {}};
  auto scenario = nominal("scenario");
  auto colour = scenario;
  colour["legend"] = nullptr;
  const Json value{
      {"field", "value"}, {"type", "quantitative"}, {"title", nullptr}, {"scale", {{"zero", false}}}};
  Json low = value;
  low["field"] = "low";
  chart.spec["facet"] = {{"row", nominal("metric")}};
  chart.spec["facet"]["row"]["header"] = {
      {"labelAngle", 0}, {"labelOrient", "top"}, {"labelAnchor", "start"}};
  chart.spec["resolve"] = {{"scale", {{"x", "independent"}}}};
  chart.spec["spec"] = {{"height", {{"step", row_step}}},
                        {"encoding", {{"y", scenario}, {"color", colour}}},
                        {"layer", Json::array({{{"mark", {{"type", "rule"}, {"strokeWidth", 2}}},
                                                {"encoding", {{"x", low}, {"x2", {{"field", "high"}}}}}},
                                               {{"mark",
                                                 {{"type", "point"},
                                                  {"filled", true},
                                                  {"size", 70},
                                                  {"opacity", 1},
                                                  {"tooltip", {{"content", "data"}}}}},
                                                {"encoding", {{"x", value}}}}})}};
  return chart;
}

/// From the lowest to the highest, zero and a percent beside it among them, so that nothing but zeros is a chart, too.
Json ends_of(const Json& rows) {
  double least = -0.01;
  double most = 0.01;
  for (const auto& row : rows) {
    least = std::min(least, row["low"].get<double>());
    most = std::max(most, row["high"].get<double>());
  }
  const double edge = 0.03 * (most - least);
  return {least - edge, most + edge};
}

/// May a difference be claimed? Where it may not, why.
std::string certainty_in_words(const MetricChange& change) {
  if (change.certain) return tr("certain");
  const bool differs = change.difference.value_or(0) != 0;
  return differs && change.pairs < fewest_replications ? tr("too few pairs") : tr("may be chance");
}

/// A colour for each word that there is.
Json certainty_colour(const Json& rows) {
  const std::array<std::pair<std::string, const char*>, 3> words{{{tr("certain"), chart::first},
                                                                  {tr("too few pairs"), chart::warning},
                                                                  {tr("may be chance"), "var(--series-6)"}}};
  Json domain = Json::array();
  Json range = Json::array();
  for (const auto& [word, colour] : words) {
    if (std::none_of(rows.begin(), rows.end(), [&](const Json& row) { return row["certain"] == word; }))
      continue;
    domain.push_back(word);
    range.push_back(colour);
  }
  return {{"field", "certain"},
          {"type", "nominal"},
          {"scale", {{"domain", std::move(domain)}, {"range", std::move(range)}}},
          {"legend", chart::top_legend()}};
}

/// Differences of a pair in percent of what was before.
std::optional<Chart> differences(const ComparedPair& pair, std::size_t number) {
  Json rows = Json::array();
  for (const auto& change : pair.metrics) {
    const auto relative = change.relative();
    if (!relative || !change.from) continue;
    const double half = change.half_width.value_or(0) / std::abs(*change.from);
    rows.push_back({{"metric", change.metric},
                    {"difference", *relative},
                    {"low", *relative - half},
                    {"high", *relative + half},
                    {"certain", certainty_in_words(change)}});
  }
  if (rows.empty()) return std::nullopt;
  const auto ends = ends_of(rows);
  const auto colour = certainty_colour(rows);
  const double height = row_step * static_cast<double>(rows.size());
  Chart chart{
      .id = fmt::format("differences-{}", number),
      .title = tr("{} against {}", pair.to, pair.from),
      .about = tr("The difference of pairs of replications with the same seeds, of the value before; the "
                  "line is its 95 % interval. What crosses zero may be chance."),
      .spec = chart::view(std::move(rows), height),
      .lines = {}};
  if (pair.pairs < fewest_replications)
    chart.about += " " + tr("Fewer than {} pairs are too few to claim a difference.", fewest_replications);
  const Json metric = nominal("metric");
  const Json axis{{"format", "+%"}, {"labelFlush", true}};
  Json low{{"field", "low"}, {"type", "quantitative"}, {"title", tr("of the value before")}, {"axis", axis}};
  low["scale"] = {{"domain", ends}};
  Json value = low;
  value["field"] = "difference";
  chart.spec["layer"] = Json::array(
      {{{"data", {{"values", Json::array({{{"zero", 0}}})}}},
        {"mark", {{"type", "rule"}, {"color", chart::quiet}, {"strokeWidth", 2}}},
        {"encoding", {{"x", {{"field", "zero"}, {"type", "quantitative"}}}}}},
       {{"mark", {{"type", "rule"}, {"strokeWidth", 2}}},
        {"encoding", {{"y", metric}, {"x", low}, {"x2", {{"field", "high"}}}, {"color", colour}}}},
       {{"mark",
         {{"type", "point"},
          {"filled", true},
          {"size", 70},
          {"opacity", 1},
          {"tooltip", {{"content", "data"}}}}},
        {"encoding", {{"y", metric}, {"x", value}, {"color", colour}}}}});
  return chart;
}

std::string pair_html(Page& page, const ComparedPair& pair, std::size_t number) {
  auto html = fmt::format("<p class=\"answer\">{}</p>\n", breakable(escaped(told_sentence(pair)))) +
              drawn(page, differences(pair, number));
  for (const auto& note : comparison_notes(pair))
    html += fmt::format("<p class=\"note\">{}</p>\n", escaped(note));
  for (const auto& sheet : comparison_sheets(pair)) html += html_table(table_of(sheet), sheet.title);
  return html;
}

std::string header_of(const ComparedScenarios& compared) {
  auto html = fmt::format(
      "<h1>{}</h1>\n", tr("Comparison of {}", escaped(fmt::format("{}", fmt::join(compared.names, ", ")))));
  for (std::size_t i = 0; i < compared.results.size(); ++i) {
    const auto& scenario = compared.results[i].scenario;
    const auto& overrides = compared.results[i].provenance.overrides;
    auto about =
        tr("{}: {}, {}, {}, seed {}, {} replications", compared.names[i], told_headline(scenario),
           scenario.region, human_duration(scenario.duration_s), scenario.seed, scenario.replications);
    if (!overrides.empty()) about += tr(", with {}", fmt::format("{}", fmt::join(overrides, ", ")));
    html += fmt::format("<p class=\"meta\">{}</p>\n", escaped(about));
  }
  if (has_decision(compared))
    html += fmt::format("<p class=\"answer\">{}</p>\n", escaped(told_decision(compared)));
  for (const auto& dead : compared.dead)
    html += fmt::format("<p class=\"note\">{}</p>\n", tr("Left out: replication {} (seed {}): {}",
                                                         dead.number, dead.seed, escaped(dead.why)));
  return html;
}

std::string origins_html(const ComparedScenarios& compared) {
  std::string html;
  for (const auto& origin : comparison_origins(compared)) html += fmt::format("<p>{}</p>\n", escaped(origin));
  return html + "<p>" + tr("Nothing on this page was fetched.") + "</p>\n";
}

}  // namespace

std::string comparison_page(const ComparedScenarios& compared) {
  const TellingMoney money{currency_of(exchange_of(compared))};
  Page page{.title = tr("Comparison") + " - garoa",
            .header = header_of(compared),
            .sections = {},
            .footer = origins_html(compared),
            .charts = {},
            .scenario = compared.results.front().scenario};
  const auto table = [](const Sheet& sheet) { return html_table(table_of(sheet), sheet.title); };
  page.sections.push_back({"options", tr("Options"), table(comparison_options(compared))});
  page.sections.push_back({"objectives", tr("Objectives"), table(comparison_objectives(compared))});
  for (std::size_t i = 0; i < compared.pairs.size(); ++i) {
    const auto& pair = compared.pairs[i];
    page.sections.push_back({fmt::format("pair-{}", i + 1), tr("{} against {}", pair.to, pair.from),
                             pair_html(page, pair, i + 1)});
  }
  page.sections.push_back({"side", tr("Side by side"), drawn(page, side_by_side(compared))});
  return html_page(page);
}

}  // namespace garoa

#include "sim/render/html/page.hpp"

#include <fmt/format.h>

#include "sim/core/language.hpp"
#include "sim/render/html/html_parts.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

/// Figures that a chart can show.
double rounded(double value) {
  return std::stod(fmt::format("{:.6g}", value));
}

/// Between two values that follow each other, at least; 0 where there are no two. Seconds.
double period_of(const Series& series) {
  double period = 0;
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const double step = series.points[i].time - series.points[i - 1].time;
    if (step > 0 && (period == 0 || step < period)) period = step;
  }
  return period;
}

/// Times as first and step where they are regular, which saves half of the page.
Json json_of(const Series& series, const ScenarioInfo& scenario) {
  const auto* const row = find_series_row(series.metric, series.statistic);
  Json json{{"resource", series.resource},
            {"metric", series.metric},
            {"statistic", series.statistic},
            {"unit", row == nullptr ? "" : std::string{row->unit}}};
  const auto& points = series.points;
  const double first = points.empty() ? 0 : points.front().time;
  const double step = points.size() < 2 ? 0 : points[1].time - first;
  Json values = Json::array();
  Json times = Json::array();
  bool regular = true;
  for (std::size_t i = 0; i < points.size(); ++i) {
    values.push_back(rounded(points[i].value));
    times.push_back(chart_time(scenario, points[i].time));
    regular = regular && points[i].time == first + static_cast<double>(i) * step;
  }
  if (regular) {
    json["first"] = chart_time(scenario, first);
    json["step"] = step * 1000;
  } else {
    json["times"] = std::move(times);
    json["period"] = period_of(series) * 1000;
  }
  json["values"] = std::move(values);
  return json;
}

/// Numbers and dates of charts (d3's locales); nothing where they are as in English.
Json locale_json() {
  if (spoken_language() == Language::english) return nullptr;
  const Json numbers{{"decimal", ","}, {"thousands", "."}, {"grouping", {3}}, {"currency", {"", ""}}};
  const Json months{"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"};
  const Json days{"dom", "seg", "ter", "qua", "qui", "sex", "sáb"};
  const Json times{{"dateTime", "%d/%m/%Y %H:%M:%S"},
                   {"date", "%d/%m/%Y"},
                   {"time", "%H:%M:%S"},
                   {"periods", {"AM", "PM"}},
                   {"days", days},
                   {"shortDays", days},
                   {"months", months},
                   {"shortMonths", months}};
  return {{"number", numbers}, {"time", times}};
}

/// What page.js says by itself.
Json words_json() {
  return {{"more_days", tr("{0} and {1} days more", "{0}", "{1}")},
          {"of", tr("{0} of {1}", "{0}", "{1}")},
          {"not_drawn", tr("This browser cannot draw the chart; its numbers are in the table below.")}};
}

/// Charts, and of the series those that they show.
Json charts_json(const Page& page) {
  Json charts = Json::array();
  Json series = Json::array();
  for (const auto& chart : page.charts) {
    Json lines = Json::array();
    for (const auto& line : chart.lines) {
      lines.push_back({{"data", line.data}, {"series", series.size()}, {"what", line.what}});
      series.push_back(json_of(page.series->at(line.series), page.scenario));
    }
    charts.push_back({{"id", chart.id}, {"spec", chart.spec}, {"lines", std::move(lines)}});
  }
  return {{"locale", locale_json()},
          {"words", words_json()},
          {"charts", std::move(charts)},
          {"series", std::move(series)},
          {"from", chart_time(page.scenario, 0)},
          {"to", chart_time(page.scenario, page.scenario.duration_s)}};
}

constexpr std::string_view policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; form-action "
    "'none'; base-uri 'none'";

std::string links_of(const Page& page) {
  std::string links;
  for (const auto& section : page.sections) {
    if (!section.content.empty())
      links += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.id, escaped(section.title));
  }
  return fmt::format("<nav aria-label=\"{}\"><ul>\n{}</ul></nav>\n", tr("Sections"), links);
}

std::string sections_of(const Page& page) {
  std::string html;
  for (const auto& [id, title, content] : page.sections) {
    if (!content.empty())
      html += fmt::format(
          "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 "
          "id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
          id, escaped(title), content);
  }
  return html;
}

}  // namespace

std::string why_no_page() {
  const auto missing = html_parts().missing;
  return missing.empty() ? "" : fmt::format("this garoa makes no pages: {}", missing);
}

std::string html_page(const Page& page) {
  const auto parts = html_parts();
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"{}\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">{}</a>\n<header>\n{}{}</header>\n<main id=\"main\">\n"
      "<noscript><p class=\"note\">{}</p></noscript>\n{}</main>\n"
      "<footer>\n{}</footer>\n<script type=\"application/json\" id=\"charts\">{}</script>\n"
      "<script type=\"text/plain\" id=\"library\">{}</script>\n<script>\n{}</script>\n</body>\n</html>\n",
      tag_of(spoken_language()), policy, escaped(page.title), parts.style, tr("To the results"), page.header,
      links_of(page), tr("Charts need JavaScript. All numbers stand in the tables."), sections_of(page),
      page.footer, json_in_page(charts_json(page)), page.charts.empty() ? "" : parts.library, parts.script);
}

std::string html_figure(const Chart& chart, const std::string& extra) {
  const auto numbers = html_table(chart.numbers, tr("The numbers of: {}", chart.title));
  return fmt::format(
      "<figure id=\"chart-{}\">\n<h3>{}</h3>\n<p class=\"about\">{}{}</p>\n{}<div class=\"drawing\" "
      "aria-hidden=\"true\"></div>\n{}</figure>\n",
      chart.id, escaped(chart.title), escaped(chart.about),
      chart.hint.empty() ? "" : fmt::format(" <span class=\"on-screen\">{}</span>", escaped(chart.hint)),
      extra,
      numbers.empty() ? ""
                      : fmt::format("<details><summary>{}</summary>{}</details>\n",
                                    escaped(tr("Numbers of: {}", chart.title)), numbers));
}

std::string drawn(Page& page, std::optional<Chart> chart, const std::string& extra) {
  if (!chart) return "";
  page.charts.push_back(std::move(*chart));
  return html_figure(page.charts.back(), extra);
}

}  // namespace garoa

#include "sim/render/html/report.hpp"

#include <fmt/format.h>

#include <limits>

#include "sim/core/human.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/html/report_sections.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {
namespace {

constexpr std::size_t one_line = 1U << 20U;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

bool has_failed(const RunResult& result) {
  for (const auto& finding : result.compliance.findings) {
    if (finding.status == compliance::Status::fail) return true;
  }
  return false;
}

std::string header_of(const RunResult& result) {
  const auto& scenario = result.scenario;
  auto period = fmt::format("{}, {}, from {} for {}, seed {}", scenario.file, scenario.region,
                            human_time(scenario.start), human_duration(scenario.duration_s), scenario.seed);
  if (scenario.replications > 1) period += fmt::format(", {} replications", scenario.replications);
  return fmt::format(
      "<h1>{}</h1>\n<p class=\"meta\">{}</p>\n<p class=\"answer{}\">{}</p>\n{}{}", escaped(scenario.title),
      escaped(period), has_failed(result) ? " bad" : "", escaped(trimmed(summary_text(result, one_line))),
      result.edges ? fmt::format("<p>{}</p>\n", escaped(trimmed(deciding_text(result, one_line)))) : "",
      cards_html(result));
}

/// A chart's figure, which the page then draws; empty without one.
std::string figure(Page& page, std::optional<Chart> chart, const std::string& extra = "") {
  if (!chart) return "";
  page.charts.push_back(std::move(*chart));
  return html_figure(page.charts.back(), extra);
}

std::string paragraph_of(const std::string& text) {
  return text.empty() ? "" : fmt::format("<p class=\"note\">{}</p>\n", escaped(trimmed(text)));
}

std::string traffic_of(const RunResult& result) {
  std::string html;
  for (const auto& table : traffic_tables(result))
    html += html_table(table, "By " + table.columns().front().title);
  return html + html_table(end_to_end_table(result), "From arrival to effect, 99th percentiles") +
         html_table(failed_requests_table(result), "Failed, refused or tried again");
}

std::string money_of(Page& page, const RunResult& result) {
  const auto cost = as_shown(result.cost);
  auto html = figure(page, cost_chart(result)) + figure(page, growth_chart(result));
  for (const auto& missing : cost.unpriced) html += paragraph_of("Not priced: " + missing);
  if (cost.lines.empty()) return html;
  return html + paragraph_of(
                    fmt::format("This run: {0} {1}; a month as if nothing grew: {0} {2}; prices of {3}, {4}.",
                                cost.currency, human_money(cost.total), human_money(cost.per_month),
                                cost.price_date, has_tax(cost) ? "with tax" : "before tax"));
}

std::string what_failed(const RunResult& result) {
  return html_table(failures_table(result), "Declared failures and what they cost") +
         html_table(restores_table(result), "Restores") +
         html_table(incidents_table(result), "Documents lost, processed twice or out of order");
}

std::string wanted(const RunResult& result) {
  return html_table(objectives_table(result), "What the scenario wants, and whether it got it") +
         paragraph_of(objectives_note(result)) +
         paragraph_of(result.replications ? replications_text(result, one_line) : "");
}

constexpr std::string_view day_choice =
    "<div class=\"controls\"><label>Show <select id=\"day\"><option value=\"\">the whole "
    "run</option></select></label></div>\n";

std::string picture_of(const std::string& svg) {
  if (svg.empty()) return "";
  return "<p class=\"about\">Percent: of what there is, in its busiest hour. Thick: what binds. Red: "
         "something was lost or turned "
         "away. Dashed: not on a document's way.</p>\n<div class=\"picture\" tabindex=\"0\" role=\"region\" "
         "aria-label=\"Diagram\">" +
         svg + "</div>\n";
}

std::string footer_of(const RunResult& result) {
  return fmt::format(
      "<p>Simulated by garoa {}. What is modelled and what is not: the headers of its models. Nothing on "
      "this page was fetched.</p>\n",
      escaped(result.garoa_version));
}

}  // namespace

std::string html_report(const ReportInput& input) {
  const auto& result = input.result;
  Page page{.title = result.scenario.title + " - garoa",
            .header = header_of(result),
            .sections = {},
            .footer = footer_of(result),
            .charts = {},
            .series = &result.series,
            .scenario = result.scenario};
  const auto add = [&](std::string id, std::string title, std::string content) {
    page.sections.push_back({std::move(id), std::move(title), std::move(content)});
  };
  add("objectives", "Objectives and chance", wanted(result));
  add("time-series", "Timeline", figure(page, timeline_chart(result), std::string{day_choice}));
  add("architecture", "Architecture", picture_of(input.diagram));
  add("traffic", "Throughput and latency", traffic_of(result));
  add("backups", "Backups", figure(page, backup_chart(result)));
  add("exposure", "Exposure", figure(page, unprotected_chart(result)) + figure(page, exposure_chart(result)));
  add("failures", "Failures, restores, incidents", what_failed(result));
  add("time", "Where the time goes", figure(page, time_chart(result)));
  add("money", "Where the money goes", money_of(page, result));
  add("gaps", "Gaps", gaps_html(result.compliance));
  add("assumptions", "Assumptions", assumptions_html(result));
  if (!input.scenario.empty())
    add("scenario", "The scenario with every default",
        fmt::format(
            "<details><summary>Show it</summary><pre tabindex=\"0\"><code>{}</code></pre></details>\n",
            escaped_lines(input.scenario)));
  add("metrics", "All metrics", metrics_html(result));
  add("provenance", "Seeds and provenance", provenance_html(result));
  return html_page(page);
}

}  // namespace garoa

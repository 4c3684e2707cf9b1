#include "sim/render/html/report.hpp"

#include <fmt/format.h>

#include <limits>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/html/report_sections.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/origin.hpp"

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
  auto period = tr("{}, {}, from {} for {}, seed {}", scenario.file, scenario.region,
                   human_time(scenario.start), human_duration(scenario.duration_s), scenario.seed);
  if (scenario.replications > 1) period += tr(", {} replications", scenario.replications);
  return fmt::format(
      "<h1>{}</h1>\n<p class=\"meta\">{}</p>\n<p class=\"answer{}\">{}</p>\n{}{}",
      escaped(told_headline(scenario)), escaped(period), has_failed(result) ? " bad" : "",
      escaped(trimmed(summary_text(result, one_line))),
      result.edges ? fmt::format("<p>{}</p>\n", escaped(trimmed(deciding_text(result, one_line)))) : "",
      cards_html(result));
}

std::string paragraph_of(const std::string& text) {
  return text.empty() ? "" : fmt::format("<p class=\"note\">{}</p>\n", escaped(trimmed(text)));
}

std::string traffic_of(const RunResult& result) {
  std::string html;
  for (const auto& table : traffic_tables(result))
    html += html_table(table, tr("By {}", table.columns().front().title));
  return html + html_table(end_to_end_table(result), tr("From arrival to effect, 99th percentiles")) +
         html_table(failed_requests_table(result), tr("Failed, refused or tried again"));
}

std::string money_of(Page& page, const RunResult& result) {
  const auto cost = as_shown(result.cost);
  auto html = drawn(page, cost_chart(result)) + drawn(page, growth_chart(result));
  for (const auto& missing : cost.unpriced) html += paragraph_of(tr("Not priced: {}", told(missing)));
  if (cost.lines.empty()) return html;
  return html +
         paragraph_of(tr("This run: {0} {1}; a month as if nothing grew: {0} {2}; prices of {3}, {4}.",
                         cost.currency, human_money(cost.total), human_money(cost.per_month), cost.price_date,
                         has_tax(cost) ? tr("with tax") : tr("before tax"))) +
         paragraph_of(money_note()) +
         (assumed_note(cost).empty() ? "" : paragraph_of("~ " + assumed_note(cost))) +
         html_table(cost_by_service_table(result.cost), tr("By service")) +
         html_table(cost_by_flow_table(result.cost), tr("By flow"));
}

std::string what_failed(const RunResult& result) {
  return html_table(failures_table(result), tr("Declared failures and what they cost")) +
         html_table(restores_table(result), tr("Restores")) +
         html_table(incidents_table(result), tr("Documents lost, processed twice or out of order"));
}

std::string wanted(const RunResult& result) {
  return html_table(objectives_table(result), tr("What the scenario wants, and whether it got it")) +
         paragraph_of(objectives_note(result)) +
         paragraph_of(result.replications ? replications_text(result, one_line) : "");
}

std::string day_choice() {
  return fmt::format(
      "<div class=\"controls\"><label>{} <select id=\"day\"><option "
      "value=\"\">{}</option></select></label></div>\n",
      tr("Show"), tr("the whole run"));
}

std::string picture_of(const std::string& svg) {
  if (svg.empty()) return "";
  return fmt::format(
      "<p class=\"about\">{}</p>\n<div class=\"picture\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"{}\">{}</div>\n",
      tr("Percent: of what there is, in its busiest hour; of concurrency, at its busiest instant. Amber: "
         "half "
         "of that or more; filled: nine tenths or more. Thick: what binds. Red: something was lost or turned "
         "away. Dashed: not on a document's way."),
      tr("Diagram"), svg);
}

std::string footer_of(const RunResult& result) {
  return "<p>" +
         tr("Simulated by garoa {}. What is modelled and what is not: the headers of its models. Nothing on "
            "this page was fetched.",
            escaped(program_in_words(result.garoa_version, result.garoa_build))) +
         "</p>\n<p class=\"on-paper\">" +
         tr("Not on paper: the scenario, all metrics, the numbers of charts, most assumptions, the replay.") +
         "</p>\n";
}

}  // namespace

std::string html_report(const ReportInput& input) {
  const TellingMoney money{currency_of(input.result.cost.exchange)};
  const auto& result = input.result;
  Page page{.title = told_headline(result.scenario) + " - garoa",
            .header = header_of(result),
            .sections = {},
            .footer = footer_of(result),
            .charts = {},
            .series = &result.series,
            .scenario = result.scenario};
  const auto add = [&](std::string id, std::string title, std::string content) {
    page.sections.push_back({std::move(id), std::move(title), std::move(content)});
  };
  add("objectives", tr("Objectives and chance"), wanted(result));
  add("architecture", tr("Architecture"), picture_of(input.diagram));
  if (input.replay) add("replay", tr("Replay"), replay_html(*input.replay, result));
  add("traffic", tr("Throughput and latency"), traffic_of(result));
  add("time-series", tr("Timeline"), drawn(page, timeline_chart(result, input.scenario), day_choice()));
  add("backups", tr("Backups"), drawn(page, backup_chart(result)));
  add("exposure", tr("Exposure"),
      drawn(page, unprotected_chart(result)) +
          (is_always_protected(result)
               ? paragraph_of(tr("No document was without a copy: each has one, or is one, as "
                                 "soon as it is acknowledged."))
               : "") +
          drawn(page, exposure_chart(result)));
  add("failures", tr("Failures, restores, incidents"), what_failed(result));
  add("time", tr("Where the time goes"), drawn(page, time_chart(result)));
  add("money", tr("Where the money goes"), money_of(page, result));
  add("gaps", tr("Gaps"), gaps_html(result.compliance, input.scenario));
  add("assumptions", tr("Assumptions"), assumptions_html(result));
  if (!input.scenario.empty())
    add("scenario", tr("The scenario with every default"),
        fmt::format("<details><summary>{}</summary><pre tabindex=\"0\"><code>{}</code></pre></details>\n",
                    tr("Show it"), escaped_lines(input.scenario)));
  add("metrics", tr("All metrics"), metrics_html(result));
  add("provenance", tr("Seeds and provenance"), provenance_html(result));
  return html_page(page);
}

}  // namespace garoa

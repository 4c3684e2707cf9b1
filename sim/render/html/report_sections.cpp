#include "sim/render/html/report_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/evidence.hpp"
#include "sim/render/failed_requests.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/scenario_lines.hpp"
#include "sim/render/status_counts.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/control_ids.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

using Align = TextTable::Align;

std::string card(std::string_view state, const std::string& label, const std::string& value,
                 const std::string& aside) {
  return fmt::format(
      "<li class=\"{}\"><span class=\"label\">{}</span><span class=\"value\">{}</span><span "
      "class=\"aside\">{}</span></li>\n",
      state, breakable(escaped(label)), escaped(value), escaped(aside));
}

/// "24,786 done": of how many it is, and of how many that began where these are more: what was refused or is still waited for has no
/// latency.
std::string done_of(const RunResult& result, const Metric& latency, std::size_t ending) {
  const auto done = human_count(latency.n);
  const auto* const began =
      result.find_metric(latency.name.substr(0, latency.name.size() - ending) + ".started");
  const bool all = began == nullptr || began->value <= static_cast<double>(latency.n);
  return all ? done : tr("{} done (of {} begun)", done, human_count(began->value));
}

/// Of `intake.upload`: intake upload, with the phase as the language has it.
std::string told_phase_of(const std::string& path) {
  const auto dot = path.find('.');
  return dot == std::string::npos ? path : path.substr(0, dot) + " " + tr(path.substr(dot + 1));
}

/// Of `flows.intake.upload.latency.p99`.
std::string latency_cards(const RunResult& result) {
  constexpr std::string_view ending = ".latency.p99";
  std::string html;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with("flows.") || !metric.name.ends_with(ending) || metric.n == 0) continue;
    const auto what = metric.name.substr(6, metric.name.size() - 6 - ending.size());
    if (std::count(what.begin(), what.end(), '.') > 1) continue;  // a part of a restore
    const auto* const median = result.find_metric(metric.name.substr(0, metric.name.size() - 3) + "p50");
    html += card("", told_phase_of(what) + ", p99", human_value(metric.value, metric.unit),
                 median == nullptr ? ""
                                   : tr("half of {} within {}", done_of(result, metric, ending.size()),
                                        human_value(median->value, median->unit)));
  }
  return html;
}

std::string window_cards(const RunResult& result) {
  constexpr std::string_view ending = ".window_used.max";
  std::string html;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with("backup.") || !metric.name.ends_with(ending)) continue;
    const auto job = metric.name.substr(0, metric.name.size() - ending.size());
    const auto* const longest = result.find_metric(job + ".duration.max");
    const auto* const failed = result.find_metric(job + ".failed");
    const bool bad = metric.value > 1 || (failed != nullptr && failed->value > 0);
    html += card(bad ? "bad" : "good", tr("window of {}", job), tr("{} used", human_share(metric.value)),
                 longest == nullptr ? "" : tr("longest run {}", human_duration(longest->value)));
  }
  return html;
}

/// What was not evaluated is neither.
std::string_view tone_of(compliance::Status status) {
  if (status == compliance::Status::fail) return "bad";
  return status == compliance::Status::pass ? "good" : "";
}

std::string recovery_cards(const Compliance& compliance) {
  std::string html;
  const bool several = compliance.profiles.size() > 1;
  for (const auto& finding : compliance.findings) {
    if (finding.control != compliance::control_ids::recovery_point || !finding.measured) continue;
    // As the finding says it, which tells apart what would look alike: "1 d and 30 s".
    const auto age =
        finding.actual.empty() ? human_value(*finding.measured, finding.unit) : told(finding.actual);
    html += card(
        tone_of(finding.status),
        tr("achieved RPO of {}", finding.flow) + (several ? fmt::format(" ({})", finding.profile) : ""),
        finding.censored ? tr("more than {}", age) : age,
        finding.limit ? tr("at most {}", human_value(*finding.limit, finding.unit)) : tr("no objective"));
  }
  return html;
}

std::string money_card(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  if (cost.lines.empty()) return "";
  const auto per_document = cost.per_1000_documents ? tr("{} {} for 1,000 documents of this run",
                                                         cost.currency, human_money(*cost.per_1000_documents))
                                                    : "";
  const auto first = first_month(cost);
  const std::string_view mark = has_unverified(cost) ? "*" : "";
  if (!first)
    return card("", tr("cost a month"),
                fmt::format("{} {}{}", cost.currency, human_money(cost.per_month), mark), per_document);
  return card(cost.growth_per_month < 0 ? "" : "warning", tr("cost of the first month"),
              fmt::format("{} {}{}", cost.currency, human_money(*first), mark),
              (rests_within_a_year(cost)
                   ? tr("{} from month {} on", human_money(cost.steady->amount), cost.steady->month)
               : cost.growth_per_month < 0
                   ? tr("{} in month {}", human_money(cost.months.back().amount), cost.months.back().month)
                   : tr("about {} more each month", human_money(cost.growth_per_month))) +
                  (per_document.empty() ? "" : "; " + per_document));
}

std::string lost_card(const RunResult& result) {
  const auto lost = documents_lost(result);
  return lost.count > 0 ? card("bad", tr("documents lost"), human_count(lost.count), lost.why) : "";
}

std::string gaps_card(const Compliance& compliance) {
  using compliance::Status;
  if (compliance.findings.empty()) return "";
  const bool failed = count_of(compliance, Status::fail) > 0;
  return card(
      failed ? "bad" : "good", tr("gaps"), count_text(compliance, Status::fail),
      fmt::format("{}, {}, {}", count_text(compliance, Status::warn),
                  count_text(compliance, Status::not_evaluated), count_text(compliance, Status::pass)));
}

std::string growth_card(const RoomToGrow& room) {
  if (room.then.empty()) return "";
  const auto label = tr("room to grow");
  if (!room.factor) return card("bad", label, tr("none"), room.then);
  return card("", label, human_number(*room.factor) + "x", tr("then {}", room.then));
}

std::string evidence_html(const compliance::Finding& finding, const ScenarioLines& lines) {
  std::string html;
  for (const auto& [name, text] : evidence_of(finding))
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", name, escaped_prose(text));
  return fmt::format("<details><summary>{}</summary><dl class=\"facts\">{}</dl>{}</details>",
                     tr("Evidence of {}", escaped(finding.control)), html,
                     lines.block.empty() ? ""
                                         : fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>",
                                                       escaped_lines(lines.block)));
}

std::string yaml_place_of(const Location& place) {
  if (place.file == nullptr || place.line == 0) return "";
  const auto name = std::filesystem::path{*place.file}.filename().string();
  return fmt::format("{}:{}", name, place.line);
}

/// Does the line set a part of that path? What the file lacks has the place of the block that it would stand in, or its first line.
bool is_about(std::string_view line, const std::string& path) {
  const auto key = std::string{line.substr(0, line.find(':'))};
  return path.empty() || key.starts_with('-') ||
         ("." + path + ".").find("." + key + ".") != std::string::npos;
}

/// "base.yaml:33: archive:"
std::string place_with_text(const Location& place, const ScenarioLines& lines, const std::string& path) {
  const auto where = yaml_place_of(place);
  if (where.empty()) return "";
  if (!lines.line.empty() && !is_about(lines.line, path))
    return fmt::format("<p class=\"note\"><code>{}</code>: {}</p>",
                       escaped(std::filesystem::path{*place.file}.filename().string()),
                       tr("'{}' is not given", breakable(escaped(path))));
  return fmt::format("<p class=\"note\"><code>{}{}</code></p>", escaped(where),
                     lines.line.empty() ? "" : ": " + escaped(lines.line));
}

std::string finding_row(const compliance::Finding& finding, std::string_view scenario, bool with_profile) {
  const auto lines = scenario_lines(scenario, finding.place, finding.key);
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  const auto control =
      with_profile ? fmt::format("{} ({})", finding.control, finding.profile) : finding.control;
  return fmt::format(
      "<tr data-status=\"{0}\" data-severity=\"{1}\"><td class=\"badge {0}\">{8}</td><td>{7}</td><th "
      "scope=\"row\">{2}</th><td>{3}</td>"
      "<td><p>{4}</p>{5}{6}</td></tr>\n",
      name_of(finding.status), name_of(finding.severity), escaped(control), escaped(about),
      escaped(told(finding.message)), place_with_text(finding.place, lines, finding.key),
      evidence_html(finding, lines), tr(name_of(finding.severity)), tr(name_of(finding.status)));
}

std::string option(std::string_view value, std::string_view text, bool selected = false) {
  return fmt::format("<option value=\"{}\"{}>{}</option>", value, selected ? " selected" : "", text);
}

/// What every form that filters a table has: words, and how many rows there are.
std::string words_filter() {
  return fmt::format(
      "<label>{} <input name=\"text\" type=\"search\" autocomplete=\"off\"></label>\n"
      "<span>{}: <output aria-live=\"polite\"></output></span></form>\n",
      tr("Words"), tr("shown"));
}

std::string gaps_form() {
  std::string states = option("FAIL WARN", tr("FAIL and WARN"), true) + option("", tr("all"));
  for (const auto* const state : {"FAIL", "WARN", "NOT_EVALUATED", "PASS", "NOT_APPLICABLE"})
    states += option(state, tr(state));
  std::string severities = option("", tr("all"), true);
  for (const auto* const severity : {"critical", "high", "medium", "low", "info"})
    severities += option(severity, tr(severity));
  return fmt::format(
             "<form class=\"controls\" data-rows=\"findings\">\n<label>{} <select "
             "name=\"status\">{}</select></label>\n"
             "<label>{} <select name=\"severity\">{}</select></label>\n",
             tr("Status"), states, tr("Severity"), severities) +
         words_filter();
}

std::string metrics_form() {
  return "<form class=\"controls\" data-rows=\"all-metrics\">\n" + words_filter();
}

TextTable assumptions_table(const RunResult& result, bool with_range) {
  TextTable table{{{tr("figure")},
                   {tr("value"), Align::right},
                   {tr("least"), Align::right},
                   {tr("most"), Align::right},
                   {tr("basis")},
                   {tr("source")},
                   {tr("note")}}};
  for (const auto& figure : result.assumptions) {
    if (figure.has_range() == with_range)
      table.add({figure.path(), told(figure.value), told(figure.low), told(figure.high), figure.basis,
                 figure.source, tr(figure.note)});
  }
  return table;
}

std::string fact(std::string_view name, const std::string& value) {
  return value.empty() ? "" : fmt::format("<dt>{}</dt><dd><code>{}</code></dd>\n", name, escaped(value));
}

std::string files_text(const std::vector<Provenance::File>& files) {
  std::string text;
  for (const auto& file : files)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", file.name, file.sha256);
  return text;
}

std::string seeds_fact(const RunResult& result) {
  return result.replications
             ? fact(tr("seeds"), fmt::format("{}", fmt::join(result.replications->seeds, ", ")))
             : "";
}

}  // namespace

std::string cards_html(const RunResult& result) {
  const auto growth = growth_card(room_of(result));
  return fmt::format("<ul class=\"cards\" aria-label=\"{}\">\n{}{}{}{}{}{}{}</ul>\n",
                     tr("The result at a glance"), lost_card(result), latency_cards(result),
                     window_cards(result), recovery_cards(result.compliance), money_card(result.cost),
                     gaps_card(result.compliance), growth);
}

std::string gaps_html(const Compliance& compliance, std::string_view scenario) {
  if (compliance.findings.empty()) return "";
  std::string rows;
  for (const auto& finding : compliance.findings)
    rows += finding_row(finding, scenario, compliance.profiles.size() > 1);
  std::string titles;
  for (const auto& title : {tr("status"), tr("severity"), tr("control"), tr("about"), tr("finding")})
    titles += fmt::format("<th scope=\"col\">{}</th>", title);
  return fmt::format(
      "<p class=\"note\">{0}</p>\n{1}<div id=\"findings\" class=\"findings scroll\" tabindex=\"0\" "
      "role=\"group\" "
      "aria-label=\"{2}\"><table><caption>{2}</caption><thead><tr>{3}</tr></thead><tbody>\n{4}</tbody></"
      "table></div>\n",
      tr("Profiles: {}. A gap is one against a stated parameter of a profile or policy; a finding never says "
         "that a "
         "law is obeyed or broken.",
         escaped(fmt::format("{}", fmt::join(compliance.profiles, ", ")))),
      gaps_form(), tr("Findings"), titles, rows);
}

std::string assumptions_html(const RunResult& result) {
  if (result.assumptions.empty()) return "";
  const auto ranged =
      html_table(assumptions_table(result, true),
                 tr("Figures on which reports disagree: in use, least and most that was reported"));
  const auto others = assumptions_table(result, false);
  auto html = ranged + html_table(edge_changes_table(result), tr("What changes at an edge"));
  if (!result.edges && !ranged.empty())
    html += fmt::format("<p class=\"note\">{}</p>\n",
                        tr("This run did not try the edges; {} tells which of them decide.",
                           "<code>garoa run --edges</code>"));
  return html + fmt::format("<details><summary>{}</summary>{}<p class=\"note\">{}</p></details>\n",
                            tr("{} more figures that were not read in a named source", others.rows().size()),
                            html_table(others, tr("Figures in use that were not read in a named source")),
                            tr("Basis: D derived, M from memory, P chosen by the project."));
}

std::string provenance_html(const RunResult& result) {
  const auto& scenario = result.scenario;
  const auto& origin = result.provenance;
  std::string choices;
  for (const auto& choice : result.choices)
    choices += fmt::format("{}{}: {}", choices.empty() ? "" : "; ", choice.name, choice.value);
  return fmt::format("<dl class=\"facts\">\n{}</dl>\n<p class=\"note\">{}</p>\n",
                     fact("garoa", program_in_words(result.garoa_version, result.garoa_build)) +
                         fact(tr("scenario"), scenario.file) + fact("sha256", scenario.sha256) +
                         fact(tr("seed"), std::to_string(scenario.seed)) + seeds_fact(result) +
                         fact(tr("replications"), std::to_string(scenario.replications)) +
                         fact(tr("start"), scenario.start + " " + scenario.timezone) +
                         fact(tr("duration"), human_duration(scenario.duration_s)) +
                         fact(tr("warm-up"), human_duration(scenario.warmup_s)) +
                         fact(tr("overrides"), fmt::format("{}", fmt::join(origin.overrides, "; "))) +
                         fact(tr("assumed"), fmt::format("{}", fmt::join(origin.assumed, "; "))) +
                         fact(tr("profiles"), fmt::format("{}", fmt::join(origin.profiles, ", "))) +
                         fact(tr("inputs"), files_text(origin.inputs)) +
                         fact(tr("replaced models"), files_text(origin.models)) +
                         fact(tr("policies"), choices) +
                         fact(tr("balances"), tr("{} of {} hold",
                                                 std::count_if(result.balances.begin(), result.balances.end(),
                                                               [](const auto& b) { return b.holds(); }),
                                                 result.balances.size())),
                     tr("Equal ones of these give the same result, byte for byte."));
}

std::string metrics_html(const RunResult& result) {
  TextTable table{{{tr("metric")},
                   {tr("value"), Align::right},
                   {tr("exact"), Align::right},
                   {tr("unit")},
                   {tr("n"), Align::right},
                   {tr("95 % interval"), Align::right}}};
  for (const auto& metric : result.metrics) {
    table.add({metric.name, human_value(metric.value, metric.unit), fmt::format("{}", metric.value),
               metric.unit, human_count(metric.n),
               metric.ci95 ? tr("{} to {}", human_value(metric.ci95->first, metric.unit),
                                human_value(metric.ci95->second, metric.unit))
                           : std::string{TextTable::nothing}});
  }
  return fmt::format("<details><summary>{}</summary>{}<div id=\"all-metrics\">{}</div></details>\n",
                     tr("{} metrics", result.metrics.size()), metrics_form(),
                     html_table(table, tr("Every metric; garoa explain NAME tells what it means")));
}

}  // namespace garoa

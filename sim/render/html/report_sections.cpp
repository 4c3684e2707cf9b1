#include "sim/render/html/report_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/render/evidence.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {
namespace {

using Align = TextTable::Align;

std::string card(std::string_view state, const std::string& label, const std::string& value,
                 const std::string& aside) {
  return fmt::format(
      "<li class=\"{}\"><span class=\"label\">{}</span><span class=\"value\">{}</span><span "
      "class=\"aside\">{}</span></li>\n",
      state, escaped(label), escaped(value), escaped(aside));
}

/// Of `flows.intake.upload.latency.p99`: intake upload.
std::string latency_cards(const RunResult& result) {
  constexpr std::string_view ending = ".latency.p99";
  std::string html;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with("flows.") || !metric.name.ends_with(ending) || metric.n == 0) continue;
    auto what = metric.name.substr(6, metric.name.size() - 6 - ending.size());
    if (std::count(what.begin(), what.end(), '.') > 1) continue;  // a part of a restore
    std::replace(what.begin(), what.end(), '.', ' ');
    const auto* const median = result.find_metric(metric.name.substr(0, metric.name.size() - 3) + "p50");
    html += card("", what + ", p99", human_value(metric.value, metric.unit),
                 median == nullptr ? "" : "half of them within " + human_value(median->value, median->unit));
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
    html += card(metric.value > 1 ? "bad" : "good", "window of " + job, human_share(metric.value) + " used",
                 longest == nullptr ? "" : "longest run " + human_duration(longest->value));
  }
  return html;
}

std::string recovery_cards(const Compliance& compliance) {
  std::string html;
  for (const auto& finding : compliance.findings) {
    if (finding.control != "D-RC-01" || !finding.measured) continue;
    const bool fails = finding.status == compliance::Status::fail;
    html += card(fails ? "bad" : "good", "achieved RPO of " + finding.flow,
                 human_value(*finding.measured, finding.unit),
                 finding.limit ? "at most " + human_value(*finding.limit, finding.unit) : "no objective");
  }
  return html;
}

std::string money_card(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  if (cost.lines.empty()) return "";
  const auto per_document = cost.per_1000_documents ? fmt::format("{} {} for 1,000 documents", cost.currency,
                                                                  human_money(*cost.per_1000_documents))
                                                    : "";
  if (!cost.first_month)
    return card("", "cost a month", fmt::format("{} {}", cost.currency, human_money(cost.per_month)),
                per_document);
  return card("warning", "cost of the first month",
              fmt::format("{} {}", cost.currency, human_money(*cost.first_month)),
              fmt::format("{} more each month; {}", human_money(cost.growth_per_month), per_document));
}

std::size_t count_of(const Compliance& compliance, compliance::Status status) {
  const auto& all = compliance.findings;
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& finding) { return finding.status == status; }));
}

std::string gaps_card(const Compliance& compliance) {
  using compliance::Status;
  if (compliance.findings.empty()) return "";
  const auto failed = count_of(compliance, Status::fail);
  return card(failed > 0 ? "bad" : "good", "gaps", fmt::format("{} FAIL", failed),
              fmt::format("{} WARN, {} not evaluated, {} PASS", count_of(compliance, Status::warn),
                          count_of(compliance, Status::not_evaluated), count_of(compliance, Status::pass)));
}

/// Of "room to grow 1.69x, then disk documents is full".
std::string growth_card(std::string room) {
  constexpr std::string_view beginning = "room to grow ";
  if (room.empty()) return "";
  if (!room.starts_with(beginning)) return card("bad", "room to grow", "none", room);
  room.erase(0, beginning.size());
  const auto comma = std::min(room.find(", "), room.size());
  return card("", "room to grow", room.substr(0, comma), room.substr(std::min(comma + 2, room.size())));
}

std::string evidence_html(const compliance::Finding& finding) {
  std::string html;
  for (const auto& [name, text] : evidence_of(finding))
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", name, escaped(text));
  return fmt::format("<details><summary>Evidence of {}</summary><dl class=\"facts\">{}</dl></details>",
                     escaped(finding.control), html);
}

std::string finding_row(const compliance::Finding& finding) {
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  return fmt::format(
      "<tr data-status=\"{0}\" data-severity=\"{1}\"><td class=\"badge {0}\">{0}</td><td>{1}</td><th "
      "scope=\"row\">{2}</th><td>{3}</td>"
      "<td><p>{4}</p>{5}</td></tr>\n",
      name_of(finding.status), name_of(finding.severity), escaped(finding.control), escaped(about),
      escaped(finding.message), evidence_html(finding));
}

constexpr std::string_view gaps_form = R"(<form class="controls" data-rows="findings">
<label>Status <select name="status"><option value="FAIL WARN" selected>FAIL and WARN</option><option value="">all</option>
<option>FAIL</option><option>WARN</option><option>NOT_EVALUATED</option><option>PASS</option><option>NOT_APPLICABLE</option></select></label>
<label>Severity <select name="severity"><option value="" selected>all</option><option>critical</option><option>high</option>
<option>medium</option><option>low</option><option>info</option></select></label>
<label>Words <input name="text" type="search" autocomplete="off"></label>
<span>shown: <output aria-live="polite"></output></span></form>
)";

constexpr std::string_view metrics_form = R"(<form class="controls" data-rows="all-metrics">
<label>Words <input name="text" type="search" autocomplete="off"></label>
<span>shown: <output aria-live="polite"></output></span></form>
)";

TextTable assumptions_table(const RunResult& result, bool with_range) {
  TextTable table{{{"figure"},
                   {"value", Align::right},
                   {"low", Align::right},
                   {"high", Align::right},
                   {"basis"},
                   {"source"},
                   {"note"}}};
  for (const auto& figure : result.assumptions) {
    if (figure.has_range() == with_range)
      table.add(
          {figure.path(), figure.value, figure.low, figure.high, figure.basis, figure.source, figure.note});
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

}  // namespace

std::string cards_html(const RunResult& result) {
  const auto growth = growth_card(room_to_grow(result));
  return fmt::format("<ul class=\"cards\" aria-label=\"The result at a glance\">\n{}{}{}{}{}{}</ul>\n",
                     latency_cards(result), window_cards(result), recovery_cards(result.compliance),
                     money_card(result.cost), gaps_card(result.compliance), growth);
}

std::string gaps_html(const Compliance& compliance) {
  if (compliance.findings.empty()) return "";
  std::string rows;
  for (const auto& finding : compliance.findings) rows += finding_row(finding);
  return fmt::format(
      "<p class=\"note\">Profiles: {}. A gap is one against a stated parameter of a profile or policy; "
      "a finding never says that a law is obeyed or broken.</p>\n{}"
      "<div id=\"findings\" class=\"findings scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Findings\"><table><caption>Findings</caption><thead><tr>"
      "<th scope=\"col\">status</th><th scope=\"col\">severity</th><th scope=\"col\">control</th><th "
      "scope=\"col\">about</th>"
      "<th scope=\"col\">finding</th></tr></thead><tbody>\n{}</tbody></table></div>\n",
      escaped(fmt::format("{}", fmt::join(compliance.profiles, ", "))), gaps_form, rows);
}

std::string assumptions_html(const RunResult& result) {
  if (result.assumptions.empty()) return "";
  const auto ranged =
      html_table(assumptions_table(result, true),
                 "Figures on which reports disagree: in use, least and most that was reported");
  const auto others = assumptions_table(result, false);
  auto html = ranged + html_table(edge_changes_table(result), "What changes at an edge");
  if (!result.edges && !ranged.empty())
    html +=
        "<p class=\"note\">This run did not try the edges; <code>garoa run --edges</code> tells which of "
        "them decide.</p>\n";
  return html +
         fmt::format(
             "<details><summary>{} more figures that were not read in a named source</summary>{}"
             "<p class=\"note\">Basis: D derived, M from memory, P chosen by the project.</p></details>\n",
             others.rows().size(), html_table(others, "Figures in use that were not read in a named source"));
}

std::string provenance_html(const RunResult& result) {
  const auto& scenario = result.scenario;
  const auto& origin = result.provenance;
  std::string choices;
  for (const auto& choice : result.choices)
    choices += fmt::format("{}{}: {}", choices.empty() ? "" : "; ", choice.name, choice.value);
  return fmt::format(
      "<dl class=\"facts\">\n{}</dl>\n<p class=\"note\">Equal ones of these give the same result, byte for "
      "byte.</p>\n",
      fact("garoa", result.garoa_version) + fact("scenario", scenario.file) +
          fact("sha256", scenario.sha256) + fact("seed", std::to_string(scenario.seed)) +
          fact("replications", std::to_string(scenario.replications)) +
          fact("start", scenario.start + " " + scenario.timezone) +
          fact("duration", human_duration(scenario.duration_s)) +
          fact("warm-up", human_duration(scenario.warmup_s)) +
          fact("overrides", fmt::format("{}", fmt::join(origin.overrides, "; "))) +
          fact("assumed", fmt::format("{}", fmt::join(origin.assumed, "; "))) +
          fact("profiles", fmt::format("{}", fmt::join(origin.profiles, ", "))) +
          fact("inputs", files_text(origin.inputs)) + fact("replaced models", files_text(origin.models)) +
          fact("policies", choices) +
          fact("balances", fmt::format("{} of {} hold",
                                       std::count_if(result.balances.begin(), result.balances.end(),
                                                     [](const auto& b) { return b.holds(); }),
                                       result.balances.size())));
}

std::string metrics_html(const RunResult& result) {
  TextTable table{{{"metric"},
                   {"value", Align::right},
                   {"exact", Align::right},
                   {"unit"},
                   {"n", Align::right},
                   {"95 % interval", Align::right}}};
  for (const auto& metric : result.metrics) {
    table.add({metric.name, human_value(metric.value, metric.unit), fmt::format("{}", metric.value),
               metric.unit, human_count(metric.n),
               metric.ci95 ? fmt::format("{} to {}", human_value(metric.ci95->first, metric.unit),
                                         human_value(metric.ci95->second, metric.unit))
                           : std::string{TextTable::nothing}});
  }
  return fmt::format("<details><summary>{} metrics</summary>{}<div id=\"all-metrics\">{}</div></details>\n",
                     result.metrics.size(), metrics_form,
                     html_table(table, "Every metric; garoa explain NAME tells what it means"));
}

}  // namespace garoa

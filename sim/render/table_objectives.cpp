// What a scenario wants of its result, and what several replications tell.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/told_money.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

std::string interval_text(const std::optional<std::pair<double, double>>& interval, std::string_view unit) {
  if (!interval) return std::string{TextTable::nothing};
  return tr("{} to {}", human_value(interval->first, unit), human_value(interval->second, unit));
}

std::size_t objectives_in(const RunResult& result, ObjectiveState state) {
  const auto& all = result.objectives;
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const Objective& objective) { return objective.state == state; }));
}

std::string precision_text(const RunResult& result, std::size_t width) {
  TextTable table{{{tr("metric")},
                   {tr("value"), TextTable::Align::right},
                   {tr("95 % interval"), TextTable::Align::right},
                   {tr("half of it"), TextTable::Align::right},
                   {tr("precise from"), TextTable::Align::right}}};
  for (const auto& precision : result.replications->precision) {
    const auto metric = metric_of(result, precision.metric);
    const std::string none{TextTable::nothing};
    table.add({precision.metric, metric ? human_value(metric->value, metric->unit) : none,
               metric ? interval_text(metric->ci95, metric->unit) : none,
               precision.half_width ? human_share(*precision.half_width) : none,
               precision.reached_at ? tr_count("{} replication", "{} replications", *precision.reached_at,
                                               *precision.reached_at)
                                    : none});
  }
  return table.empty() ? "" : table.text(width);
}

}  // namespace

std::string state_in_words(const Objective& objective) {
  if (objective.state == ObjectiveState::not_evaluated) return tr("not evaluated");
  const auto word = objective.state == ObjectiveState::met ? tr("met") : tr("missed");
  return objective.is_certain() ? word : word + tr(", uncertain");
}

std::string text_of(const Objective& objective) {
  if (objective.unit != "USD" || told_currency().name == "USD") return objective.text;
  return fmt::format("{} ({})", objective.text, human_value(objective.bound, objective.unit));
}

std::string objectives_summary(const RunResult& result) {
  if (result.objectives.empty()) return "";
  const auto missed = objectives_in(result, ObjectiveState::missed);
  const auto open = objectives_in(result, ObjectiveState::not_evaluated);
  const auto met = objectives_in(result, ObjectiveState::met);
  const auto all = result.objectives.size();
  auto text =
      missed > 0 ? tr("{} of {} objectives missed", missed, all) : tr("{} of {} objectives met", met, all);
  if (open > 0) text += " " + tr("({} not evaluated)", open);
  return text;
}

TextTable objectives_table(const RunResult& result) {
  TextTable table{{{tr("state")},
                   {tr("objective")},
                   {tr("value"), TextTable::Align::right},
                   {tr("95 % interval"), TextTable::Align::right},
                   {tr("replications that meet it"), TextTable::Align::right}},
                  2};
  for (const auto& objective : result.objectives) {
    table.add({state_in_words(objective), text_of(objective),
               objective.value
                   ? human_value(*objective.value, objective.unit) + (objective.of_work_undone ? "*" : "")
                   : std::string{TextTable::nothing},
               interval_text(objective.ci95, objective.unit),
               objective.evaluated_in == 0 ? std::string{TextTable::nothing}
                                           : tr("{} of {}", objective.met_in, objective.evaluated_in)});
  }
  return table;
}

namespace {

std::string growth_note(const RunResult& result) {
  const bool asked = std::any_of(result.objectives.begin(), result.objectives.end(),
                                 [](const Objective& o) { return o.metric == "cost.per_month"; });
  const auto first = first_month(result.cost);
  if (!asked || !first) return "";
  const auto month_1 = human_value(*first, "USD");
  const auto month_12 = human_value(*twelfth_month(result.cost), "USD");
  if (result.cost.growth_per_month < 0)
    return tr(
        "cost.per_month is a month at the run's pace. Less comes later: cost.month_1 is {}, cost.month_12 {}",
        month_1, month_12);
  return tr(
      "cost.per_month is a month at the run's pace, as if nothing grew. Storage grows: cost.month_1 is {}, "
      "cost.month_12 {}",
      month_1, month_12);
}

}  // namespace

std::string objectives_note(const RunResult& result) {
  const bool undone = std::any_of(result.objectives.begin(), result.objectives.end(),
                                  [](const Objective& o) { return o.of_work_undone && o.value; });
  const auto growth = growth_note(result);
  if (!undone) return growth;
  return tr("* Not all work that came was done: what is paid is of the rest.") +
         (growth.empty() ? "" : " " + growth);
}

std::string objectives_text(const RunResult& result, std::size_t width) {
  const auto table = objectives_table(result);
  if (table.empty()) return "";
  const auto note = objectives_note(result);
  return table.text(width) + (note.empty() ? "" : paragraph("  ", note, width));
}

std::string replications_text(const RunResult& result, std::size_t width) {
  if (!result.replications) return "";
  const auto& replications = *result.replications;
  auto text = paragraph("  ",
                        tr_count("{} replication", "{} replications", replications.n, replications.n) +
                            tr(", each with a seed of its own; values are of one run in the mean, "
                               "percentiles of all observations; what binds, backups, failures, restores and "
                               "series are of the first"),
                        width);
  for (const auto& dead : replications.dead)
    text += paragraph("  " + tr("without a result: {} (seed {}): ", dead.number, dead.seed), dead.why, width);
  if (replications.dead_total > replications.dead.size())
    text += paragraph("  ", tr("and {} more", replications.dead_total - replications.dead.size()), width);
  text += precision_text(result, width);
  for (const auto& note : replications.notes)
    text += paragraph("  " + tr("too few") + ": ", told(note), width);
  return text;
}

}  // namespace garoa

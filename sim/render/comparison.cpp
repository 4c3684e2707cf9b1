#include "sim/render/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/core/told_money.hpp"
#include "sim/render/sheet.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/limits.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

const std::string none{TextTable::nothing};

std::string shown(const std::optional<double>& value, const std::string& unit) {
  return value ? human_value(*value, unit) : none;
}

std::string shown_or_none(const std::string& text) {
  return text.empty() ? none : text;
}

/// "gp2 (gp2.yaml:12)"; of what the command line gives the value is the place.
std::string with_place(const std::string& value, const std::string& place) {
  if (value.empty()) return none;
  if (place.empty() || place.starts_with("--")) return value;
  return fmt::format("{} ({})", value, place.substr(place.rfind('/') + 1));
}

/// "+12 ms (8 %)".
std::string difference_of(const MetricChange& change) {
  if (!change.difference) return none;
  auto text =
      fmt::format("{}{}", *change.difference > 0 ? "+" : "", human_value(*change.difference, change.unit));
  if (const auto relative = change.relative()) text += fmt::format(" ({})", human_share(*relative));
  return text;
}

std::string interval_of(const MetricChange& change) {
  if (!change.half_width) return none;
  return tr("{} to {}", human_value(*change.difference - *change.half_width, change.unit),
            human_value(*change.difference + *change.half_width, change.unit));
}

const WorkloadFacts* facts_of(const RunResult& result, const std::string& flow, const std::string& stream) {
  const auto found = std::find_if(result.workload.begin(), result.workload.end(), [&](const auto& facts) {
    return facts.flow == flow && facts.stream == stream;
  });
  return found == result.workload.end() ? nullptr : &*found;
}

/// Flow and stream of what arrives in any of them, by name.
std::set<std::pair<std::string, std::string>> streams_of(const ComparedScenarios& compared) {
  std::set<std::pair<std::string, std::string>> streams;
  for (const auto& result : compared.results) {
    for (const auto& facts : result.workload) streams.emplace(facts.flow, facts.stream);
  }
  return streams;
}

/// "5.48 s, missed, uncertain; 4 of 5 replications meet it".
std::string outcome_of(const Objective& objective) {
  const auto state = state_in_words(objective);
  if (!objective.value) return state;
  auto text = fmt::format("{}, {}", shown(objective.value, objective.unit), state);
  if (objective.evaluated_in > 1)
    text += "; " + tr("{} of {} replications meet it", objective.met_in, objective.evaluated_in);
  return text;
}

/// What results say, with the money of the texts.
template <class Say>
std::string in_english(const Say& say) {
  const Speaking english{Language::english};
  return say();
}

std::string certainty_of(const MetricChange& change) {
  if (change.certain) return tr("yes");
  if (change.difference == 0.0 && change.half_width == 0.0) return tr("equal");
  if (!change.smallest_seen || *change.smallest_seen <= 0) return tr("no");
  return tr("no; {} would be", human_value(*change.smallest_seen, change.unit));
}

}  // namespace

std::vector<std::string> comparison_notes(const ComparedPair& pair) {
  std::vector<std::string> notes;
  if (!pair.other_documents.empty())
    notes.push_back(tr("The documents are not the same in both ({}): pairs of equal seeds may narrow little.",
                       fmt::format("{}", fmt::join(pair.other_documents, ", "))));
  if (pair.narrowing) {
    const auto share = human_share(std::abs(*pair.narrowing));
    notes.push_back(*pair.narrowing < 0 ? tr("Pairs with the same seed have intervals {} wider than runs "
                                             "with seeds of their own would have (median).",
                                             share)
                                        : tr("Pairs with the same seed have intervals {} narrower than runs "
                                             "with seeds of their own would have (median).",
                                             share));
  }
  return notes;
}

Sheet comparison_context(const ComparedScenarios& compared) {
  Sheet context{tr("Context"), {""}, {}};
  context.columns.insert(context.columns.end(), compared.names.begin(), compared.names.end());
  const auto add = [&](std::string what, const std::function<std::string(const RunResult&)>& tell) {
    auto& row = context.rows.emplace_back(std::vector{std::move(what)});
    for (const auto& result : compared.results) row.push_back(shown_or_none(tell(result)));
  };
  add(tr("region"), [](const RunResult& result) { return result.scenario.region; });
  add(tr("period"), [](const RunResult& result) { return period_in_words(result.scenario); });
  for (const auto& [flow, stream] : streams_of(compared)) {
    add(tr("arrivals of {} {}", flow, stream), [&](const RunResult& result) {
      const auto* const facts = facts_of(result, flow, stream);
      return facts == nullptr ? std::string{} : human_count(facts->arrivals);
    });
  }
  add(tr("what binds"), most_time_in_words);
  return context;
}

Sheet comparison_options(const ComparedScenarios& compared) {
  const bool grows = std::any_of(compared.results.begin(), compared.results.end(),
                                 [](const RunResult& result) { return months_differ(result.cost); });
  Sheet options{tr("Options"),
                {tr("option"), tr("title"), tr("{} a month, as if nothing grew", told_currency().name)},
                {}};
  if (grows)
    options.columns.insert(options.columns.end(), {tr("{} in month 1", told_currency().name),
                                                   tr("{} in month 12", told_currency().name)});
  options.columns.push_back(tr("objectives met"));
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    const auto& result = compared.results[i];
    const auto& objectives = result.objectives;
    const auto met = std::count_if(objectives.begin(), objectives.end(), [](const Objective& objective) {
      return objective.state == ObjectiveState::met;
    });
    auto& row = options.rows.emplace_back(std::vector<std::string>{
        compared.names[i], shown_or_none(tr(result.scenario.title)), told_money(result.cost.per_month)});
    for (const std::size_t month : {0, 1}) {
      const auto& months = result.cost.months;
      if (grows) row.push_back(month < months.size() ? told_money(months[month].amount) : none);
    }
    row.push_back(objectives.empty() ? none : tr("{} of {}", met, objectives.size()));
  }
  return options;
}

Sheet comparison_objectives(const ComparedScenarios& compared) {
  Sheet sheet{tr("Objectives"), {tr("objective")}, {}};
  sheet.columns.insert(sheet.columns.end(), compared.names.begin(), compared.names.end());
  std::vector<std::string> texts;
  for (const auto& result : compared.results) {
    for (const auto& objective : result.objectives) {
      if (std::find(texts.begin(), texts.end(), objective.text) == texts.end())
        texts.push_back(objective.text);
    }
  }
  for (const auto& text : texts) {
    auto& row = sheet.rows.emplace_back(std::vector<std::string>{text});
    for (const auto& result : compared.results) {
      const auto found = std::find_if(result.objectives.begin(), result.objectives.end(),
                                      [&](const Objective& objective) { return objective.text == text; });
      if (found == result.objectives.end()) {
        row.push_back(none);
        continue;
      }
      row.push_back(outcome_of(*found));
    }
  }
  return sheet;
}

std::string told_sentence(const ComparedPair& pair) {
  return told(in_english([&] { return sentence_about(pair); }));
}

bool has_decision(const ComparedScenarios& compared) {
  return !comparison_objectives(compared).rows.empty() ||
         std::any_of(compared.results.begin(), compared.results.end(), leaves_work_undone);
}

std::string told_decision(const ComparedScenarios& compared) {
  return told(in_english([&] { return decision_between(compared.names, compared.results, compared.pairs); }));
}

std::vector<std::string> comparison_origins(const ComparedScenarios& compared) {
  std::vector<std::string> origins;
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    auto origin = origin_of(compared.results[i]);
    origin.seeds = compared.seeds;
    origins.push_back(fmt::format("{}: {}.", compared.names[i], in_words(origin)));
  }
  const auto& first = compared.results.front().cost.exchange;
  const bool differ = std::any_of(compared.results.begin(), compared.results.end(), [&](const auto& result) {
    return result.cost.exchange.has_value() || first.has_value();
  });
  if (const auto note = money_note(); !note.empty()) {
    origins.push_back(note + ".");
  } else if (differ) {
    origins.push_back(tr("The scenarios' bills are shown in different currencies: here all is in USD."));
  }
  return origins;
}

std::vector<Sheet> comparison_sheets(const ComparedPair& pair) {
  Sheet settings{tr("Settings that differ"), {tr("setting"), pair.from, pair.to}, {}};
  for (const auto& change : pair.settings)
    settings.rows.push_back(
        {change.path, with_place(change.from, change.from_at), with_place(change.to, change.to_at)});
  Sheet metrics{tr_count("Numbers, {} pair of replications", "Numbers, {} pairs of replications", pair.pairs,
                         pair.pairs),
                {tr("metric"), pair.from, pair.to, tr("difference"), tr("95 % interval"), tr("certain")},
                {}};
  for (const auto& change : pair.metrics) {
    if (change.from.value_or(0) == 0 && change.to.value_or(0) == 0) continue;
    metrics.rows.push_back({change.metric, shown(change.from, change.unit), shown(change.to, change.unit),
                            difference_of(change), interval_of(change), certainty_of(change)});
  }
  Sheet costs{tr("Lines of the monthly bill that move, {}", told_currency().name),
              {tr("resource"), pair.from, pair.to, tr("item")},
              {}};
  for (const auto& change : pair.costs)
    costs.rows.push_back({change.resource, told_money(change.from), told_money(change.to), tr(change.item)});
  Sheet verdicts{tr("Verdicts that differ"), {tr("control"), pair.from, pair.to}, {}};
  for (const auto& change : pair.verdicts)
    verdicts.rows.push_back({change.what, tr(change.from), tr(change.to)});
  return {settings, metrics, costs, verdicts};
}

std::string comparison_text(const ComparedScenarios& compared, std::size_t width) {
  const TellingMoney money{currency_of(exchange_of(compared))};
  std::string text;
  for (const auto& pair : compared.pairs) {
    text += (text.empty() ? "" : "\n") + paragraph("", told_sentence(pair), width);
    for (const auto& note : comparison_notes(pair)) text += paragraph("", note, width);
    for (const auto& sheet : comparison_sheets(pair)) {
      if (!sheet.rows.empty()) text += laid_out(sheet, width);
    }
  }
  if (const auto objectives = comparison_objectives(compared); !objectives.rows.empty())
    text += laid_out(objectives, width);
  if (has_decision(compared)) text += "\n" + paragraph("", told_decision(compared), width);
  for (const auto& dead : compared.dead)
    text +=
        "\n" + paragraph(tr("left out: replication {} (seed {}): ", dead.number, dead.seed), dead.why, width);
  text += "\n";
  for (const auto& origin : comparison_origins(compared)) text += paragraph("", origin, width);
  return text;
}

std::string comparison_markdown(const ComparedScenarios& compared) {
  const TellingMoney money{currency_of(exchange_of(compared))};
  std::string text;
  for (const auto& pair : compared.pairs) {
    text += fmt::format("{}## {}\n\n{}\n", text.empty() ? "" : "\n",
                        tr("{} against {}", safe_text(pair.to), safe_text(pair.from)),
                        safe_text(told_sentence(pair)));
    for (const auto& note : comparison_notes(pair)) text += "\n" + safe_text(note) + "\n";
    for (const auto& sheet : comparison_sheets(pair)) {
      if (!sheet.rows.empty()) text += in_markdown(sheet);
    }
  }
  for (const auto& sheet :
       {comparison_context(compared), comparison_options(compared), comparison_objectives(compared)}) {
    if (!sheet.rows.empty()) text += in_markdown(sheet);
  }
  text += fmt::format("\n### {}\n\n{}\n", tr("Decision"), safe_text(told_decision(compared)));
  for (const auto& dead : compared.dead)
    text += "\n" + tr("Left out: replication {} (seed {}): {}", dead.number, dead.seed, safe_text(dead.why)) +
            "\n";
  text += "\n";
  for (const auto& origin : comparison_origins(compared)) text += "- " + safe_text(origin) + "\n";
  return text;
}

}  // namespace garoa

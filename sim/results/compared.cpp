#include "sim/results/compared.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/results/limits.hpp"
#include "sim/results/replication_rules.hpp"

namespace garoa {
namespace {

/// What both sides are looked at for.
std::vector<std::string> metrics_to_compare(const RunResult& from, const RunResult& to) {
  std::set<std::string> names;
  // What lifecycles, retention and growth do shows when months have gone by; a month as if nothing grew is none that comes then.
  const bool differ = months_differ(from.cost) || months_differ(to.cost);
  for (const auto* const result : {&from, &to}) {
    for (const auto& metric : result->metrics) {
      const bool bill = differ ? metric.name == "cost.month_1" || metric.name == "cost.month_12"
                               : metric.name == "cost.per_month";
      if (is_headline(metric.name) || bill) names.insert(metric.name);
    }
    for (const auto& objective : result->objectives) names.insert(objective.metric);
  }
  return {names.begin(), names.end()};
}

/// Amounts of a month by resource and item.
std::map<std::pair<std::string, std::string>, double> monthly_lines(const Invoice& cost) {
  std::map<std::pair<std::string, std::string>, double> lines;
  for (const auto& line : cost.lines) lines[{line.resource, line.item}] += line.per_month;
  return lines;
}

std::vector<CostChange> cost_changes(const Invoice& from, const Invoice& to) {
  constexpr double cent = 0.01;
  auto before = monthly_lines(from);
  auto after = monthly_lines(to);
  for (const auto& [key, amount] : before) after.try_emplace(key, 0);
  std::vector<CostChange> changes;
  for (const auto& [key, amount] : after) {
    const double was = before[key];
    if (std::abs(amount - was) >= cent) changes.push_back({key.first, key.second, was, amount});
  }
  std::stable_sort(changes.begin(), changes.end(), [](const CostChange& a, const CostChange& b) {
    return std::abs(a.to - a.from) > std::abs(b.to - b.from);
  });
  return changes;
}

/// Settings by which other documents come, or at other times.
std::vector<std::string> changes_of_documents(const std::vector<SettingChange>& settings) {
  static const std::regex pattern{
      R"(start|timezone|load|duration|begin_after|holidays|)"
      R"(flows\.[^.]+\.(kind|(uploads|downloads)\.(arrivals|from|until|growth|holiday_factor|month_end|size|trace|key)\b.*))"};
  std::vector<std::string> paths;
  for (const auto& change : settings) {
    if (std::regex_match(change.path, pattern)) paths.push_back(change.path);
  }
  return paths;
}

std::string in_words(const MetricChange& change) {
  const double by = *change.difference;
  auto text = by > 0 ? fmt::format("{} rises by {}", change.metric, human_value(std::abs(by), change.unit))
                     : fmt::format("{} falls by {}", change.metric, human_value(std::abs(by), change.unit));
  const auto relative = change.relative();
  if (!relative) return text;
  const auto share = human_share(std::abs(*relative));
  const double half = change.half_width.value_or(0);
  if (half == 0) return fmt::format("{} ({})", text, share);
  return fmt::format("{} ({} ± {})", text, share, human_share(half / std::abs(*change.from)));
}

/// Does it change a digit of what people are shown?
bool can_be_seen(const MetricChange& change) {
  return !change.from || !change.to ||
         human_value(*change.from, change.unit) != human_value(*change.to, change.unit);
}

/// The largest of those that are certain, in words.
std::vector<std::string> certain_changes(const std::vector<MetricChange>& changes) {
  constexpr std::size_t most_told = 3;
  std::vector<MetricChange> certain;
  std::copy_if(changes.begin(), changes.end(), std::back_inserter(certain),
               [](const MetricChange& change) { return change.certain && can_be_seen(change); });
  const auto size = [](const MetricChange& change) { return std::abs(change.relative().value_or(INFINITY)); };
  std::stable_sort(certain.begin(), certain.end(),
                   [&](const MetricChange& a, const MetricChange& b) { return size(a) > size(b); });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most_told, certain.size()); ++i) parts.push_back(in_words(certain[i]));
  if (certain.size() > most_told) parts.push_back(fmt::format("{} more change", certain.size() - most_told));
  return parts;
}

/// With what would have been seen.
std::string no_difference(const std::vector<MetricChange>& changes) {
  if (std::any_of(changes.begin(), changes.end(), [](const MetricChange& change) { return change.certain; }))
    return "no difference in what numbers are rounded to";
  std::vector<std::pair<double, std::string>> seen;
  for (const auto& change : changes) {
    if (change.smallest_seen && change.from.value_or(0) != 0)
      seen.emplace_back(*change.smallest_seen / std::abs(*change.from), change.metric);
  }
  if (seen.empty()) return "no difference found";
  const auto [least, most] = std::minmax_element(seen.begin(), seen.end());
  if (seen.size() == 1)
    return fmt::format("no difference found (one of {} would have been seen in {})",
                       human_share(least->first), least->second);
  return fmt::format("no difference found (one of {} would have been seen in {} and one of {} in {})",
                     human_share(least->first), least->second, human_share(most->first), most->second);
}

}  // namespace

namespace {

/// Something differs, and nobody can say whether by chance.
bool too_few_to_claim(const ComparedPair& pair) {
  return pair.pairs < fewest_replications &&
         std::any_of(pair.metrics.begin(), pair.metrics.end(),
                     [](const MetricChange& change) { return change.difference.value_or(0) != 0; });
}

std::string too_few_pairs(std::uint64_t pairs) {
  return pairs == 1 ? "one pair of runs is too few to claim a difference (at least three are needed)"
                    : "two pairs of runs are too few to claim a difference (at least three are needed)";
}

/// What is said of gaps, in the order in which it is.
struct GapWords {
  GapChange change;
  std::string_view one;
  std::string_view many;
};
constexpr GapWords gap_words[] = {
    {GapChange::opened, msgid("1 gap is opened"), msgid("{} gaps are opened")},
    {GapChange::closed, msgid("1 gap is closed"), msgid("{} gaps are closed")},
    {GapChange::judged, msgid("1 gap was not evaluated before"), msgid("{} gaps were not evaluated before")},
    {GapChange::unjudged, msgid("1 gap is not evaluated any more"),
     msgid("{} gaps are not evaluated any more")},
    {GapChange::came, msgid("1 gap comes with what it is about"),
     msgid("{} gaps come with what they are about")},
    {GapChange::went, msgid("1 gap goes with what it is about"),
     msgid("{} gaps go with what they are about")}};

std::vector<std::string> gap_changes(const std::vector<VerdictChange>& verdicts) {
  std::vector<std::string> parts;
  for (const auto& words : gap_words) {
    const auto gaps = std::count_if(verdicts.begin(), verdicts.end(),
                                    [&](const VerdictChange& v) { return v.gap == words.change; });
    if (gaps == 1) parts.emplace_back(words.one);
    if (gaps > 1) parts.push_back(fmt::format(fmt::runtime(words.many), gaps));
  }
  if (parts.empty()) parts.emplace_back("no gap changes");
  return parts;
}

/// Each is judged by what any of them wants.
void share_objectives(std::vector<RunResult>& runs) {
  std::vector<Objective> all;
  for (const auto& run : runs) {
    for (const auto& objective : run.objectives) {
      const auto same = [&](const Objective& other) { return other.text == objective.text; };
      if (std::none_of(all.begin(), all.end(), same)) all.push_back(objective);
    }
  }
  for (auto& run : runs) {
    run.objectives = all;
    judge_objectives(run);
  }
}

/// Those whose state more replications could turn round; empty where there are none.
std::string uncertain_ones(const std::vector<std::string>& names, const std::vector<RunResult>& results) {
  std::vector<std::string> uncertain;
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (const auto& objective : results[i].objectives) {
      if (objective.value && !objective.is_certain())
        uncertain.push_back(fmt::format("{} ({})", objective.text, names[i]));
    }
  }
  return uncertain.empty()
             ? ""
             : fmt::format("More replications could turn round: {}.", fmt::join(uncertain, ", "));
}

/// What is told of these options is of a part of the work.
std::string incomplete_ones(const std::vector<std::string>& names, const std::vector<RunResult>& results) {
  std::vector<std::string> incomplete;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (leaves_work_undone(results[i])) incomplete.push_back(names[i]);
  }
  return incomplete.empty()
             ? ""
             : fmt::format(
                   "Not all work that came was done with {}: what is measured and paid there is of the rest.",
                   fmt::join(incomplete, ", "));
}

/// Is the difference of their bills more than chance? Without replications nothing tells.
bool bills_differ(const std::vector<RunResult>& results, const std::vector<ComparedPair>& pairs,
                  std::size_t a, std::size_t b) {
  const auto [first, second] = std::minmax(a, b);
  if (first == 0 && second <= pairs.size()) {
    const auto& changes = pairs[second - 1].metrics;
    const auto named = [&](std::string_view name) {
      return std::find_if(changes.begin(), changes.end(),
                          [&](const MetricChange& change) { return change.metric == name; });
    };
    // Where months differ the month as if nothing grew is not compared.
    auto bill = named("cost.per_month");
    if (bill == changes.end()) bill = named("cost.month_1");
    return bill == changes.end() || !bill->half_width || bill->certain;
  }
  const auto* const one = results[a].find_metric("cost.per_month");
  const auto* const other = results[b].find_metric("cost.per_month");
  if (one == nullptr || other == nullptr || !one->ci95 || !other->ci95) return true;
  return one->ci95->second < other->ci95->first || other->ci95->second < one->ci95->first;
}

std::string best_of(const std::vector<std::string>& names, const std::vector<RunResult>& results,
                    const std::vector<ComparedPair>& pairs) {
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& objectives = results[i].objectives;
    const bool all = std::all_of(objectives.begin(), objectives.end(), [](const Objective& objective) {
      return objective.state == ObjectiveState::met;
    });
    if (all) good.push_back(i);
  }
  if (good.empty()) return "By the objectives: none of the options meets all of them.";
  const auto cheapest = *std::min_element(good.begin(), good.end(), [&](std::size_t a, std::size_t b) {
    return results[a].cost.per_month < results[b].cost.per_month;
  });
  const auto price = human_value(results[cheapest].cost.per_month, "USD");
  if (good.size() == 1)
    return fmt::format("By the objectives: only {} meets all of them, for {} a month, as if nothing grew.",
                       names[cheapest], price);
  std::vector<std::string> alike;
  for (const auto i : good) {
    if (i == cheapest || !bills_differ(results, pairs, cheapest, i)) alike.push_back(names[i]);
  }
  if (alike.size() > 1)
    return fmt::format(
        "By the objectives: {} of {} options meet all of them; which is the cheapest of {} is within chance, "
        "{} a month, as if nothing grew.",
        good.size(), names.size(), fmt::join(alike, " / "), price);
  return fmt::format(
      "By the objectives: {} of {} options meet all of them; the cheapest is {}, {} a month, as if "
      "nothing grew.",
      good.size(), names.size(), names[cheapest], price);
}

}  // namespace

PairedRuns::PairedRuns(std::vector<std::string> names)
    : names_{std::move(names)}, joined_(names_.size()), pairs_(names_.size()) {}

void PairedRuns::add(std::vector<RunResult> runs) {
  seeds_.push_back(runs.front().scenario.seed);
  share_objectives(runs);
  for (std::size_t i = 1; i < runs.size(); ++i) pairs_[i].add(runs.front(), runs[i]);
  for (std::size_t i = 0; i < runs.size(); ++i) joined_[i].add(std::move(runs[i]));
}

ComparedScenarios PairedRuns::result(const std::vector<std::vector<SettingChange>>& settings) const {
  const Speaking english{Language::english};
  ComparedScenarios compared;
  compared.names = names_;
  for (const auto& joined : joined_) compared.results.push_back(joined.result());
  for (std::size_t i = 1; i < names_.size(); ++i) {
    ComparedPair pair;
    pair.from = names_.front();
    pair.to = names_[i];
    pair.pairs = count();
    pair.settings = settings[i - 1];
    pair.other_documents = changes_of_documents(pair.settings);
    const auto& before = compared.results.front();
    const auto& after = compared.results[i];
    pair.metrics = pairs_[i].changes(metrics_to_compare(before, after), before, after);
    pair.narrowing = narrowing_of(pair.metrics);
    pair.costs = cost_changes(before.cost, after.cost);
    pair.verdicts = verdict_changes(before, after);
    pair.sentence = sentence_about(pair);
    compared.pairs.push_back(std::move(pair));
  }
  compared.seeds = seeds_;
  compared.decision = decision_between(compared.names, compared.results, compared.pairs);
  return compared;
}

std::optional<Exchange> exchange_of(const ComparedScenarios& compared) {
  const auto& first = compared.results.front().cost.exchange;
  const bool same = std::all_of(compared.results.begin(), compared.results.end(), [&](const auto& result) {
    const auto& other = result.cost.exchange;
    return first && other && other->currency == first->currency && other->per_usd == first->per_usd;
  });
  return same ? first : std::nullopt;
}

std::string sentence_about(const ComparedPair& pair) {
  auto parts = certain_changes(pair.metrics);
  if (parts.empty())
    parts.push_back(too_few_to_claim(pair) ? too_few_pairs(pair.pairs) : no_difference(pair.metrics));
  const auto gaps = gap_changes(pair.verdicts);
  parts.insert(parts.end(), gaps.begin(), gaps.end());
  return fmt::format("{} against {}: {}.", pair.to, pair.from, fmt::join(parts, ", "));
}

std::string decision_between(const std::vector<std::string>& names, const std::vector<RunResult>& results,
                             const std::vector<ComparedPair>& pairs) {
  std::string decision = "No objective is given that could decide.";
  if (!results.front().objectives.empty()) decision = best_of(names, results, pairs);
  for (const auto& more : {incomplete_ones(names, results), uncertain_ones(names, results)}) {
    if (!more.empty()) decision += " " + more;
  }
  return decision;
}

}  // namespace garoa

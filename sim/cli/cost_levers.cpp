#include "sim/cli/cost_levers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>

#include "models/pricing/levers.hpp"
#include "models/s3/storage_meters.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_table.hpp"
#include "sim/results/limits.hpp"
#include "sim/run/compare.hpp"
#include "sim/scenario/break_even.hpp"
#include "sim/scenario/ranges.hpp"

namespace garoa::cli {
namespace {

constexpr std::size_t most_levers = 5;
constexpr double least_saving = 0.01;

/// The scenario with one change each.
struct Variants {
  std::vector<Scenario> scenarios;   // the scenario itself first
  std::vector<Lever> levers;         // of the others
  std::vector<std::string> refused;  // and why
};

/// "s.yaml:3:9: error: 'memory' is 64 MB; allowed is 128 MB to 10240 MB" without its place.
std::string first_of(const Diagnostics& faults) {
  constexpr std::string_view mark = "error: ";
  const auto text = faults.text();
  const auto begin = text.find(mark);
  if (begin == std::string::npos) return text;
  const auto from = begin + mark.size();
  return text.substr(from, text.find('\n', from) - from);
}

std::optional<Variants> variants_of(const ScenarioOptions& options) {
  auto base = load_or_explain(options);
  if (!base) return std::nullopt;
  Variants variants;
  Diagnostics diagnostics;
  const ModelFiles files{options.models, diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto levers = levers_of(*base->record, catalogue);
  variants.scenarios.push_back(std::move(*base));
  for (const auto& lever : levers) {
    auto overrides = options.overrides;
    overrides.sets.push_back(lever.assignment);
    Diagnostics faults;
    auto scenario = load_scenario(options.file, overrides, files, faults);
    if (scenario) {
      variants.scenarios.push_back(std::move(*scenario));
      variants.levers.push_back(lever);
    } else {
      variants.refused.push_back(lever.assignment + ": " + first_of(faults));
    }
  }
  return variants;
}

/// "D-RC-01 FAIL" of each gap that opens, and objectives that are missed now.
std::string what_it_costs(const ComparedScenarios& compared, std::size_t variant) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  for (const auto& change : compared.pairs[variant - 1].verdicts) {
    const bool is_gap_now = change.gap != GapChange::none && change.to == name_of(compliance::Status::fail);
    if (is_gap_now) add(tr("gap {}", change.what));
  }
  const auto& before = compared.results.front().objectives;
  const auto& after = compared.results[variant].objectives;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    if (before[i].state == ObjectiveState::met && after[i].state != ObjectiveState::met)
      add(tr("misses {}", after[i].text));
  }
  return text.empty() ? tr("nothing of objectives and gaps") : text;
}

/// What classes, lifecycles and retention do shows when objects and records have lived by them: where months differ, the twelfth
/// counts.
double month_of(const Invoice& cost, bool by_twelfth) {
  return by_twelfth && cost.months.size() > 1 ? cost.months[1].amount : cost.per_month;
}

/// USD for one read of all that a bucket's lifecycle has moved by the twelfth month, by its objects' mean size; 0 of other levers.
double reading_what_moved(const Lever& lever, const RunResult& result, const PriceBook& book) {
  const auto bucket = lever.assignment.substr(0, lever.assignment.find(".transitions="));
  const auto* const objects = result.find_metric(bucket + ".objects");
  const auto* const bytes = result.find_metric(bucket + ".bytes");
  if (objects == nullptr || bytes == nullptr || bytes->value <= 0) return 0;
  const UnitPrices prices{book};
  double sum = 0;
  for (std::size_t i = 0; i < storage_class_count; ++i) {
    const auto from = static_cast<StorageClass>(i);
    const auto storage = meters_of(from).storage;
    for (const auto& line : result.cost.lines) {
      const bool has_moved = line.resource == bucket && line.item == info_of(storage).meaning &&
                             from != StorageClass::standard && line.months.size() > 1;
      if (!has_moved) continue;
      const double stored = line.months[1] / prices.of(storage, "1 GiB-month") * gibibyte;
      sum += reading_back(prices, from, stored * objects->value / bytes->value, stored);
    }
  }
  return sum;
}

/// What NAT gateways cost a month through which nothing goes.
double idle_gateways(const Invoice& cost) {
  double sum = 0;
  for (const auto& line : cost.lines) {
    if (line.resource != "vpc.nat_gateway") continue;
    if (line.unit == "GiB" && line.quantity > 0) return 0;
    sum += line.per_month;
  }
  return sum;
}

std::string table_of_levers(const ComparedScenarios& compared, const Variants& variants) {
  const TellingMoney money{currency_of(exchange_of(compared))};
  const bool twelfth = std::any_of(compared.results.begin(), compared.results.end(),
                                   [](const RunResult& result) { return months_differ(result.cost); });
  const auto month = [&](std::size_t i) { return month_of(compared.results[i].cost, twelfth); };
  const double now = month(0);
  std::vector<std::size_t> order;
  for (std::size_t i = 1; i < compared.results.size(); ++i) {
    if (now - month(i) >= least_saving) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return month(a) < month(b); });
  std::set<std::string> decided;
  std::erase_if(order,
                [&](std::size_t i) { return !decided.insert(variants.levers[i - 1].decision).second; });
  order.resize(std::min(order.size(), most_levers));
  using Align = TextTable::Align;
  TextTable table{{{tr("change")},
                   {tr("saves, {} a month", told_currency().name), Align::right},
                   {tr("of it"), Align::right},
                   {tr("what")},
                   {tr("costs")}}};
  for (const auto i : order) {
    const double saved = now - month(i);
    const auto& lever = variants.levers[i - 1];
    auto costs = what_it_costs(compared, i);
    if (!lever.unseen.empty()) costs += "; " + tr("not seen: {}", tr(lever.unseen));
    const double back = reading_what_moved(lever, compared.results[i], variants.scenarios[i].prices);
    if (back > 0) costs += tr(", {} for all of it once in the twelfth month", human_value(back, "USD"));
    table.add({lever.assignment, told_money(saved), fmt::format("{:.0f} %", saved / now * 100),
               tr(lever.title), costs});
  }
  auto text =
      paragraph("",
                twelfth ? tr("The twelfth month costs {}. Each change by itself:", human_value(now, "USD"))
                        : tr("A month costs {}. Each change by itself:", human_value(now, "USD")),
                output_width());
  text += table.empty() ? "  " + tr("none of those that were tried saves anything") + "\n"
                        : table.text(output_width());
  if (const auto note = money_note(); !note.empty()) text += paragraph("  ", note, output_width());
  for (const auto i : order) {
    const double idle = idle_gateways(compared.results[i].cost);
    if (idle <= idle_gateways(compared.results.front().cost)) continue;
    text += paragraph("  ",
                      tr("with {} nothing goes through the NAT gateways, which cost {} a month until "
                         "vpc.nat_gateways is 0",
                         variants.levers[i - 1].assignment, human_value(idle, "USD")),
                      output_width());
  }
  if (leaves_work_undone(compared.results.front())) order = {0};  // and so do its variants
  for (const auto i : order) {
    if (!leaves_work_undone(compared.results[i])) continue;
    const auto which = i == 0 ? tr("the scenario") : variants.levers[i - 1].assignment;
    text += paragraph("  ", tr("{}: not all work that came was done, and what is paid is of the rest", which),
                      output_width());
  }
  for (const auto& refused : variants.refused) text += "  " + tr("not possible here: {}", refused) + "\n";
  return text;
}

/// The scenario at an edge of each of its own ranges, and what that edge is: "flows.a.uploads.size.mean 1 MB".
std::vector<std::pair<std::string, Scenario>> at_edges(const Scenario& scenario,
                                                       const ScenarioOptions& options) {
  std::vector<std::pair<std::string, Scenario>> edges;
  const auto add = [&](const Assumption& range, const char* edge, const std::string& value) {
    if (value.empty() || value == range.value) return;
    auto overrides = options.overrides;
    overrides.assumed.push_back(fmt::format("{}={}", range.path(), edge));
    Diagnostics faults;
    const ModelFiles files{options.models, faults};
    auto loaded = load_scenario(options.file, overrides, files, faults);
    if (loaded) edges.emplace_back(fmt::format("{} {}", range.name, value), std::move(*loaded));
  };
  for (const auto& range : scenario.assumptions) {
    if (!is_of_scenario(range)) continue;
    add(range, "low", range.low);
    add(range, "high", range.high);
  }
  return edges;
}

/// What is another point at an edge of an assumption is told with it.
std::string table_of_break_evens(const Scenario& scenario, const ScenarioOptions& options) {
  TextTable table{{{tr("choice")}, {tr("costs less")}}};
  auto points = break_evens(scenario);
  for (const auto& [edge, there] : at_edges(scenario, options)) {
    const auto others = break_evens(there);
    for (auto& one : points) {
      const auto found = std::find_if(others.begin(), others.end(),
                                      [&](const BreakEven& other) { return other.choice == one.choice; });
      if (found != others.end() && !one.point.starts_with(found->point))
        one.point += "; " + tr("with {}: {}", edge, found->point);
    }
  }
  for (const auto& one : points) table.add({one.choice, one.point});
  if (table.empty()) return "";
  return tr("Break-even points, by list prices of {}:", scenario.region) + "\n" + table.text(output_width());
}

}  // namespace

std::optional<std::string> cost_levers(const ScenarioOptions& options) {
  const auto variants = variants_of(options);
  if (!variants) return std::nullopt;
  const auto points = table_of_break_evens(variants->scenarios.front(), options);
  if (variants->levers.empty())
    return tr("There is nothing to try: no lever concerns the scenario.") + "\n" + points;
  CompareRequest request{.scenarios = {},
                         .names = {"as it is"},
                         .replications = 1,
                         .at_once = std::max(1U, std::thread::hardware_concurrency())};
  for (const auto& scenario : variants->scenarios) request.scenarios.push_back(&scenario);
  for (const auto& lever : variants->levers) request.names.push_back(lever.assignment);
  ProgressReport progress{true};
  const auto compared = compare_scenarios(request, [&](const Progress& p) { return progress.keep_going(p); });
  return table_of_levers(compared, *variants) + points;
}

}  // namespace garoa::cli

#include "sim/render/comparison.hpp"

#include <fmt/format.h>

#include "sim/core/human.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/sheet.hpp"

namespace garoa {
namespace {

const std::string none{TextTable::nothing};

std::string shown(const std::optional<double>& value, const std::string& unit) {
  return value ? human_value(*value, unit) : none;
}

std::string shown_or_none(const std::string& text) {
  return text.empty() ? none : text;
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
  return fmt::format("{} to {}", human_value(*change.difference - *change.half_width, change.unit),
                     human_value(*change.difference + *change.half_width, change.unit));
}

std::vector<Sheet> sheets_of(const ComparedPair& pair) {
  Sheet settings{"Settings that differ", {"setting", pair.from, pair.to}, {}};
  for (const auto& change : pair.settings)
    settings.rows.push_back({change.path, shown_or_none(change.from), shown_or_none(change.to)});
  Sheet metrics{fmt::format("Numbers, {} pairs of replications", pair.pairs),
                {"metric", pair.from, pair.to, "difference", "95 % interval", "certain"},
                {}};
  for (const auto& change : pair.metrics) {
    if (change.from.value_or(0) == 0 && change.to.value_or(0) == 0) continue;
    metrics.rows.push_back({change.metric, shown(change.from, change.unit), shown(change.to, change.unit),
                            difference_of(change), interval_of(change), change.is_certain() ? "yes" : "no"});
  }
  Sheet costs{"Lines of the monthly bill that move, USD", {"resource", pair.from, pair.to, "item"}, {}};
  for (const auto& change : pair.costs)
    costs.rows.push_back({change.resource, human_money(change.from), human_money(change.to), change.item});
  Sheet verdicts{"Verdicts that differ", {"control", pair.from, pair.to}, {}};
  for (const auto& change : pair.verdicts) verdicts.rows.push_back({change.what, change.from, change.to});
  return {settings, metrics, costs, verdicts};
}

}  // namespace

std::string comparison_text(const ComparedScenarios& compared, std::size_t width) {
  std::string text;
  for (const auto& pair : compared.pairs) {
    text += (text.empty() ? "" : "\n") + paragraph("", pair.sentence, width);
    for (const auto& sheet : sheets_of(pair)) {
      if (!sheet.rows.empty()) text += laid_out(sheet, width);
    }
  }
  for (const auto& dead : compared.dead)
    text += paragraph(fmt::format("\nleft out: replication {} (seed {}): ", dead.number, dead.seed), dead.why,
                      width);
  return text;
}

std::string comparison_markdown(const ComparedScenarios& compared) {
  std::string text;
  for (const auto& pair : compared.pairs) {
    text += fmt::format("{}## {} against {}\n\n{}\n", text.empty() ? "" : "\n", safe_text(pair.to),
                        safe_text(pair.from), safe_text(pair.sentence));
    for (const auto& sheet : sheets_of(pair)) {
      if (!sheet.rows.empty()) text += in_markdown(sheet);
    }
  }
  for (const auto& dead : compared.dead)
    text += fmt::format("\nLeft out: replication {} (seed {}): {}\n", dead.number, dead.seed,
                        safe_text(dead.why));
  return text;
}

}  // namespace garoa

#include "sim/render/comparison.hpp"

#include <fmt/format.h>

#include "sim/core/human.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {
namespace {

using Cells = std::vector<std::string>;

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

/// Text columns with these titles.
TextTable sheet_of(const Cells& titles) {
  std::vector<TextTable::Column> columns;
  for (const auto& title : titles) columns.push_back({title});
  return TextTable{std::move(columns)};
}

std::string markdown_row(const Cells& cells) {
  std::string row = "|";
  for (const auto& cell : cells) {
    row += ' ';
    for (const char c : safe_text(cell)) row += c == '|' ? "\\|" : std::string(1, c);
    row += " |";
  }
  return row + '\n';
}

std::string in_markdown(const ComparedTable& sheet) {
  Cells titles;
  for (const auto& column : sheet.table.columns()) titles.push_back(column.title);
  auto text = fmt::format("\n### {}\n\n", sheet.title) + markdown_row(titles);
  text += markdown_row(Cells(titles.size(), "---"));
  for (const auto& row : sheet.table.rows()) text += markdown_row(row);
  return text;
}

}  // namespace

std::vector<ComparedTable> comparison_tables(const ComparedPair& pair) {
  auto settings = sheet_of({"setting", pair.from, pair.to});
  for (const auto& change : pair.settings)
    settings.add({change.path, shown_or_none(change.from), shown_or_none(change.to)});
  auto metrics = sheet_of({"metric", pair.from, pair.to, "difference", "95 % interval", "certain"});
  for (const auto& change : pair.metrics) {
    if (change.from.value_or(0) == 0 && change.to.value_or(0) == 0) continue;
    metrics.add({change.metric, shown(change.from, change.unit), shown(change.to, change.unit),
                 difference_of(change), interval_of(change), change.is_certain() ? "yes" : "no"});
  }
  auto costs = sheet_of({"resource", pair.from, pair.to, "item"});
  for (const auto& change : pair.costs)
    costs.add({change.resource, human_money(change.from), human_money(change.to), change.item});
  auto verdicts = sheet_of({"control", pair.from, pair.to});
  for (const auto& change : pair.verdicts) verdicts.add({change.what, change.from, change.to});
  return {{"Settings that differ", std::move(settings)},
          {fmt::format("Numbers, {} pairs of replications", pair.pairs), std::move(metrics)},
          {"Lines of the monthly bill that move, USD", std::move(costs)},
          {"Verdicts that differ", std::move(verdicts)}};
}

std::string comparison_text(const ComparedScenarios& compared, std::size_t width) {
  std::string text;
  for (const auto& pair : compared.pairs) {
    text += (text.empty() ? "" : "\n") + paragraph("", pair.sentence, width);
    for (const auto& sheet : comparison_tables(pair)) {
      if (!sheet.table.empty()) text += "\n" + sheet.title + "\n" + sheet.table.text(width);
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
    for (const auto& sheet : comparison_tables(pair)) {
      if (!sheet.table.empty()) text += in_markdown(sheet);
    }
  }
  for (const auto& dead : compared.dead)
    text += fmt::format("\nLeft out: replication {} (seed {}): {}\n", dead.number, dead.seed,
                        safe_text(dead.why));
  return text;
}

}  // namespace garoa

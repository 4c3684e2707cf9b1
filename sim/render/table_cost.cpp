#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {
namespace {

constexpr int price_digits = 4;

std::string_view mark_of(const CostLine& line) {
  return line.verified ? "" : "*";
}

/// Tells whose price it is where it is not the run's region's.
std::string item_of(const CostLine& line, const Invoice& cost) {
  return line.region == cost.region || line.region.empty() ? line.item
                                                           : fmt::format("{}, {}", line.item, line.region);
}

/// One number where every month costs the same; where something grows, what the first and the twelfth cost.
template <class Money>
std::string by_month(const Invoice& cost, const Money& money) {
  if (!cost.first_month) return fmt::format("per month {}", money(cost.per_month));
  return fmt::format(
      "per day {}, which is {} a month; the first month {}, the twelfth {} if storage goes on growing by {} "
      "a month",
      money(cost.per_day), money(cost.per_month), money(*cost.first_month), money(*cost.twelfth_month),
      money(cost.growth_per_month));
}

/// In words.
std::string_view what_no_month_repeats(const Invoice& cost) {
  bool drills = false;
  bool copies = false;
  for (const auto& line : cost.lines) {
    if (line.one_off == 0) continue;
    (line.resource.find(".drills.") != std::string::npos ? drills : copies) = true;
  }
  if (drills && copies) return "drills and first copies of what was there before";
  return drills ? "drills" : "first copies of what was there before";
}

}  // namespace

TextTable cost_lines_table(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  using Align = TextTable::Align;
  TextTable table{{{"resource"},
                   {"quantity", Align::right},
                   {"unit"},
                   {"unit price", Align::right},
                   {"run, " + cost.currency, Align::right},
                   {"item"}}};
  for (const auto& line : cost.lines) {
    table.add({line.resource, human_number(line.quantity), line.unit,
               fmt::format("{}{}", human_number(line.unit_price, price_digits), mark_of(line)),
               fmt::format("{}{}", human_money(line.amount), mark_of(line)), item_of(line, cost)});
  }
  return table;
}

std::string cost_text(const RunResult& result, std::size_t width) {
  const auto cost = as_shown(result.cost);
  if (cost.lines.empty() && cost.unpriced.empty()) return "";
  const bool marked =
      std::any_of(cost.lines.begin(), cost.lines.end(), [](const auto& line) { return !line.verified; });
  const std::string_view mark = marked ? "*" : "";
  std::string text = cost.lines.empty() ? "" : cost_lines_table(result.cost).text(width);
  const auto money = [&](double amount) {
    return fmt::format("{} {}{}", cost.currency, human_money(amount), mark);
  };
  text +=
      paragraph("  ",
                fmt::format("this run {}; {}; per 1,000 documents {}; prices of {}", money(cost.total),
                            by_month(cost, money),
                            cost.per_1000_documents ? money(*cost.per_1000_documents) : "-", cost.price_date),
                width);
  if (result.cost.exchange)
    text += paragraph("  ",
                      fmt::format("1 USD is {} {}; metrics and objectives are in USD",
                                  human_number(result.cost.exchange->per_usd, price_digits), cost.currency),
                      width);
  if (cost.one_offs > 0)
    text += paragraph("  ",
                      fmt::format("of this run {} for {}, which no month repeats", money(cost.one_offs),
                                  what_no_month_repeats(cost)),
                      width);
  for (const auto& missing : cost.unpriced) text += paragraph("  not priced: ", missing, width);
  if (marked) text += "  * price not verified in a source of AWS\n";
  return text;
}

}  // namespace garoa

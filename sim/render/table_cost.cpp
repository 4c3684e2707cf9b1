#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/cost_bands.hpp"
#include "sim/results/cost_sums.hpp"

namespace garoa {
namespace {

constexpr int price_digits = 4;
/// Where the twelfth month is among those of a bill.
constexpr std::size_t twelfth = 1;
static_assert(months_ahead[twelfth] == 12);

std::string_view mark_of(const CostLine& line) {
  return line.verified ? "" : "*";
}

/// A bill of one region tells it once.
bool has_regions(const Invoice& cost) {
  return std::any_of(cost.lines.begin(), cost.lines.end(), [&](const CostLine& line) {
    return !line.region.empty() && line.region != cost.region;
  });
}

/// "2027-02" where it is a whole calendar month.
std::string name_of(const MonthOfBill& month) {
  return month.from.ends_with("-01") ? month.from.substr(0, month.from.size() - 3) : month.from;
}

/// One number where every month costs the same; where something grows or goes, what months to come cost, and when that ends.
template <class Money>
std::string by_month(const Invoice& cost, const Money& money) {
  if (!months_differ(cost)) return tr("per month {}", money(cost.per_month));
  std::string text;
  for (const auto& month : cost.months)
    text +=
        (text.empty() ? "" : ", ") + tr("month {} ({}) {}", month.month, name_of(month), money(month.amount));
  if (cost.steady)
    return tr("per day {}; {}; from month {} on {} each", money(cost.per_day), text, cost.steady->month,
              money(cost.steady->amount));
  return tr("per day {}; {}; no end of it: {}", money(cost.per_day), text, what_grows(cost));
}

/// The lines that grow most, largest first.
template <class Money>
std::string what_grows(const Invoice& cost, const Money& money) {
  constexpr std::size_t most = 3;
  constexpr double least_share = 0.02;
  std::vector<const CostLine*> growing;
  for (const auto& line : cost.lines) {
    if (line.growth_per_month > least_share * cost.growth_per_month) growing.push_back(&line);
  }
  std::stable_sort(growing.begin(), growing.end(), [](const CostLine* a, const CostLine* b) {
    return a->growth_per_month > b->growth_per_month;
  });
  growing.resize(std::min(growing.size(), most));
  std::string text;
  for (const auto* const line : growing)
    text += (text.empty() ? "" : ", ") +
            tr("{} of {} by {}", tr(line->item), line->resource, money(line->growth_per_month));
  return text;
}

/// Months as far as the bill tells of them, and when that ends.
template <class Money>
std::string months_between(const Invoice& cost, const CostBand& widest, const Money& money) {
  std::string text = tr("month {} lies between {} and {}", cost.months.front().month,
                        money(widest.months.front().low), money(widest.months.front().high));
  for (std::size_t i = 1; i < widest.months.size(); ++i)
    text += ", " + tr("month {} between {} and {}", cost.months[i].month, money(widest.months[i].low),
                      money(widest.months[i].high));
  if (widest.steady)
    text += ", " + tr("each from month {} on between {} and {}", cost.steady->month,
                      money(widest.steady->low), money(widest.steady->high));
  return text;
}

/// Between what months lie, and which assumptions make it so: in the twelfth one, where they differ.
template <class Money>
std::string bands_text(const Invoice& cost, const Money& money, std::size_t width) {
  const auto widest = widest_band(cost);
  const bool by_month = months_differ(cost) && widest.months.size() > twelfth;
  const auto of_month = [&](const CostBand& band) {
    return by_month && band.months.size() > twelfth ? band.months[twelfth] : AmountBand{band.low, band.high};
  };
  const auto is_told = [&](const AmountBand& band) { return money(band.low) != money(band.high); };
  if (cost.bands.empty() || !is_told(of_month(widest))) return "";
  std::string text =
      by_month ? tr("{}, as assumptions are at their edges, each by itself; month {}:",
                    months_between(cost, widest, money), cost.months[twelfth].month)
               : tr("a month lies between {} and {}, as assumptions are at their edges, each by itself:",
                    money(widest.low), money(widest.high));
  std::string bands;
  for (const auto& one : cost.bands) {
    const auto band = of_month(one);
    if (is_told(band))
      bands += (bands.empty() ? " " : "; ") +
               tr("{} to {} by {}", money(band.low), money(band.high), one.assumption);
  }
  text += bands;
  return paragraph("  ", text, width);
}

/// In words.
std::string what_no_month_repeats(const Invoice& cost) {
  bool drills = false;
  bool copies = false;
  for (const auto& line : cost.lines) {
    if (line.one_off == 0) continue;
    (line.resource.find(".drills.") != std::string::npos ? drills : copies) = true;
  }
  if (drills && copies) return tr("drills and first copies of what was there before");
  return drills ? tr("drills") : tr("first copies of what was there before");
}

}  // namespace

std::string what_grows(const Invoice& cost) {
  std::string text;
  for (const auto& why : cost.grows) text += (text.empty() ? "" : ", ") + told(why);
  return text;
}

TextTable cost_lines_table(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  using Align = TextTable::Align;
  const bool regions = has_regions(cost);
  std::vector<TextTable::Column> columns{{tr("resource")},
                                         {tr("quantity"), Align::right},
                                         {tr("unit")},
                                         {tr("unit price"), Align::right},
                                         {tr("run, {}", cost.currency), Align::right}};
  if (regions) columns.push_back({tr("region")});
  columns.push_back({tr("item")});
  TextTable table{std::move(columns)};
  for (const auto& line : cost.lines) {
    if (line.quantity == 0) continue;  // of months to come
    std::vector<std::string> cells{
        line.resource, human_number(line.quantity) + (line.assumed ? "~" : ""), tr(line.unit),
        fmt::format("{}{}", human_number(line.unit_price, price_digits), mark_of(line)),
        fmt::format("{}{}", human_money(line.amount), mark_of(line))};
    if (regions) cells.push_back(line.region);
    cells.push_back(tr(line.item));
    table.add(std::move(cells));
  }
  return table;
}

namespace {

/// "intake", "automation and intake", "no flow".
std::string name_of(const AmountOfFlows& sum) {
  if (sum.flows.empty()) return tr("no flow");
  std::string names;
  for (const auto& path : sum.flows) {
    const std::string name = path.substr(path.find('.') + 1);
    const bool is_last = &path == &sum.flows.back();
    names = names.empty() ? name : (is_last ? tr("{} and {}", names, name) : names + ", " + name);
  }
  return names;
}

TextTable sums_table(const std::string& title, const Invoice& cost) {
  using Align = TextTable::Align;
  return TextTable{{{title},
                    {tr("run, {}", cost.currency), Align::right},
                    {tr("a month, {}", cost.currency), Align::right}}};
}

/// One sum after the other, as in a month as if nothing grew.
std::string sums_text(const TextTable& table) {
  std::string text;
  for (const auto& row : table.rows()) text += (text.empty() ? "" : "; ") + row.front() + " " + row.back();
  return text;
}

/// Where there is more than one of them.
std::string sums_text(const Invoice& in_usd, std::size_t width) {
  std::string text;
  if (const auto services = cost_by_service_table(in_usd); services.rows().size() > 1)
    text += paragraph("  ", tr("a month at the run's pace, by service: {}", sums_text(services)), width);
  if (const auto flows = cost_by_flow_table(in_usd); !flows.empty())
    text += paragraph("  ", tr("a month at the run's pace, by flow: {}", sums_text(flows)), width);
  return text;
}

}  // namespace

std::string assumed_note(const Invoice& cost) {
  const bool assumes =
      std::any_of(cost.lines.begin(), cost.lines.end(), [](const CostLine& line) { return line.assumed; });
  if (!assumes) return "";
  return tr(
      "assumed, since the scenario does not say: the root volume of Amazon Linux's image; {} changes it",
      "root_volume");
}

TextTable cost_by_service_table(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  auto table = sums_table(tr("service"), cost);
  for (const auto& sum : sums_by_service(cost))
    table.add({tr(sum.service), human_money(sum.amount), human_money(sum.per_month)});
  return table;
}

TextTable cost_by_flow_table(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  auto table = sums_table(tr("flow"), cost);
  if (!has_several_flows(cost)) return table;
  for (const auto& sum : sums_by_flow(cost))
    table.add({name_of(sum), human_money(sum.amount), human_money(sum.per_month)});
  return table;
}

std::string cost_text(const RunResult& result, std::size_t width) {
  const auto cost = as_shown(result.cost);
  if (cost.lines.empty() && cost.unpriced.empty()) return "";
  const bool marked = has_unverified(cost);
  const std::string_view mark = marked ? "*" : "";
  std::string text = cost.lines.empty() ? "" : cost_lines_table(result.cost).text(width);
  const auto money = [&](double amount) {
    return fmt::format("{} {}{}", cost.currency, human_money(amount), mark);
  };
  text += paragraph(
      "  ",
      tr("this run {}; {}; per 1,000 documents {}; prices of {}", money(cost.total), by_month(cost, money),
         cost.per_1000_documents ? money(*cost.per_1000_documents) : "-", cost.price_date),
      width);
  text += sums_text(result.cost, width);
  if (const auto growing = what_grows(cost, money);
      first_month(cost) && cost.growth_per_month > 0 && !growing.empty())
    text += paragraph("  ", tr("what grows in the second month: {}", growing), width);
  if (cost.week_over_run != 1)
    text += paragraph(
        "  ",
        tr("the run is not of whole weeks: a month is made of whole weeks, in which {} times as much "
           "comes",
           human_number(cost.week_over_run)),
        width);
  text += bands_text(cost, money, width);
  for (const auto& payment : cost.upfront)
    text +=
        paragraph("  ",
                  tr("commitment {}: {} are paid at once for its term; the lines have them spread over it",
                     payment.commitment, money(payment.amount)),
                  width);
  const TellingMoney in_currency{currency_of(result.cost.exchange)};
  if (const auto note = money_note(); !note.empty()) text += paragraph("  ", note, width);
  if (cost.one_offs > 0)
    text += paragraph("  ",
                      tr("of this run {} for {}, which no month repeats", money(cost.one_offs),
                         what_no_month_repeats(cost)),
                      width);
  for (const auto& missing : cost.unpriced)
    text += paragraph("  " + tr("not priced") + ": ", told(missing), width);
  if (const auto note = assumed_note(cost); !note.empty()) text += paragraph("  ~ ", note, width);
  if (marked) text += "  * " + tr("price not verified in a source of AWS") + "\n";
  return text;
}

}  // namespace garoa

#include "sim/cli/prices_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_table.hpp"

namespace garoa::cli {
namespace {

constexpr int significant = 10;

const Price* price_of(const PriceBook& book, const std::string& item) {
  for (std::size_t i = 0; i < meter_count; ++i) {
    if (info_of(static_cast<Meter>(i)).name == item && static_cast<Meter>(i) != Meter::ec2_instance_seconds)
      return &book.price(static_cast<Meter>(i));
  }
  return book.instance_price(item);
}

std::string usd_text(double usd) {
  return number_as_written(fmt::format("{:.{}g}", usd, significant));
}

void add_price_row(TextTable& table, const std::string& item, const Price& price) {
  if (!price.unpriced.empty()) {
    table.add({item, "-", "", "", tr(price.unpriced)});
    return;
  }
  const auto& first = price.tiers.front();
  table.add({item, usd_text(first.usd) + (price.tiers.size() > 1 ? "+" : ""), tr(price.unit),
             std::string{name_of(first.basis)}, first.date});
}

std::string provenance_text(const PriceTier& tier) {
  auto text = tr("basis {}", name_of(tier.basis));
  if (!tier.source.empty()) text += ", " + tier.source;
  if (!tier.date.empty()) text += ", " + tier.date;
  if (!tier.region.empty()) text += tr(", of {}", tier.region);
  return text + (tier.note.empty() ? "" : "; " + tr(tier.note));
}

std::string tiers_text(const std::vector<PriceTier>& tiers, const std::string& unit) {
  std::string text;
  double from = 0;
  for (const auto& tier : tiers) {
    const auto range = std::isfinite(tier.up_to)
                           ? tr("{} to {}", human_number(from), human_number(tier.up_to))
                           : tr("from {}", human_number(from));
    text += tiers.size() == 1
                ? "    " + tr("{} USD for {}", usd_text(tier.usd), tr(unit)) + "\n"
                : "    " + tr("{} USD for {}, {} a month", usd_text(tier.usd), tr(unit), range) + "\n";
    text += fmt::format("      {}\n", provenance_text(tier));
    from = tier.up_to;
  }
  return text;
}

}  // namespace

std::string price_list_text(const PriceBook& book, std::size_t width) {
  TextTable table{{{tr("item")}, {"USD", TextTable::Align::right}, {tr("for")}, {tr("basis")}, {tr("date")}}};
  for (const auto& item : priced_items(book)) add_price_row(table, item, *price_of(book, item));
  return table.text(width);
}

std::vector<std::string> priced_items(const PriceBook& book) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < meter_count; ++i) {
    if (static_cast<Meter>(i) != Meter::ec2_instance_seconds)
      items.emplace_back(info_of(static_cast<Meter>(i)).name);
  }
  for (const auto& [type, price] : book.instance_prices()) items.push_back(type);
  return items;
}

std::string explain_price(const PriceBook& book, const std::string& item) {
  const auto* const price = price_of(book, item);
  if (price == nullptr) return "";
  auto text = tr("{} in {}", item, book.region()) + "\n";
  if (!price->unpriced.empty()) return text + "  " + tr("no price: {}", price->unpriced) + "\n";
  text +=
      fmt::format("  {}\n{}", tr("prices of {}", book.price_date()), tiers_text(price->tiers, price->unit));
  for (auto past = price->earlier.rbegin(); past != price->earlier.rend(); ++past)
    text += fmt::format("  {}{}\n{}", tr("before {}", Scalar<RulesDate>::format(past->until)),
                        past->is_remembered() ? " " + tr("(the day of the change is from memory)") : "",
                        tiers_text(past->tiers, price->unit));
  return text;
}

}  // namespace garoa::cli

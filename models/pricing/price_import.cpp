#include "models/pricing/price_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace garoa {
namespace {

struct ImportedItem {
  const UsageType* type = nullptr;
  bool first_name = false;  // of its usage types
  std::string sku;
  std::vector<OfferPrice> tiers;
};

/// What a file has of one region.
struct OfferedPrices {
  std::map<Meter, ImportedItem> meters;
  std::map<std::string, double> instances;  // USD an hour
  std::set<std::string> several;
  std::set<std::string> unknown;
};

void add_instance(OfferedPrices& found, const std::string& type, const OfferPrice& price) {
  if (!price.plain || price.usd <= 0) return;
  const auto [place, is_new] = found.instances.try_emplace(type, price.usd);
  if (!is_new && place->second != price.usd) found.several.insert(type);
}

/// Usage types that stand for one meter have one price; the first name's holds.
void add_tier(OfferedPrices& found, const UsageType& type, const OfferPrice& price) {
  auto& item = found.meters[type.meter];
  const bool first_name = price.usage_type.ends_with(type.names.front());
  if (item.tiers.empty() || (first_name && !item.first_name)) {
    item = {&type, first_name, price.sku, {price}};
  } else if (item.sku == price.sku) {
    item.tiers.push_back(price);
  } else if (price.usd != item.tiers.front().usd) {
    found.several.emplace(info_of(type.meter).name);
  }
}

OfferedPrices found_in(const OfferFile& file, const std::string& region, const UsageTypes& types) {
  OfferedPrices found;
  for (const auto& price : file.prices) {
    if (!price.region.empty() && price.region != region) continue;
    const auto known = types.find(file.offer, price.usage_type, price.operation);
    if (!known) {
      found.unknown.insert(price.usage_type);
    } else if (known->type->meter == Meter::ec2_instance_seconds) {
      add_instance(found, known->instance_type, price);
    } else {
      add_tier(found, *known->type, price);
    }
  }
  for (auto& [meter, item] : found.meters) {
    std::sort(item.tiers.begin(), item.tiers.end(),
              [](const OfferPrice& a, const OfferPrice& b) { return a.begin < b.begin; });
  }
  return found;
}

std::string origin_of(const OfferFile& file) {
  return fmt::format("basis: V, source: AWS price list {}, date: {}", file.offer, file.date);
}

/// "1000 requests" is a number and a unit.
std::pair<double, std::string> parts_of(const std::string& per) {
  const auto blank = per.find(' ');
  return {std::stod(per.substr(0, blank)), per.substr(blank + 1)};
}

std::string meter_text(Meter meter, const ImportedItem& item, const PriceBook& book, const OfferFile& file) {
  const auto& price = book.price(meter);
  const auto per = price.unit.find(' ') == std::string::npos ? "1 " + price.unit : price.unit;
  const auto [number, unit] = parts_of(per);
  const double of_one = item.type->meter_units / static_cast<double>(price.meter_units);
  auto text = fmt::format("  {}:\n    per: {}\n    tiers:\n", info_of(meter).name, per);
  for (std::size_t i = 0; i < item.tiers.size(); ++i) {
    const auto& tier = item.tiers[i];
    const bool last = i + 1 == item.tiers.size();
    const auto end = last ? "" : fmt::format("up_to: {:.12g} {}, ", tier.end * of_one * number, unit);
    text += fmt::format("      - {{ {}usd: {:.12g}, {} }}\n", end, tier.usd / of_one, origin_of(file));
  }
  return text;
}

std::string instances_text(const std::map<std::string, double>& instances, const OfferFile& file) {
  const std::string price = "per: 1 hour, " + origin_of(file);
  std::string text = "ec2_instance_seconds:\n  imported:\n";
  for (auto rest = std::string_view{price}; !rest.empty();) {
    const auto end = rest.find(", ");
    text += fmt::format("    {}\n", rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  }
  text += "    usd:\n";
  for (const auto& [type, usd] : instances) text += fmt::format("      {}: {:.12g}\n", type, usd);
  return text;
}

std::string comment_of(std::string_view what, const std::set<std::string>& names) {
  if (names.empty()) return "";
  std::string text = fmt::format("# {}:\n", what);
  for (const auto& name : names) text += fmt::format("#   {}\n", name);
  return text;
}

}  // namespace

std::vector<std::string> regions_of(const OfferFile& file) {
  std::set<std::string> regions;
  for (const auto& price : file.prices) {
    if (!price.region.empty()) regions.insert(price.region);
  }
  return {regions.begin(), regions.end()};
}

std::string imported_prices(const OfferFile& file, const std::string& region, const UsageTypes& types,
                            const PriceBook& book) {
  const auto found = found_in(file, region, types);
  const auto like = book.region() == region ? "" : fmt::format("like: {}\n", book.region());
  auto text =
      fmt::format("# Prices of {} in USD, from AWS's price list {} of {}.\nregion: {}\n{}price_date: {}\n",
                  region, file.offer, file.date, region, like, file.date);
  std::string meters;
  for (const auto& [meter, item] : found.meters) {
    if (book.price(meter).unpriced.empty()) meters += meter_text(meter, item, book, file);
  }
  if (!meters.empty()) text += "meters:\n" + meters;
  if (!found.instances.empty()) text += instances_text(found.instances, file);
  return text + comment_of("several prices; the first one stands above", found.several) +
         comment_of("no items of this program", found.unknown);
}

}  // namespace garoa

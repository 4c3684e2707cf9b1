#include "models/pricing/invoice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace garoa {
namespace {

bool is_instance(const Usage& usage) {
  return usage.meter == Meter::ec2_instance_seconds;
}

const Price* price_of(const PriceBook& prices, const Usage& usage) {
  return is_instance(usage) ? prices.instance_price(usage.instance_type) : &prices.price(usage.meter);
}

std::string item_of(const Usage& usage) {
  return is_instance(usage) ? usage.instance_type : std::string{info_of(usage.meter).meaning};
}

/// Service, resource, item: the order of the lines.
using LineKey = std::tuple<std::string_view, std::string, std::string>;

struct Metered {
  const PriceBook* book = nullptr;
  const Price* price = nullptr;
  MeterTotal units = 0;
};

/// What the free tier takes off a month's quantity.
struct Free {
  double share = 0;
  Basis basis = Basis::verified;
};

/// Meters that share an allowance have the same share of it free.
Free free_of(const PriceBook& prices, const Price* price, const std::map<const Price*, double>& month,
             const std::vector<FreeAllowance>& allowances) {
  for (const auto& allowance : allowances) {
    double used = 0;
    bool concerned = false;
    for (const auto meter : allowance.meters) {
      const auto* other = &prices.price(meter);
      concerned |= other == price;
      const auto found = month.find(other);
      if (found != month.end()) used += found->second * static_cast<double>(other->meter_units);
    }
    if (concerned && used > 0) return {std::min(1.0, allowance.units / used), allowance.basis};
  }
  return {};
}

CostLine make_line(const LineKey& key, const Metered& metered, double month_quantity, const Free& free) {
  const auto& [service, resource, item] = key;
  const double paid = month_quantity * (1 - free.share);
  const auto& weakest = metered.price->weakest_tier(paid);
  CostLine line;
  line.service = service;
  line.resource = resource;
  line.item = item;
  line.region = weakest.region.empty() ? metered.book->region() : weakest.region;
  line.quantity = metered.price->quantity(metered.units);
  line.unit = metered.price->unit;
  line.unit_price = metered.price->unit_price(paid) * (1 - free.share);
  line.amount = line.quantity * line.unit_price;
  line.basis = std::max(weakest.basis, free.basis);
  line.verified = line.basis == Basis::verified;
  line.source = weakest.source;
  line.date = weakest.date;
  return line;
}

/// Adds up the usage line by line; what has no price goes to the invoice as a sentence.
std::map<LineKey, Metered> sum_by_line(const PriceBook& prices,
                                       const std::map<std::string, PriceBook>& elsewhere,
                                       const std::vector<Usage>& usage, Invoice& invoice) {
  std::map<LineKey, Metered> lines;
  for (const auto& entry : usage) {
    if (entry.units == 0) continue;
    const auto& book = entry.region.empty() ? prices : elsewhere.at(entry.region);
    const auto* price = price_of(book, entry);
    if (price == nullptr) {
      invoice.unpriced.push_back(
          fmt::format("{}: no price of {} in {}", entry.resource, item_of(entry), book.region()));
      continue;
    }
    auto& metered = lines[{service_of(entry.meter), entry.resource, item_of(entry)}];
    metered.book = &book;
    metered.price = price;
    metered.units += entry.units;
  }
  return lines;
}

}  // namespace

Invoice make_invoice(const PriceBook& prices, const std::vector<Usage>& usage, double covered_seconds,
                     std::uint64_t documents, const std::vector<FreeAllowance>& free,
                     const std::map<std::string, PriceBook>& elsewhere) {
  Invoice invoice;
  invoice.region = prices.region();
  invoice.price_date = prices.price_date();
  const auto metered_lines = sum_by_line(prices, elsewhere, usage, invoice);
  std::map<const Price*, MeterTotal> region_units;
  for (const auto& [key, metered] : metered_lines) region_units[metered.price] += metered.units;
  const double runs_per_month = seconds_per_month / covered_seconds;
  std::map<const Price*, double> month;
  for (const auto& [price, units] : region_units) month[price] = price->quantity(units) * runs_per_month;
  for (const auto& [key, metered] : metered_lines) {
    const auto* price = metered.price;
    invoice.lines.push_back(make_line(key, metered, month[price], free_of(prices, price, month, free)));
    invoice.total += invoice.lines.back().amount;
  }
  std::sort(invoice.unpriced.begin(), invoice.unpriced.end());
  invoice.unpriced.erase(std::unique(invoice.unpriced.begin(), invoice.unpriced.end()),
                         invoice.unpriced.end());
  invoice.per_month = invoice.total * runs_per_month;
  if (documents > 0) invoice.per_1000_documents = invoice.total / static_cast<double>(documents) * 1000;
  return invoice;
}

}  // namespace garoa

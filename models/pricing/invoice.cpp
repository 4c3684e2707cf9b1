#include "models/pricing/invoice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "sim/core/human.hpp"

namespace garoa {
namespace {

constexpr double day = 86400;
/// Growth of a stock over the run, and of a month's cost over a year, as a share.
constexpr double worth_telling = 0.01;

/// What is held over time is billed by quantity times seconds.
bool is_held(Meter meter) {
  const auto unit = info_of(meter).unit;
  return unit == "s" || unit.ends_with(" s");
}

/// What comes to be more as documents come in.
bool is_stock(Meter meter) {
  const auto unit = info_of(meter).unit;
  return unit == "B s" || unit == "object s";
}

/// Reserved instances, Savings Plans and spot are for running time of instances and functions.
bool can_be_committed(Meter meter) {
  constexpr std::array meters{Meter::ec2_instance_seconds,
                              Meter::lambda_mib_milliseconds_x86,
                              Meter::lambda_mib_milliseconds_arm,
                              Meter::lambda_provisioned_mib_milliseconds_x86,
                              Meter::lambda_provisioned_mib_milliseconds_arm,
                              Meter::lambda_provisioned_run_mib_milliseconds_x86,
                              Meter::lambda_provisioned_run_mib_milliseconds_arm};
  return std::find(meters.begin(), meters.end(), meter) != meters.end();
}

bool is_instance(const Usage& usage) {
  return usage.meter == Meter::ec2_instance_seconds;
}

const Price* price_of(const PriceBook& prices, const Usage& usage) {
  return is_instance(usage) ? prices.instance_price(usage.instance_type) : &prices.price(usage.meter);
}

std::string item_of(const Usage& usage) {
  return is_instance(usage) ? usage.instance_type : std::string{info_of(usage.meter).meaning};
}

bool is_for_drill(const Usage& usage) {
  return usage.resource.find(".drills.") != std::string::npos;
}

/// Service, resource, item: the order of the lines.
using LineKey = std::tuple<std::string_view, std::string, std::string>;

struct Metered {
  const PriceBook* book = nullptr;
  const Price* price = nullptr;
  MeterTotal units = 0;
  MeterTotal until_halfway = 0;
  MeterTotal one_off = 0;
  bool stock = false;  // what is held over time, and may grow
  bool can_be_committed = false;
};

/// What the free tier takes off a month's quantity.
struct Free {
  double share = 0;
  Basis basis = Basis::verified;
};

/// Meters that share an allowance have the same share of it free. An allowance of something held over time is for every
/// moment of a month, however long the month.
Free free_of(const PriceBook& prices, const Price* price, const std::map<const Price*, double>& month,
             const std::vector<FreeAllowance>& allowances, const BilledTime& time) {
  for (const auto& allowance : allowances) {
    double used = 0;
    bool concerned = false;
    bool held = false;
    for (const auto meter : allowance.meters) {
      const auto* other = &prices.price(meter);
      concerned |= other == price;
      held |= is_held(meter);
      const auto found = month.find(other);
      if (found != month.end()) used += found->second * static_cast<double>(other->meter_units);
    }
    const bool scaled = held && !price->by_month();
    const double units = allowance.units * (scaled ? time.month_seconds / seconds_per_month : 1);
    if (concerned && used > 0) return {std::min(1.0, units / used), allowance.basis};
  }
  return {};
}

CostLine make_line(const LineKey& key, const Metered& metered, double month_quantity, const Free& free,
                   const BilledTime& time) {
  const auto& [service, resource, item] = key;
  const double paid = month_quantity * (1 - free.share);
  const auto& weakest = metered.price->weakest_tier(paid);
  CostLine line;
  line.service = service;
  line.resource = resource;
  line.item = item;
  line.region = weakest.region.empty() ? metered.book->region() : weakest.region;
  line.quantity = time.quantity(*metered.price, metered.units);
  line.unit = metered.price->unit;
  line.unit_price = metered.price->unit_price(paid) * (1 - free.share);
  line.amount = line.quantity * line.unit_price;
  line.one_off = time.quantity(*metered.price, metered.one_off) * line.unit_price;
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
    if (!price->unpriced.empty()) {
      invoice.unpriced.push_back(fmt::format("{}: {} {}: {}", entry.resource,
                                             human_count(static_cast<std::uint64_t>(entry.units)),
                                             item_of(entry), price->unpriced));
      continue;
    }
    auto& metered = lines[{service_of(entry.meter), entry.resource, item_of(entry)}];
    metered.book = &book;
    metered.price = price;
    metered.units += entry.units;
    metered.until_halfway += entry.until_halfway;
    metered.one_off += is_for_drill(entry) ? entry.units : entry.one_off;
    metered.stock = is_stock(entry.meter);
    metered.can_be_committed = can_be_committed(entry.meter);
  }
  return lines;
}

/// By how much of its mean over the run a stock grows each second, if it does.
double growth_of(const Metered& metered, const BilledTime& time) {
  if (!metered.stock || time.halfway <= 0 || time.halfway >= time.seconds) return 0;
  const double before = static_cast<double>(metered.until_halfway) / time.halfway;
  const double after =
      static_cast<double>(metered.units - metered.until_halfway) / (time.seconds - time.halfway);
  const double mean = static_cast<double>(metered.units) / time.seconds;
  const double growth = (after - before) / (time.seconds / 2) / mean;
  return growth * time.seconds > worth_telling ? growth : 0;
}

/// What one month costs that begins `months` after the run's start.
double cost_of_month(const CostLine& line, double growth, double months, const BilledTime& time) {
  const double middle = (months + 0.5) * time.month_seconds;
  const double level = std::max(0.0, 1 + growth * (middle - time.seconds / 2));
  return (line.amount - line.one_off) * level * time.month_seconds / time.seconds;
}

BilledLine billed(CostLine line, const Metered& metered, const BilledTime& time) {
  const double growth = growth_of(metered, time);
  const double first = cost_of_month(line, growth, 0, time);
  line.growth_per_month = cost_of_month(line, growth, 1, time) - first;
  const double twelfth = cost_of_month(line, growth, 11, time);
  return {std::move(line), first, twelfth, metered.can_be_committed};
}

/// The lines in their order, and their sums.
void add_lines(Invoice& invoice, std::vector<BilledLine> lines) {
  std::stable_sort(lines.begin(), lines.end(), [](const BilledLine& a, const BilledLine& b) {
    return std::tie(a.line.service, a.line.resource, a.line.item) <
           std::tie(b.line.service, b.line.resource, b.line.item);
  });
  invoice.first_month = invoice.twelfth_month = 0;
  for (auto& [line, first, twelfth, committed] : lines) {
    invoice.total += line.amount;
    invoice.one_offs += line.one_off;
    invoice.growth_per_month += line.growth_per_month;
    *invoice.first_month += first;
    *invoice.twelfth_month += twelfth;
    invoice.lines.push_back(std::move(line));
  }
}

}  // namespace

Invoice make_invoice(const PriceBook& prices, const std::vector<Usage>& usage, const BilledTime& time,
                     std::uint64_t documents, const std::vector<FreeAllowance>& free,
                     const std::map<std::string, PriceBook>& elsewhere, const BillingTerms& terms) {
  Invoice invoice;
  invoice.exchange = terms.exchange;
  invoice.region = prices.region();
  invoice.price_date = prices.price_date();
  const auto metered_lines = sum_by_line(prices, elsewhere, usage, invoice);
  const double runs_per_month = time.month_seconds / time.seconds;
  std::map<const Price*, double> month;
  for (const auto& [key, metered] : metered_lines) {
    const auto& price = *metered.price;
    month[&price] += time.quantity(price, metered.units - metered.one_off) * runs_per_month +
                     time.quantity(price, metered.one_off);
  }
  std::vector<BilledLine> lines;
  for (const auto& [key, metered] : metered_lines) {
    const auto* price = metered.price;
    const auto allowance = free_of(prices, price, month, free, time);
    lines.push_back(billed(make_line(key, metered, month[price], allowance, time), metered, time));
  }
  add_terms(lines, terms);
  add_lines(invoice, std::move(lines));
  std::sort(invoice.unpriced.begin(), invoice.unpriced.end());
  invoice.unpriced.erase(std::unique(invoice.unpriced.begin(), invoice.unpriced.end()),
                         invoice.unpriced.end());
  invoice.per_day = (invoice.total - invoice.one_offs) * day / time.seconds;
  invoice.per_month = (invoice.total - invoice.one_offs) * runs_per_month;
  if (*invoice.twelfth_month <= (1 + worth_telling) * *invoice.first_month)
    invoice.first_month = invoice.twelfth_month = std::nullopt;
  if (documents > 0) invoice.per_1000_documents = invoice.total / static_cast<double>(documents) * 1000;
  return invoice;
}

}  // namespace garoa

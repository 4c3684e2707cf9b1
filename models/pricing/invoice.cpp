#include "models/pricing/invoice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "sim/core/human.hpp"

namespace garoa {
namespace {

constexpr double day = 86400;
/// Growth of a stock over the run, as a share.
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
  MeterTotal one_off = 0;
  double in_months = 0;         // units of each calendar month over its seconds
  double month = 0;             // meter units, as if nothing grew
  std::vector<double> ahead;    // likewise, of the months that the bill looks ahead to
  std::vector<double> by_hour;  // of what can be committed: units in each piece of the run
  bool can_be_committed = false;
  std::vector<UsageOfFlows> of_flows;
  bool assumed = false;
};

void add_up(std::vector<UsageOfFlows>& sums, const Usage& usage) {
  static const std::vector<UsageOfFlows> no_flow(1);
  for (const auto& more : usage.of_flows.empty() ? no_flow : usage.of_flows) {
    auto sum = std::find_if(sums.begin(), sums.end(),
                            [&](const UsageOfFlows& one) { return one.flows == more.flows; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), UsageOfFlows{more.flows});
    const bool all = usage.of_flows.empty();
    sum->units += all ? usage.units : more.units;
    sum->one_off += all ? usage.one_off : more.one_off;
  }
}

/// The line's amounts, each part by what it used; where nothing was used yet, all of it is the first one's.
std::vector<AmountOfFlows> amounts_of_flows(const Metered& metered, double amount, double month) {
  const auto repeated = static_cast<double>(metered.units - metered.one_off);
  const auto used = static_cast<double>(metered.units);
  std::vector<AmountOfFlows> amounts;
  for (const auto& part : metered.of_flows) {
    const double whole = amounts.empty() ? 1 : 0;
    const double of_run = used > 0 ? static_cast<double>(part.units) / used : whole;
    const double of_month = repeated > 0 ? static_cast<double>(part.units - part.one_off) / repeated : whole;
    amounts.push_back({part.flows, of_run * amount, of_month * month});
  }
  return amounts;
}

void add_up(std::vector<double>& sums, const std::vector<double>& more) {
  sums.resize(std::max(sums.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

/// Of the pieces of the run, where its meters did not tell.
std::vector<double> evenly(double units, const std::vector<double>& hours) {
  const double all = std::accumulate(hours.begin(), hours.end(), 0.0);
  std::vector<double> pieces;
  for (const double each : hours) pieces.push_back(units * each / all);
  return pieces;
}

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

/// A month's price is for the hours of its month.
double quantity_of(const Metered& metered, const BilledTime& time) {
  const auto& price = *metered.price;
  if (!price.by_month()) return time.quantity(price, metered.units);
  return metered.in_months * seconds_per_month / static_cast<double>(price.meter_units);
}

double one_off_share(const Metered& metered) {
  return metered.units == 0 ? 0 : static_cast<double>(metered.one_off) / static_cast<double>(metered.units);
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
  line.quantity = quantity_of(metered, time);
  line.unit = metered.price->unit;
  line.unit_price = metered.price->unit_price(paid) * (1 - free.share);
  line.amount = line.quantity * line.unit_price;
  line.one_off = one_off_share(metered) * line.amount;
  line.assumed = metered.assumed;
  line.basis = std::max(weakest.basis, free.basis);
  line.verified = line.basis == Basis::verified;
  line.source = weakest.source;
  line.date = weakest.date;
  return line;
}

/// By how much of its mean over the run a stock grows each second, if it does.
double growth_of(const Usage& usage, const BilledTime& time) {
  if (!is_stock(usage.meter) || usage.units == usage.one_off || time.halfway <= 0 ||
      time.halfway >= time.seconds)
    return 0;
  const double before = static_cast<double>(usage.until_halfway) / time.halfway;
  const double after = static_cast<double>(usage.units - usage.until_halfway) / (time.seconds - time.halfway);
  const double mean = static_cast<double>(usage.units) / time.seconds;
  const double growth = (after - before) / (time.seconds / 2) / mean;
  return growth * time.seconds > worth_telling ? growth : 0;
}

/// As in the run, and growing as it grew: of a stock that grows there is no steady state.
std::vector<double> units_ahead(const Usage& usage, const BilledTime& time, LookAhead& ahead) {
  if (!usage.by_month.empty()) return usage.by_month;
  const double growth = growth_of(usage, time);
  const double a_second = static_cast<double>(usage.units - usage.one_off) * usage.pattern / time.seconds;
  std::vector<double> units;
  for (const auto& month : ahead.months) {
    const double middle = month.begin + month.seconds / 2;
    units.push_back(a_second * month.seconds * std::max(0.0, 1 + growth * (middle - time.seconds / 2)));
  }
  if (growth > 0) {
    ahead.steady.reset();
    ahead.grows.push_back(fmt::format("{} grows", usage.resource));
  }
  return units;
}

/// Adds up the usage line by line; what has no price goes to the invoice as a sentence.
std::map<LineKey, Metered> sum_by_line(const PriceBook& prices,
                                       const std::map<std::string, PriceBook>& elsewhere,
                                       const std::vector<Usage>& usage, const BilledTime& time,
                                       LookAhead& ahead, Invoice& invoice) {
  std::map<LineKey, Metered> lines;
  for (const auto& entry : usage) {
    const auto units_then = units_ahead(entry, time, ahead);
    if (entry.units == 0 &&
        std::all_of(units_then.begin(), units_then.end(), [](double u) { return u == 0; }))
      continue;
    const auto& book = entry.region.empty() ? prices : elsewhere.at(entry.region);
    const auto* price = price_of(book, entry);
    if (price == nullptr) {
      invoice.unpriced.push_back(
          fmt::format("{}: no price of {} in {}", entry.resource, item_of(entry), book.region()));
      continue;
    }
    if (!price->unpriced.empty()) {
      if (entry.units == 0) continue;
      const bool bytes = info_of(entry.meter).unit == "B";
      invoice.unpriced.push_back(fmt::format("{}: {} {}: {}", entry.resource,
                                             bytes ? human_bytes(static_cast<double>(entry.units))
                                                   : human_count(static_cast<std::uint64_t>(entry.units)),
                                             item_of(entry), price->unpriced));
      continue;
    }
    auto& metered = lines[{service_of(entry.meter), entry.resource, item_of(entry)}];
    metered.book = &book;
    metered.price = price;
    metered.units += entry.units;
    metered.one_off += entry.one_off;
    add_up(metered.of_flows, entry);
    metered.assumed |= entry.assumed;
    metered.in_months +=
        entry.in_months > 0 ? entry.in_months : static_cast<double>(entry.units) / time.month_seconds;
    metered.month +=
        static_cast<double>(entry.units - entry.one_off) * entry.pattern * time.month_seconds / time.seconds;
    add_up(metered.ahead, units_then);
    if (!can_be_committed(entry.meter)) continue;
    metered.can_be_committed = true;
    add_up(metered.by_hour,
           entry.by_hour.empty() ? evenly(static_cast<double>(entry.units), time.hours) : entry.by_hour);
  }
  return lines;
}

/// What a month uses of each price, all resources together.
using MonthOfPrices = std::map<const Price*, double>;

/// A month's bill line by line: its quantity decides the tier, and what of it is free.
class PricedMonth {
 public:
  /// `units` of a line's meter in it.
  template <class Units>
  PricedMonth(const std::map<LineKey, Metered>& lines, const BilledTime& time, Units units) : time_{time} {
    for (const auto& [key, metered] : lines)
      used_[metered.price] += time_.quantity(*metered.price, units(metered));
  }
  [[nodiscard]] double used(const Price* price) const { return used_.at(price); }
  [[nodiscard]] Free free(const Metered& metered, const PriceBook& prices,
                          const std::vector<FreeAllowance>& allowances) const {
    return free_of(prices, metered.price, used_, allowances, time_);
  }
  [[nodiscard]] double amount(const Metered& metered, double units, double free_share) const {
    const double paid = used(metered.price) * (1 - free_share);
    return time_.quantity(*metered.price, units) * metered.price->unit_price(paid) * (1 - free_share);
  }

 private:
  BilledTime time_;
  MonthOfPrices used_;
};

/// Months as long as the run's, the first from its start on.
std::vector<MonthAhead> even_months(const BilledTime& time, std::optional<int> steady) {
  return months_to_tell(steady, [&](int number) {
    return MonthAhead{number, MonthAhead::Kind::own, (number - 1) * time.month_seconds, time.month_seconds,
                      time.month_seconds};
  });
}

/// Its own months, and the mean one of a steady state, stand on each line.
bool is_told(const MonthAhead& month, const LookAhead& ahead) {
  return month.kind == MonthAhead::Kind::own || (month.kind == MonthAhead::Kind::mean && ahead.steady);
}

/// What each of the months costs, line by line or in all.
class MonthsOfBill {
 public:
  explicit MonthsOfBill(const LookAhead& ahead) : ahead_{ahead} {}

  [[nodiscard]] double amount(const std::vector<double>& amounts, int number, MonthAhead::Kind kind) const {
    for (std::size_t i = 0; i < ahead_.months.size(); ++i) {
      if (ahead_.months[i].number == number && ahead_.months[i].kind == kind) return amounts[i];
    }
    return amounts.front();
  }
  /// The second month over the first, as long as it.
  [[nodiscard]] double growth(const std::vector<double>& amounts) const {
    return amount(amounts, second_month, MonthAhead::Kind::as_first) - amounts.front();
  }
  [[nodiscard]] MonthOfBill told(const std::vector<double>& amounts, std::size_t i) const {
    const auto& month = ahead_.months[i];
    return {month.number, amounts[i], amount(amounts, month.number, MonthAhead::Kind::as_first), month.from,
            month.seconds / day};
  }

 private:
  const LookAhead& ahead_;
};

/// The lines in their order, and their sums.
void add_lines(Invoice& invoice, std::vector<BilledLine> lines, const LookAhead& ahead) {
  std::stable_sort(lines.begin(), lines.end(), [](const BilledLine& a, const BilledLine& b) {
    return std::tie(a.line.service, a.line.resource, a.line.item) <
           std::tie(b.line.service, b.line.resource, b.line.item);
  });
  const MonthsOfBill months{ahead};
  std::vector<double> sums(ahead.months.size());
  for (auto& billed : lines) {
    auto& line = billed.line;
    invoice.total += line.amount;
    invoice.one_offs += line.one_off;
    invoice.per_month += billed.month;
    line.per_month = billed.month;
    line.growth_per_month = months.growth(billed.ahead);
    invoice.growth_per_month += line.growth_per_month;
    for (std::size_t i = 0; i < billed.ahead.size(); ++i) {
      sums[i] += billed.ahead[i];
      if (is_told(ahead.months[i], ahead)) line.months.push_back(billed.ahead[i]);
    }
    invoice.lines.push_back(std::move(line));
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (!is_told(ahead.months[i], ahead)) continue;
    if (ahead.months[i].kind == MonthAhead::Kind::own) {
      invoice.months.push_back(months.told(sums, i));
    } else {
      invoice.steady = months.told(sums, i);
    }
  }
  invoice.grows = ahead.grows;
}

CommittedHours hours_of(const BilledTime& time, const LookAhead& ahead) {
  CommittedHours hours{{time.seconds / 3600, time.month_seconds / 3600}, time.hours};
  for (const auto& month : ahead.months) hours.of_columns.push_back(month.seconds / 3600);
  return hours;
}

}  // namespace

Invoice make_invoice(const PriceBook& prices, const std::vector<Usage>& usage, const BilledTime& time,
                     std::uint64_t documents, const std::vector<FreeAllowance>& free,
                     const std::map<std::string, PriceBook>& elsewhere, const BillingTerms& terms,
                     const LookAhead& look_ahead) {
  Invoice invoice;
  invoice.exchange = terms.exchange;
  invoice.region = prices.region();
  invoice.price_date = prices.price_date();
  invoice.week_over_run = look_ahead.week_over_run;
  auto ahead = look_ahead;
  if (ahead.months.empty()) ahead.months = even_months(time, ahead.steady);
  const auto metered_lines = sum_by_line(prices, elsewhere, usage, time, ahead, invoice);
  const PricedMonth month{metered_lines, time,
                          [](const Metered& m) { return m.month + static_cast<double>(m.one_off); }};
  std::vector<PricedMonth> months;
  for (std::size_t i = 0; i < ahead.months.size(); ++i)
    months.emplace_back(metered_lines, BilledTime{ahead.months[i].seconds, ahead.months[i].month_seconds},
                        [i](const Metered& m) { return m.ahead[i]; });
  std::vector<BilledLine> lines;
  for (const auto& [key, metered] : metered_lines) {
    const auto allowance = month.free(metered, prices, free);
    auto& billed =
        lines.emplace_back(BilledLine{make_line(key, metered, month.used(metered.price), allowance, time),
                                      0,
                                      {},
                                      metered.by_hour,
                                      metered.can_be_committed});
    billed.month = month.amount(metered, metered.month, allowance.share);
    billed.line.of_flows = amounts_of_flows(metered, billed.line.amount, billed.month);
    for (std::size_t i = 0; i < months.size(); ++i)
      billed.ahead.push_back(
          months[i].amount(metered, metered.ahead[i], months[i].free(metered, prices, free).share));
  }
  invoice.upfront = add_terms(lines, terms, hours_of(time, ahead));
  add_lines(invoice, std::move(lines), ahead);
  for (auto* const sentences : {&invoice.unpriced, &invoice.grows}) {
    std::sort(sentences->begin(), sentences->end());
    sentences->erase(std::unique(sentences->begin(), sentences->end()), sentences->end());
  }
  invoice.per_day = invoice.per_month * day / time.month_seconds;
  if (documents > 0) invoice.per_1000_documents = invoice.total / static_cast<double>(documents) * 1000;
  return invoice;
}

}  // namespace garoa

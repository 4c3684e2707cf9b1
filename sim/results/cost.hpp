// The bill of a run as it stands in a result. How it comes about: models/pricing/invoice.hpp.
//
// Amounts in USD; quantities in the price's unit. Taxes and discounts, if the scenario has any, are lines of their own.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/basis.hpp"
#include "sim/core/told_money.hpp"

namespace garoa {

/// What of an amount is for the documents of some flows.
struct AmountOfFlows {
  std::vector<std::string> flows = {};  // "flows.intake"; several share it; none: it goes with no flow
  double amount = 0;                    // of the run
  double per_month = 0;                 // without one-offs, as if nothing grew
};

struct CostLine {
  std::string service;   // "EBS"
  std::string resource;  // "ebs.documents"
  std::string item;      // "provisioned gp3 storage", "m6i.large"
  double quantity = 0;
  std::string unit;  // "GiB-month"
  double unit_price = 0;
  double amount = 0;
  bool verified = false;  // the price's basis is V
  Basis basis = Basis::project;
  std::string source;
  std::string date;
  std::string region = {};      // whose price it is
  double per_month = 0;         // without one-offs, as if nothing grew
  double growth_per_month = 0;  // by how much a month of it is dearer than the month before
  double one_off = 0;           // of the amount: what no month repeats
  std::optional<double> low =
      {};  // the least and the most of it between the edges of assumptions that were run at them
  std::optional<double> high = {};
  std::vector<double> months =
      {};  // what it costs in each of the invoice's months, and last in one of the steady state
  std::vector<AmountOfFlows> of_flows = {};  // that it consists of (cost_sums.hpp)
  bool assumed = false;                      // the scenario does not say that there is any
};

/// One of the months that a bill looks ahead to, without one-offs. Each is from a day of a month to the same day of the next one, with that
/// time's hours and working days; the first begins with the run.
struct MonthOfBill {
  int month = 1;
  double amount = 0;
  double as_first =
      0;  // if it were as long as the first, with as many working days: what is dearer then has grown
  std::string from = {};  // "2027-02-01", local
  double days = 0;
};

/// What is paid at once for the term of a commitment; the lines have it spread over the term.
struct UpfrontPayment {
  std::string commitment;
  double amount = 0;
};

/// The least and the most of an amount.
struct AmountBand {
  double low = 0;
  double high = 0;
};

/// What the bill becomes between the edges of one assumption, everything else as it is.
struct CostBand {
  std::string assumption;  // "ebs.snapshot.load.rate"
  double low = 0;          // the least and the most of a month as if nothing grew
  double high = 0;
  std::vector<AmountBand> months = {};    // of each of the invoice's months
  std::optional<AmountBand> steady = {};  // nothing where one of the bills has none
};

/// The months that a bill looks ahead to, besides the steady state.
inline constexpr std::array months_ahead{1, 12, 36, 60};

/// The resource of the line of taxes.
inline constexpr std::string_view tax_on_bill = "billing.tax";

/// The currency that texts show a bill in, where it is not USD.
struct Exchange {
  std::string currency;
  double per_usd = 1;
};

struct Invoice {
  std::string region;
  std::string currency = "USD";
  std::string price_date;
  std::optional<Exchange> exchange;
  std::vector<CostLine> lines;        // by service, resource, item; none for unused meters
  std::vector<std::string> unpriced;  // usage without a price, as sentences; not part of the totals
  double total = 0;                   // of the run
  double one_offs = 0;   // of it: restores, what is made for drills, first copies of what was there before
  double per_day = 0;    // without one-offs
  double per_month = 0;  // without one-offs, as if nothing grew
  double growth_per_month = 0;  // by how much a month is dearer than the one before
  /// Those of months_ahead, by what will have come together by then (sim/scenario/outlook.hpp); empty where nobody looked ahead.
  std::vector<MonthOfBill> months;
  std::optional<MonthOfBill>
      steady;  // a mean month, from the first one on that is like all later ones but for its length
  std::vector<std::string> grows;  // why there is none
  /// What comes in whole weeks over what comes in as much time of the run: a month is that of whole weeks.
  double week_over_run = 1;
  std::vector<UpfrontPayment> upfront;
  std::vector<CostBand> bands;               // of the assumptions that were run at their edges and move it
  std::optional<double> per_1000_documents;  // nothing without documents
};

[[nodiscard]] bool has_tax(const Invoice& cost);
/// Is there a price that no source of AWS confirms? Amounts are marked then.
[[nodiscard]] bool has_unverified(const Invoice& cost);
/// What the first and the twelfth month cost; nothing where hardly anything grows.
[[nodiscard]] std::optional<double> first_month(const Invoice& cost);
[[nodiscard]] std::optional<double> twelfth_month(const Invoice& cost);
/// Are all months alike from one of the first twelve on?
[[nodiscard]] bool rests_within_a_year(const Invoice& cost);
/// Would a month that the bill looks ahead to, or one of the steady state, cost by a hundredth other than the first, were it as long?
[[nodiscard]] bool months_differ(const Invoice& cost);
/// That which texts about it tell money in.
[[nodiscard]] Currency currency_of(const std::optional<Exchange>& exchange);
/// The bill with all amounts and unit prices in the currency that it is to be shown in.
[[nodiscard]] Invoice as_shown(Invoice cost);

struct RunResult;
/// The bill's totals among the metrics. Where usage has no price there are none: the sum would be another one's.
void add_cost_metrics(RunResult& result);

}  // namespace garoa

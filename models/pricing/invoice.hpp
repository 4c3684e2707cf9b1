// The bill of a run: metered quantities times the price lines of the region that each is used in.
//
// Months are calendar months in UTC: AWS divides a month's price by the hours of that month, so that 100 GiB cost the same
// in February and in March. A run that covers parts of several has their mean length, weighted by its time in each.
//
// How tiers meet a run that is shorter or longer than a month: the quantities of a meter are summed over all
// resources and scaled to a month; the month's quantity gives one average unit price; every line
// of the run is its own quantity times that price. So `total` is what the run's share of such a month costs,
// and `per_month` = (total - one_offs) * month / covered time.
//
// What grows: each line says by how much its second month is dearer than the first, and what it costs in each of the months that the bill
// looks ahead to (months_ahead), each with the unit price of its own quantity, and in one of the steady state, if there is one. What is used
// then comes with the usage (sim/scenario/outlook.hpp); where it does not, a stock (bytes, objects) that is larger in the second
// half of the run than in the first is taken to go on growing evenly. `first_month` and `twelfth_month` are told where they differ
// by more than 1 %.
//
// A run of less than four weeks that is no whole weeks: `per_month` is that of whole weeks, by the week's pattern of arrivals (Usage::pattern).
//
// One-offs: what is made for drills alone, and the first copies of what was there before the run (requests, KMS calls, bytes
// through gateways and into another region; what they take up in a bucket or as snapshots is there to stay). No month repeats
// them: a month's quantity has them once, its cost, per_day and per_month not at all.
//
// What the free tier covers of a month's quantity costs nothing and lowers the average unit price; it is taken in the
// run's own region only.
//
// Commitments, private discounts and taxes are lines of their own: billing_terms.hpp. Amounts in USD; quantities in the price's
// unit, never rounded up. Not modelled: see price_book.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/pricing/billing_terms.hpp"
#include "models/pricing/free_tier.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/results/cost.hpp"

namespace garoa {

/// What one resource used of one meter during the run.
struct Usage {
  std::string resource;  // "ebs.documents"
  Meter meter = Meter::ec2_instance_seconds;
  MeterTotal units = 0;
  std::string instance_type;  // for ec2_instance_seconds only
  std::string region = {};    // of copies elsewhere; empty: the run's own
  MeterTotal until_halfway = 0;
  MeterTotal one_off = 0;  // of the units: what no month repeats
  double pattern = 1;      // of a month of whole weeks, over one as the run
  /// In each of billed_months, and in one of the steady state if there is one; empty: as it grew in the run.
  std::vector<double> by_month = {};
};

/// The months of a bill, counted from the run's start, with the second for what a month is dearer than the one before.
inline constexpr std::array billed_months{1, 2, 12, 36, 60};

/// Where the bill comes to rest.
struct LookAhead {
  std::optional<int> steady;       // month
  std::vector<std::string> grows;  // why there is none
  double week_over_run = 1;
};

/// The simulated time that a bill covers.
struct BilledTime {
  BilledTime(double covered, double month = seconds_per_month,
             double half = 0)  // NOLINT(google-explicit-constructor)
      : seconds{covered}, month_seconds{month}, halfway{half} {}
  double seconds;        // positive
  double month_seconds;  // of its calendar months
  double halfway;        // when `Usage::until_halfway` was taken; 0: never
  /// A month's price is for 730 hours of the price line: quantities of an actual month in its unit.
  [[nodiscard]] double quantity(const Price& price, MeterTotal units) const {
    return price.quantity(units) * hours(price);
  }
  [[nodiscard]] double quantity(const Price& price, double units) const {
    return units / static_cast<double>(price.meter_units) * hours(price);
  }

 private:
  [[nodiscard]] double hours(const Price& price) const {
    return price.by_month() ? seconds_per_month / month_seconds : 1;
  }
};

/// Several entries of one resource, meter and type are added. `documents` is the number of documents in it, `free` what a
/// month gives for nothing, `elsewhere` the prices of other regions by name, `terms` what is paid otherwise.
[[nodiscard]] Invoice make_invoice(const PriceBook& prices, const std::vector<Usage>& usage,
                                   const BilledTime& time, std::uint64_t documents,
                                   const std::vector<FreeAllowance>& free = {},
                                   const std::map<std::string, PriceBook>& elsewhere = {},
                                   const BillingTerms& terms = {}, const LookAhead& ahead = {});

}  // namespace garoa

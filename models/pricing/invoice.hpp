// The bill of a run: metered quantities times the price lines of the region that each is used in.
//
// Months are calendar months in UTC: AWS divides a month's price by the hours of that month, so that 100 GiB cost the same
// in February and in March. In a run that covers parts of several each unit has the hours of its own month (Usage::in_months).
//
// How tiers meet a run that is shorter or longer than a month: the quantities of a meter are summed over all
// resources and scaled to a month; the month's quantity gives one average unit price; every line
// of the run is its own quantity times that price. So `total` is what the run's share of such a month costs,
// and `per_month` = (total - one_offs) * month / covered time.
//
// What grows: each line says what it costs in each of the months that the bill looks ahead to (months_ahead), each with its own hours and
// the unit price of its own quantity, and in a mean month of the steady state, if there is one; and by how much a second month as long as
// the first, with as many working days, is dearer. What is used then comes with the usage (sim/scenario/outlook.hpp); where it does not, a
// stock (bytes, objects) that is larger in the second half of the run than in the first is taken to go on growing evenly.
//
// A run of less than four weeks that is no whole weeks: `per_month` is that of whole weeks, by the week's pattern of arrivals (Usage::pattern).
//
// One-offs: restores and what is made for drills, and the first copies of what was there before the scenario's start (requests, KMS calls,
// bytes through gateways and into another region; what they take up in a bucket or as snapshots is there to stay). No month repeats
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

/// What of a usage is for the documents of some flows.
struct UsageOfFlows {
  std::vector<std::string> flows;  // "flows.intake"; several share it; none: it goes with no flow
  MeterTotal units = 0;
  MeterTotal one_off = 0;  // of the units
};

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
  /// Of what can be committed: units in each of BilledTime::hours; empty: evenly.
  std::vector<double> by_hour = {};
  /// In each of LookAhead::months; empty: as it grew in the run.
  std::vector<double> by_month = {};
  double in_months = 0;  // units of each calendar month of the run over its seconds; 0: as if used evenly
  std::vector<UsageOfFlows> of_flows = {};  // what it consists of; empty: no flow's
  bool assumed = false;                     // the scenario does not say that there is any
};

/// A time that the bill looks ahead to.
struct MonthAhead {
  enum class Kind {
    own,       // of the month's own length
    as_first,  // as long as the first, and with its working days
    mean       // of 730 hours, with the working days of a year
  };
  int number = 1;
  Kind kind = Kind::own;
  double begin = 0;          // seconds since the run's start
  double seconds = 0;        // that it lasts
  double month_seconds = 0;  // of its calendar months
  std::string from = {};     // its first day
};

/// Where one is dearer than the one before; it is only told by how much.
inline constexpr int second_month = 2;

/// The months that a bill tells, each of its own length and as long as the first, the second as long as the first, and, if there is one, that of
/// the steady state: as long as the first, and at last a mean one. `own` gives a month by its number.
template <class OwnMonth>
[[nodiscard]] std::vector<MonthAhead> months_to_tell(std::optional<int> steady, const OwnMonth& own) {
  std::vector<MonthAhead> months;
  for (const auto number : months_ahead) months.push_back(own(number));
  const auto first = months.front();
  const auto add = [&](int number, MonthAhead::Kind kind, double seconds, double month_seconds) {
    auto& month = months.emplace_back(own(number));
    month.kind = kind;
    month.seconds = seconds;
    month.month_seconds = month_seconds;
  };
  const auto add_as_first = [&](int number) {
    add(number, MonthAhead::Kind::as_first, first.seconds, first.month_seconds);
  };
  for (const auto number : months_ahead) add_as_first(number == first.number ? second_month : number);
  if (!steady) return months;
  add_as_first(*steady);
  add(*steady, MonthAhead::Kind::mean, seconds_per_month, seconds_per_month);
  return months;
}

/// Where the bill comes to rest.
struct LookAhead {
  std::optional<int> steady;       // month
  std::vector<std::string> grows;  // why there is none
  double week_over_run = 1;
  std::vector<MonthAhead> months = {};  // none: as long as the run's
};

/// The simulated time that a bill covers.
struct BilledTime {
  BilledTime(double covered, double month = seconds_per_month,
             double half = 0)  // NOLINT(google-explicit-constructor)
      : seconds{covered}, month_seconds{month}, halfway{half} {}
  double seconds;                  // positive
  double month_seconds;            // of its calendar months
  double halfway;                  // when `Usage::until_halfway` was taken; 0: never
  std::vector<double> hours = {};  // of the pieces that `Usage::by_hour` tells of
  /// A month's price is for 730 hours of the price line: quantities of an actual month in its unit.
  [[nodiscard]] double quantity(const Price& price, MeterTotal units) const {
    return price.quantity(units) * to_its_month(price);
  }
  [[nodiscard]] double quantity(const Price& price, double units) const {
    return units / static_cast<double>(price.meter_units) * to_its_month(price);
  }

 private:
  [[nodiscard]] double to_its_month(const Price& price) const {
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

// The prices of one region: for each meter a price line, for each EC2 instance type an hourly price.
//
//   price file   models/pricing/prices/<region>.yaml, USD list prices before tax
//   price line   `usd` per `per` ("1 GiB-month", "1000 requests"), or `tiers`, each up to a quantity in the
//                same unit; with basis, source and date, of the line or of each tier
//   region       of a line with basis P: whose price stands here, since no source gives this region's; the bill says whose
//                or `unpriced` with the reason why there is no price
//   units        hour; key-month; alarm-month; metric-month; vCPU-hour; GiB, GiB-month, GiB-second; IOPS-month; MiB/s-month; object-month; LCU-hour;
//                requests, deliveries, units, events.
//                The bill divides by the hours of its calendar months (invoice.hpp); what AWS bills as GB is a GiB.
//   earlier      what held before, oldest first, each until a day: the book of a date takes the first that held on it, and
//                what no entry tells of earlier times is taken to have been as it is, with basis D
// Free tiers: free_tier.hpp. Other prices: billing_terms.hpp, own_prices.hpp. Not modelled: minimum charges of others than EC2.
//
// Errors: a missing or malformed price line goes to the catalogue's diagnostics with its place in the file.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/pricing/own_prices.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/meter_total.hpp"
#include "sim/core/rules_date.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

/// The month of price lines and allowances, in seconds: 730 hours, an average month's.
constexpr double seconds_per_month = 730.0 * 3600.0;

/// The price of the quantity between the previous tier's end and `up_to`.
struct PriceTier {
  double up_to = std::numeric_limits<double>::infinity();  // in the price's unit, per month
  double usd = 0;
  Basis basis = Basis::project;
  std::string source;
  std::string date;
  std::string note;
  std::string region;  // whose price it is, where none of the book's own region is known
};

/// What held before.
struct PastPrice {
  RulesDate until;  // the first day on which it held no more
  std::vector<PriceTier> tiers;
  [[nodiscard]] bool is_remembered() const { return tiers.front().basis == Basis::memory; }
};

struct Price {
  std::string unit;                 // "GiB-month", "1000 requests"
  std::uint64_t meter_units = 1;    // how many of the meter's integer units are one of `unit`
  std::vector<PriceTier> tiers{1};  // ascending, never empty, the last one without end
  std::string unpriced;             // why there is no price; empty: there is one
  std::vector<PastPrice> earlier;   // oldest first

  /// Whether it is for a month of something.
  [[nodiscard]] bool by_month() const { return unit.ends_with("-month"); }
  /// Meter units as a quantity in `unit`: exact for the whole part, correct to the last bit for the rest.
  [[nodiscard]] double quantity(MeterTotal units) const;
  /// What a month's quantity costs, tier by tier.
  [[nodiscard]] double amount(double quantity) const;
  /// The average price of one unit for a month's quantity; the first tier's for none.
  [[nodiscard]] double unit_price(double quantity) const;
  /// The least trustworthy of the tiers that a month's quantity reaches.
  [[nodiscard]] const PriceTier& weakest_tier(double quantity) const;
};

/// Which prices of a region: of a day, and whose.
struct BookChoice {
  RulesDate date;  // "today" unless said
  const OwnPrices* own = nullptr;
};

class PriceBook {
 public:
  /// Without a price.
  PriceBook() = default;
  /// `region` is one of priced_regions(); another one is reported as a missing file.
  static PriceBook load(Catalogue& catalogue, const std::string& region, const BookChoice& choice = {});

  /// The price of any meter but ec2_instance_seconds, which depends on the type.
  [[nodiscard]] const Price& price(Meter meter) const { return prices_[static_cast<std::size_t>(meter)]; }
  /// Per hour; null if the region has no price for the type.
  [[nodiscard]] const Price* instance_price(const std::string& type) const;
  [[nodiscard]] const std::string& region() const { return region_; }
  [[nodiscard]] const std::map<std::string, Price>& instance_prices() const { return instance_prices_; }
  /// The newest date of a source, each price has its own; or the day that was asked for.
  [[nodiscard]] const std::string& price_date() const { return price_date_; }

 private:
  std::string region_;
  std::string price_date_;
  std::array<Price, meter_count> prices_;
  std::map<std::string, Price> instance_prices_;
};

/// "400000 GiB-second" in the meter's unit; nothing, and the reason in `why`, if it is not a quantity of the meter's
/// kind.
[[nodiscard]] std::optional<double> parse_billed(std::string_view text, Meter meter, std::string& why);

/// The regions that have a price file, sorted.
[[nodiscard]] std::vector<std::string> priced_regions(const ModelFiles& files);

}  // namespace garoa

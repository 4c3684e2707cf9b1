// From where on one choice costs less than another, by the prices of a scenario's region: closed forms for `garoa explain cost`.
//
// Prices are those of the first tier, without free tier, commitments, discounts and tax. What a choice does to latency, durability or
// compliance is no part of it. Each form is tested against runs on either side of its point.
#pragma once

#include <string>
#include <vector>

#include "models/s3/storage_class.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// USD for one of the price's units.
class UnitPrices {
 public:
  explicit UnitPrices(const PriceBook& book) : book_{book} {}
  /// Of a GiB-month, GiB, hour, GiB-second, request, or whatever one of the meter is in the unit that is named ("1 GiB-month").
  [[nodiscard]] double of(Meter meter, std::string_view one) const;

 private:
  const PriceBook& book_;
};

/// GiB a month through NAT gateways from which on an interface endpoint in so many zones costs less; 0 or less: it always does.
[[nodiscard]] double interface_endpoint_pays(const UnitPrices& prices, double gateways, double zones);
/// GiB of a gp2 volume from which on gp3 with that volume's throughput costs less. `more` MiB/s above what gp3 includes.
[[nodiscard]] double gp3_pays(const UnitPrices& prices, double more);
/// Months in Standard-IA from which on an object of so many bytes that a rule moves there costs less than in Standard. Whatever its
/// size and its time there, `least_bytes` and `least_months` are paid for.
[[nodiscard]] double infrequent_access_pays(const UnitPrices& prices, double bytes, double least_bytes,
                                            double least_months);
/// Bytes of an object below which Standard-IA costs more than Standard, however long it stays.
[[nodiscard]] double infrequent_access_is_dearer_below(const UnitPrices& prices, double least_bytes);
/// Share of its time that a provisioned environment must compute for provisioned concurrency to cost less; none from 0 to 1: it never does.
[[nodiscard]] double provisioned_concurrency_pays(const UnitPrices& prices, bool arm);
/// How many times as long an invocation may take on arm64.
[[nodiscard]] double arm_pays(const UnitPrices& prices);
/// Share of provisioned write units that must be in use for them to cost less than on demand.
[[nodiscard]] double provisioned_writes_pay(const UnitPrices& prices);

/// USD for one read of so many bytes in so many objects that have left Standard: requests, and bytes where the class takes something for
/// them; of an archive the standard retrieval and a read of the copy.
[[nodiscard]] double reading_back(const UnitPrices& prices, StorageClass from, double objects, double bytes);

struct BreakEven {
  std::string choice;  // "interface endpoint instead of NAT gateways"
  std::string point;   // "from 110 GiB a month on"
};

/// Those that concern what the scenario has.
[[nodiscard]] std::vector<BreakEven> break_evens(const Scenario& scenario);

}  // namespace garoa

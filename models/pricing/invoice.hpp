// The bill of a run: metered quantities times the price lines of the region that each is used in.
//
// How tiers meet a run that is shorter or longer than a month: the quantities of a meter are summed over all
// resources and scaled to a month of 730 hours; the month's quantity gives one average unit price; every line
// of the run is its own quantity times that price. So `total` is what the run's share of such a month costs,
// and `per_month` = total * 730 h / covered time.
//
// What the free tier covers of a month's quantity costs nothing and lowers the average unit price; it is taken in the
// run's own region only.
//
// Amounts in USD before tax; quantities in the price's unit, never rounded up. Not modelled: see
// price_book.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
};

/// Several entries of one resource, meter and type are added. `covered_seconds` (positive) is the simulated
/// time that the usage belongs to, `documents` the number of documents in it, `free` what a month gives for nothing,
/// `elsewhere` the prices of other regions by name.
[[nodiscard]] Invoice make_invoice(const PriceBook& prices, const std::vector<Usage>& usage,
                                   double covered_seconds, std::uint64_t documents,
                                   const std::vector<FreeAllowance>& free = {},
                                   const std::map<std::string, PriceBook>& elsewhere = {});

}  // namespace garoa

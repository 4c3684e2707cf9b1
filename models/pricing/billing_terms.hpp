// What an account pays other than list prices, and in which currency its bill is shown: the scenario's `billing`.
//
// Modelled:
//   commitments  reserved instances, Savings Plans and spot as a factor of the price, for a share of what a resource (`ec2.app`,
//                `lambda.resize`) or a whole service (`ec2`, `lambda`) uses. They concern instance hours and Lambda durations, not
//                surplus credits, requests or /tmp. One that names a resource comes before one that names its service; each gets
//                of a line what others left. A line of its own with a negative amount.
//   discount     private discount, a share off what is left after commitments, of all services or of some. A line for each service.
//   tax          a share on top of all that. A line.
//   currency     its name and what one USD is in it. Only what is shown changes: results and objectives stay in USD.
//   prices       a file of the user's (own_prices.hpp); price_date: the day whose list prices hold (price_book.hpp).
// By default none of it: list prices of today in USD, before tax.
// Not modelled: what a commitment costs that is not used (its hours are taken to be there when they are needed), upfront payments,
// spot prices that move and instances that are taken back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/pricing/own_prices.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/rules_date.hpp"
#include "sim/results/cost.hpp"

namespace garoa {

struct Commitment {
  std::string name;
  Location where;
  std::string covers;       // "ec2.app", "lambda"
  std::string kind;         // "reserved", "savings plan", "spot"
  double price_factor = 1;  // of the price
  double share = 1;         // of the quantity

  [[nodiscard]] bool covers_service() const { return covers.find('.') == std::string::npos; }
  /// Is the line that of what it names, or of one of several of that name ("ec2.app-2")?
  [[nodiscard]] bool is_of(const std::string& resource) const;
};

struct BillingTerms {
  std::vector<Commitment> commitments;                      // those of resources first
  double discount = 0;                                      // share off
  std::vector<std::pair<std::string, double>> of_services;  // by the service's title; instead of `discount`
  double tax = 0;                                           // share
  std::optional<Exchange> exchange;
  RulesDate price_date;
  OwnPrices own;

  [[nodiscard]] double discount_of(const std::string& service) const;
};

/// Reads `billing`; `folder` is where the file of prices is looked for.
[[nodiscard]] BillingTerms read_billing(Fields& fields, Catalogue& catalogue, const std::string& folder);

/// A line of the bill, and what it costs in the first and the twelfth month.
struct BilledLine {
  CostLine line;
  double first_month = 0;
  double twelfth_month = 0;
  bool can_be_committed = false;
};

/// Adds the lines of commitments, discounts and taxes.
void add_terms(std::vector<BilledLine>& lines, const BillingTerms& terms);

}  // namespace garoa

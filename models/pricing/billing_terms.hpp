// What an account pays other than list prices, and in which currency its bill is shown: the scenario's `billing`.
//
// Modelled:
//   commitments  reserved instances, Savings Plans and spot as a factor of the price, for what a resource (`ec2.app`, `lambda.resize`)
//                or a whole service (`ec2`, `lambda`) uses: a share of it, so many instances (`count`, reserved), or so many USD an
//                hour (`hourly`, Savings Plans: after the factor). A count and an hourly commitment cover their hour alone: what an
//                hour uses above it is on demand, what it uses less is billed all the same, as a line of its own. Months have the
//                run's hours, each with as much more or less as the month has. They concern instance hours and Lambda durations, not
//                surplus credits, requests or /tmp. One that names a resource comes before one that names its service; each gets of a
//                line what others left. A line of its own with a negative amount.
//   upfront      what is paid at once for the term of a commitment (half of it, or all). Lines and months have it spread over the term's
//                hours; how much is paid at once is told beside the bill.
//   discount     private discount, a share off what is left after commitments, of all services or of some. A line for each service.
//   tax          a share on top of all that. A line.
//   currency     its name and what one USD is in it. Only what is shown changes: results and objectives stay in USD.
//   prices       a file of the user's (own_prices.hpp); price_date: the day whose list prices hold (price_book.hpp).
// By default none of it: list prices of today in USD, before tax.
// Runs of more than 120 days tell six hours or a day for hours.
// Not modelled: which usage a plan takes first, a commitment that nothing of the scenario can use, spot prices that move and
// instances that are taken back.
#pragma once

#include <array>
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

enum class Upfront { none, partial, all };

template <>
struct EnumNames<Upfront> {
  static constexpr std::string_view kind = "upfront payment";
  static constexpr std::array names{std::pair{std::string_view{"none"}, Upfront::none},
                                    std::pair{std::string_view{"partial"}, Upfront::partial},
                                    std::pair{std::string_view{"all"}, Upfront::all}};
};

struct Commitment {
  std::string name;
  Location where;
  std::string covers;                 // "ec2.app", "lambda"
  std::string kind;                   // "reserved", "savings plan", "spot"
  double price_factor = 1;            // of the price
  double share = 1;                   // of the quantity
  std::optional<double> count = {};   // instances, instead of a share
  std::optional<double> hourly = {};  // USD, instead of a share
  double upfront = 0;                 // share that is paid at once
  double years = 1;                   // of its term

  /// So much that is not used is billed too.
  [[nodiscard]] bool is_fixed() const { return count || hourly; }
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

/// A line of the bill, and what it costs in a month as if nothing grew, and in each of those that the bill looks ahead to.
struct BilledLine {
  CostLine line;
  double month = 0;
  std::vector<double> ahead = {};
  std::vector<double> by_hour =
      {};  // of what can be committed: how much of it falls in each piece of the run, in any unit
  bool can_be_committed = false;
};

struct CommittedHours {
  std::vector<double> of_columns;  // of the run, of a month, and of those ahead
  std::vector<double> of_run;  // of the pieces that `BilledLine::by_hour` tells of; none: of the run as one
};

/// Adds the lines of commitments, discounts and taxes. What is paid at once for commitments.
std::vector<UpfrontPayment> add_terms(std::vector<BilledLine>& lines, const BillingTerms& terms,
                                      const CommittedHours& hours);

}  // namespace garoa

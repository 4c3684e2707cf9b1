// Commitments of a fixed size: what is not used of them, and what is paid for them at once.
#include <doctest/doctest.h>

#include <cmath>

#include "models/pricing/invoice.hpp"

namespace commitments_test {

using namespace garoa;

namespace {

constexpr std::uint64_t month = 730ULL * 3600;
constexpr double instance = 0.096 * 730;
constexpr double duration = 1e6 * 0.0000166667;
constexpr double calls = 0.20;

/// A month of two m6i.large and of 1,000,000 calls of 1 s with 1 GiB in us-east-1.
Invoice bill(const BillingTerms& terms) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "us-east-1");
  CHECK(diagnostics.text() == "");
  const std::vector<Usage> usage{
      {"ec2.app-1", Meter::ec2_instance_seconds, month, "m6i.large"},
      {"ec2.app-2", Meter::ec2_instance_seconds, month, "m6i.large"},
      {"lambda.resize", Meter::lambda_requests, 1'000'000, ""},
      {"lambda.resize", Meter::lambda_mib_milliseconds_x86, MeterTotal{1'000'000} * 1024 * 1000, ""}};
  return make_invoice(book, usage, static_cast<double>(month), 1000, {}, {}, terms);
}

double sum_of(const Invoice& invoice, double CostLine::*amount) {
  double sum = 0;
  for (const auto& line : invoice.lines) sum += line.*amount;
  return sum;
}

double amount_of(const Invoice& invoice, std::string_view item) {
  for (const auto& line : invoice.lines) {
    if (line.item == item) return line.amount;
  }
  return NAN;
}

}  // namespace

TEST_CASE("commitments: instances that are reserved and not used are billed all the same") {
  BillingTerms terms;
  Commitment three{"three", {}, "ec2.app", "reserved", 0.6};
  three.count = 3;
  terms.commitments = {three};
  const auto invoice = bill(terms);
  CHECK(amount_of(invoice, "unused, reserved three") == doctest::Approx(instance * 0.6));
  CHECK(invoice.total == doctest::Approx(3 * instance * 0.6 + duration + calls));
  CHECK(invoice.per_month == doctest::Approx(invoice.total));
  // One of them covers half of what two use, and nothing is left over.
  terms.commitments[0].count = 1;
  CHECK(bill(terms).total == doctest::Approx(instance * 1.6 + duration + calls));
}

TEST_CASE(
    "commitments: a Savings Plan of so much an hour covers what it pays for, and costs it in any case") {
  BillingTerms terms;
  Commitment plan{"plan", {}, "ec2", "savings plan", 0.75};
  plan.hourly = 0.072;  // one of the two: 0.096 x 0.75
  terms.commitments = {plan};
  CHECK(bill(terms).total == doctest::Approx(instance * 1.75 + duration + calls));
  terms.commitments[0].hourly = 0.2;
  const auto more = bill(terms);
  CHECK(more.total == doctest::Approx(0.2 * 730 + duration + calls));
  CHECK(amount_of(more, "unused, savings plan plan") == doctest::Approx(0.2 * 730 - 2 * instance * 0.75));
  CHECK(sum_of(more, &CostLine::amount) == doctest::Approx(more.total));
}

TEST_CASE("commitments: what is paid at once is told, and the lines have it spread over the term") {
  BillingTerms terms;
  Commitment all{"all", {}, "ec2.app", "reserved", 0.5};
  all.count = 2;
  all.upfront = 1;
  all.years = 3;
  Commitment half{"half", {}, "lambda", "savings plan", 0.83};
  half.upfront = 0.5;
  terms.commitments = {all, half};
  const auto invoice = bill(terms);
  CHECK(invoice.total == doctest::Approx(instance + duration * 0.83 + calls));
  REQUIRE(invoice.upfront.size() == 2);
  CHECK(invoice.upfront[0].amount == doctest::Approx(2 * 0.096 * 0.5 * 3 * 8760));
  CHECK(invoice.upfront[1].amount == doctest::Approx(0.5 * duration * 0.83 / 730 * 8760));
}

TEST_CASE(
    "commitments: a plan that a growing function outgrows covers what it pays for in each month ahead") {
  BillingTerms terms;
  Commitment plan{"plan", {}, "ec2", "savings plan", 0.75};
  plan.hourly = 3 * 0.072;  // of three instances
  terms.commitments = {plan};
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  Usage usage{"ec2.app", Meter::ec2_instance_seconds, 2 * month, "m6i.large"};
  for (const double of : {2, 3, 4, 4}) usage.by_month.push_back(of * month);
  for (const double of : {2, 3, 4, 4}) usage.by_month.push_back(of * month);
  const auto ahead = make_invoice(PriceBook::load(catalogue, "us-east-1"), {usage},
                                  static_cast<double>(month), 1000, {}, {}, terms);
  CHECK(ahead.months[0].amount == doctest::Approx(3 * 0.75 * instance));
  CHECK(ahead.months[1].amount == doctest::Approx(3 * 0.75 * instance));
  CHECK(ahead.months[2].amount == doctest::Approx((3 * 0.75 + 1) * instance));
}

TEST_CASE("commitments: above it an hour is on demand, below it is paid for nothing, hour by hour") {
  // Four hours with 0, 1, 2 and 5 instances, committed are 2: 0.75 of 2 are paid each hour, 3 instances are on demand in the last one.
  BillingTerms terms;
  Commitment plan{"plan", {}, "ec2", "savings plan", 0.75};
  plan.hourly = 2 * 0.072;
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "us-east-1");
  Usage usage{"ec2.app", Meter::ec2_instance_seconds, 8 * 3600, "m6i.large"};
  usage.by_hour = {0, 3600, 7200, 18000};
  BilledTime time{4 * 3600.0, 720 * 3600.0};
  time.hours = {1, 1, 1, 1};
  terms.commitments = {plan};
  const auto invoice = make_invoice(book, {usage}, time, 0, {}, {}, terms);
  CHECK(amount_of(invoice, "unused, savings plan plan") == doctest::Approx((2 + 1) * 0.072));
  CHECK(amount_of(invoice, "m6i.large, savings plan plan") == doctest::Approx(-5 * 0.024));
  CHECK(invoice.total == doctest::Approx(4 * 2 * 0.072 + 3 * 0.096));
  // A month has 180 times those hours.
  CHECK(invoice.per_month == doctest::Approx(180 * invoice.total));
  CHECK(invoice.months[0].amount == doctest::Approx(180 * invoice.total));
  // A second plan finds in each hour what the first one left.
  Commitment rest{"rest", {}, "ec2", "savings plan", 0.75};
  rest.hourly = 0.072;
  terms.commitments = {plan, rest};
  const auto two = make_invoice(book, {usage}, time, 0, {}, {}, terms);
  CHECK(amount_of(two, "unused, savings plan rest") == doctest::Approx(3 * 0.072));
  CHECK(two.total == doctest::Approx(4 * 3 * 0.072 + 2 * 0.096));
  // Evenly there would be two in each hour, and nothing unused.
  terms.commitments = {plan};
  usage.by_hour.clear();
  CHECK(make_invoice(book, {usage}, time, 0, {}, {}, terms).total == doctest::Approx(8 * 0.072));
}

}  // namespace commitments_test

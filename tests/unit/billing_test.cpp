// What is paid other than list prices: commitments, private discounts, taxes, another currency, own and dated prices.
#include "models/pricing/billing_terms.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "models/pricing/invoice.hpp"
#include "sim/core/sha256.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"
#include "sim/scenario/load.hpp"
#include "tests/support/run_program.hpp"

namespace billing_test {

using namespace garoa;

namespace {

constexpr std::uint64_t month = 730ULL * 3600;

/// A book of us-east-1, of a day, with lines of `own` in place of its own.
PriceBook book_with(const std::string& own, RulesDate date = {}, const std::string& region = "us-east-1") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  OwnPrices prices;
  if (auto root = parse_yaml(own, "own.yaml", diagnostics)) prices.root = std::move(*root);
  auto book = PriceBook::load(catalogue, region, {date, prices.given() ? &prices : nullptr});
  CHECK(diagnostics.text() == "");
  return book;
}

RulesDate day(const char* text) {
  std::string why;
  return Scalar<RulesDate>::parse(text, false, why).value();
}

/// A month of two m6i.large and of 1,000,000 calls of 1 s with 1 GiB.
std::vector<Usage> two_services() {
  return {{"ec2.app-1", Meter::ec2_instance_seconds, month, "m6i.large"},
          {"ec2.app-2", Meter::ec2_instance_seconds, month, "m6i.large"},
          {"lambda.resize", Meter::lambda_requests, 1'000'000, ""},
          {"lambda.resize", Meter::lambda_mib_milliseconds_x86, MeterTotal{1'000'000} * 1024 * 1000, ""}};
}

constexpr double instance = 0.096 * 730;
constexpr double duration = 1e6 * 0.0000166667;
constexpr double calls = 0.20;

Invoice bill(const BillingTerms& terms) {
  return make_invoice(book_with(""), two_services(), static_cast<double>(month), 1000, {}, {}, terms);
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

/// The price in the form of a file.
std::string line_of(Meter meter, const Price& price, double factor) {
  const auto per = price.unit.find(' ') == std::string::npos ? "1 " + price.unit : price.unit;
  auto text = fmt::format("meters:\n  {}:\n    per: {}\n    tiers:\n", info_of(meter).name, per);
  for (const auto& tier : price.tiers) {
    text += fmt::format("      - {{ usd: {}, basis: P", tier.usd * factor);
    if (std::isfinite(tier.up_to))
      text += fmt::format(", up_to: {} {}", tier.up_to * std::stod(per), per.substr(per.find(' ') + 1));
    text += " }\n";
  }
  return text;
}

/// All meters of one resource, in a quantity that reaches the second tier of most.
std::vector<Usage> of_every_meter(const PriceBook& book, double share = 1) {
  std::vector<Usage> all;
  for (std::size_t i = 0; i < meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    if (meter == Meter::ec2_instance_seconds) {
      all.push_back({"ec2.app", meter, static_cast<MeterTotal>(3600 * 100 * share), "m6i.large"});
      continue;
    }
    const auto units = MeterTotal{book.price(meter).meter_units} * static_cast<MeterTotal>(100'000 * share);
    all.push_back({"some.thing", meter, units, ""});
  }
  return all;
}

}  // namespace

TEST_CASE("billing: nothing said leaves a bill of list prices") {
  const auto invoice = bill({});
  CHECK(invoice.lines.size() == 4);
  CHECK(invoice.total == doctest::Approx(2 * instance + duration + calls));
  CHECK_FALSE(invoice.exchange);
}

TEST_CASE("billing: a reserved instance takes its factor off the hours that it covers, as a line") {
  BillingTerms terms;
  terms.commitments = {{"one-year", {}, "ec2.app", "reserved", 0.63, 0.5}};
  const auto invoice = bill(terms);
  CHECK(invoice.lines.size() == 6);
  CHECK(amount_of(invoice, "m6i.large, reserved one-year") == doctest::Approx(-instance * 0.5 * 0.37));
  CHECK(invoice.total == doctest::Approx(2 * instance * (0.5 + 0.5 * 0.63) + duration + calls));
  CHECK(sum_of(invoice, &CostLine::amount) == doctest::Approx(invoice.total));
}

TEST_CASE("billing: what a resource's commitment leaves is the service's, and requests are nobody's") {
  BillingTerms terms;
  terms.commitments = {{"a", {}, "ec2.app", "reserved", 0.5, 0.6},
                       {"b", {}, "ec2", "savings plan", 0.7, 1.0},
                       {"c", {}, "lambda", "savings plan", 0.83, 1.0}};
  const auto invoice = bill(terms);
  CHECK(invoice.total == doctest::Approx(2 * instance * (0.6 * 0.5 + 0.4 * 0.7) + duration * 0.83 + calls));
}

TEST_CASE("billing: discount after commitments, tax on all that, each a line") {
  BillingTerms terms;
  terms.commitments = {{"spot", {}, "ec2", "spot", 0.3, 1.0}};
  terms.discount = 0.08;
  terms.of_services = {{"Lambda", 0.25}};
  terms.tax = 0.1215;
  const auto invoice = bill(terms);
  const double ec2 = 2 * instance * 0.3;
  CHECK(amount_of(invoice, "private discount, EC2") == doctest::Approx(-0.08 * ec2));
  CHECK(amount_of(invoice, "private discount, Lambda") == doctest::Approx(-0.25 * (duration + calls)));
  const double net = ec2 * 0.92 + (duration + calls) * 0.75;
  CHECK(amount_of(invoice, "tax") == doctest::Approx(0.1215 * net));
  CHECK(invoice.total == doctest::Approx(1.1215 * net));
  CHECK(invoice.per_month == doctest::Approx(invoice.total));
  CHECK(*invoice.per_1000_documents == doctest::Approx(invoice.total));
  for (const auto& line : invoice.lines)
    CHECK(line.amount == doctest::Approx(line.quantity * line.unit_price));
}

// 1,488 hours of NAT and 140,188 GB through it, list less 8 percent: an ingest pipeline's bill of May 2026 in us-east-2.
TEST_CASE("billing: an ingest pipeline's NAT at list less 8 percent is as billed") {
  BillingTerms terms;
  terms.discount = 0.08;
  const std::vector<Usage> nat{{"vpc.nat", Meter::nat_gateway_seconds, 1488 * 3600, ""},
                               {"vpc.nat", Meter::nat_gateway_bytes, MeterTotal{140'188} << 30U, ""}};
  const auto invoice =
      make_invoice(book_with("", {}, "us-east-2"), nat, {744.0 * 3600, 744.0 * 3600}, 0, {}, {}, terms);
  CHECK(invoice.total == doctest::Approx(5803.80 + 61.60).epsilon(1e-5));
}

TEST_CASE("billing: growth, months and one-offs are those of the lines, less the discount and with the tax") {
  auto stock =
      Usage{"s3.archive", Meter::s3_standard_byte_seconds, MeterTotal{1'000'000} << 30U, "", "", 0, 0};
  stock.until_halfway = stock.units / 4;
  const Usage first{"s3.archive", Meter::s3_put_requests, 10'000, "", "", 0, 4'000};
  const BilledTime time{864'000, 2'592'000, 432'000};
  BillingTerms terms;
  terms.discount = 0.2;
  terms.tax = 0.1;
  const auto book = book_with("");
  const auto list = make_invoice(book, {stock, first}, time, 0);
  const auto paid = make_invoice(book, {stock, first}, time, 0, {}, {}, terms);
  REQUIRE((first_month(list) && first_month(paid)));
  CHECK(*first_month(paid) == doctest::Approx(0.88 * *first_month(list)));
  CHECK(*twelfth_month(paid) == doctest::Approx(0.88 * *twelfth_month(list)));
  CHECK(paid.growth_per_month == doctest::Approx(0.88 * list.growth_per_month));
  CHECK(paid.one_offs == doctest::Approx(0.88 * list.one_offs));
  CHECK(sum_of(paid, &CostLine::one_off) == doctest::Approx(paid.one_offs));
  CHECK(sum_of(paid, &CostLine::growth_per_month) == doctest::Approx(paid.growth_per_month));
  CHECK(sum_of(paid, &CostLine::per_month) == doctest::Approx(paid.per_month));
}

TEST_CASE("billing: another currency is shown, and results stay in USD") {
  BillingTerms terms;
  terms.exchange = Exchange{"BRL", 5.4};
  terms.tax = 0.1;
  RunResult result;
  result.cost = bill(terms);
  CHECK(result.cost.total == doctest::Approx(1.1 * (2 * instance + duration + calls)));
  CHECK(result.cost.currency == "USD");
  const auto shown = as_shown(result.cost);
  CHECK(shown.currency == "BRL");
  CHECK(shown.total == doctest::Approx(5.4 * result.cost.total));
  for (const auto& line : shown.lines) CHECK(line.amount == doctest::Approx(line.quantity * line.unit_price));
  CHECK(cost_text(result, 100).find("1 USD is 5.400 BRL; files and what objectives ask for are in USD") !=
        std::string::npos);
  const auto text = result_json(result);
  CHECK(text.find("\"per_usd\": 5.4") != std::string::npos);
}

TEST_CASE("billing: a book of a day has the prices of that day") {
  const auto now = book_with("");
  const auto then = book_with("", day("2019-04-01"));
  const auto usd = [](const PriceBook& book, Meter meter) { return book.price(meter).tiers.front().usd; };
  CHECK(usd(now, Meter::dynamodb_write_units) == 0.625);
  CHECK(usd(then, Meter::dynamodb_write_units) == 1.25);
  CHECK(usd(then, Meter::s3_glacier_put_requests) == 0.05);
  CHECK(usd(then, Meter::s3_put_requests) == 0.005);
  CHECK(then.price(Meter::s3_put_requests).tiers.front().basis == Basis::derived);  // read in 2024
  CHECK(then.price_date() == "2019-04-01");
  CHECK(day("2024-02") == day("2024-02-29"));
  CHECK(usd(book_with("", day("2024-10-31")), Meter::dynamodb_write_units) == 1.25);
  CHECK(usd(book_with("", day("2024-11-01")), Meter::dynamodb_write_units) == 0.625);
  const auto s3 = Meter::s3_standard_byte_seconds;
  CHECK(usd(book_with("", day("2014-03-31")), s3) == 0.095);
  CHECK(usd(book_with("", day("2014-04-01")), s3) == 0.03);
  CHECK(usd(book_with("", day("2016-12-01")), s3) == 0.023);
  CHECK(usd(book_with("", day("2018-03-01"), "eu-west-1"), Meter::s3_glacier_byte_seconds) == 0.004);
}

// A bill of April 2019: 697,004 write request units in 45 hours are 13.95 USD in a month of 720 hours.
TEST_CASE("billing: DynamoDB of April 2019 costs what was billed") {
  const BilledTime time{45.0 * 3600, 720.0 * 3600};
  const auto invoice = make_invoice(book_with("", day("2019-04-15")),
                                    {{"dynamodb.t", Meter::dynamodb_write_units, 697'004, ""}}, time, 0);
  CHECK(invoice.per_month == doctest::Approx(13.95).epsilon(2e-3));
}

TEST_CASE("billing: own prices replace whole lines and single instance types") {
  const auto book = book_with(
      "price_date: 2026-11\n"
      "meters:\n  s3_standard_byte_seconds: { usd: 0.01, per: 1 GiB-month, basis: V, source: our contract }\n"
      "ec2_instance_seconds:\n  ours: { per: 1 hour, basis: P, usd: { m6i.large: 0.05 } }\n");
  const auto& storage = book.price(Meter::s3_standard_byte_seconds);
  REQUIRE(storage.tiers.size() == 1);
  CHECK(storage.tiers.front().usd == 0.01);
  CHECK(storage.tiers.front().source == "our contract");
  CHECK(storage.tiers.front().date.empty());
  CHECK(book.price(Meter::s3_put_requests).tiers.front().usd == 0.005);
  CHECK(book.instance_price("m6i.large")->tiers.front().usd == 0.05);
  CHECK(book.instance_price("m6i.xlarge")->tiers.front().usd == 0.192);
  CHECK(book.price_date() == "2026-11");
}

TEST_CASE("billing: at the end of each tier of each price the next one begins") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  std::size_t ends = 0;
  for (const auto& region : priced_regions(files)) {
    const auto book = book_with("", {}, region);
    for (std::size_t i = 1; i < meter_count; ++i) {
      const auto& price = book.price(static_cast<Meter>(i));
      double below = 0;
      double start = 0;
      for (std::size_t tier = 0; tier + 1 < price.tiers.size(); ++tier, ++ends) {
        CAPTURE(region + " " + std::string{info_of(static_cast<Meter>(i)).name});
        const double end = price.tiers[tier].up_to;
        below += (end - start) * price.tiers[tier].usd;
        start = end;
        CHECK(price.amount(end) == doctest::Approx(below).epsilon(1e-12));
        const double more = std::min(1000.0, price.tiers[tier + 1].up_to - end);
        CHECK(price.amount(end + more) ==
              doctest::Approx(below + more * price.tiers[tier + 1].usd).epsilon(1e-12));
        CHECK(price.unit_price(end) * end == doctest::Approx(below).epsilon(1e-12));
      }
    }
  }
  CHECK(ends > 50);
}

TEST_CASE("billing: doubling a price doubles its line and no other") {
  const auto book = book_with("");
  const auto usage = of_every_meter(book);
  const auto before = make_invoice(book, usage, static_cast<double>(month), 0);
  for (std::size_t i = 1; i < meter_count; ++i) {
    const auto meter = static_cast<Meter>(i);
    if (!book.price(meter).unpriced.empty()) continue;
    CAPTURE(info_of(meter).name);
    const auto doubled = book_with(line_of(meter, book.price(meter), 2));
    const auto after = make_invoice(doubled, usage, static_cast<double>(month), 0);
    REQUIRE(after.lines.size() == before.lines.size());
    for (std::size_t n = 0; n < after.lines.size(); ++n) {
      const bool own = after.lines[n].item == info_of(meter).meaning;
      CHECK(after.lines[n].amount == doctest::Approx((own ? 2 : 1) * before.lines[n].amount).epsilon(1e-9));
    }
  }
}

TEST_CASE("billing: every meter of every region has a line or is named as unpriced, and lines add up") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  for (const auto& region : priced_regions(files)) {
    CAPTURE(region);
    const auto book = book_with("", {}, region);
    const auto invoice = make_invoice(book, of_every_meter(book), static_cast<double>(month), 0);
    CHECK(invoice.lines.size() + invoice.unpriced.size() == meter_count);
    CHECK(sum_of(invoice, &CostLine::amount) == doctest::Approx(invoice.total).epsilon(1e-12));
  }
}

TEST_CASE("billing: two halves of a run add up to the whole, with terms and without") {
  const auto book = book_with("");
  BillingTerms terms;
  for (const bool with_terms : {false, true}) {
    if (with_terms) {
      terms.discount = 0.1;
      terms.tax = 0.2;
      terms.commitments = {{"a", {}, "ec2", "spot", 0.3, 0.5}};
    }
    const BilledTime whole{1'000'000, 2'678'400};
    const BilledTime half{500'000, 2'678'400};
    const auto all = make_invoice(book, of_every_meter(book), whole, 0, {}, {}, terms);
    const auto part = make_invoice(book, of_every_meter(book, 0.5), half, 0, {}, {}, terms);
    CHECK(2 * part.total == doctest::Approx(all.total).epsilon(1e-12));
    CHECK(part.per_month == doctest::Approx(all.per_month).epsilon(1e-12));
  }
}

namespace {

const char* const scenario_with = R"(garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } }
billing:
)";

/// The scenario with this `billing`, in a folder with this file of prices.
std::pair<std::optional<Scenario>, std::string> loaded(const std::string& billing,
                                                       const std::string& prices) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "ours.yaml", prices);
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  auto scenario =
      load_scenario_text(scenario_with + billing, "s.yaml", folder.path().string(), {}, files, diagnostics);
  auto text = diagnostics.text();
  const auto where = folder.path().string() + '/';
  for (auto at = text.find(where); at != std::string::npos; at = text.find(where))
    text.erase(at, where.size());
  return {std::move(scenario), text};
}

}  // namespace

TEST_CASE("billing: a scenario's terms are read, and its file of prices is an input of the run") {
  const std::string prices = "meters: { s3_put_requests: { usd: 1, per: 1000 requests, basis: P } }\n";
  const auto [scenario, faults] = loaded(
      "  discount: 0.08\n  discounts: { ec2: 0.3, vpc: 0.2 }\n  tax: 0.1\n  currency: { name: BRL, per_usd: "
      "5.4 }\n"
      "  prices: ours.yaml\n  price_date: 2019-04-01\n"
      "  commitments: { one-year: { covers: ec2.app, kind: reserved, price_factor: 0.6, share: 0.5 } }\n",
      prices);
  REQUIRE_MESSAGE(scenario.has_value(), faults);
  const auto& terms = scenario->billing;
  CHECK(terms.discount_of("EC2") == 0.3);
  CHECK(terms.discount_of("S3") == 0.08);
  CHECK(terms.discount_of("VPC") == 0.2);
  CHECK(terms.tax == 0.1);
  CHECK(terms.exchange->per_usd == 5.4);
  REQUIRE(terms.commitments.size() == 1);
  CHECK(terms.commitments.front().kind == "reserved");
  CHECK(scenario->prices.price(Meter::s3_put_requests).tiers.front().usd == 1);
  CHECK(scenario->prices.price(Meter::dynamodb_write_units).tiers.front().usd == 1.25);
  REQUIRE(scenario->provenance.inputs.size() == 1);
  CHECK(scenario->provenance.inputs.front().name == "ours.yaml");
  CHECK(scenario->provenance.inputs.front().sha256 == sha256_of(prices));
}

TEST_CASE("billing: faults of terms and of a file of prices are told with their places") {
  const auto faults = [](const std::string& billing, const std::string& prices = "") {
    return loaded(billing, prices).second;
  };
  CHECK(faults("  prices: nothing.yaml\n").find("s.yaml:13:11: error: 'nothing.yaml' cannot be read") == 0);
  CHECK(faults("  prices: ours.yaml\n", "meters:\n  s3_puts: { usd: 1, per: 1 requests, basis: P }\n")
            .find("ours.yaml:2:3: error: unknown key 's3_puts'") == 0);
  CHECK(
      faults("  prices: ours.yaml\n", "meters: { s3_put_requests: { usd: -1, per: 1 requests, basis: P } }\n")
          .find("ours.yaml:1:35: error:") == 0);
  CHECK(faults("  prices: ours.yaml\n", "region: sa-east-1\n") ==
        "ours.yaml:1:9: error: prices of sa-east-1, but nothing of the scenario is there\n");
  const auto terms = faults(
      "  commitments:\n    a: { covers: ec2.apq, kind: reserved, price_factor: 0.6 }\n"
      "    b: { covers: lambda, kind: spot, price_factor: 0.6 }\n");
  CHECK(terms.find("s.yaml:14:5: error: 'ec2.apq' is no instance or function") != std::string::npos);
  CHECK(terms.find("did you mean 'ec2.app'") != std::string::npos);
  CHECK(terms.find("Lambda knows Savings Plans only") != std::string::npos);
}

}  // namespace billing_test

#include "models/pricing/invoice.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "models/catalog/instance_type.hpp"
#include "sim/core/units.hpp"

namespace invoice_test {

using namespace garoa;

namespace {

constexpr std::uint64_t month = 730ULL * 3600;
constexpr double month_seconds = static_cast<double>(month);

PriceBook prices_of(const std::string& region) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  return PriceBook::load(catalogue, region);
}

Usage usage(std::string resource, Meter meter, MeterTotal units) {
  return {std::move(resource), meter, units, ""};
}

MeterTotal byte_seconds(Bytes size, std::uint64_t seconds) {
  return MeterTotal{size.count()} * seconds;
}

/// gp3 of 500 GiB, 6,000 IOPS and 250 MiB/s: 3,000 IOPS and 125 MiB/s of it are above what is included.
std::vector<Usage> gp3_volume(std::uint64_t seconds) {
  return {usage("ebs.documents", Meter::ebs_gp3_byte_seconds, byte_seconds(500_GiB, seconds)),
          usage("ebs.documents", Meter::ebs_gp3_iops_seconds, MeterTotal{3000} * seconds),
          usage("ebs.documents", Meter::ebs_gp3_throughput_byte_seconds, byte_seconds(125_MiB, seconds))};
}

double amount_of(const Invoice& invoice, std::string_view unit) {
  const auto found = std::find_if(invoice.lines.begin(), invoice.lines.end(),
                                  [&](const CostLine& line) { return line.unit == unit; });
  return found == invoice.lines.end() ? -1 : found->amount;
}

}  // namespace

TEST_CASE("invoice: a month of gp3 with 500 GiB, 6000 IOPS and 250 MiB/s costs 60 USD in us-east-1") {
  const auto book = prices_of("us-east-1");
  const auto invoice = make_invoice(book, gp3_volume(month), month_seconds, 0);
  REQUIRE(invoice.lines.size() == 3);
  CHECK(amount_of(invoice, "GiB-month") == doctest::Approx(40.0));   // 500 * 0.08
  CHECK(amount_of(invoice, "IOPS-month") == doctest::Approx(15.0));  // 3,000 * 0.005
  CHECK(amount_of(invoice, "MiB/s-month") == doctest::Approx(5.0));  // 125 * 0.04
  CHECK(invoice.total == doctest::Approx(60.0));
  CHECK(invoice.per_month == doctest::Approx(60.0));
  CHECK_FALSE(invoice.per_1000_documents);
  CHECK(invoice.unpriced.empty());
}

TEST_CASE("invoice: a week of the same volume costs its share, and the same per month") {
  const auto book = prices_of("us-east-1");
  const std::uint64_t week = 7 * 86400;
  const auto invoice = make_invoice(book, gp3_volume(week), static_cast<double>(week), 2'000'000);
  CHECK(invoice.total == doctest::Approx(60.0 * 168 / 730));
  CHECK(invoice.per_month == doctest::Approx(60.0));
  REQUIRE(invoice.per_1000_documents);
  CHECK(*invoice.per_1000_documents == doctest::Approx(60.0 * 168 / 730 / 2000));
}

TEST_CASE("invoice: Lambda duration agrees with Power Tuning within the rounding of its constant") {
  const auto book = prices_of("us-east-1");
  const auto duration_cost = [&](MeterTotal milliseconds) {
    const auto run = usage("lambda.validate", Meter::lambda_mib_milliseconds_x86, 1024 * milliseconds);
    return make_invoice(book, {run}, 1.0, 1).total;
  };
  // Power Tuning has 2.1e-9 USD per ms and 128 MB, which is 0.0000166667 / 8 / 1000 = 2.0833e-9 rounded up by
  // 0.8 percent.
  CHECK(duration_cost(300) == doctest::Approx(0.3 * 0.0000166667).epsilon(1e-12));
  CHECK(duration_cost(300) == doctest::Approx(5.04e-6).epsilon(0.0081));
  CHECK(duration_cost(100 + 150 + 200 + 300 + 400) == doctest::Approx(1.932e-5).epsilon(0.0081));
}

TEST_CASE("invoice: the free tier takes 400,000 of 438,000 GB-s and all of a month's requests off the bill") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "eu-west-1");
  const auto free = read_free_tier(catalogue);
  CHECK(diagnostics.text() == "");
  // 973,333 calls of 3.6 s with 128 MB.
  const std::vector<Usage> month_of_calls{
      usage("lambda.f", Meter::lambda_requests, 973'333),
      usage("lambda.f", Meter::lambda_mib_milliseconds_x86, MeterTotal{438'000} * 1024 * 1000)};
  const auto invoice = make_invoice(book, month_of_calls, month_seconds, 0, free);
  CHECK(amount_of(invoice, "1000000 requests") == 0);
  CHECK(amount_of(invoice, "GiB-second") == doctest::Approx(38'000 * 0.0000166667).epsilon(1e-12));
  const auto paid = make_invoice(book, month_of_calls, month_seconds, 0);
  CHECK(paid.total == doctest::Approx(438'000 * 0.0000166667 + 0.973333 * 0.20).epsilon(1e-9));
}

TEST_CASE("invoice: a line is as surely known as the price and the free tier that it rests on") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "us-east-1");
  const std::vector<Usage> published{usage("sns.done", Meter::sns_publish_requests, 3'000'000)};
  auto free = read_free_tier(catalogue);
  const auto basis = [&] {
    return make_invoice(book, published, month_seconds, 0, free).lines.front().basis;
  };
  const auto price = make_invoice(book, published, month_seconds, 0).lines.front().basis;
  REQUIRE(price < Basis::memory);
  CHECK(basis() == Basis::memory);  // the allowance is from memory
  for (auto& allowance : free) allowance.basis = Basis::verified;
  CHECK(basis() == price);
}

TEST_CASE("invoice: both architectures share the free duration, and a week has a week's part of it") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "us-east-1");
  const auto free = read_free_tier(catalogue);
  const MeterTotal gib_second = MeterTotal{1024} * 1000;
  const std::vector<Usage> week{usage("lambda.a", Meter::lambda_mib_milliseconds_x86, 300'000 * gib_second),
                                usage("lambda.b", Meter::lambda_mib_milliseconds_arm, 100'000 * gib_second)};
  const auto invoice = make_invoice(book, week, month_seconds / 4, 0, free);
  CHECK(invoice.total ==
        doctest::Approx(0.75 * (300'000 * 0.0000166667 + 100'000 * 0.0000133334)).epsilon(1e-12));
}

TEST_CASE("invoice: copies in another region cost what that region's storage costs") {
  const auto book = prices_of("sa-east-1");
  const auto copied = [](std::string resource, std::string region) {
    return Usage{std::move(resource), Meter::ebs_snapshot_byte_seconds, byte_seconds(100_GiB, month), "",
                 std::move(region)};
  };
  const std::map<std::string, PriceBook> elsewhere{{"us-east-1", prices_of("us-east-1")}};
  const auto invoice =
      make_invoice(book, {copied("backup.nightly", ""), copied("backup.nightly.copy", "us-east-1")},
                   month_seconds, 0, {}, elsewhere);
  REQUIRE(invoice.lines.size() == 2);
  CHECK(invoice.lines[0].region == "sa-east-1");
  CHECK(invoice.lines[0].amount == doctest::Approx(6.8));  // 100 * 0.068
  CHECK(invoice.lines[1].region == "us-east-1");
  CHECK(invoice.lines[1].amount == doctest::Approx(5.0));  // 100 * 0.05
}

TEST_CASE("invoice: EC2 is billed by type and hour") {
  const auto book = prices_of("sa-east-1");
  const std::vector<Usage> runs{{"ec2.app", Meter::ec2_instance_seconds, 5400, "m6i.large"},
                                {"ec2.batch", Meter::ec2_instance_seconds, 3600, "m6i.xlarge"}};
  const auto invoice = make_invoice(book, runs, 5400.0, 0);
  REQUIRE(invoice.lines.size() == 2);
  CHECK(invoice.lines[0].service == "EC2");
  CHECK(invoice.lines[0].item == "m6i.large");
  CHECK(invoice.lines[0].quantity == 1.5);
  CHECK(invoice.lines[0].amount == doctest::Approx(1.5 * 0.153));
  CHECK(invoice.lines[0].verified);
  CHECK(invoice.lines[1].amount == doctest::Approx(0.306));
  CHECK_FALSE(invoice.lines[1].verified);
  CHECK(invoice.lines[1].basis == Basis::derived);
}

TEST_CASE("invoice: S3 tiers apply to the month's storage of all buckets together") {
  const auto book = prices_of("us-east-1");
  const std::uint64_t day = 86400;
  const auto invoice =
      make_invoice(book,
                   {usage("s3.archive", Meter::s3_standard_byte_seconds, byte_seconds(400_TiB, day)),
                    usage("s3.inbox", Meter::s3_standard_byte_seconds, byte_seconds(200_TiB, day))},
                   static_cast<double>(day), 0);
  REQUIRE(invoice.lines.size() == 2);
  // 600 TiB a month cost 13,465.60: 51,200 GiB at 0.023, 460,800 at 0.022 and 102,400 at 0.021.
  CHECK(invoice.per_month == doctest::Approx(13465.60));
  CHECK(invoice.lines[0].resource == "s3.archive");
  CHECK(invoice.lines[0].amount == doctest::Approx(13465.60 * 24 / 730 * 2 / 3));
  CHECK(invoice.lines[0].unit_price == invoice.lines[1].unit_price);
  CHECK_FALSE(invoice.lines[0].verified);  // the upper tiers are from memory
}

TEST_CASE("invoice: transfer out of 20 TiB a month in sa-east-1 costs two tiers") {
  const auto book = prices_of("sa-east-1");
  const auto out = usage("s3.archive", Meter::transfer_out_bytes, (20_TiB).count());
  const auto invoice = make_invoice(book, {out}, month_seconds, 0);
  CHECK(invoice.total == doctest::Approx(10240 * 0.15 + 10240 * 0.138));
  CHECK(invoice.lines.front().service == "Data transfer");
  CHECK(invoice.lines.front().verified);
}

TEST_CASE("invoice: lines are sorted, equal entries are added and unused meters are left out") {
  const auto book = prices_of("us-east-1");
  const auto invoice = make_invoice(
      book,
      {usage("sns.alerts", Meter::sns_publish_requests, 500'000),
       usage("s3.inbox", Meter::s3_put_requests, 1000), usage("s3.inbox", Meter::s3_get_requests, 0),
       usage("cloudwatch_logs.audit", Meter::logs_ingested_bytes, 1ULL << 30),
       usage("s3.archive", Meter::s3_put_requests, 2000), usage("s3.inbox", Meter::s3_put_requests, 3000)},
      3600.0, 0);
  REQUIRE(invoice.lines.size() == 4);
  CHECK(invoice.lines[0].service == "CloudWatch Logs");
  CHECK(invoice.lines[0].amount == doctest::Approx(0.50));
  CHECK(invoice.lines[1].resource == "s3.archive");
  CHECK(invoice.lines[2].resource == "s3.inbox");
  CHECK(invoice.lines[2].quantity == 4);
  CHECK(invoice.lines[2].amount == doctest::Approx(0.020));
  CHECK(invoice.lines[3].service == "SNS");
  CHECK(invoice.lines[3].amount == doctest::Approx(0.25));
}

TEST_CASE("invoice: usage without a price is named and not part of the total") {
  const auto book = prices_of("sa-east-1");
  const auto invoice =
      make_invoice(book, {{"ec2.app", Meter::ec2_instance_seconds, 3600, "m5n.large"}}, 3600.0, 10);
  CHECK(invoice.lines.empty());
  CHECK(invoice.total == 0);
  REQUIRE(invoice.unpriced.size() == 1);
  CHECK(invoice.unpriced.front() == "ec2.app: no price of m5n.large in sa-east-1");
}

TEST_CASE("invoice: us-east-1 prices every instance type, and elsewhere the bill names what has no price") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::vector<Usage> hours;
  for (const auto& type : instance_type_names(catalogue))
    hours.push_back({"ec2." + type, Meter::ec2_instance_seconds, 3600, type});
  for (const auto& region : priced_regions(files)) {
    const auto book = prices_of(region);
    const auto invoice = make_invoice(book, hours, 3600.0, 10);
    std::vector<std::string> without;
    for (const auto& hour : hours) {
      const auto& type = hour.instance_type;
      if (book.instance_price(type) == nullptr)
        without.push_back("ec2." + type + ": no price of " + type + " in " + region);
    }
    std::sort(without.begin(), without.end());
    CAPTURE(region);
    CHECK(invoice.unpriced == without);
    CHECK(invoice.lines.size() == hours.size() - without.size());
    if (region == "us-east-1") CHECK(without == std::vector<std::string>{});
  }
}

TEST_CASE("invoice: a price that no source gives for the region says whose it is, and is not verified") {
  const auto book = prices_of("eu-west-3");
  const auto invoice = make_invoice(
      book,
      {usage("sqs.jobs", Meter::sqs_requests, 1'000'000), usage("s3.inbox", Meter::s3_put_requests, 1000)},
      3600.0, 0);
  REQUIRE(invoice.lines.size() == 2);
  CHECK(invoice.lines[0].region == "eu-west-3");
  CHECK(invoice.lines[0].verified);
  CHECK(invoice.lines[0].amount == doctest::Approx(0.0053));
  CHECK(invoice.lines[1].region == "us-east-1");
  CHECK_FALSE(invoice.lines[1].verified);
  CHECK(invoice.lines[1].amount == doctest::Approx(0.40));
}

TEST_CASE("invoice: the total is the sum of its lines and names region, currency and date") {
  const auto book = prices_of("eu-west-1");
  auto all = gp3_volume(86400);
  all.push_back(usage("dynamodb.results", Meter::dynamodb_write_units, 123'456));
  all.push_back(usage("lambda.validate", Meter::lambda_requests, 98'765));
  const auto invoice = make_invoice(book, all, 86400.0, 98'765);
  double sum = 0;
  for (const auto& line : invoice.lines) {
    sum += line.amount;
    CHECK(line.amount == doctest::Approx(line.quantity * line.unit_price));
    CHECK(line.verified == (line.basis == Basis::verified));
    CHECK((!line.verified || !line.source.empty()));
  }
  CHECK(invoice.total == doctest::Approx(sum));
  CHECK(invoice.region == "eu-west-1");
  CHECK(invoice.currency == "USD");
  CHECK(invoice.price_date == "2026-09");
}

TEST_CASE("invoice: a one-off is part of the run and of no month, and lowers a tiered price once only") {
  const auto book = prices_of("us-east-1");
  // One day: 5,000 GiB once and 300 GiB of every day, 9,300 of a month of 31. A month has 14,300 GiB of which the first 10,240 are dearer.
  const auto gib = [](std::uint64_t count) { return MeterTotal{count} << 30; };
  Usage sent{"s3.a", Meter::transfer_out_bytes, gib(5300), "", ""};
  sent.one_off = gib(5000);
  const BilledTime day{86400, 31 * 86400.0};
  const auto invoice = make_invoice(book, {sent}, day, 0);
  REQUIRE(invoice.lines.size() == 1);
  const auto& line = invoice.lines.front();
  CHECK(line.unit_price == doctest::Approx(book.price(Meter::transfer_out_bytes).unit_price(14'300)));
  CHECK(line.one_off == doctest::Approx(5000 * line.unit_price));
  CHECK(invoice.one_offs == line.one_off);
  CHECK(invoice.total == doctest::Approx(5300 * line.unit_price));
  CHECK(invoice.per_month == doctest::Approx(9300 * line.unit_price));
}

}  // namespace invoice_test

// AWS's price lists as files of prices, and its exports of costs beside a bill.
#include "models/pricing/reconcile.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "models/pricing/invoice.hpp"
#include "models/pricing/price_import.hpp"
#include "sim/core/csv_text.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace reconcile_test {

using namespace garoa;

namespace {

std::string fixture(const std::string& name) {
  return test::read_file(test::source_folder() / "tests/fixtures/prices" / name);
}

/// The model files, and what was found wrong in them.
struct Models {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
};

/// What a price list says of a region, read back as a file of prices.
PriceBook imported(const std::string& name, const std::string& region, std::string& text) {
  Models models;
  const auto [file, error] = read_offer_file(fixture(name));
  REQUIRE(error == "");
  const auto types = UsageTypes::load(models.catalogue);
  text = imported_prices(file, region, types, PriceBook::load(models.catalogue, region));
  OwnPrices own;
  auto root = parse_yaml(text, "imported.yaml", models.diagnostics);
  REQUIRE(root.has_value());
  own.root = std::move(*root);
  auto book = PriceBook::load(models.catalogue, region, {{}, &own});
  CHECK(models.diagnostics.text() == "");
  return book;
}

/// One m6i.large, 116 GiB of gp3, 100 GiB of logs and 1,200,000 PUTs in January, with a private discount and a tax.
Invoice january() {
  Models models;
  constexpr std::uint64_t hours = 744;
  constexpr std::uint64_t seconds = hours * 3600;
  BillingTerms terms;
  terms.of_services = {{"S3", 0.08}};
  terms.tax = 0.1;
  const std::vector<Usage> usage{
      {"ec2.app", Meter::ec2_instance_seconds, seconds, "m6i.large"},
      {"ebs.data", Meter::ebs_gp3_byte_seconds, (MeterTotal{116} << 30U) * seconds, ""},
      {"s3.inbox", Meter::s3_put_requests, 1'200'000, ""},
      {"cloudwatch_logs.app", Meter::logs_ingested_bytes, MeterTotal{1} << 30U, ""}};
  return make_invoice(PriceBook::load(models.catalogue, "us-east-2"), usage,
                      {static_cast<double>(seconds), static_cast<double>(seconds)}, 0, {}, {}, terms);
}

std::vector<Reconciled> reconciled(const std::string& name) {
  Models models;
  const auto [rows, error, left_out, first, last] = read_cost_export(fixture(name));
  REQUIRE(error == "");
  return reconcile(january(), 1, rows, UsageTypes::load(models.catalogue));
}

const Reconciled& row_of(const std::vector<Reconciled>& rows, const std::string& usage_type) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.usage_type == usage_type; });
  REQUIRE_MESSAGE(found != rows.end(), usage_type);
  return *found;
}

}  // namespace

TEST_CASE("csv: fields in quotes hold commas, line ends and quotes") {
  const auto rows = read_csv("\xEF\xBB\xBF\"a,\"\"b\"\"\",c\r\n\n\"d\ne\",\n1,2\n");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].fields == std::vector<std::string>{"a,\"b\"", "c"});
  CHECK(rows[1].fields == std::vector<std::string>{"d\ne", ""});
  CHECK(rows[1].line == 3);
  CHECK(rows[2].line == 5);
  CHECK(column_of(rows[0], "c") == 1);
  CHECK(column_of(rows[0], "d") == -1);
}

TEST_CASE("usage types: a usage type is known with its region in front, by its offer") {
  Models models;
  const auto types = UsageTypes::load(models.catalogue);
  CHECK(models.diagnostics.text() == "");
  const auto meter = [&](const char* offer, const char* name) {
    const auto found = types.find(offer, name, "");
    return found ? info_of(found->type->meter).name : std::string_view{"none"};
  };
  CHECK(meter("AmazonS3", "TimedStorage-ByteHrs") == "s3_standard_byte_seconds");
  CHECK(meter("AmazonCloudWatch", "SAE1-TimedStorage-ByteHrs") == "logs_stored_byte_seconds");
  CHECK(meter("AmazonDynamoDB", "EU-TimedStorage-ByteHrs") == "dynamodb_byte_seconds");
  CHECK(meter("awskms", "sa-east-1-KMS-Requests") == "kms_requests");
  CHECK(meter("AmazonS3", "USE1-EUW1-AWS-Out-Bytes") == "transfer_region_bytes");
  CHECK(meter("AmazonEC2", "SAE1-DataTransfer-Out-Bytes") == "transfer_out_bytes");
  CHECK(meter("AmazonS3", "TimedStorage-Nothing") == "none");
  CHECK(types.find("AmazonEC2", "BoxUsage:m6i.large", "")->instance_type == "m6i.large");
  CHECK_FALSE(types.find("AWSELB", "LoadBalancerUsage", "LoadBalancing:Network"));
}

TEST_CASE("price import: an offer file in JSON becomes a file of prices that a book takes") {
  std::string text;
  const auto book = imported("AmazonS3.json", "us-east-1", text);
  const auto& storage = book.price(Meter::s3_standard_byte_seconds);
  REQUIRE(storage.tiers.size() == 3);
  CHECK(storage.tiers[0].usd == 0.0224);
  CHECK(storage.tiers[0].up_to == 51200);
  CHECK(storage.tiers[1].usd == 0.0214);
  CHECK(storage.tiers[1].up_to == 512000);
  CHECK(storage.tiers[2].usd == 0.0204);
  CHECK(storage.tiers[2].basis == Basis::verified);
  CHECK(storage.tiers[2].source == "AWS price list AmazonS3");
  CHECK(book.price(Meter::s3_put_requests).tiers.front().usd == doctest::Approx(0.0048));
  CHECK(book.price(Meter::s3_put_requests).unit == "1000 requests");
  CHECK(book.price_date() == "2026-11-01");
  CHECK(text.find("# no items of this program:\n#   TagStorage-TagHrs\n") != std::string::npos);
  CHECK(imported("AmazonS3.json", "eu-west-1", text).price(Meter::s3_put_requests).tiers.front().usd ==
        doctest::Approx(0.005));
}

TEST_CASE("price import: a region that has no prices yet is like the one whose quantities stand") {
  Models models;
  const auto [file, error] = read_offer_file(fixture("AmazonS3.json"));
  REQUIRE(error == "");
  const auto text = imported_prices(file, "eu-west-1", UsageTypes::load(models.catalogue),
                                    PriceBook::load(models.catalogue, "us-east-1"));
  CHECK(text.find("\nregion: eu-west-1\nlike: us-east-1\n") != std::string::npos);
  std::string known;
  (void)imported("AmazonS3.json", "eu-west-1", known);
  CHECK(known.find("like:") == std::string::npos);
}

TEST_CASE("price import: an offer file in CSV gives plain instances, and units of its own are converted") {
  std::string text;
  const auto book = imported("AmazonEC2.csv", "us-east-2", text);
  CHECK(book.instance_price("m6i.large")->tiers.front().usd == 0.0912);
  CHECK(book.instance_price("m6i.large")->tiers.front().date == "2026-11-02");
  CHECK(book.instance_price("m6i.xlarge")->tiers.front().usd == 0.192);
  CHECK(book.price(Meter::ebs_gp3_throughput_byte_seconds).tiers.front().usd == doctest::Approx(0.04));
}

TEST_CASE("price import: what is no offer file is told why") {
  CHECK(read_offer_file("").error == "is empty");
  CHECK(read_offer_file("{ \"a\": ").error == "is no JSON");
  CHECK(read_offer_file("{}").error == "is no offer file: it lacks 'products' or 'terms'");
  CHECK(read_offer_file("a,b\n1,2\n").error == "is no offer file: neither JSON nor CSV with a column SKU");
  CHECK(read_offer_file("\"SKU\",\"TermType\"\n").error == "line 1: lacks the column StartingRange");
  auto text = fixture("AmazonEC2.csv");
  text.replace(text.find("\"0.0912000000\""), 14, "\"much\"");
  CHECK(read_offer_file(text).error == "line 7: a range or an amount is no number");
}

TEST_CASE("reconcile: a CUR beside a bill tells matches, differences and what only one has") {
  const auto rows = reconciled("cur2.csv");
  CHECK(row_of(rows, "AmazonEC2 BoxUsage:m6i.large").verdict == "matched");
  CHECK(*row_of(rows, "AmazonEC2 BoxUsage:m6i.large").billed->quantity == 744);
  CHECK(*row_of(rows, "AmazonEC2 BoxUsage:m6i.large").simulated->quantity == doctest::Approx(744));
  CHECK(row_of(rows, "AmazonEC2 EBS:VolumeUsage.gp3").verdict == "matched");
  CHECK(row_of(rows, "AmazonS3 Requests-Tier1").verdict == "quantity +20 %, price +25 %");
  CHECK(row_of(rows, "AmazonVPC PublicIPv4:InUseAddress").verdict == "only billed");
  CHECK(row_of(rows, "AmazonCloudWatch TimedStorage-ByteHrs").verdict == "only billed");
  CHECK(row_of(rows, "AmazonCloudWatch DataProcessing-Bytes").verdict == "only simulated");
  CHECK(row_of(rows, "private discount").billed->cost == -0.32);
  CHECK(row_of(rows, "private discount").simulated->cost == doctest::Approx(-0.48));
  CHECK(row_of(rows, "tax").billed->cost == 8.945);
  CHECK(rows.front().usage_type == "AmazonEC2 BoxUsage:m6i.large");
  double simulated = 0;
  for (const auto& row : rows) simulated += row.simulated ? row.simulated->cost : 0;
  CHECK(simulated == doctest::Approx(january().total));
}

TEST_CASE("reconcile: an export of Cost Explorer has costs only") {
  const auto rows = reconciled("cost_explorer.csv");
  CHECK(row_of(rows, "AmazonEC2 BoxUsage:m6i.large").verdict == "matched");
  CHECK_FALSE(row_of(rows, "AmazonEC2 BoxUsage:m6i.large").billed->quantity);
  CHECK(row_of(rows, "AmazonEC2 EBS:VolumeUsage.gp3").verdict == "matched");
  CHECK(row_of(rows, "USE2-PublicIPv4:IdleAddress").verdict == "only billed");
  CHECK(row_of(rows, "AmazonS3 Requests-Tier1").verdict == "only simulated");
}

TEST_CASE(
    "reconcile: what another region was billed for stands in a row of its own, by its column or its code") {
  Models models;
  const auto home = PriceBook::load(models.catalogue, "us-east-2");
  constexpr std::uint64_t seconds = 744 * 3600;
  const std::vector<Usage> usage{
      {"s3.inbox", Meter::s3_standard_byte_seconds, (MeterTotal{100} << 30U) * seconds, ""},
      {"s3.inbox.replica", Meter::s3_standard_byte_seconds, (MeterTotal{50} << 30U) * seconds, "",
       "us-west-2"}};
  const auto bill = make_invoice(home, usage, {static_cast<double>(seconds), static_cast<double>(seconds)}, 0,
                                 {}, {{"us-west-2", PriceBook::load(models.catalogue, "us-west-2")}});
  const auto types = UsageTypes::load(models.catalogue);
  std::vector<ExportedUsage> billed{
      {"AmazonS3", "USE2-TimedStorage-ByteHrs", "", "Usage", 100, 2.3, "us-east-2"},
      {"AmazonS3", "USW2-TimedStorage-ByteHrs", "", "Usage", 50, 1.15, "us-west-2"}};
  for (const bool by_code : {false, true}) {
    if (by_code) {
      for (auto& row : billed) row.region.clear();
    }
    const auto rows = reconcile(bill, 1, billed, types);
    REQUIRE(rows.size() == 2);
    CHECK(row_of(rows, "AmazonS3 TimedStorage-ByteHrs").verdict == "matched");
    CHECK(row_of(rows, "AmazonS3 TimedStorage-ByteHrs (us-west-2)").verdict == "matched");
  }
  // A region that the bill knows nothing of.
  billed.push_back({"AmazonS3", "EUC1-TimedStorage-ByteHrs", "", "Usage", 100, 2.3, ""});
  CHECK(row_of(reconcile(bill, 1, billed, types), "AmazonS3 TimedStorage-ByteHrs (EUC1)").verdict ==
        "only billed");
}

TEST_CASE(
    "reconcile: fast snapshot restore is billed by the hour of one snapshot in one zone, on AWS's bill too") {
  Models models;
  const auto home = PriceBook::load(models.catalogue, "us-east-1");
  constexpr std::uint64_t hours = 20;  // ten in each of two zones
  const std::vector<Usage> usage{
      {"backup.nightly", Meter::ebs_fast_restore_seconds, MeterTotal{hours} * 3600, ""}};
  const auto bill = make_invoice(home, usage, {36000.0}, 0);
  REQUIRE(bill.lines.size() == 1);
  CHECK(bill.lines[0].amount == doctest::Approx(20 * 0.75));
  const auto rows =
      reconcile(bill, 1, {{"AmazonEC2", "EBS:FastSnapshotRestore", "", "Usage", 20, 15, "us-east-1"}},
                UsageTypes::load(models.catalogue));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].verdict == "matched");
  CHECK(rows[0].simulated->quantity == doctest::Approx(20));
}

TEST_CASE("reconcile: days that are wanted, and none of others") {
  const std::string titles =
      "line_item_line_item_type,line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,"
      "line_item_usage_start_date\n";
  const std::string rows = titles + "Usage,a,1,1,2026-03-08T23:00:00Z\nUsage,a,1,2,2026-04-02T00:00:00Z\n";
  const auto all = read_cost_export(rows);
  CHECK(all.rows.size() == 2);
  CHECK(all.first == "2026-03-08");
  CHECK(all.last == "2026-04-02");
  const auto march = read_cost_export(rows, {"2026-03-02", "2026-03-09"});
  REQUIRE(march.rows.size() == 1);
  CHECK(march.rows.front().cost == 1);
  CHECK(march.left_out == 1);
  CHECK(read_cost_export("line_item_usage_type,line_item_usage_amount,line_item_unblended_cost\na,1,1\n",
                         {"2026-03-02", ""})
            .error == "line 1: lacks the column line_item_usage_start_date");
  CHECK(read_cost_export("Usage type,a($)\nUsage type total,1\n", {"2026-03-02", ""}).error ==
        "has totals of all its dates: export the dates that are wanted");
}

TEST_CASE(
    "reconcile: usage under a commitment costs its share of it, and fees stand only for what covered "
    "nothing") {
  const std::string titles =
      "line_item_line_item_type,line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,"
      "reservation_effective_cost,savings_plan_savings_plan_effective_cost\n";
  const auto read = read_cost_export(titles +
                                     "DiscountedUsage,BoxUsage:m5.large,336,0,19.35,\n"
                                     "SavingsPlanCoveredUsage,BoxUsage:m5.large,168,16.13,,7.4\n"
                                     "SavingsPlanNegation,,0,-16.13,,\n"
                                     "RIFee,HeavyUsage:m5.large,336,19.35,,\n"
                                     "SavingsPlanRecurringFee,ComputeSP:1yrNoUpfront,168,8.4,,\n");
  CHECK(read.error == "");
  REQUIRE(read.rows.size() == 3);
  CHECK(read.rows[0].cost + read.rows[1].cost == doctest::Approx(19.35 + 7.4));
  CHECK(read.rows[2].kind == "unused Savings Plans");
  CHECK(read.rows[2].cost == doctest::Approx(1));
}

TEST_CASE("reconcile: titles of the older report are read, and faults name their line") {
  const std::string titles =
      "lineItem/LineItemType,lineItem/UsageType,lineItem/UsageAmount,lineItem/UnblendedCost\n";
  const auto old = read_cost_export(titles + "Usage,BoxUsage:m5.large,2,0.192\n");
  CHECK(old.error == "");
  REQUIRE(old.rows.size() == 1);
  CHECK(old.rows.front().usage_type == "BoxUsage:m5.large");
  CHECK(*old.rows.front().quantity == 2);
  CHECK(read_cost_export(titles + "Usage,a,2,1\nUsage,a,two,1\n").error ==
        "line 3: the usage amount or the cost is no number");
  CHECK(read_cost_export("a,b\n").error ==
        "is no export of costs: line 1 has neither line_item_usage_type nor 'Usage type' first");
  CHECK(read_cost_export("Usage type,a($)\n").error == "has no row 'Usage type total'");
  CHECK(read_cost_export("").error == "is empty");
}

}  // namespace reconcile_test

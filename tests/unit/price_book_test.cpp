#include "models/pricing/price_book.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "models/catalog/instance_type.hpp"
#include "models/catalog/region.hpp"

namespace price_book_test {

using namespace garoa;

namespace {

/// A models folder that lays one price file over the build's own.
class OverridingFolder {
 public:
  explicit OverridingFolder(const std::string& text)
      : folder_{std::filesystem::temp_directory_path() /
                ("garoa_price_book_test_" + std::to_string(::getpid()))} {
    std::filesystem::create_directories(folder_ / "pricing/prices");
    std::ofstream{folder_ / "pricing/prices/us-east-1.yaml"} << text;
  }
  ~OverridingFolder() { std::filesystem::remove_all(folder_); }
  OverridingFolder(const OverridingFolder&) = delete;
  OverridingFolder& operator=(const OverridingFolder&) = delete;
  [[nodiscard]] std::string path() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
};

PriceBook prices_of(const std::string& region) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  auto book = PriceBook::load(catalogue, region);
  CHECK(diagnostics.text() == "");
  return book;
}

/// The book and the faults of us-east-1 with `text` laid over it.
std::pair<PriceBook, std::string> overridden(const std::string& text) {
  const OverridingFolder folder{text};
  Diagnostics diagnostics;
  ModelFiles files{folder.path(), diagnostics};
  Catalogue catalogue{files, diagnostics};
  auto book = PriceBook::load(catalogue, "us-east-1");
  return {std::move(book), diagnostics.text()};
}

std::string faults_with(const std::string& text) {
  return overridden(text).second;
}

std::vector<std::string> all_regions() {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  return priced_regions(files);
}

}  // namespace

// The map of AWS's price page, 2025-10-22 and 2025-11-04; gp2 by an SKU table of 2021.
TEST_CASE("price book: prices of the regions beside the first three are those of their sources") {
  const auto usd = [](const char* region, Meter meter) {
    return prices_of(region).price(meter).tiers.front().usd;
  };
  CHECK(usd("us-east-2", Meter::s3_standard_byte_seconds) == 0.023);
  CHECK(usd("us-west-2", Meter::s3_standard_byte_seconds) == 0.023);
  CHECK(usd("eu-central-1", Meter::s3_standard_byte_seconds) == 0.0245);
  CHECK(usd("eu-west-3", Meter::s3_standard_byte_seconds) == 0.024);
  CHECK(usd("eu-central-1", Meter::ebs_gp2_byte_seconds) == 0.119);
  CHECK(usd("eu-west-3", Meter::nat_gateway_seconds) == 0.05);
  CHECK(prices_of("eu-central-1").instance_price("m5.large")->tiers.front().usd == 0.115);
  CHECK(prices_of("eu-west-3").instance_price("m8g.large")->tiers.front().usd == 0.10472);
  CHECK(prices_of("eu-west-3").instance_price("m5n.large") == nullptr);
}

// 0.8 of gp2 is gp3 in every region whose both prices are known; IOPS and throughput keep the ratio of the regions.
TEST_CASE("price book: what is derived for a region keeps the ratios of those where it is known") {
  const auto virginia = prices_of("us-east-1");
  const auto usd = [](const PriceBook& book, Meter meter) { return book.price(meter).tiers.front().usd; };
  for (const auto& region : all_regions()) {
    CAPTURE(region);
    const auto book = prices_of(region);
    const double gp2 = usd(book, Meter::ebs_gp2_byte_seconds);
    CHECK(usd(book, Meter::ebs_gp3_byte_seconds) == doctest::Approx(0.8 * gp2).epsilon(1e-6));
    const double ratio = gp2 / usd(virginia, Meter::ebs_gp2_byte_seconds);
    CHECK(usd(book, Meter::ebs_gp3_iops_seconds) == doctest::Approx(0.005 * ratio).epsilon(1e-6));
    CHECK(usd(book, Meter::ebs_gp3_throughput_byte_seconds) == doctest::Approx(0.04 * ratio).epsilon(1e-6));
  }
}

TEST_CASE("price book: exactly the regions of the catalogue have prices") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  CHECK(priced_regions(catalogue.files()) == region_names(catalogue));
}

TEST_CASE("price book: every region prices every meter with basis and a positive price") {
  for (const auto& region : all_regions()) {
    CAPTURE(region);
    const auto book = prices_of(region);
    CHECK(book.region() == region);
    CHECK((book.price_date().starts_with("2026-") || book.price_date() == "2025-11"));
    for (std::size_t i = 0; i < meter_count; ++i) {
      const auto meter = static_cast<Meter>(i);
      if (meter == Meter::ec2_instance_seconds) continue;
      CAPTURE(info_of(meter).name);
      const auto& price = book.price(meter);
      if (!price.unpriced.empty()) continue;
      CHECK_FALSE(price.unit.empty());
      REQUIRE_FALSE(price.tiers.empty());
      for (const auto& tier : price.tiers) {
        CHECK(tier.usd > 0);
        CHECK((tier.basis == Basis::project) == !tier.region.empty());
      }
    }
  }
}

TEST_CASE("price book: what Sao Paulo has a price of costs more there than in Virginia") {
  const auto virginia = prices_of("us-east-1");
  const auto sao_paulo = prices_of("sa-east-1");
  REQUIRE_FALSE(sao_paulo.instance_prices().empty());
  for (const auto& [type, price] : sao_paulo.instance_prices()) {
    CAPTURE(type);
    REQUIRE(virginia.instance_price(type) != nullptr);
    CHECK(price.tiers.front().usd > virginia.instance_price(type)->tiers.front().usd);
  }
  CHECK(virginia.instance_price("m9z.large") == nullptr);
}

TEST_CASE("price book: only instance types of the catalogue are priced") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto names = instance_type_names(catalogue);
  const std::set<std::string> types{names.begin(), names.end()};
  for (const auto& region : all_regions()) {
    const auto book = prices_of(region);
    for (const auto& [type, price] : book.instance_prices()) {
      CAPTURE(region + " " + type);
      CHECK(types.contains(type));
    }
  }
}

TEST_CASE("price book: large and older sizes cost what Karpenter's list says") {
  const auto book = prices_of("us-east-1");
  const auto usd = [&](const char* type) {
    const auto* price = book.instance_price(type);
    REQUIRE(price != nullptr);
    return price->tiers.front().usd;
  };
  CHECK(usd("m5.24xlarge") == 4.608);
  CHECK(usd("c5n.18xlarge") == 3.888);
  CHECK(usd("m4.large") == 0.1);
  CHECK(usd("g4dn.xlarge") == 0.526);
  CHECK(usd("p4d.24xlarge") == 21.957642);
  CHECK(book.instance_price("x1.32xlarge")->tiers.front().date == "2026-01-19");
}

TEST_CASE("price book: an instance price carries the provenance of its group") {
  const auto book = prices_of("sa-east-1");
  const auto* checked = book.instance_price("m6i.large");
  const auto* derived = book.instance_price("m6i.xlarge");
  REQUIRE((checked != nullptr && derived != nullptr));
  CHECK(checked->unit == "hour");
  CHECK(checked->meter_units == 3600);
  CHECK(checked->tiers.front().usd == doctest::Approx(0.153));
  CHECK(checked->tiers.front().basis == Basis::verified);
  CHECK(checked->tiers.front().date == "2026-09");
  CHECK(derived->tiers.front().usd == doctest::Approx(0.306));
  CHECK(derived->tiers.front().basis == Basis::derived);
}

TEST_CASE("price book: one unit of the bill is a whole number of meter units") {
  const auto book = prices_of("us-east-1");
  const auto expect = [&](Meter meter, const char* unit, std::uint64_t meter_units) {
    CAPTURE(info_of(meter).name);
    CHECK(book.price(meter).unit == unit);
    CHECK(book.price(meter).meter_units == meter_units);
  };
  constexpr std::uint64_t month = 730ULL * 3600;
  expect(Meter::ebs_gp3_byte_seconds, "GiB-month", (1ULL << 30) * month);
  expect(Meter::ebs_gp3_iops_seconds, "IOPS-month", month);
  expect(Meter::ebs_gp3_throughput_byte_seconds, "MiB/s-month", (1ULL << 20) * month);
  expect(Meter::s3_put_requests, "1000 requests", 1000);
  expect(Meter::s3_intelligent_object_seconds, "1000 object-month", 1000ULL * month);
  expect(Meter::lambda_requests, "1000000 requests", 1000000);
  expect(Meter::lambda_mib_milliseconds_x86, "GiB-second", 1024ULL * 1000);
  expect(Meter::sns_email_deliveries, "100000 deliveries", 100000);
  expect(Meter::dynamodb_write_units, "1000000 units", 1000000);
  expect(Meter::transfer_out_bytes, "GiB", 1ULL << 30);
}

TEST_CASE("price book: the conversion of meter units is exact where doubles of the units are not") {
  const auto book = prices_of("us-east-1");
  const auto& storage = book.price(Meter::s3_standard_byte_seconds);
  const MeterTotal one = storage.meter_units;
  CHECK(storage.quantity(0) == 0);
  CHECK(storage.quantity(one) == 1);
  CHECK(storage.quantity(one * 600'000'000 + one / 4) == 600'000'000.25);  // far beyond 64 bits
  CHECK(storage.quantity(one * 3 - 1) < 3);
  CHECK(storage.quantity(1) == 1.0 / (1073741824.0 * 2628000.0));
  CHECK(book.price(Meter::s3_put_requests).quantity(1'234'567) == 1234.567);
}

TEST_CASE("price book: S3 storage of 600 TiB costs the sum of its three tiers") {
  const auto book = prices_of("us-east-1");
  const auto& price = book.price(Meter::s3_standard_byte_seconds);
  REQUIRE(price.tiers.size() == 3);
  CHECK(price.tiers[0].up_to == 50 * 1024);
  CHECK(price.tiers[1].up_to == 500 * 1024);
  CHECK(price.amount(0) == 0);
  CHECK(price.amount(100) == doctest::Approx(2.30));
  CHECK(price.amount(51200) == doctest::Approx(1177.60));
  // 51,200 * 0.023 + 460,800 * 0.022 + 102,400 * 0.021
  CHECK(price.amount(614400) == doctest::Approx(1177.60 + 10137.60 + 2150.40));
  CHECK(price.unit_price(614400) == doctest::Approx(13465.60 / 614400));
  CHECK(price.unit_price(0) == 0.023);
}

TEST_CASE("price book: the cost of a quantity has no step at the end of a tier") {
  for (const auto& region : all_regions()) {
    const auto book = prices_of(region);
    for (const auto meter : {Meter::s3_standard_byte_seconds, Meter::transfer_out_bytes,
                             Meter::lambda_mib_milliseconds_x86, Meter::lambda_mib_milliseconds_arm}) {
      const auto& price = book.price(meter);
      for (std::size_t i = 0; i + 1 < price.tiers.size(); ++i) {
        CAPTURE(info_of(meter).name);
        const double end = price.tiers[i].up_to;
        CHECK(price.amount(end + 1) - price.amount(end) ==
              doctest::Approx(price.tiers[i + 1].usd).epsilon(1e-3));
        CHECK(price.tiers[i + 1].usd < price.tiers[i].usd);
      }
    }
  }
}

TEST_CASE("price book: a quantity is as trustworthy as the weakest tier that it reaches") {
  const auto book = prices_of("us-east-1");
  const auto& price = book.price(Meter::s3_standard_byte_seconds);
  CHECK(price.weakest_tier(0).basis == Basis::verified);
  CHECK(price.weakest_tier(51200).basis == Basis::verified);
  CHECK(price.weakest_tier(51201).basis == Basis::memory);
}

TEST_CASE("price book: a folder of figures changes one price and adds an instance type") {
  const auto [book, faults] = overridden(
      "meters:\n  s3_put_requests: { usd: 0.004, basis: P }\n"
      "ec2_instance_seconds:\n  ours: { per: 1 hour, basis: P, usd: { m6i.large: 0.05, m9z.large: 0.2 } }\n");
  CHECK(faults == "");
  CHECK(book.price(Meter::s3_put_requests).tiers.front().usd == 0.004);
  CHECK(book.price(Meter::s3_put_requests).tiers.front().basis == Basis::project);
  CHECK(book.price(Meter::s3_get_requests).tiers.front().usd == 0.0004);
  REQUIRE(book.instance_price("m9z.large") != nullptr);
  CHECK(book.instance_price("m6i.large")->tiers.front().usd == 0.05);
}

TEST_CASE("price book: faults of a price line are reported with their place") {
  const auto meters = [](const std::string& line) { return faults_with("meters:\n  " + line + "\n"); };
  const auto names = [](const std::string& faults, const char* part) {
    CAPTURE(faults);
    return faults.find(part) != std::string::npos && faults.find("us-east-1.yaml:2:") != std::string::npos;
  };
  CHECK(names(meters("s3_put_requests: { per: 1000 hour }"), "unknown unit 'hour'"));
  CHECK(names(meters("s3_put_requests: { per: 1000 }"), "lacks its unit"));
  CHECK(names(meters("s3_put_requests: { per: 0.5 requests }"), "not a whole number of the meter's unit"));
  CHECK(names(meters("s3_put_requests: { usd: -1 }"), "a price is at least 0"));
  CHECK(names(meters("s3_put_requests: { basis: V, source: '' }"), "names its source"));
  CHECK(names(meters("s3_puts: { usd: 1 }"), "unknown key 's3_puts'"));
  CHECK(names(
      meters("s3_put_requests: { tiers: [ { usd: 1, basis: P, up_to: 5 requests } ], usd: null, basis: null, "
             "source: null, date: null }"),
      "the last tier has no 'up_to'"));
  CHECK(names(meters("transfer_out_bytes: { tiers: [ { usd: 2, basis: P, up_to: 5 GiB }, "
                     "{ usd: 1, basis: P, up_to: 5 GiB }, { usd: 1, basis: P } ] }"),
              "ends above the one before it"));
  CHECK(names(meters("transfer_out_bytes: { tiers: [ { usd: 2, basis: P }, { usd: 1, basis: P } ] }"),
              "only the last tier has no 'up_to'"));
}

TEST_CASE("price book: an unknown region is a fault, not an abort") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto book = PriceBook::load(catalogue, "mars-north-1");
  CHECK(diagnostics.count() == 1);
  CHECK(book.price(Meter::s3_put_requests).amount(10) == 0);
  CHECK(book.instance_price("m6i.large") == nullptr);
}

TEST_CASE("price book: another region's price has the basis of what is chosen here") {
  CHECK(faults_with("meters: { sqs_requests: { usd: 0.4, basis: M, region: eu-west-1 } }\n")
            .find("another region's price has basis P") != std::string::npos);
}

TEST_CASE("price book: each instance type of a region has one price") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  for (const auto& region : priced_regions(files)) {
    std::set<std::string> seen;
    const auto* const groups =
        catalogue.file("pricing/prices/" + region + ".yaml").find("ec2_instance_seconds");
    REQUIRE(groups != nullptr);
    for (const auto& group : groups->value.entries) {
      for (const auto& type : group.value.find("usd")->value.entries) {
        CAPTURE(region + " " + type.key);
        CHECK(seen.insert(type.key).second);
      }
    }
  }
}

TEST_CASE("price book: provisioned concurrency costs what AWS's price maps say in each region") {
  struct Row {
    std::string region;
    double idle, running;
  };
  for (const auto& [region, idle, running] :
       {Row{"us-east-1", 0.0000041667, 0.0000097222}, Row{"eu-west-1", 0.0000046460, 0.0000108407},
        Row{"sa-east-1", 0.0000066372, 0.0000154867}}) {
    Diagnostics diagnostics;
    ModelFiles files{"", diagnostics};
    Catalogue catalogue{files, diagnostics};
    const auto book = PriceBook::load(catalogue, region);
    CHECK(book.price(Meter::lambda_provisioned_mib_milliseconds_x86).tiers.front().usd ==
          doctest::Approx(idle).epsilon(1e-9));
    CHECK(book.price(Meter::lambda_provisioned_run_mib_milliseconds_x86).tiers.front().usd ==
          doctest::Approx(running).epsilon(1e-9));
  }
}

}  // namespace price_book_test

// A region that garoa has no prices of, by a file of the user's.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/load.hpp"

namespace own_region_test {

using namespace garoa;

namespace {

namespace fs = std::filesystem;

constexpr const char* prices = R"(region: ap-northeast-1
like: us-east-1
country: JP
price_date: 2026-10
meters:
  s3_standard_byte_seconds: { usd: 0.025, per: 1 GiB-month, basis: V, source: our price list, date: 2026-10 }
ec2_instance_seconds:
  ours: { per: 1 hour, basis: V, source: our price list, date: 2026-10, usd: { m6i.large: 0.124 } }
)";

constexpr const char* scenario = R"(garoa: 1
region: ap-northeast-1
duration: 1 h
billing: { prices: tokyo.yaml }
s3: { inbox: {} }
sns: { done: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, timeout: 60 s, notifies: done }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 20/h }, size: { constant: 1 MB } } }
)";

struct Loaded {
  std::optional<Scenario> scenario;
  std::string faults;
};

Loaded load(const std::string& file, const std::string& yaml = scenario) {
  const auto folder =
      fs::temp_directory_path() / fmt::format("garoa-own-region-{}", std::hash<std::string>{}(file + yaml));
  fs::create_directories(folder);
  std::ofstream{folder / "tokyo.yaml"} << file;
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Loaded loaded;
  loaded.scenario = load_scenario_text(yaml, "s.yaml", folder.string(), {}, files, diagnostics);
  loaded.faults = diagnostics.text();
  fs::remove_all(folder);
  return loaded;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE(
    "own region: its own prices hold, and what it has none of is the other region's, which the bill tells") {
  const auto loaded = load(prices);
  REQUIRE_MESSAGE(loaded.scenario.has_value(), loaded.faults);
  const auto& book = loaded.scenario->prices;
  CHECK(book.region() == "ap-northeast-1");
  CHECK(book.price_date() == "2026-10");
  const std::vector<Usage> usage{
      {"s3.inbox", Meter::s3_standard_byte_seconds, MeterTotal{730 * 3600} << 30U, {}},
      {"s3.inbox", Meter::s3_put_requests, 1000, {}},
      {"ec2.app", Meter::ec2_instance_seconds, 3600, "m6i.large"},
      {"ec2.other", Meter::ec2_instance_seconds, 3600, "m6i.xlarge"}};
  const auto bill = make_invoice(book, usage, 730.0 * 3600, 0);
  REQUIRE(bill.lines.size() == 4);
  CHECK(bill.lines[0].amount == doctest::Approx(0.124));
  CHECK(bill.lines[0].region == "ap-northeast-1");
  CHECK(bill.lines[0].verified);
  CHECK(bill.lines[1].region == "us-east-1");
  CHECK(bill.lines[1].basis == Basis::project);
  CHECK(bill.lines[2].item == "S3 PUT, COPY, POST and LIST requests");
  CHECK(bill.lines[2].region == "us-east-1");
  CHECK(bill.lines[3].amount == doctest::Approx(0.025));
}

TEST_CASE("own region: its country counts where data may lie, and the other region's quotas hold") {
  const auto loaded = load(prices);
  REQUIRE_MESSAGE(loaded.scenario.has_value(), loaded.faults);
  CHECK(loaded.scenario->countries.at("ap-northeast-1") == "JP");
  CHECK(loaded.scenario->sns_publish.count() > 0);
}

TEST_CASE("own region: a price without a basis is what the user pays") {
  const auto loaded =
      load(replaced(replaced(prices, ", basis: V, source: our price list, date: 2026-10 }", " }"),
                    "basis: V, source: our price list, date: 2026-10, ", ""));
  REQUIRE_MESSAGE(loaded.scenario.has_value(), loaded.faults);
  const auto& book = loaded.scenario->prices;
  const std::vector<Usage> usage{
      {"s3.inbox", Meter::s3_standard_byte_seconds, MeterTotal{730 * 3600} << 30U, {}},
      {"ec2.app", Meter::ec2_instance_seconds, 3600, "m6i.large"}};
  for (const auto& line : make_invoice(book, usage, {3600}, 0).lines) CHECK(line.basis == Basis::verified);
  CHECK(load(replaced(prices, "source: our price list, ", "")).faults.find("names its source") !=
        std::string::npos);
}

TEST_CASE("own region: without such a file, or with one that is like no region, it is unknown") {
  const auto none = load(prices, replaced(scenario, "billing: { prices: tokyo.yaml }\n", ""));
  CHECK_FALSE(none.scenario.has_value());
  CHECK(none.faults.find("'ap-northeast-1' is not a region with prices") != std::string::npos);
  const auto like_none = load(replaced(prices, "like: us-east-1", "like: mars-north-1"));
  CHECK_FALSE(like_none.scenario.has_value());
  CHECK(like_none.faults.find("is not a region with prices") != std::string::npos);
  const auto itself = load(replaced(replaced(prices, "region: ap-northeast-1", "region: us-east-1"),
                                    "like: us-east-1", "like: us-east-1"),
                           replaced(scenario, "ap-northeast-1", "us-east-1"));
  CHECK(itself.faults.find("not like itself") != std::string::npos);
}

}  // namespace own_region_test

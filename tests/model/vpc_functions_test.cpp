// What functions in a VPC pay for the ways that their bytes take, by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace vpc_functions_test {

using namespace garoa;

namespace {

constexpr double gibibyte = 1073741824;
constexpr double headers = 2000;  // of a call, models/vpc/vpc.yaml

constexpr const char* through_nat = R"(
garoa: 1
region: us-east-1
start: 2026-04-01T00:00:00
timezone: UTC
duration: 30 d
vpc: { s3_access: nat-gateway }
s3: { inbox: { expiration: 10 d }, results: { expiration: 10 d }, others: {} }
dynamodb: { done: { item: 1000 B } }
sns: { news: { message: 4000 B } }
http: { check: { latency: 50 ms, request: 3 kB, answer: 7 kB } }
lambda:
  f:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 512 MB
    timeout: 60 s
    vpc: true
    writes_to: results
    calls: [check]
    notifies: news
    idempotency: dedup_table
    dedup_table: done
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

constexpr double documents = 30 * 24 * 60;
/// Two calls of the table (a look at it, an item), the topic and the service outside.
constexpr double calls = 1000 + 4000 + 10'000 + 4 * headers;

double gigabytes_of(double each) {
  return documents * each / gibibyte;
}

}  // namespace

TEST_CASE("vpc functions: without gateways for them all bytes of a function pass the NAT gateway") {
  const auto cost = test::run_text(through_nat).cost;
  const double objects = 2.0 * (1 << 20);
  const auto& nat = test::line_of(cost, "lambda.f", "NAT gateways, bytes");
  CHECK(nat.quantity == doctest::Approx(gigabytes_of(objects + calls)).epsilon(0.001));
  CHECK(nat.amount == doctest::Approx(0.045 * nat.quantity));
  // What goes out to the internet is billed besides, whatever way it takes.
  CHECK(test::line_of(cost, "http.check", "out to the internet").quantity ==
        doctest::Approx(gigabytes_of(3000)).epsilon(0.001));
  CHECK(test::find_line(cost, "vpc.nat_gateway", "bytes") == nullptr);
  CHECK(test::line_of(cost, "vpc.nat_gateway", "running time").quantity == doctest::Approx(720));
  CHECK(cost.unpriced.empty());
}

TEST_CASE("vpc functions: gateway endpoints cost nothing, and calls of others take the NAT gateway") {
  const auto cost = test::run_text(through_nat, {"vpc={s3_access: gateway-endpoint, nat_gateways: 1}"}).cost;
  // DynamoDB has its gateway endpoint too.
  CHECK(test::line_of(cost, "lambda.f", "NAT gateways, bytes").quantity ==
        doctest::Approx(gigabytes_of(14'000 + 2 * headers)).epsilon(0.001));
}

TEST_CASE("vpc functions: an interface endpoint takes the calls of its service") {
  const auto cost =
      test::run_text(through_nat,
                     {"vpc={s3_access: interface-endpoint, nat_gateways: 1, interface_endpoints: "
                      "[sns, dynamodb]}"})
          .cost;
  const double objects = 2.0 * (1 << 20);
  CHECK(test::line_of(cost, "lambda.f", "interface endpoints, bytes").quantity ==
        doctest::Approx(gigabytes_of(objects + 5000 + 3 * headers)).epsilon(0.001));
  CHECK(test::line_of(cost, "lambda.f", "NAT gateways, bytes").quantity ==
        doctest::Approx(gigabytes_of(10'000 + headers)).epsilon(0.001));
}

TEST_CASE("vpc functions: bytes without a way stand on the bill without a price") {
  const auto cost = test::run_text(through_nat, {"vpc=null"}).cost;
  REQUIRE(cost.unpriced.size() == 1);
  CHECK(cost.unpriced[0].find("lambda.f") == 0);
  CHECK(cost.unpriced[0].find("neither NAT gateway nor endpoint") != std::string::npos);
  CHECK(test::find_line(cost, "lambda.f", "NAT") == nullptr);
}

TEST_CASE("vpc functions: outside a VPC bytes take no way that is billed") {
  const auto cost = test::run_text(through_nat, {"lambda.f.vpc=false"}).cost;
  CHECK(test::find_line(cost, "lambda.f", "NAT") == nullptr);
  CHECK(test::line_of(cost, "http.check", "out to the internet").amount > 0);
}

TEST_CASE("vpc functions: months ahead go with the documents that the function works on") {
  const auto cost = test::run_text(through_nat, {"flows.a.uploads.growth=2x/y"}).cost;
  const auto& nat = test::line_of(cost, "lambda.f", "NAT gateways, bytes");
  CHECK(nat.months[0] == doctest::Approx(nat.amount).epsilon(0.001));
  // March 2027: 31 days, whose middle is 334.5 days after the middle of April 2026.
  CHECK(nat.months[1] ==
        doctest::Approx(nat.amount * 31 / 30 * std::exp2((349.5 - 15) / 365)).epsilon(0.002));
}

TEST_CASE("vpc functions: several connections and other objects take the same way") {
  const auto cost = test::run_text(through_nat, {"duration=3 d", "lambda.f.connections=4",
                                                 "s3.others.existing={objects: 10, size: 1 MB}",
                                                 "lambda.f.reads={bucket: others, count: 5, size: 200 kB}"})
                        .cost;
  const double each = 2.0 * (1 << 20) + 1e6 + calls;
  CHECK(test::line_of(cost, "lambda.f", "NAT gateways, bytes").quantity ==
        doctest::Approx(3 * 1440 * each / gibibyte).epsilon(0.001));
}

TEST_CASE("vpc functions: bytes of environments in zones without a gateway cross to another zone") {
  const auto cost = test::run_text(through_nat, {"lambda.f.zones=2"}).cost;
  const auto& nat = test::line_of(cost, "lambda.f", "NAT gateways, bytes");
  CHECK(test::line_of(cost, "lambda.f", "between zones").quantity ==
        doctest::Approx(nat.quantity).epsilon(0.001));
}

}  // namespace vpc_functions_test

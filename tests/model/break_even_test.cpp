// From where on one choice costs less, against bills of runs on either side of it.
#include "sim/scenario/break_even.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace break_even_test {

using namespace garoa;

namespace {

constexpr const char* calls = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 1 d
s3: { inbox: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 1769 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } } }
)";

constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 31 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 300 GiB } }
s3: { archive: {} }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily,
            uploads: { arrivals: { deterministic: 1/h }, size: { constant: 1 MiB } } }
)";

UnitPrices prices() {
  static const Scenario scenario = test::scenario_of(calls);
  return UnitPrices{scenario.prices};
}

/// What the lines of one resource cost in a run.
double cost_of(const char* text, const std::vector<std::string>& sets, const std::string& resource) {
  return test::in_own_process([&] {
    double sum = 0;
    for (const auto& line : test::run_text(text, sets).cost.lines) {
      if (line.resource.starts_with(resource)) sum += line.amount;
    }
    return std::vector<double>{sum};
  })[0];
}

}  // namespace

TEST_CASE("break-even: gp3 with gp2's throughput costs less above its size, and more below it") {
  const double size = gp3_pays(prices(), 125);
  CHECK(size == doctest::Approx(250));
  for (const auto& [gib, pays] : {std::pair{"240 GiB", false}, std::pair{"260 GiB", true}}) {
    const std::vector<std::string> sets{std::string{"ebs.documents.size="} + gib, "duration=1 d"};
    auto gp2 = sets;
    gp2.emplace_back("ebs.documents.type=gp2");
    auto gp3 = sets;
    gp3.emplace_back("ebs.documents.throughput=250 MiB/s");
    CHECK((cost_of(site, gp3, "ebs.documents") < cost_of(site, gp2, "ebs.documents")) == pays);
  }
}

TEST_CASE("break-even: an interface endpoint in five zones pays above so many GiB a month") {
  const double point = interface_endpoint_pays(prices(), 1, 5);
  // Per month of 730 h: (5 x 0.01 - 0.045 - 0.005) x 730 / (0.045 - 0.01) is 0 with the gateway's address; with six zones it is not.
  CHECK(point == doctest::Approx(0).epsilon(1e-6));
  const double six = interface_endpoint_pays(prices(), 1, 6);
  CHECK(six == doctest::Approx(0.01 * 730 / 0.035));
  for (const auto& [share, pays] : {std::pair{0.8, false}, std::pair{1.2, true}}) {
    const double an_hour = six * share / 730;  // GiB
    const auto size = fmt::format("flows.intake.uploads.size={{constant: {:.0f} KiB}}", an_hour * 1048576);
    const std::vector<std::string> sets{"ebs.documents.size=1 TiB", size};
    auto nat = sets;
    nat.emplace_back("vpc={s3_access: nat-gateway}");
    auto endpoint = sets;
    endpoint.emplace_back("vpc={s3_access: interface-endpoint, endpoint_zones: 6}");
    CHECK((cost_of(site, endpoint, "vpc.") < cost_of(site, nat, "vpc.")) == pays);
  }
}

TEST_CASE("break-even: an object pays in Standard-IA after its time there, and never below a size") {
  const double least = 128 * 1024;
  const double never = infrequent_access_is_dearer_below(prices(), least);
  CHECK(never / 1024 == doctest::Approx(128 * 0.0125 / 0.023));
  const auto storage = [](const std::string& size, const std::string& how) {
    const auto there = "s3.inbox.existing={objects: 1000000, size: " + size + "}";
    return cost_of(calls, {how, there, "duration=2 d", "flows.a.uploads.arrivals={deterministic: 1/d}"},
                   "s3.inbox");
  };
  // What is there from the start costs storage alone.
  for (const auto& [size, pays] : {std::pair{"60 KiB", false}, std::pair{"80 KiB", true}})
    CHECK((storage(size, "s3.inbox.storage_class=STANDARD_IA") <
           storage(size, "s3.inbox.storage_class=STANDARD")) == pays);
  const double months = infrequent_access_pays(prices(), 1 << 20, least, 0);
  CHECK(months == doctest::Approx(0.00001 / (0.0105 / 1024)));
  // A class that is paid for 30 days pays a large object back sooner than it may leave, but not at once.
  const double least_months = 30 * 24 / 730.0;
  CHECK(infrequent_access_pays(prices(), 1 << 20, least, least_months) ==
        doctest::Approx((0.00001 * 1024 + 0.0125 * least_months) / 0.023));
  CHECK(infrequent_access_pays(prices(), 1 << 18, least, least_months) ==
        doctest::Approx(0.00001 / (0.0105 / 4096)));
  // Of one day's million objects, moved there after 30 days: until they have paid for their move, and after.
  const auto moved = [&](double after, const char* rules) {
    return cost_of(
        calls,
        {"s3.inbox.existing={objects: 1000000, size: 1 MiB, age: 29 d}", rules, "start=2026-03-01T00:00:00",
         fmt::format("duration={:.0f} d", 1 + after * 30.4), "flows.a.uploads.arrivals={deterministic: 1/d}"},
        "s3.inbox");
  };
  for (const auto& [share, pays] : {std::pair{0.8, false}, std::pair{1.25, true}}) {
    const double after = months * share;
    CHECK((moved(after, "s3.inbox.transitions=[{to: STANDARD_IA, after: 30 d}]") <
           moved(after, "s3.inbox.transitions=[]")) == pays);
  }
}

TEST_CASE(
    "break-even: where all of its time is not enough, provisioned concurrency never pays, and is said so") {
  const auto points = break_evens(test::scenario_of(calls, {"region=sa-east-1"}));
  const auto found = std::find_if(points.begin(), points.end(), [](const BreakEven& one) {
    return one.choice == "provisioned concurrency";
  });
  REQUIRE(found != points.end());
  // 0.0000066372 a second for 0.0000011800 that a second of computing is cheaper.
  CHECK(found->point == "never: even what computes all the time costs more");
}

TEST_CASE("break-even: provisioned concurrency pays where it computes for its share of the time") {
  const double share = provisioned_concurrency_pays(prices(), false);
  CHECK(share == doctest::Approx(0.6).epsilon(0.001));
  // One environment, a call a minute.
  for (const auto& [of, pays] : {std::pair{0.9, false}, std::pair{1.1, true}}) {
    const auto work = fmt::format("lambda.f.work={{per_document: {:.2f} s, per_mb: 0 s}}", 59.9 * share * of);
    const auto cost = [&](const std::string& how) { return cost_of(calls, {work, how}, "lambda.f"); };
    CHECK((cost("lambda.f.provisioned_concurrency=1") < cost("lambda.f.provisioned_concurrency=0")) == pays);
  }
}

TEST_CASE("break-even: arm64 pays while an invocation takes less than its factor longer") {
  const double factor = arm_pays(prices());
  CHECK(factor == doctest::Approx(1.25).epsilon(0.001));
  const double x86 = cost_of(calls, {"lambda.f.duration={warm: 10 s, cold: 10 s}"}, "lambda.f");
  for (const auto& [of, pays] : {std::pair{0.97, true}, std::pair{1.03, false}}) {
    const auto lasts =
        fmt::format("lambda.f.duration={{warm: {0:.3f} s, cold: {0:.3f} s}}", 10 * factor * of);
    CHECK((cost_of(calls, {lasts, "lambda.f.architecture=arm64"}, "lambda.f") < x86) == pays);
  }
}

TEST_CASE("break-even: provisioned writes pay where so many of them are in use") {
  const double share = provisioned_writes_pay(prices());
  CHECK(share == doctest::Approx(0.00065 / (3600 * 0.625e-6)));
  for (const auto& [of, pays] : {std::pair{0.9, false}, std::pair{1.1, true}}) {
    const auto arrivals =
        fmt::format("flows.a.uploads.arrivals={{deterministic: {:.4f}/s}}", 10 * share * of);
    const auto cost = [&](const std::string& mode) {
      return cost_of(calls,
                     {arrivals, "lambda.f.writes_to=done", "duration=2 h",
                      "dynamodb={done: {item: 500 B, " + mode + "}}"},
                     "dynamodb.done");
    };
    CHECK((cost("mode: provisioned, write_units: 10, read_units: 1") <
           cost("mode: on-demand") + 2 * 0.00013) == pays);
  }
}

TEST_CASE(
    "break even: what a read of moved objects costs is its requests, its bytes, and an archive's retrieval") {
  const double objects = 3000;
  const double gibibytes = 12;
  const auto reads = [&](StorageClass from) {
    return reading_back(prices(), from, objects, gibibytes * gibibyte);
  };
  CHECK(reads(StorageClass::standard_ia) == doctest::Approx(3 * 0.001 + 12 * 0.01));
  CHECK(reads(StorageClass::glacier_ir) == doctest::Approx(3 * 0.01 + 12 * 0.03));
  CHECK(reads(StorageClass::deep_archive) == doctest::Approx(3 * (0.1 + 0.0004) + 12 * 0.02));
}

}  // namespace break_even_test

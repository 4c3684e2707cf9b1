// The bill by service and by flow: closed forms where two flows share things, and that nothing is lost or counted twice.
#include "sim/results/cost_sums.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace cost_sums_test {

using namespace garoa;

namespace {

/// Two flows put objects into one bucket, one each second and three each second; the function works on all of them, and a third of
/// the objects that come is read by the clients of the first.
constexpr const char* shared = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 1 h
s3: { inbox: {} }
cloudwatch_logs: { audit: {} }
dynamodb: { results: {} }
ec2: { idle: { type: m6i.large } }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s,
       duration: { warm: 100 ms, cold: 100 ms }, writes_to: results }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: audit,
       uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 MiB } },
       downloads: { arrivals: { deterministic: 1/s } } }
  b: { kind: s3-lambda, bucket: inbox, logs: audit,
       uploads: { arrivals: { deterministic: 3/s }, size: { constant: 1 MiB } } }
)";

const std::vector<std::string> both{"flows.a", "flows.b"};

double share_of(const CostLine& line, const std::vector<std::string>& flows) {
  const auto found = std::find_if(line.of_flows.begin(), line.of_flows.end(),
                                  [&](const AmountOfFlows& part) { return part.flows == flows; });
  return found == line.of_flows.end() ? 0 : found->amount / line.amount;
}

/// Every line, and the bill as a whole, is the sum of its parts.
void check_sums(const Invoice& cost) {
  double by_service = 0;
  double by_flow = 0;
  double month_by_service = 0;
  double month_by_flow = 0;
  for (const auto& sum : sums_by_service(cost)) {
    by_service += sum.amount;
    month_by_service += sum.per_month;
  }
  for (const auto& sum : sums_by_flow(cost)) {
    by_flow += sum.amount;
    month_by_flow += sum.per_month;
  }
  CHECK(by_service == doctest::Approx(cost.total).epsilon(1e-9));
  CHECK(by_flow == doctest::Approx(cost.total).epsilon(1e-9));
  CHECK(month_by_service == doctest::Approx(cost.per_month).epsilon(1e-9));
  CHECK(month_by_flow == doctest::Approx(cost.per_month).epsilon(1e-9));
  for (const auto& line : cost.lines) {
    double parts = 0;
    for (const auto& part : line.of_flows) {
      parts += part.amount;
      CHECK_MESSAGE(std::abs(part.amount) <= std::abs(line.amount) * (1 + 1e-9), line.resource, " ",
                    line.item);
    }
    CHECK_MESSAGE(parts == doctest::Approx(line.amount).epsilon(1e-9), line.resource, " ", line.item);
  }
}

}  // namespace

TEST_CASE(
    "cost sums: requests of a queue are split by whose messages they carry, and polls that find nothing are "
    "of all") {
  constexpr const char* messages = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 1 h
sqs: { jobs: {} }
lambda:
  f: { trigger: { queue: jobs, batch_size: 1 }, runtime: python3.12, memory: 512 MB, duration: { warm: 100 ms, cold: 100 ms } }
flows:
  a: { kind: sqs-send, queue: jobs, uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } } }
  b: { kind: sqs-send, queue: jobs, uploads: { arrivals: { deterministic: 3/s }, size: { constant: 1 kB } } }
)";
  const auto result = test::run_text(messages);
  check_sums(result.cost);
  const auto line = std::find_if(result.cost.lines.begin(), result.cost.lines.end(),
                                 [](const CostLine& one) { return one.resource == "sqs.jobs"; });
  REQUIRE(line != result.cost.lines.end());
  const double of_a = share_of(*line, {"flows.a"});
  CHECK(share_of(*line, {"flows.b"}) == doctest::Approx(3 * of_a).epsilon(0.001));
  // Sent, received, deleted; and each of the first pollers that stands idle asks every 20 s.
  const double polls = share_of(*line, both);
  CHECK(of_a == doctest::Approx((1 - polls) / 4).epsilon(0.001));
  CHECK(polls > 0);
  CHECK(polls < 0.1);
}

TEST_CASE("cost sums: what two flows share is split by what each used, where the meter says so") {
  const auto cost = test::run_text(shared).cost;
  check_sums(cost);
  const auto check_split = [&](const char* resource, const char* item, double of_a, double within = 1e-9) {
    const auto& line = test::line_of(cost, resource, item);
    INFO(resource, " ", item);
    CHECK(share_of(line, {"flows.a"}) == doctest::Approx(of_a).epsilon(within));
    CHECK(share_of(line, {"flows.b"}) == doctest::Approx(1 - of_a).epsilon(within));
  };
  check_split("s3.inbox", "PUT", 0.25, 0.001);
  // 4 reads of the function each second, and one of the clients of a.
  check_split("s3.inbox", "GET", 0.4, 0.001);
  check_split("lambda.f", "invocations", 0.25, 0.001);
  check_split("lambda.f", "duration", 0.25, 0.01);
  check_split("dynamodb.results", "write request units", 0.25, 0.001);
  // What is held is that of both, what no flow uses that of none.
  CHECK(share_of(test::line_of(cost, "s3.inbox", "storage"), both) == doctest::Approx(1));
  CHECK(share_of(test::line_of(cost, "cloudwatch_logs.audit", "storage"), both) == doctest::Approx(1));
  CHECK(share_of(test::line_of(cost, "ec2.idle", "m6i.large"), {}) == doctest::Approx(1));
}

TEST_CASE("cost sums: records, calls of keys, notices and bytes on their way are their documents' flow's") {
  const auto cost =
      test::run_text(shared,
                     {"s3.inbox.encryption=SSE-KMS", "s3.inbox.bucket_key=false", "lambda.f.notifies=done",
                      "sns={done: {subscriptions: {email: 1, http: 2, sqs: 1}}}", "lambda.f.vpc=true",
                      "lambda.f.zones=2", "vpc={s3_access: nat-gateway, nat_gateways: 1}"})
          .cost;
  check_sums(cost);
  const auto check_split = [&](const char* resource, const char* item, double of_a) {
    const auto& line = test::line_of(cost, resource, item);
    INFO(resource, " ", item);
    CHECK(share_of(line, {"flows.a"}) == doctest::Approx(of_a).epsilon(0.002));
    CHECK(share_of(line, {"flows.b"}) == doctest::Approx(1 - of_a).epsilon(0.002));
  };
  check_split("cloudwatch_logs.audit", "ingestion", 0.25);
  check_split("kms.keys", "KMS requests",
              0.333);  // of 9 a second: 4 puts, 4 reads of the function, 1 of the clients of a
  check_split("sns.done", "HTTP", 0.25);
  check_split("lambda.f", "NAT gateways, bytes", 0.25);
  check_split("lambda.f", "between zones", 0.25);
  CHECK(share_of(test::line_of(cost, "kms.keys", "customer keys"), both) == doctest::Approx(1));
}

TEST_CASE("cost sums: a balancer, which has its flow's name, is that flow's") {
  const auto cost = test::run_text(R"(
garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.large, count: 2, zones: [a, b], connections: 1000, workers: 100 } }
ebs: { documents: { attach: app, size: 100 GiB } }
cloudwatch_logs: { audit: {} }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, logs: audit,
            clients: { count: 20, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 0 ms },
            uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } } }
)")
                        .cost;
  check_sums(cost);
  CHECK(share_of(test::line_of(cost, "flows.intake.balancer", "running time"), {"flows.intake"}) ==
        doctest::Approx(1));
  CHECK(share_of(test::line_of(cost, "flows.intake.balancer", "capacity units"), {"flows.intake"}) ==
        doctest::Approx(1));
}

TEST_CASE("cost sums: commitments, discounts and taxes go with what they are of") {
  const auto cost =
      test::run_text(
          shared,
          {"billing={discount: 0.08, tax: 0.1, commitments: {plan: {covers: lambda, kind: savings-plan, "
           "price_factor: 0.83, share: 0.5}, spare: {covers: ec2.idle, kind: reserved, price_factor: 0.6, "
           "count: 2}}}"})
          .cost;
  check_sums(cost);
  const auto& plan = test::line_of(cost, "lambda.f", "savings plan plan");
  CHECK(share_of(plan, {"flows.a"}) == doctest::Approx(0.25).epsilon(0.01));
  CHECK(share_of(test::line_of(cost, "ec2.idle", "unused"), {}) == doctest::Approx(1));
}

TEST_CASE("cost sums: the shipped scenarios' bills are the sums of their services and flows") {
  for (const auto* const file :
       {"scenarios/central-financeira/closed.yaml", "scenarios/processamento-automatico/closed.yaml"}) {
    const auto measured = test::in_own_process([&] {
      check_sums(test::run_file(file, {"duration=6 h"}).cost);
      return std::vector{1.0};
    });
    CHECK(measured.front() == 1);
  }
}

}  // namespace cost_sums_test

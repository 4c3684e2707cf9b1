// Provisioned concurrency: who runs where, how much is used, what it costs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/support/open_system.hpp"
#include "tests/support/run_scenario.hpp"

namespace garoa::lambda_provisioned_test {
namespace {

using test::metric;
using test::metric_or;
using test::run_text;

/// Calls to a function of 1,024 MB.
std::string scenario(const std::string& function, const std::string& uploads, const std::string& duration) {
  return fmt::format(R"(garoa: 1
region: us-east-1
start: 2026-03-02T07:00:00
duration: {}
lambda: {{ f: {{ runtime: python3.12, memory: 1024 MB, timeout: 60 s, {} }} }}
flows:
  calls: {{ kind: lambda-invoke, function: f, uploads: {{ {}, size: {{ constant: 1 kB }} }} }}
)",
                     duration, function, uploads);
}

double amount(const RunResult& result, const std::string& item) {
  const auto& lines = result.cost.lines;
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const CostLine& line) { return line.item == item; });
  INFO(item);
  REQUIRE(found != lines.end());
  return found->amount;
}

TEST_CASE("provisioned: calls run in provisioned environments first, further ones on demand and cold") {
  const auto result = run_text(scenario("provisioned_concurrency: 10, duration: { warm: 1 s, cold: 2 s }",
                                        "arrivals: { deterministic: 20000/s }, until: 1 ms", "1 min"));
  const double calls = metric(result, "flows.calls.upload.acknowledged");
  CHECK(calls >= 19);
  CHECK(metric(result, "lambda.f.provisioned.invocations") == 10);
  CHECK(metric(result, "lambda.f.provisioned.spillover") == calls - 10);
  CHECK(metric(result, "lambda.f.cold_starts") == calls - 10);
  CHECK(metric(result, "lambda.f.environments.max") == calls);
}

TEST_CASE("provisioned: calls spill over as Erlang B says, and the others use the environments by its rest") {
  // 5 calls/s of 1 s and 6 environments; who spills over does not come back.
  const auto result = run_text(scenario(
      "provisioned_concurrency: 6, duration: { warm: { exponential: 1 s }, cold: { exponential: 1 s } }",
      "arrivals: { poisson: 5/s }", "1 d"));
  const double calls = metric(result, "lambda.f.invocations");
  const double lost = test::erlang_b(5, 6);
  test::check_within("share that spills over", metric(result, "lambda.f.provisioned.spillover") / calls, lost,
                     2);
  test::check_within("utilization", metric(result, "lambda.f.provisioned.utilization"), 5 * (1 - lost) / 6,
                     0.5);
}

TEST_CASE("provisioned: what is provisioned is billed whether used or not, and runs in it at a lower price") {
  // AWS's own example: 1,000 of 1,024 MB for two hours are 7.2 million GB-s, 30.00 USD.
  const auto idle = run_text(
      scenario("provisioned_concurrency: 900", "arrivals: { deterministic: 1/d }, until: 0 s", "2 h"));
  CHECK(amount(idle, "Lambda provisioned concurrency on x86_64") ==
        doctest::Approx(30.00 * 0.9).epsilon(1e-4));
  // 3,600 calls of 1 s, all provisioned: 3,600 GB-s at 0.0000097222.
  const auto used = run_text(scenario("provisioned_concurrency: 5, duration: { warm: 1 s, cold: 1 s }",
                                      "arrivals: { deterministic: 1/s }, until: 1 h", "2 h"));
  CHECK(metric(used, "lambda.f.provisioned.spillover") == 0);
  CHECK(amount(used, "Lambda duration in provisioned environments on x86_64") ==
        doctest::Approx(metric(used, "lambda.f.invocations") * 0.0000097222).epsilon(1e-6));
}

TEST_CASE("provisioned: a schedule makes environments before the calls come, and takes them away") {
  const std::string schedule =
      "duration: { warm: 0.95 s, cold: 1.95 s }, environments: { idle_life: 10 s }, provisioned_schedule: "
      "[{ at: \"cron(0 8 * * ? *)\", count: 50 }, { at: \"cron(0 9 * * ? *)\", count: 0 }]";
  const auto result = run_text(scenario(schedule, "arrivals: { deterministic: 10/s }", "3 h"));
  // 9.5 at work all the time: on demand until 08:00, provisioned until 09:00, then on demand again. Before the
  // first cold start ends there are 19 further calls.
  CHECK(metric(result, "lambda.f.cold_starts") == 20 + 20);
  CHECK(metric(result, "lambda.f.provisioned.avg") == doctest::Approx(50.0 / 3).epsilon(1e-3));
  CHECK(metric(result, "lambda.f.provisioned.invocations") == doctest::Approx(36'000).epsilon(1e-3));
  CHECK(metric(result, "lambda.f.provisioned.utilization") == doctest::Approx(9.5 / 50).epsilon(1e-3));
  CHECK(amount(result, "Lambda provisioned concurrency on x86_64") ==
        doctest::Approx(50 * 3600 * 0.0000041667).epsilon(1e-4));
}

}  // namespace
}  // namespace garoa::lambda_provisioned_test

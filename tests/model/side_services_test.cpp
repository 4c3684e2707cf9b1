// Bills and logs beside the main path: what is billed once, what is rounded up, and what nobody can log any more.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "models/kms/kms.hpp"
#include "models/lambda/cold_start.hpp"
#include "tests/support/run_scenario.hpp"

namespace garoa::side_services_test {
namespace {

using test::metric;
using test::metric_of;

double metered(const RunResult& result, Meter meter) {
  double units = 0;
  for (const auto& reading : result.meters) {
    if (reading.meter == info_of(meter).name) units += static_cast<double>(reading.units);
  }
  return units;
}

}  // namespace

TEST_CASE("kms: every call is billed once, however often the bill is made") {
  Simulator simulator;
  Journal journal;
  std::uint64_t billed = 0;
  journal.on<events::Billed>(
      [&](const events::Billed& event) { billed += event.meter == Meter::kms_requests ? event.units : 0; });
  const Run run{simulator, journal, 1, 0};
  KmsSettings settings;
  settings.requests = PerSecond{1000};
  settings.burst = Seconds{1};
  Kms kms{run, settings};
  std::uint64_t calls = 0;
  for (const std::uint64_t more : {3U, 0U, 5U, 1U}) {
    for (std::uint64_t i = 0; i < more; ++i, ++calls) CHECK(kms.call());
    kms.sample(60);
    CHECK(billed == calls);
  }
}

TEST_CASE("provisioned: the INIT of each environment is billed in milliseconds, each rounded up") {
  constexpr std::uint64_t environments = 25;
  const auto text = fmt::format(R"(garoa: 1
region: us-east-1
duration: 1 h
lambda: {{ f: {{ runtime: python3.12, memory: 1024 MB, timeout: 60 s, provisioned_concurrency: {} }} }}
flows:
  calls: {{ kind: lambda-invoke, function: f, uploads: {{ arrivals: {{ poisson: 0/s }}, size: {{ constant: 1 kB }} }} }}
)",
                                environments);
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(text, "p.yaml", "", {}, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  const Stream luck{scenario->seed, "lambda.f.provisioned"};
  double expected = 0;
  double exact = 0;
  for (std::uint64_t number = 0; number < environments; ++number) {
    const double init =
        draw_cold_start(scenario->lambda.front().cold_start, luck, Entity::nth(number)).init * 1e3;
    exact += init;
    expected += std::ceil(init);
  }
  CHECK(expected > exact + 5);  // whole milliseconds would show no rounding
  const auto result = run_here({*scenario});
  CHECK(metered(result, Meter::lambda_provisioned_run_mib_milliseconds_x86) == 1024 * expected);
}

TEST_CASE("downloads: an instance that has stopped logs nothing of what it was sending") {
  const std::string text = R"(garoa: 1
region: us-east-1
duration: 10 min
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 100 GiB } }
cloudwatch_logs: { audit: {} }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    logs: audit
    clients: { downlink: 8 Mbit/s }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 10 MB }, until: 1 min }
    downloads: { arrivals: { deterministic: 0.5/s } }
)";
  const std::string records = "cloudwatch_logs.audit.records";
  const double until_then = metric_of(text, {"duration=300 s"}, records);
  const double with_a_stop =
      metric_of(text, {"failures=[{at: 300 s, instance: app, kind: stop, for: 1 h}]"}, records);
  CHECK(until_then > 100);
  CHECK(with_a_stop == until_then);
}

}  // namespace garoa::side_services_test

// Changes that close gaps: what is found does close them, alone, and nothing is proposed that does not.
#include "sim/run/find_fixes.hpp"

#include <doctest/doctest.h>

#include "models/compliance/static_checks.hpp"
#include "sim/run/setting_steps.hpp"
#include "tests/support/run_scenario.hpp"

namespace find_fixes_test {

using namespace garoa;
using compliance::Finding;
using compliance::Status;

namespace {

constexpr const char* flow = R"(garoa: 1
region: us-east-1
duration: 2 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB, encrypted: true } }
s3: { archive: { versioning: true, expiration: 30 d } }
backup:
  nightly:
    from: documents
    to: archive
    schedule: cron(0 2 * * ? *)
    window: 10 min
    concurrency: 1
cloudwatch_logs: { audit: { retention: 90 d } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    logs: audit
    uploads: { arrivals: { poisson: 0.5/s }, size: { constant: 1 MB } }
policy: { rpo: 36 h, rto: 4 h }
)";

bool is_gap(const Finding& finding) {
  return finding.status == Status::fail || finding.status == Status::warn;
}

FixTrial checks() {
  return {[](const std::string& setting) -> std::optional<Scenario> {
    try {
      return test::scenario_of(flow, {setting});
    } catch (const std::runtime_error&) {
      return std::nullopt;
    }
  }};
}

std::vector<Finding> checked(const std::vector<std::string>& sets = {}) {
  const auto scenario = test::scenario_of(flow, sets);
  return compliance::check_static(architecture_of(scenario), scenario.profiles);
}

const Finding& of(const std::vector<Finding>& findings, std::string_view control) {
  for (const auto& finding : findings) {
    if (finding.control == control) return finding;
  }
  throw std::runtime_error{"no such finding"};
}

}  // namespace

TEST_CASE("fixes: each change that checks find closes its gap, alone") {
  const auto scenario = test::scenario_of(flow);
  auto findings = checked();
  find_fixes(scenario, findings, {}, checks(), [](const Finding&) { return true; });
  std::size_t found = 0;
  for (const auto& finding : findings) {
    if (!finding.fix) continue;
    ++found;
    CAPTURE(text_of(*finding.fix));
    CHECK(is_gap(finding));
    CHECK_FALSE(finding.fix->per_month.has_value());
    const auto after = checked({finding.fix->parameter + "=" + finding.fix->value});
    for (const auto& other : after) {
      const bool same = other.control == finding.control && other.flow == finding.flow &&
                        other.resource == finding.resource;
      if (same) CHECK_FALSE(is_gap(other));
    }
  }
  CHECK(found >= 6);
  CHECK(of(findings, "S-RT-06").fix->value == "365 d");
  CHECK(of(findings, "S-RT-05").fix->parameter == "s3.archive.expiration");
  CHECK(of(findings, "S-RT-05").fix->value == "35 d");
  CHECK_FALSE(of(findings, "S-DP-01").fix.has_value());
}

TEST_CASE("fixes: only gaps that are asked for get one") {
  const auto scenario = test::scenario_of(flow);
  auto findings = checked();
  find_fixes(scenario, findings, {}, checks(), [](const Finding& f) { return f.control == "S-DP-03"; });
  for (const auto& finding : findings)
    CHECK(finding.fix.has_value() == (finding.control == "S-DP-03" && is_gap(finding)));
}

TEST_CASE(
    "fixes: a dynamic gap gets the nearest value of a number, found by runs, and what a month costs more") {
  const auto scenario = test::scenario_of(flow);
  auto trial = checks();
  trial.run = [](const Scenario& changed) { return run_apart({changed}, {}).result; };
  auto result = *trial.run(scenario);
  REQUIRE(of(result.compliance.findings, "D-BK-01").status == Status::fail);
  find_fixes(scenario, result.compliance.findings, result.cost, trial,
             [](const Finding& f) { return f.control == "D-BK-01"; });
  const auto& fix = of(result.compliance.findings, "D-BK-01").fix;
  REQUIRE(fix.has_value());
  CAPTURE(text_of(*fix));
  CHECK(fix->parameter == "backup.nightly.concurrency");
  CHECK(fix->per_month.has_value());
  const auto closes = [&](const std::string& concurrency) {
    const auto after = trial.run(test::scenario_of(flow, {"backup.nightly.concurrency=" + concurrency}));
    return !is_gap(of(after->compliance.findings, "D-BK-01"));
  };
  CHECK(closes(fix->value));
  CHECK_FALSE(closes(std::to_string(std::stoi(fix->value) - 1)));
}

TEST_CASE("setting steps: a number is stepped in the unit of its bound, from what the scenario says") {
  const auto scenario = test::scenario_of(flow);
  const auto steps = [&](const char* path, const char* bound) {
    return SettingSteps::between(*scenario.record, path, bound);
  };
  const auto window = steps("backup.nightly.window", "12 h");
  REQUIRE(window.has_value());
  CHECK(window->present() == doctest::Approx(1.0 / 6));
  CHECK(window->text(window->bound()) == "12 h");
  CHECK(steps("backup.nightly.concurrency", "128")->present() == 1);
  CHECK(steps("ebs.documents.throughput", "1000 MiB/s")->present() == 125);
  CHECK(steps("lambda.none.reserved_concurrency", "1000")->present() == 0);
  CHECK_FALSE(steps("backup.nightly.schedule", "10").has_value());
  CHECK_FALSE(steps("backup.nightly.window", "10 min").has_value());
}

}  // namespace find_fixes_test

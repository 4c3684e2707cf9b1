// What comes into buckets, day by day and by the runs of backups.
#include "sim/scenario/inflow.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/run_scenario.hpp"

namespace inflow_test {

using namespace garoa;

namespace {

constexpr const char* every_minute = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 1 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 500 GiB } }
s3: { archive: {} }
backup: { job: { from: documents, to: archive, schedule: "cron(* * * * ? *)"
}
}
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MB } }
)yaml";

double objects_from(const std::vector<CopiedFrom>& copied, double from, double to) {
  double sum = 0;
  for (const auto& one : copied) sum += one.time >= from && one.time < to ? one.objects : 0;
  return sum;
}

}  // namespace

TEST_CASE("inflow: runs of a backup are told together between times that are asked for, and none is lost") {
  constexpr double days = 365;
  const auto scenario = test::scenario_of(every_minute);
  const std::vector<double> cuts{stock_day, 30.25 * stock_day};
  const auto inflow = inflow_of(scenario, days * stock_day, WithinDay::evenly, cuts);
  const auto& copied = inflow.copied.at("archive");
  CHECK(copied.size() == cuts.size() + 1);
  double runs = 0;
  for (const auto& one : copied) runs += one.runs;
  CHECK(runs == days * 1440);
  CHECK(objects_from(copied, cuts[0], cuts[1]) == doctest::Approx(29.25 * 1440));
  CHECK(objects_from(copied, cuts[1], 1e9) == doctest::Approx((days - 30.25) * 1440));
}

}  // namespace inflow_test

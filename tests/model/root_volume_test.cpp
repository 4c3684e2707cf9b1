// The volume that an instance boots from is billed, and marked where nobody said what it is; by hand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace root_volume_test {

using namespace garoa;

namespace {

constexpr const char* idle = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 31 d
ec2: { app: { type: m6i.large } }
s3: { inbox: {} }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1/h }, size: { constant: 1 MB } } }
)";

struct Root {
  double amount;
  double twelfth;
  bool assumed;
};

/// Nothing is there where all is 0.
Root root_of(const std::vector<std::string>& sets, const std::string& resource = "ec2.app.root_volume") {
  const auto told = test::in_own_process([&] {
    const auto cost = test::run_text(idle, sets).cost;
    const auto* const line = test::find_line(cost, resource, "storage");
    if (line == nullptr) return std::vector<double>(3);
    CHECK(line->service == "EBS");
    return std::vector{line->amount, line->months[1], line->assumed ? 1.0 : 0.0};
  });
  return {told[0], told[1], told[2] > 0};
}

}  // namespace

TEST_CASE("root volume: 8 GiB of gp3 where the scenario does not say, marked as assumed") {
  const auto root = root_of({});
  CHECK(root.amount == doctest::Approx(8 * 0.08));
  CHECK(root.twelfth == doctest::Approx(8 * 0.08));
  CHECK(root.assumed);
}

TEST_CASE("root volume: as it is said to be, or none") {
  const auto large = root_of({"ec2.app.root_volume={type: gp2, size: 30 GiB}"});
  CHECK(large.amount == doctest::Approx(30 * 0.10));
  CHECK_FALSE(large.assumed);
  CHECK(root_of({"ec2.app.root_volume={type: none}"}).amount == 0);
}

TEST_CASE("root volume: each of several instances has one, and a stopped one goes on to cost") {
  CHECK(root_of({"ec2.app.count=2"}, "ec2.app-2.root_volume").amount == doctest::Approx(8 * 0.08));
  CHECK(root_of({"failures=[{at: 1 d, instance: app, kind: stop, for: 20 d}]"}).amount ==
        doctest::Approx(8 * 0.08));
}

}  // namespace root_volume_test

// How the findings of replications become one.
#include "sim/results/joined_findings.hpp"

#include <doctest/doctest.h>

#include "sim/core/binomial.hpp"

namespace joined_findings_test {

using namespace garoa;
using compliance::ControlKind;
using compliance::Finding;
using compliance::Status;

namespace {

/// Of a dynamic control that allows at most `limit` seconds.
Finding at_most(double measured, double limit) {
  Finding finding;
  finding.control = "D-RC-01";
  finding.kind = ControlKind::dynamic;
  finding.measured = measured;
  finding.limit = limit;
  finding.margin = limit - measured;
  finding.unit = "s";
  finding.status = measured > limit ? Status::fail : Status::pass;
  return finding;
}

Finding joined(const std::vector<Finding>& findings) {
  JoinedFindings all;
  for (const auto& finding : findings) all.add({finding});
  const auto result = all.result(static_cast<std::uint32_t>(findings.size()));
  REQUIRE(result.size() == 1);
  return result.front();
}

}  // namespace

TEST_CASE("joined findings: where the interval of the mean is beyond the limit, it fails") {
  const auto finding =
      joined({at_most(20, 10), at_most(21, 10), at_most(22, 10), at_most(9, 10), at_most(21, 10)});
  CHECK(finding.status == Status::fail);
  REQUIRE(finding.measured_ci95.has_value());
  // Mean 18.6, deviation 5.413, t(4) = 2.776.
  CHECK(finding.measured_ci95->first == doctest::Approx(11.88).epsilon(0.001));
  CHECK(finding.measured_ci95->second == doctest::Approx(25.32).epsilon(0.001));
}

TEST_CASE("joined findings: where the interval of the mean holds the limit, it warns and says the interval") {
  const auto finding = joined({at_most(11, 10), at_most(9, 10), at_most(10.5, 10)});
  CHECK(finding.status == Status::warn);
  CHECK(finding.message.find("The mean over the replications is") != std::string::npos);
  CHECK(finding.replications == 2);
}

TEST_CASE("joined findings: a limit that every replication breaks is a failure, however wide the interval") {
  CHECK(joined({at_most(11, 10), at_most(100, 10)}).status == Status::fail);
}

TEST_CASE("joined findings: a lower limit is judged by the other end of the interval") {
  const auto at_least = [](double measured) {
    auto finding = at_most(measured, 0.9);
    finding.margin = measured - 0.9;
    finding.unit = "1";
    finding.status = measured < 0.9 ? Status::fail : Status::pass;
    return finding;
  };
  CHECK(joined({at_least(0.5), at_least(0.51), at_least(0.52)}).status == Status::fail);
  CHECK(joined({at_least(0.85), at_least(0.95), at_least(0.93)}).status == Status::warn);
}

TEST_CASE("joined findings: zero tolerance fails with the one replication that breaks it") {
  CHECK(joined({at_most(0, 0), at_most(0, 0), at_most(1, 0), at_most(0, 0)}).status == Status::fail);
  auto complete = at_most(0.5, 1);
  complete.unit = "1";
  complete.margin = -0.5;
  complete.status = Status::fail;
  auto whole = complete;
  whole.measured = 1;
  whole.margin = 0;
  whole.status = Status::pass;
  CHECK(joined({whole, whole, whole, complete}).status == Status::fail);
}

TEST_CASE("joined findings: the worst failure is told, whichever replication comes first") {
  auto mild = at_most(0, 0);
  mild.measured = 4;
  mild.margin = -4;
  mild.status = Status::fail;
  mild.ids = {"document 1"};
  auto bad = mild;
  bad.measured = 5;
  bad.margin = -5;
  bad.ids = {"document 3"};
  auto severe = mild;
  severe.severity = compliance::Severity::critical;
  severe.ids = {"document 7"};
  CHECK(joined({mild, bad}).ids == bad.ids);
  CHECK(joined({bad, mild}).ids == bad.ids);
  CHECK(joined({mild, severe, bad}).ids == severe.ids);
  auto never = bad;  // no measure at all
  never.measured.reset();
  never.margin.reset();
  never.ids = {"document 9"};
  CHECK(joined({bad, never}).ids == never.ids);
  CHECK(joined({mild, bad}).replications == 2);
}

TEST_CASE("joined findings: means that read like the limit say what lies between them") {
  const auto finding =
      joined({at_most(86400 + 40, 86400), at_most(86400 - 20, 86400), at_most(86400 + 50, 86400)});
  CHECK(finding.message.find(
            " FAIL in 2 of 3 replications. The mean over the replications is 1 d and 23.3 s") == 0);
}

TEST_CASE("joined findings: a failure that the limit does not explain stays one") {
  auto other = at_most(5, 10);
  other.status = Status::fail;
  const auto finding = joined({at_most(5, 10), other, at_most(6, 10)});
  CHECK(finding.status == Status::fail);
  CHECK_FALSE(finding.measured_ci95.has_value());
}

TEST_CASE("joined findings: an interval that holds the limit warns where every replication was within it") {
  // Mean 8.3, deviation 1.473, t(2) = 4.303: up to 11.96.
  const auto finding = joined({at_most(8, 10), at_most(9.9, 10), at_most(7, 10)});
  CHECK(finding.status == Status::warn);
  CHECK(finding.pass_share == 1);
  CHECK(finding.measured_ci95->second == doctest::Approx(11.96).epsilon(0.001));
  CHECK(finding.message.find("The mean over the replications is") != std::string::npos);
  const auto clear = joined({at_most(8, 10), at_most(8.1, 10), at_most(7.9, 10)});
  CHECK(clear.status == Status::pass);
  CHECK(clear.message.empty());
}

TEST_CASE("joined findings: what only informs held its limit where it did, and not because it warns") {
  auto broken = at_most(24, 12);
  broken.status = Status::warn;
  CHECK(joined({broken, broken, broken}).pass_share == 0);
  auto near = at_most(11.9, 12);
  near.status = Status::warn;
  CHECK(joined({near, broken}).pass_share == 0.5);
  Finding never_comes = broken;
  never_comes.measured.reset();
  never_comes.margin.reset();
  CHECK(joined({never_comes, never_comes}).pass_share == 0);
}

TEST_CASE("joined findings: the share of replications that held comes with its exact interval") {
  const auto finding = joined({at_most(1, 10), at_most(2, 10), at_most(11, 10), at_most(3, 10)});
  CHECK(finding.pass_share == doctest::Approx(0.75));
  REQUIRE(finding.pass_share_ci95.has_value());
  // Clopper and Pearson, 3 of 4: beta quantiles.
  CHECK(finding.pass_share_ci95->first == doctest::Approx(0.1941).epsilon(0.001));
  CHECK(finding.pass_share_ci95->second == doctest::Approx(0.9937).epsilon(0.001));
  CHECK(share_interval(4, 4).second == doctest::Approx(1));
  CHECK(share_interval(4, 4).first == doctest::Approx(0.3976).epsilon(0.001));
}

TEST_CASE("joined findings: static findings and what was not evaluated have no share") {
  auto checked = at_most(11, 10);
  checked.kind = ControlKind::static_check;
  CHECK_FALSE(joined({checked, checked}).pass_share.has_value());
  auto open = at_most(11, 10);
  open.status = Status::not_evaluated;
  CHECK_FALSE(joined({open, open}).pass_share.has_value());
}

}  // namespace joined_findings_test

// Drills of flow 2: a bucket's objects come back from its replicas, and D-RC-04 and D-RC-05 judge that.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace replica_drill_test {

using namespace garoa;
using compliance::Status;

namespace {

constexpr const char* flow = R"yaml(garoa: 1
region: us-east-1
duration: 6 h
warmup: 0 s
s3: { inbox: { versioning: true, replication: { region: eu-west-1 } } }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 0.1/s }, size: { constant: 100 kB } }
drills: [ { at: 5 h, replicas_of: inbox, detect: 10 min, concurrency: 10 } ]
policy: { rpo: 1 h, rto: 1 h }
)yaml";

double part(const RestoreRun& run, const std::string& name) {
  for (const auto& [known, seconds] : run.parts) {
    if (known == name) return seconds;
  }
  FAIL("there is no part ", name);
  return 0;
}

}  // namespace

TEST_CASE("a bucket's objects come back from its replicas: all that were there by then") {
  const auto result = test::run_text(flow);
  REQUIRE(result.restores.size() == 1);
  const auto& run = result.restores.front();
  CHECK(run.flow == "intake");
  CHECK(run.source == "s3.inbox.replica");
  CHECK(run.began_s == 5 * 3600);
  REQUIRE(run.ended_s.has_value());
  // About 1,800 uploads by then, of which the last ones have no replica yet.
  CHECK(run.expected_files <= 2000);
  CHECK(run.expected_files >= 1500);
  CHECK(run.files == run.expected_files);
  CHECK(run.bytes == run.files * 100'000);
  CHECK(run.duration_s() > 600);
  CHECK(part(run, "detect") == 600);
  CHECK(run.first_document_s > 600);
  CHECK(run.first_document_s < run.wanted_documents_s);
  CHECK(run.wanted_documents_s < run.duration_s());
  const auto& time = test::finding(result, "D-RC-04");
  CHECK(time.status == Status::pass);
  CHECK(time.flow == "flows.intake");
  CHECK(*time.measured == doctest::Approx(run.duration_s()));
  const auto& documents = test::finding(result, "D-RC-05");
  CHECK(documents.status == Status::pass);
  CHECK(documents.n == run.files);
}

TEST_CASE("ten times as many copies at once take about a tenth of the time") {
  const auto copying = [](const std::string& concurrency) {
    return test::in_own_process([&] {
             const auto result = test::run_text(
                 flow, {"drills=[{ at: 5 h, replicas_of: inbox, concurrency: " + concurrency + " }]"});
             return std::vector{part(result.restores.front(), "transfer")};
           })
        .at(0);
  };
  test::check_within("ten times as many copies at once", copying("1") / copying("10"), 10, 10);
}

TEST_CASE(
    "a drill that takes too long breaks the RTO, one that has not ended so far too, and none is no pass") {
  struct Case {
    std::string drill;
    Status time;
    Status documents;
  };
  const std::vector<Case> cases{
      {"[{ at: 3 h, replicas_of: inbox, detect: 2 h }]", Status::fail, Status::pass},
      {"[{ at: 4 h, replicas_of: inbox, detect: 3 h }]", Status::fail, Status::not_evaluated},
      {"[]", Status::not_evaluated, Status::not_evaluated},
  };
  for (const auto& one : cases) {
    CAPTURE(one.drill);
    const auto verdicts = test::in_own_process([&] {
      const auto result = test::run_text(flow, {"drills=" + one.drill});
      return std::vector{static_cast<double>(test::finding(result, "D-RC-04").status),
                         static_cast<double>(test::finding(result, "D-RC-05").status),
                         test::finding(result, "D-RC-04").key == "drills" ? 1.0 : 0.0};
    });
    CHECK(verdicts.at(0) == static_cast<double>(one.time));
    CHECK(verdicts.at(1) == static_cast<double>(one.documents));
    CHECK(verdicts.at(2) == 1);
  }
}

TEST_CASE("bytes that come back from another region are billed once, and as no month's") {
  const auto transferred = [](const std::string& drills) {
    return test::in_own_process([&] {
      const auto result = test::run_text(flow, {"drills=" + drills});
      double quantity = 0;
      double one_offs = 0;
      for (const auto& line : result.cost.lines) {
        if (line.item != "data transfer to another region") continue;
        quantity += line.quantity;
        one_offs += line.one_off;
      }
      const double back = result.restores.empty() ? 0 : static_cast<double>(result.restores.front().files);
      return std::vector{quantity, one_offs, back / test::metric(result, "s3.inbox.replication.objects")};
    });
  };
  const auto without = transferred("[]");
  const auto with = transferred("[{ at: 5 h, replicas_of: inbox }]");
  CHECK(with.at(0) / without.at(0) == doctest::Approx(1 + with.at(2)).epsilon(0.001));
  CHECK(without.at(1) == 0);
  CHECK(with.at(1) > 0);
}

}  // namespace replica_drill_test

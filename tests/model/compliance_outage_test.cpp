// D-AV-01, D-RT-01 and D-RT-03: outages, the time until documents are locked, and how long they are kept, by hand.
#include <doctest/doctest.h>

#include "tests/support/compliance_run.hpp"

namespace compliance_outage_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::ToldRun;

namespace {

constexpr double end = 100000;

void reject(ToldRun& run, double time, DocumentId id) {
  run.journal.report(events::UploadRejected{time, run.document(run.intake, id), Reason::disk_full});
}

Finding exposure(const Architecture& architecture, double acknowledged, double protected_at) {
  ToldRun run{architecture};
  run.acknowledge(acknowledged, 1);
  run.protect(protected_at, 1, acknowledged);
  return ToldRun::one(run.finish(end), "D-RT-01", "flows.intake");
}

}  // namespace

TEST_CASE("D-AV-01: an outage lasts from the first rejected upload to the next acknowledged one") {
  ToldRun run{good_architecture()};
  run.acknowledge(100, 1);
  reject(run, 200, 2);
  reject(run, 300, 3);
  run.acknowledge(500, 4);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 0.5);
  CHECK(finding.n == 4);
  CHECK(figure(finding, "longest_outage_s") == 300);
  CHECK(figure(finding, "downtime_s") == 300);
  CHECK(figure(finding, "outages") == 1);
  CHECK_FALSE(finding.censored);
}

TEST_CASE("D-AV-01: an outage that is too long fails, however many uploads were acknowledged") {
  for (const double back : {30000 + 14400.0, 30000 + 14401.0}) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < 2000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    reject(run, 30000, 5000);
    run.acknowledge(back, 5001);
    const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
    CHECK(finding.status ==
          (back - 30000 > 14400 ? Status::fail : Status::warn));  // nothing is left of the limit
    CHECK(figure(finding, "longest_outage_s") == back - 30000);
  }
}

TEST_CASE("D-AV-01: of what is broken that is told which is broken by the most") {
  for (const int acknowledged : {1, 5000}) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < acknowledged; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    for (int i = 0; i < 10; ++i) reject(run, 20000 + i, static_cast<DocumentId>(6000 + i));
    run.acknowledge(40000, 7000);
    const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
    // 20,000 s are 1.4 times the longest outage; ten of twelve uploads are 833 times what may fail, ten of 5,011 twice.
    const double available = (acknowledged + 1) / (acknowledged + 11.0);
    CHECK(*finding.measured == doctest::Approx(available));
    CHECK(finding.unit == "1");
  }
  ToldRun run{good_architecture()};
  for (int i = 0; i < 15000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
  reject(run, 20000, 60000);
  run.acknowledge(40000, 60001);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(*finding.measured == 20000);
  CHECK(finding.unit == "s");
}

TEST_CASE("D-AV-01: an outage that does not end counts to the end of the run") {
  ToldRun run{good_architecture()};
  for (int i = 0; i < 2000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
  reject(run, 40000, 5000);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.censored);
  CHECK(*finding.measured == 60000);
}

TEST_CASE("D-AV-01, D-AV-02: uploads that never end have a date, names and an outage") {
  ToldRun run{good_architecture()};
  const auto begin = [&](double time, DocumentId id) {
    auto document = run.document(run.intake, id);
    document.arrived = time;
    run.journal.report(events::UploadStarted{time, document});
    return document;
  };
  for (DocumentId id = 0; id < 1000; ++id) {
    const auto document = begin(10.0 + static_cast<double>(id), id);
    if (id != 500) run.journal.report(events::UploadAcknowledged{document.arrived + 5, document});
  }
  for (DocumentId id = 1000; id < 1050; ++id) begin(40000 + 10 * static_cast<double>(id - 1000), id);
  begin(end - 60, 1050);  // still may end
  const auto findings = run.finish(end);
  constexpr double settle = 3600;
  for (const auto* const control : {"D-AV-01", "D-AV-02"}) {
    const auto finding = ToldRun::one(findings, control, "flows.intake");
    CHECK(finding.status == Status::fail);
    CHECK(finding.censored);
    CHECK(finding.count == 51);
    CHECK(finding.ids_total == 51);
    REQUIRE(finding.ids.size() == listed_ids);
    CHECK(finding.ids[0] == "document 500");
    CHECK(finding.ids[1] == "document 1000");
    CHECK(*finding.first_violation_s == doctest::Approx(510 + settle).epsilon(0.004 * end / settle));
    CHECK(testing::reason(finding, "not_ended") == 51);
  }
  const auto outage = ToldRun::one(findings, "D-AV-01", "flows.intake");
  CHECK(figure(outage, "outages") == 1);  // none for the one that hangs while others come through
  CHECK(figure(outage, "longest_outage_s") == end - 40000);
  REQUIRE(outage.episodes.size() == 1);
  CHECK(outage.episodes[0].from == 40000);
  CHECK(outage.episodes[0].to == end);
}

TEST_CASE("D-AV-01: uploads that are open at the end, and not for long, are no outage") {
  ToldRun run{good_architecture()};
  for (int i = 0; i < 2000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
  for (const double time : {end - 3500, end - 10}) {
    auto document = run.document(run.intake, static_cast<DocumentId>(time));
    document.arrived = time;
    run.journal.report(events::UploadStarted{time, document});
  }
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(figure(finding, "outages") == 0);
  CHECK_FALSE(finding.censored);
}

TEST_CASE("D-RT-01: a document can be changed until its copy in a locked bucket is there") {
  const auto in_time = exposure(good_architecture(), 100, 400);
  CHECK(in_time.status == Status::pass);
  CHECK(*in_time.measured == 300);
  const auto late = exposure(good_architecture(), 100, 100 + 86401);
  CHECK(late.status == Status::fail);
  CHECK(*late.measured == 86401);
}

TEST_CASE(
    "D-RT-01: without a locked store no document is ever locked, and with some that are nobody knows when") {
  auto architecture = good_architecture();
  auto weekly = architecture.backups[0];
  weekly.name = "weekly";
  weekly.to_bucket = "elsewhere";
  architecture.backups.push_back(weekly);
  architecture.buckets.push_back(testing::good_bucket("elsewhere", BucketRole::backup));
  CHECK(exposure(architecture, 100, 400).status == Status::pass);
  architecture.buckets.back().lock_days = 34;
  CHECK(exposure(architecture, 100, 400).status == Status::not_evaluated);
  architecture.buckets[0].lock = LockMode::none;
  const auto never_locked = exposure(architecture, 100, 400);
  CHECK(never_locked.status == Status::fail);
  CHECK(never_locked.count == 1);
}

TEST_CASE("D-RT-01: what clients put into a locked bucket is locked at once") {
  ToldRun run{good_architecture()};
  run.journal.report(events::UploadAcknowledged{100, run.document(run.automation, 1)});
  const auto finding = ToldRun::one(run.finish(end), "D-RT-01", "flows.automation");
  CHECK(finding.status == Status::pass);
  CHECK(*finding.measured == 0);
}

TEST_CASE("D-RT-03: a volume without `keep` keeps for no time that is laid down, as for S-RT-03") {
  auto architecture = good_architecture();
  architecture.buckets[0].lock = LockMode::none;
  architecture.buckets[0].expiration_days = 30;
  architecture.buckets[0].replicated_to.clear();
  for (const double keep : {never, 2000.0}) {
    architecture.volumes[0].lifetime_days = keep;
    ToldRun run{architecture};
    run.acknowledge(10, 1);
    const auto findings = run.finish(1000);
    const auto expected = keep == never ? Status::fail : Status::pass;
    for (const auto* control : {"S-RT-03", "D-RT-03"})
      CHECK(ToldRun::one(findings, control, "flows.intake").status == expected);
  }
}

}  // namespace compliance_outage_test

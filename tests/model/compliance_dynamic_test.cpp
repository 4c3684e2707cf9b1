// Recovery, backups and intake: each dynamic control passes and fails for the reason it is made for.
#include <doctest/doctest.h>

#include "tests/support/compliance_run.hpp"

namespace compliance_dynamic_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::shipped_profile;
using testing::ToldRun;

namespace {

/// A document a second, protected `lag` seconds later.
std::vector<Finding> tell_copies(ToldRun& run, double lag, double end) {
  DocumentId copied = 0;
  for (double second = 0; second < end; ++second) {
    run.acknowledge(second, static_cast<DocumentId>(second));
    for (; static_cast<double>(copied) + lag <= second; ++copied)
      run.protect(second, copied, static_cast<double>(copied));
  }
  return run.finish(end);
}

Finding age_with(const Architecture& architecture, const std::vector<Profile>& profiles, double lag) {
  ToldRun run{architecture, profiles};
  return ToldRun::one(tell_copies(run, lag, 20000), "D-RC-01", "flows.intake");
}

}  // namespace

TEST_CASE(
    "D-RC-01: passes, warns and fails with its severity steps by the ratio to the policy's RPO of 2 h") {
  auto architecture = good_architecture();
  architecture.duration_s = 20000;
  CHECK(age_with(architecture, {}, 3600).status == Status::pass);
  CHECK(age_with(architecture, {}, 7000).status == Status::warn);
  const auto failed = age_with(architecture, {}, 8000);
  CHECK(failed.status == Status::fail);
  CHECK(failed.severity == Severity::high);
  CHECK(*failed.first_violation_s == 7200);
  // From 7200 s on the oldest document is always too old: when one leaves, the next is almost as old.
  CHECK(*failed.violation_total_s == 20000 - 7200);
  CHECK(age_with(architecture, {}, 14400).severity == Severity::critical);
}

TEST_CASE("D-RC-01: a brief violation by a hair is one severity lower") {
  auto architecture = good_architecture();
  ToldRun run{architecture};
  run.acknowledge(1000, 0);
  run.protect(1000 + 7300, 0, 1000);
  const auto finding = ToldRun::one(run.finish(100000), "D-RC-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.violation_total_s == 100);
  CHECK(finding.severity == Severity::medium);
}

TEST_CASE("D-RC-01: a violation by a hair that lasts keeps its severity") {
  auto architecture = good_architecture();
  architecture.duration_s = 20000;
  const auto finding = age_with(architecture, {}, 7500);
  CHECK(*finding.ratio == doctest::Approx(7500.0 / 7200).epsilon(1e-3));
  CHECK(*finding.violation_total_s == 20000 - 7200);
  CHECK(finding.severity == Severity::high);
}

TEST_CASE("D-RC-01: the policy replaces a profile's default, a number of the norm holds if it is stricter") {
  auto architecture = good_architecture();
  architecture.duration_s = 20000;
  architecture.policy.rpo_s = 172800;
  CHECK(*age_with(architecture, {shipped_profile("eu-dora")}, 10).limit == 172800);
  CHECK(*age_with(architecture, {shipped_profile("aws-backup-audit")}, 10).limit == 86400);
  architecture.policy.rpo_s = 900;
  CHECK(*age_with(architecture, {shipped_profile("aws-backup-audit")}, 10).limit == 900);
  architecture.policy.rpo_s.reset();
  CHECK(*age_with(architecture, {shipped_profile("eu-dora")}, 10).limit == 14400);
  const auto undeclared = age_with(architecture, {}, 10);
  CHECK(undeclared.status == Status::not_evaluated);
  CHECK_FALSE(undeclared.limit.has_value());
  CHECK(*undeclared.measured == 10);
}

TEST_CASE(
    "D-RC-01: without copies in another account nothing is ever isolated, and a run that ends before the RPO "
    "cannot tell") {
  auto architecture = good_architecture();
  CHECK(age_with(architecture, {shipped_profile("eu-dora")}, 10).status == Status::fail);
  architecture.policy.rpo_s = 86400;
  CHECK(age_with(architecture, {}, 30000).status == Status::not_evaluated);
}

TEST_CASE("D-RC-01: with protection by job a document waits for the end of a job without failed files") {
  const auto cmn = shipped_profile("br-cmn-4893");
  ToldRun run{good_architecture(), {cmn, shipped_profile("pci-dss-4")}};
  run.acknowledge(100, 0);
  run.start_backup(200, 200);
  run.protect(210, 0, 100);
  run.finish_backup(300, 200, 200, never, 1000, 1);
  run.start_backup(1000, 1000);
  run.finish_backup(1100, 1000, 1000, never, 0, 0);
  std::vector<Finding> of_intake;
  for (const auto& finding : testing::of_control(run.finish(100000), "D-RC-01")) {
    if (finding.flow == "flows.intake") of_intake.push_back(finding);
  }
  REQUIRE(of_intake.size() == 2);
  CHECK(of_intake[0].profile == "br-cmn-4893");
  CHECK(*of_intake[0].measured == 1000);
  CHECK(*of_intake[1].measured == 110);
}

TEST_CASE("D-RC-01: the recovery point's age is what the audit framework limits") {
  auto architecture = good_architecture();
  architecture.policy.rpo_s.reset();
  architecture.duration_s = 200000;
  ToldRun run{architecture, {shipped_profile("aws-backup-audit")}};
  run.finish_backup(4000, 3600, 3600);
  run.finish_backup(91000, 90600, 90600);
  const auto finding = ToldRun::one(run.finish(100000), "D-RC-01", "flows.intake");
  CHECK(*finding.measured == 91000 - 3600);
  CHECK(finding.status == Status::fail);
  CHECK(*finding.first_violation_s == 3600 + 86400);
  CHECK(*finding.violation_total_s == 1000);
}

TEST_CASE("D-RC-02: a limit on bytes at risk is kept or broken") {
  auto limited = built_in_default_profile();
  for (auto& entry : limited.controls) {
    if (entry.control->id == "D-RC-02") entry.values[0] = 50000;
  }
  for (const double lag : {10.0, 60.0}) {
    ToldRun run{good_architecture(), {limited}};
    const auto finding = ToldRun::one(tell_copies(run, lag, 1000), "D-RC-02", "flows.intake");
    CHECK(*finding.measured == 1000 * lag);
    CHECK(finding.status == (lag == 10 ? Status::pass : Status::fail));
  }
}

TEST_CASE("D-BK-01: overrun is the end minus scheduled time minus window, and a run still at work counts") {
  ToldRun good{good_architecture()};
  good.start_backup(3600, 3600);
  good.finish_backup(4600, 3600, 3600, 1800);
  CHECK(ToldRun::one(good.finish(100000), "D-BK-01", "backup.nightly").status == Status::pass);

  ToldRun tight{good_architecture()};
  tight.finish_backup(3600 + 1700, 3600, 3600, 1800);
  CHECK(ToldRun::one(tight.finish(100000), "D-BK-01", "backup.nightly").status == Status::warn);

  ToldRun late{good_architecture()};
  late.start_backup(3600, 3600);
  late.finish_backup(6000, 3600, 3600, 1800);
  late.start_backup(7200, 7200);
  const auto finding = ToldRun::one(late.finish(10000), "D-BK-01", "backup.nightly");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 10000 - 7200 - 1800);
  CHECK(finding.censored);
  CHECK(finding.count == 2);
  CHECK(*finding.first_violation_s == 5400);

  auto without_window = good_architecture();
  without_window.backups[0].window_s = never;
  ToldRun open_ended{without_window};
  open_ended.finish_backup(6000, 3600, 3600);
  CHECK(ToldRun::one(open_ended.finish(10000), "D-BK-01", "backup.nightly").status == Status::not_evaluated);
}

TEST_CASE("D-BK-02: good ticks pass with the rule of three, failed files are partial") {
  ToldRun good{good_architecture()};
  for (int tick = 1; tick <= 10; ++tick) good.finish_backup(3600.0 * tick + 60, 3600.0 * tick, 3600.0 * tick);
  const auto passed = ToldRun::one(good.finish(100000), "D-BK-02", "backup.nightly");
  CHECK(passed.status == Status::pass);
  CHECK(passed.n == 10);
  CHECK(passed.figures.back() == std::pair<std::string, double>{"upper_bound_95", 0.3});

  ToldRun bad{good_architecture()};
  bad.finish_backup(3700, 3600, 3600, never, 0, 4);
  const auto failed = ToldRun::one(bad.finish(100000), "D-BK-02", "backup.nightly");
  CHECK(failed.status == Status::fail);
  CHECK(failed.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"partial", 1}});
  CHECK(failed.ids == std::vector<std::string>{"backup.nightly at 3600 s"});
}

TEST_CASE("D-BK-03: parallel runs overlap, waiting ones only warn, others pass") {
  ToldRun good{good_architecture()};
  good.start_backup(3600, 3600);
  good.finish_backup(3700, 3600, 3600);
  good.start_backup(7200, 7200);
  CHECK(ToldRun::one(good.finish(100000), "D-BK-03", "backup.nightly").status == Status::pass);

  ToldRun queued{good_architecture()};
  queued.start_backup(3600, 3600);
  queued.finish_backup(7300, 3600, 3600);
  queued.start_backup(7300, 7200);
  CHECK(ToldRun::one(queued.finish(100000), "D-BK-03", "backup.nightly").status == Status::warn);

  ToldRun parallel{good_architecture()};
  parallel.start_backup(3600, 3600);
  parallel.start_backup(7200, 7200);
  parallel.finish_backup(7300, 3600, 3600);
  parallel.finish_backup(7500, 7200, 7200);
  const auto finding = ToldRun::one(parallel.finish(100000), "D-BK-03", "backup.nightly");
  CHECK(finding.status == Status::fail);
  CHECK(finding.figures.front() == std::pair<std::string, double>{"overlap_s", 100});
}

TEST_CASE("D-BK-03: a run that fails since another one is at work overlaps too") {
  ToldRun refused{good_architecture()};
  refused.start_backup(3600, 3600);
  events::BackupFinished turned_away{
      7200, refused.nightly, refused.intake, 7200, 7200, never, 0, 0, 0, events::BackupOutcome::failed};
  turned_away.attempts = 0;
  refused.journal.report(turned_away);
  refused.finish_backup(7300, 3600, 3600);
  const auto finding = ToldRun::one(refused.finish(100000), "D-BK-03", "backup.nightly");
  CHECK(finding.status == Status::fail);
  CHECK(finding.count == 1);
  CHECK(finding.n == 2);
}

TEST_CASE("D-BK-04: a level backlog passes, a rising one fails, few runs cannot tell") {
  const auto tell = [](int runs, double growth) {
    ToldRun run{good_architecture()};
    for (int i = 1; i <= runs; ++i) {
      const double tick = 3600.0 * i;
      run.acknowledge(tick - 1, static_cast<DocumentId>(i), 3600000);
      run.start_backup(tick, tick, static_cast<std::uint64_t>(3600000 + growth * i));
      run.finish_backup(tick + 36, tick, tick, 1800, 3600000);
    }
    return ToldRun::one(run.finish(100000), "D-BK-04", "backup.nightly");
  };
  CHECK(tell(20, 0).status == Status::pass);
  CHECK(tell(7, 1e6).status == Status::not_evaluated);
  const auto rising = tell(20, 1e6);
  CHECK(rising.status == Status::fail);
  // The backup moves 1e5 B/s, so 1.8e8 B fit into the window: 156.4 runs after the last one with 2.36e7 B.
  const auto last = rising.figures.back();
  CHECK(last.first == "window_exceeded_at_s");
  CHECK(last.second == doctest::Approx(72000 + 156.4 * 3600));
}

TEST_CASE("D-BK-04: a backup that may work for a part of the time only has so much less of its rate") {
  const auto tell = [](double may_work) {
    auto architecture = good_architecture();
    architecture.backups[0].longest_gap_s = 3600;
    architecture.backups[0].complete_window_s = may_work;
    ToldRun run{architecture};
    for (int i = 1; i <= 3; ++i) {
      const double tick = 3600.0 * i;
      run.acknowledge(tick - 1, static_cast<DocumentId>(i), 3600000);
      run.start_backup(tick, tick, 3600000);
      run.finish_backup(tick + 36, tick, tick, 1800, 3600000);
    }
    return ToldRun::one(run.finish(14400), "D-BK-04", "backup.nightly");
  };
  // 750 B/s come in, and the backup moves 1e5 B/s.
  CHECK(tell(7200).status == Status::not_evaluated);
  CHECK(*tell(7200).measured / 0.0075 == doctest::Approx(1));
  CHECK(tell(18).status == Status::fail);
  CHECK(*tell(18).measured == doctest::Approx(1.5));
}

TEST_CASE("D-AV-02: rejected uploads above one in 10000 fail, with reasons and ids") {
  const auto tell = [](int rejected) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < 20000; ++i) run.acknowledge(i, static_cast<DocumentId>(i));
    for (int i = 0; i < rejected; ++i) {
      run.journal.report(events::UploadRejected{
          30000, run.document(run.intake, static_cast<DocumentId>(20000 + i)), Reason::disk_full});
    }
    return ToldRun::one(run.finish(100000), "D-AV-02", "flows.intake");
  };
  CHECK(tell(0).status == Status::pass);
  CHECK(tell(0).figures.back() == std::pair<std::string, double>{"upper_bound_95", 3.0 / 20000});
  CHECK(tell(2).status == Status::warn);
  const auto failed = tell(3);
  CHECK(failed.status == Status::fail);
  CHECK(failed.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"disk_full", 3}});
  CHECK(failed.ids.front() == "document 20000");
}

TEST_CASE("D-AV-03: without a loss of a store it is not evaluated, and says what one would have cost") {
  ToldRun run{good_architecture()};
  const auto finding = ToldRun::one(tell_copies(run, 10, 1000), "D-AV-03", "flows.intake");
  CHECK(finding.status == Status::not_evaluated);
  CHECK(finding.figures.front() == std::pair<std::string, double>{"one_copy_only_at_end", 10});
}

TEST_CASE("dynamic controls: nothing before the end of the warm-up is held against a limit") {
  auto architecture = good_architecture();
  architecture.warmup_s = 50000;
  architecture.policy.countries.clear();  // replicas may lie anywhere
  for (auto& bucket : architecture.buckets) {
    bucket.replica_in_other_account = true;
    bucket.replica_in_other_region = true;
  }
  ToldRun run{architecture};
  run.acknowledge(0, 0);
  run.protect(40000, 0, 0);
  run.start_backup(3600, 3600);
  run.journal.report(events::BackupSkipped{7200, run.nightly, run.intake});
  run.finish_backup(9000, 3600, 3600, 1800, 0, 3);
  run.journal.report(events::UploadRejected{100, run.document(run.intake, 1), Reason::disk_full});
  run.journal.report(events::LogRecordsLost{100, run.audit, 5, Reason::buffer_overflow});
  run.journal.report(events::DocumentProcessed{100, run.validate, run.document(run.automation, 0), 10, 2});
  for (const auto& finding : run.finish(100000)) {
    CAPTURE(finding.control);
    CHECK(finding.status != Status::fail);
  }
}

TEST_CASE("dynamic controls: monitors subscribe only for what a profile asks") {
  Journal journal;
  const Assessment assessment{good_architecture(), {shipped_profile("aws-fsbp")}, journal};
  CHECK_FALSE(journal.heard<events::UploadAcknowledged>());
  CHECK_FALSE(journal.heard<events::LogRecordsIngested>());
  for (const auto& finding : assessment.findings()) CHECK(finding.kind == ControlKind::static_check);
}

}  // namespace compliance_dynamic_test

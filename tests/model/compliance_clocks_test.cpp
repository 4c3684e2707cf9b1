// From when, until when and together with what dynamic controls count: the warm-up, all outages of a year, alarms whose period is not
// over, backups that never end, and downloads that never come.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/support/compliance_run.hpp"

namespace compliance_clocks_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::reason;
using testing::ToldRun;
using testing::with;

namespace {

void reject(ToldRun& run, double time, DocumentId id) {
  run.journal.report(events::UploadRejected{time, run.document(run.intake, id), Reason::disk_full});
}

Architecture lasting(double seconds) {
  auto architecture = good_architecture();
  architecture.duration_s = seconds;
  return architecture;
}

void throttle(ToldRun& run, double time) {
  run.journal.report(
      events::Throttled{time, run.validate, run.document(run.automation, 1), Reason::concurrency});
}

Architecture with_alarm(double period, std::uint64_t evaluations) {
  auto architecture = good_architecture();
  architecture.alarms[0].period_s = period;
  architecture.alarms[0].evaluations = evaluations;
  return architecture;
}

}  // namespace

TEST_CASE("D-AV-01: outages that are short enough one by one are too long together") {
  for (const double each : {7200.0, 7201.0}) {
    ToldRun run{lasting(100000)};
    for (int i = 0; i < 5000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    for (const double began : {20000.0, 50000.0}) {
      reject(run, began, 6000);
      run.acknowledge(began + each, 6001);
    }
    const auto finding = ToldRun::one(run.finish(100000), "D-AV-01", "flows.intake");
    CHECK(finding.status == (each > 7200 ? Status::fail : Status::warn));  // nothing is left of the limit
    if (each > 7200) CHECK(*finding.measured == 2 * each);
  }
}

TEST_CASE("D-AV-01: downtime is that of a year, of which a longer run has the mean") {
  constexpr double year = 365.25 * 86400;
  for (const double years : {1.0, 2.0}) {
    ToldRun run{lasting(years * year)};
    for (int i = 0; i < 5000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    for (const double began : {20000.0, 50000.0}) {
      reject(run, began, 6000);
      run.acknowledge(began + 10000, 6001);
    }
    const auto finding = ToldRun::one(run.finish(years * year), "D-AV-01", "flows.intake");
    CHECK(finding.status == (years > 1 ? Status::pass : Status::fail));
    CHECK(figure(finding, "downtime_s") == 20000);
  }
}

TEST_CASE("D-AV-01: the share of all tries is told beside that of uploads") {
  ToldRun run{good_architecture()};
  for (const DocumentId id : {1, 2}) run.acknowledge(100, id);
  for (int i = 0; i < 6; ++i)
    run.journal.report(events::UploadRetried{50, run.document(run.intake, 1), Reason::client_timeout});
  const auto finding = ToldRun::one(run.finish(1000), "D-AV-01", "flows.intake");
  CHECK(figure(finding, "availability") == 1);
  CHECK(figure(finding, "availability_of_tries") == 0.25);
}

TEST_CASE("D-AV-03 and D-RT-03: what was lost before the end of the warm-up is held against nobody") {
  for (const double lost_at : {400.0, 600.0}) {
    auto architecture = good_architecture();
    architecture.warmup_s = 500;
    ToldRun run{architecture};
    for (const DocumentId id : {1, 2, 3}) run.acknowledge(100, id);
    const std::array hit{run.intake};
    run.journal.report(events::FailureStarted{lost_at, 0, run.nightly, "loss", hit});
    run.journal.report(events::DocumentsLost{lost_at, run.intake, Reason::volume_lost, 3, 3000, 100, {}});
    const auto findings = run.finish(1000);
    const auto expected = lost_at < 500 ? Status::not_evaluated : Status::fail;
    CHECK(ToldRun::one(findings, "D-AV-03", "flows.intake").status == expected);
    CHECK(ToldRun::one(findings, "D-RT-03", "flows.intake").status == expected);
    for (const auto* control : {"D-AV-03", "D-RT-03"})
      CHECK(ToldRun::one(findings, control, "flows.intake").ids_total == (lost_at < 500 ? 0 : 3));
  }
}

TEST_CASE(
    "D-DT-01: an alarm on backups that fail, or on uploads that are turned away, tells of chains without a "
    "copy") {
  for (const bool watched : {true, false}) {
    auto architecture = good_architecture();
    if (!watched) architecture.alarms[0].signals = {Signal::log_errors, Signal::uploads_rejected};
    ToldRun run{architecture, {with("D-LG-03", "settle", 600)}};
    run.acknowledge(10, 1);
    for (double tick = 3600; tick < 90000; tick += 3600)
      run.journal.report(events::BackupFinished{tick + 10, run.nightly, run.intake, tick, tick, 1800, 0, 0, 1,
                                                events::BackupOutcome::failed});
    const auto findings = run.finish(100000);
    CHECK(ToldRun::one(findings, "D-LG-03", "flows.intake").status == Status::fail);
    CHECK((reason(ToldRun::one(findings, "D-DT-01", "cloudwatch_alarms"), "D-LG-03") == 0) == watched);
  }
}

TEST_CASE("D-AV-03: only a failure of what takes or keeps documents is evidence that none gets lost") {
  struct Failure {
    const char* target;
    const char* kind;
    bool counts;
  };
  for (const auto& [target, kind, counts] :
       {Failure{"ebs.documents", "loss", true}, Failure{"ec2.app", "stop", true},
        Failure{"zone a", "outage", true}, Failure{"s3.inbox", "errors", true}, Failure{"s3", "outage", true},
        Failure{"sns.done", "outage", false}, Failure{"http.scan", "errors", false},
        Failure{"cloudwatch_logs.audit", "crash", false}, Failure{"backup.nightly", "crash", false}}) {
    CAPTURE(target);
    ToldRun run{good_architecture()};
    for (const DocumentId id : {1, 2, 3}) run.acknowledge(100, id);
    const std::array hit{run.intake};
    run.journal.report(events::FailureStarted{600, 0, run.journal.intern(target), kind, hit});
    CHECK(ToldRun::one(run.finish(1000), "D-AV-03", "flows.intake").status ==
          (counts ? Status::pass : Status::not_evaluated));
  }
}

TEST_CASE(
    "D-AV-03: the achieved RPO is the oldest lost document's age when its store failed, not when it was "
    "given up") {
  ToldRun run{good_architecture()};
  for (const DocumentId id : {1, 2, 3}) run.acknowledge(100, id);
  const std::array hit{run.intake};
  run.journal.report(events::FailureStarted{600, 0, run.nightly, "loss", hit});
  run.journal.report(
      events::DocumentsLost{900, run.intake, Reason::volume_lost, 3, 3000, 100, {}, /*since_failure=*/300});
  const auto finding = ToldRun::one(run.finish(1000), "D-AV-03", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(figure(finding, "achieved_rpo_s") == 500);
}

TEST_CASE("D-DT-01: an alarm whose period is not over when the run ends is no silence") {
  // One period of 300 s: at 700 s the alarm would go off at 900 s.
  for (const double end : {800.0, 1000.0}) {
    ToldRun run{with_alarm(300, 1)};
    throttle(run, 700);
    const auto finding = ToldRun::one(run.finish(end), "D-DT-01", "cloudwatch_alarms");
    CHECK(finding.status == Status::not_evaluated);  // without a clock it cannot pass
    CHECK(finding.censored == (end < 900));
  }
  // Three in a row never come, since the signal came once.
  ToldRun run{with_alarm(300, 3)};
  throttle(run, 700);
  const auto silent = ToldRun::one(run.finish(5000), "D-DT-01", "cloudwatch_alarms");
  CHECK(silent.status == Status::fail);
  CHECK_FALSE(silent.ratio);  // of a limit that would seem hardly used
}

TEST_CASE("D-DT-01: a backup that does not end, or never begins, is told of no sooner than the run's end") {
  constexpr double late = 3600 + 1800;
  for (const bool begins : {true, false}) {
    for (const double after : {2600.0, 2800.0}) {  // the clock of an hour, 15 min of it for people
      ToldRun run{good_architecture(), {testing::shipped_profile("pci-dss-4")}};
      run.journal.report(events::BackupDue{3600, run.nightly, run.intake});
      if (begins) run.start_backup(3600, 3600);
      const auto finding = ToldRun::one(run.finish(late + after), "D-DT-01", "cloudwatch_alarms");
      CHECK(finding.status == (after > 2700 ? Status::fail : Status::not_evaluated));
      CHECK(finding.censored);
      CHECK(*finding.first_violation_s == late);
    }
  }
  auto silent = good_architecture();
  silent.alarms.clear();
  ToldRun untold{silent};
  untold.journal.report(events::BackupDue{3600, untold.nightly, untold.intake});
  CHECK(ToldRun::one(untold.finish(late + 10), "D-DT-01", "cloudwatch_alarms").status == Status::fail);
  ToldRun ended{good_architecture()};
  ended.journal.report(events::BackupDue{3600, ended.nightly, ended.intake});
  ended.start_backup(3600, 3600);
  ended.finish_backup(4000, 3600, 3600, 1800);
  CHECK(ToldRun::one(ended.finish(90000), "D-DT-01", "cloudwatch_alarms").status == Status::not_evaluated);
}

TEST_CASE("D-NT-02: of a document from before the warm-up's end, what is told later counts whole") {
  auto architecture = good_architecture();
  architecture.warmup_s = 500;
  for (const bool kept : {true, false}) {
    ToldRun run{architecture};
    auto document = run.document(run.automation, 1);
    document.arrived = 400;
    run.journal.report(events::NotificationSent{600, run.topic, 600, 1, run.document(run.automation, 1)});
    run.journal.report(events::DeliveryFailed{700, run.topic, "http", document, 3, kept, 600});
    const auto finding = ToldRun::one(run.finish(90000), "D-NT-02", "sns.done");
    CHECK(finding.status == (kept ? Status::pass : Status::fail));
    CHECK(finding.n == 1);
    if (!kept) CHECK(finding.key == "sns.done.delivery.http.dlq");
  }
}

TEST_CASE("D-RT-02: a percentile that falls on what never came has no bound, and none is made up") {
  const auto verdict = [](int failed) {
    ToldRun run{good_architecture()};
    for (std::uint64_t i = 0; i < 1000; ++i) {
      run.journal.report(events::DownloadStarted{10, run.intake, i});
      if (i < static_cast<std::uint64_t>(failed)) {
        run.journal.report(events::DownloadFailed{20, run.intake, i, Reason::archived});
      } else {
        run.journal.report(
            events::DownloadFinished{10 + static_cast<double>(i) / 100, run.intake, i, 10, 1000});
      }
    }
    return ToldRun::one(run.finish(200000), "D-RT-02", "flows.intake");
  };
  const auto failing = verdict(11);
  CHECK(failing.status == Status::fail);
  CHECK(failing.censored);
  CHECK_FALSE(failing.measured.has_value());
  CHECK(failing.actual == "never");
  for (const auto& [name, value] : failing.figures) CHECK(std::isfinite(value));
  // The longest of those that came is the 99th percentile where ten of a thousand never do.
  const auto passing = verdict(10);
  CHECK(passing.status == Status::pass);
  CHECK(*passing.measured == doctest::Approx(9.99).epsilon(0.004));
}

TEST_CASE(
    "D-RT-02: names the requests that were slower than the 99th percentile may be, failed or still wait") {
  ToldRun run{good_architecture()};
  for (std::uint64_t i = 0; i < 2000; ++i) run.journal.report(events::DownloadStarted{10, run.intake, i});
  for (std::uint64_t i = 0; i < 1970; ++i)
    run.journal.report(events::DownloadFinished{20, run.intake, i, 10, 1000});
  for (std::uint64_t i = 1970; i < 1990; ++i)
    run.journal.report(events::DownloadFinished{400, run.intake, i, 10, 1000});
  run.journal.report(events::DownloadFailed{20, run.intake, 1990, Reason::archived});
  const auto finding = ToldRun::one(run.finish(5000), "D-RT-02", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.ids_total == 30);
  REQUIRE(finding.ids.size() == 20);
  CHECK(finding.ids.front() == "request 1970");
  CHECK(finding.count == 1);
  CHECK(*finding.first_violation_s == 70);
}

TEST_CASE("D-RC-05: says which restores lacked documents, how many had no copy, and how many were left out") {
  ToldRun run{good_architecture()};
  const auto drill = run.journal.intern("drills.1");
  run.journal.report(events::RestoreStarted{500, drill, run.intake, run.nightly, 100, 100000});
  events::RestoreFinished done{};
  done.time = 900;
  done.restore = drill;
  done.flow = run.intake;
  done.source = run.nightly;
  done.began = 500;
  done.expected = 100;
  done.uncopied = 3;
  done.restored = 90;
  run.journal.report(done);
  const auto finding = ToldRun::one(run.finish(5000), "D-RC-05", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.count == 10);
  CHECK(finding.message.find("3 of them had no copy") != std::string::npos);
  REQUIRE(finding.reasons.size() == 2);
  CHECK(finding.reasons[0] == std::pair<std::string, std::uint64_t>{"left_out", 7});
  CHECK(finding.reasons[1] == std::pair<std::string, std::uint64_t>{"no_copy", 3});
  CHECK(finding.ids == std::vector<std::string>{"drills.1 at 500 s: 10 missing"});
  CHECK(finding.ids_total == 1);
  CHECK(*finding.first_violation_s == 500);
}

TEST_CASE("D-RC-01, D-BK-05: a recovery point of the archive isolates what had come there when it was made") {
  auto architecture = good_architecture();
  BackupJob vault{"vaulted", {}, "", "", 3600, 1800};
  vault.from_bucket = "archive";
  vault.copied_to_other_account = true;
  architecture.backups.push_back(vault);
  ToldRun run{architecture, {built_in_default_profile(), testing::shipped_profile("eu-dora")}};
  const auto vaulted = run.journal.intern("backup.vaulted");
  const auto copied = [&](double time, DocumentId id, double acknowledged) {
    run.journal.report(events::DocumentProtected{time, run.document(run.intake, id), acknowledged,
                                                 events::ObjectId{run.intake, id}, run.nightly});
  };
  for (const DocumentId id : {1, 2}) run.acknowledge(100 * static_cast<double>(id), id);
  copied(300, 1, 100);
  copied(500, 2, 200);
  // Made at 400 s, when the second document was on the volume alone.
  run.journal.report(events::BackupCopied{600, vaulted, run.intake, 400, true});
  run.journal.report(events::BackupCopied{9000, vaulted, run.intake, 8000, true});
  const auto findings = run.finish(10000);
  const auto lag = ToldRun::one(findings, "D-BK-05", "flows.intake");
  CHECK(lag.n == 2);
  CHECK(*lag.measured == 8800);
  CHECK(figure(lag, "lag_p50_s") == doctest::Approx(500).epsilon(0.01));
  for (const auto& finding : testing::of_control(findings, "D-RC-01")) {
    if (finding.flow == "flows.intake" && finding.profile == "eu-dora") CHECK(*finding.measured == 8800);
  }
}

TEST_CASE(
    "D-BK-05: copies of snapshots free what they hold in the order of acknowledgement, and nothing else") {
  auto architecture = good_architecture();
  architecture.backups[0].to_bucket.clear();
  architecture.backups[0].copied_to_other_region = true;
  ToldRun run{architecture};
  for (DocumentId id = 0; id < 300; ++id) run.acknowledge(100 + static_cast<double>(id), id);
  const std::array gone{run.document(run.intake, 50)};
  run.journal.report(events::DocumentsLost{450, run.intake, Reason::volume_lost, 1, 1000, 150, gone});
  run.journal.report(events::BackupCopied{600, run.nightly, run.intake, 199, false});
  run.journal.report(events::BackupCopied{700, run.nightly, run.intake, 199, false});
  const auto finding = ToldRun::one(run.finish(800), "D-BK-05", "flows.intake");
  CHECK(finding.n == 299);
  CHECK(figure(finding, "waiting_at_end") == 200);
  CHECK(figure(finding, "lag_max_s") == 500);
  CHECK(*finding.measured == 600);  // acknowledged at 200 s, waiting at 800 s
  CHECK(finding.key == "backup.nightly.schedule");
}

}  // namespace compliance_clocks_test

// Dynamic controls on runs told by hand: distant copies, headroom, detection, failure rates, traces, retrieval, last copies; each passes and fails.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "tests/support/compliance_run.hpp"

namespace compliance_new_controls_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::reason;
using testing::ToldRun;
using testing::with;

namespace {

void disk(ToldRun& run, double time, double percent) {
  run.journal.report(events::LevelSampled{time, run.journal.intern("ebs.documents"),
                                          run.journal.intern("CWAgent disk_used_percent"), percent});
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

TEST_CASE("D-BK-05: the lag of a replica in another region is counted from the acknowledgement") {
  auto architecture = good_architecture();
  architecture.buckets[1].replica_in_other_region = true;
  for (const double copied : {1000.0, 1001.0}) {
    ToldRun run{architecture};
    const auto document = run.document(run.automation, 7);
    run.journal.report(events::UploadAcknowledged{100, document});
    run.journal.report(events::DocumentReplicated{copied, run.inbox, document, 100, false});
    const auto finding = ToldRun::one(run.finish(5000), "D-BK-05", "flows.automation");
    CHECK(*finding.measured == copied - 100);
    CHECK(finding.status == (copied > 1000 ? Status::fail : Status::warn));
  }
}

TEST_CASE("D-BK-05: a copy of a snapshot carries all documents up to its point, and the rest waits") {
  auto architecture = good_architecture();
  architecture.backups[0].to_bucket.clear();
  architecture.backups[0].copied_to_other_account = true;
  ToldRun run{architecture};
  for (const DocumentId id : {0, 1, 2}) run.acknowledge(100.0 * static_cast<double>(id + 1), id);
  run.journal.report(events::BackupCopied{500, run.nightly, run.intake, 250, true});
  const auto finding = ToldRun::one(run.finish(600), "D-BK-05", "flows.intake");
  CHECK(*finding.measured == 400);
  CHECK(finding.status == Status::pass);
  CHECK_FALSE(finding.censored);
  CHECK(figure(finding, "waiting_at_end") == 1);
}

TEST_CASE(
    "D-BK-05: of two buckets that hold an object of one number only the replica of the one that is copied "
    "away counts") {
  auto architecture = good_architecture();
  architecture.buckets[0].replica_in_other_account = true;
  ToldRun run{architecture};
  const auto archive = run.journal.intern("s3.archive");
  const auto document = run.document(run.intake, 7);
  run.acknowledge(100, 7);
  run.journal.report(
      events::DocumentProtected{200, document, 100, events::ObjectId{run.intake, 7}, run.nightly});
  run.journal.report(events::DocumentReplicated{250, run.inbox, document, 200, true});
  run.journal.report(events::DocumentReplicated{300, archive, document, 200, true});
  const auto finding = ToldRun::one(run.finish(5000), "D-BK-05", "flows.intake");
  CHECK(*finding.measured == 200);
  CHECK_FALSE(finding.censored);
  CHECK(figure(finding, "waiting_at_end") == 0);
}

TEST_CASE("D-BK-05: what has no copy yet counts up to the end, and without such a copy nothing is decided") {
  auto architecture = good_architecture();
  architecture.buckets[1].replica_in_other_account = true;
  ToldRun run{architecture};
  run.journal.report(events::UploadAcknowledged{100, run.document(run.automation, 7)});
  run.acknowledge(100, 1);
  const auto findings = run.finish(1001);
  const auto waits = ToldRun::one(findings, "D-BK-05", "flows.automation");
  CHECK(waits.status == Status::fail);
  CHECK(waits.censored);
  CHECK(*waits.measured == 901);
  CHECK(ToldRun::one(findings, "D-BK-05", "flows.intake").status == Status::not_evaluated);
}

TEST_CASE("D-CP-01: a volume warns above 85 %, and says when it will be full as the volume foresees it") {
  for (const double most : {85.0, 86.0}) {
    ToldRun run{good_architecture()};
    disk(run, 1000, 80);
    disk(run, 2000, most);
    run.journal.report(events::FullExpected{3000, run.journal.intern("ebs.documents"), 12345});
    const auto finding = ToldRun::one(run.finish(3000), "D-CP-01", "ebs.documents");
    CHECK(finding.status == (most > 85 ? Status::warn : Status::pass));
    CHECK(figure(finding, "fill_max") == most / 100);
    CHECK(figure(finding, "full_in_s") == 12345);
  }
}

TEST_CASE("D-CP-01: runs at once are measured by what the function may have") {
  auto architecture = good_architecture();
  architecture.functions[0].most_concurrent = 10;
  for (const std::uint32_t running : {8U, 9U}) {
    ToldRun run{architecture};
    run.journal.report(events::ConcurrencyChanged{100, run.validate, running, running});
    const auto finding = ToldRun::one(run.finish(1000), "D-CP-01", "lambda.validate");
    CHECK(finding.status == (running > 8 ? Status::warn : Status::pass));
    CHECK(figure(finding, "fill_max") == running / 10.0);
  }
}

TEST_CASE("D-CP-01: what a full volume turns away fails, whatever else is in use") {
  ToldRun run{good_architecture()};
  disk(run, 1000, 10);
  const auto full = run.journal.intern("ebs.documents");
  run.journal.report(events::UploadRejected{1500, run.document(run.intake, 3), Reason::disk_full, full});
  run.journal.report(events::UploadRejected{1600, run.document(run.intake, 4), Reason::client_timeout});
  const auto finding = ToldRun::one(run.finish(3000), "D-CP-01", "ebs.documents");
  CHECK(finding.status == Status::fail);
  CHECK(finding.count == 1);
  CHECK(*finding.first_violation_s == 1500);
}

TEST_CASE("D-DT-01: an alarm goes off at the end of its period, and what the clock leaves is people's") {
  // From 100 s to the end of the period at 300 s.
  for (const auto& [clock, expected] :
       {std::pair{4000.0, Status::pass}, std::pair{3810.0, Status::warn}, std::pair{3799.0, Status::fail}}) {
    ToldRun run{good_architecture(), {with("D-DT-01", "clock", clock)}};
    throttle(run, 100);
    const auto finding = ToldRun::one(run.finish(5000), "D-DT-01", "cloudwatch_alarms");
    CHECK(*finding.measured == 200);
    CHECK(finding.status == expected);
    CHECK(figure(finding, "slack_s") == clock - 200);
  }
}

TEST_CASE("D-DT-01: so many periods in a row, and no alarm at all where they never come") {
  const auto profile = with("D-DT-01", "clock", 86400);
  ToldRun steady{with_alarm(60, 3), {profile}};
  for (const double time : {30.0, 100.0, 130.0}) throttle(steady, time);
  const auto told = ToldRun::one(steady.finish(5000), "D-DT-01", "cloudwatch_alarms");
  CHECK(told.status == Status::pass);
  CHECK(*told.measured == 180 - 30);
  ToldRun gap{with_alarm(60, 3), {profile}};
  for (const double time : {30.0, 100.0, 190.0}) throttle(gap, time);
  const auto untold = ToldRun::one(gap.finish(5000), "D-DT-01", "cloudwatch_alarms");
  CHECK(untold.status == Status::fail);
  CHECK(reason(untold, "throttles") == 3);
}

TEST_CASE("D-DT-01: an alarm without an action tells nobody") {
  auto architecture = good_architecture();
  architecture.alarms[0].has_action = false;
  ToldRun run{architecture};
  throttle(run, 100);
  CHECK(ToldRun::one(run.finish(5000), "D-DT-01", "cloudwatch_alarms").status == Status::fail);
}

TEST_CASE("D-DT-01: each signal is seen, and a late backup counts from the end of its window") {
  ToldRun run{good_architecture(), {with("D-DT-01", "clock", 86400)}};
  run.finish_backup(4000, 0, 0, 1000);
  run.journal.report(
      events::DocumentDropped{10, run.validate, run.document(run.automation, 1), 5, Reason::retries, true});
  run.journal.report(
      events::DocumentDropped{10, run.validate, run.document(run.automation, 2), 5, Reason::retries, false});
  run.journal.report(events::LogRecordsLost{10, run.audit, 1, Reason::oversize});
  run.journal.report(events::UploadRejected{10, run.document(run.intake, 1), Reason::client_timeout});
  throttle(run, 10);
  disk(run, 10, 86);
  run.journal.report(
      events::DeliveryFailed{10, run.topic, "http", run.document(run.automation, 1), 3, false, 5});
  const auto finding = ToldRun::one(run.finish(9000), "D-DT-01", "cloudwatch_alarms");
  CHECK(finding.n >= signal_count);  // and controls that fail
  CHECK(figure(finding, "notices_lost_delay_s") == 290);
  CHECK(figure(finding, "backup_failed_delay_s") == 4200 - 1000);
  CHECK(figure(finding, "disk_used_delay_s") == 290);
  CHECK(*finding.first_violation_s == 1000);
}

TEST_CASE("D-DU-01: known answer 6: 1e11 objects lose one a year, 100 volumes of AFR 0.2 % fail 0.2 times") {
  auto architecture = good_architecture();
  architecture.buckets[1].replicated_to.clear();
  architecture.buckets[1].objects_before = 99'999'999'999;
  architecture.volumes[0].annual_failure_rate = 0.002;
  architecture.flows[0].volumes.assign(100, "documents");
  ToldRun run{architecture};
  run.journal.report(events::UploadAcknowledged{0, run.document(run.automation, 1)});
  run.acknowledge(0, 1);  // and never copied
  const auto findings = run.finish(100000);
  const auto objects = ToldRun::one(findings, "D-DU-01", "flows.automation");
  CHECK(figure(objects, "losses_per_year") == doctest::Approx(1).epsilon(1e-9));
  CHECK(*objects.measured == doctest::Approx(1 - std::exp(-1.0)));
  CHECK(objects.status == Status::fail);
  const auto volumes = ToldRun::one(findings, "D-DU-01", "flows.intake");
  CHECK(figure(volumes, "losses_per_year") == doctest::Approx(-100 * std::log(1 - 0.002)));
  CHECK(figure(volumes, "losses_per_year") == doctest::Approx(0.2).epsilon(0.002));
}

TEST_CASE("D-DU-01: only while a document is alone on the volume, and nothing where a bucket is replicated") {
  auto architecture = good_architecture();
  architecture.volumes[0].annual_failure_rate = 0.002;
  ToldRun run{architecture};
  run.acknowledge(0, 1);
  run.protect(25000, 1, 0);
  run.journal.report(events::UploadAcknowledged{0, run.document(run.automation, 1)});
  const auto findings = run.finish(100000);
  const auto finding = ToldRun::one(findings, "D-DU-01", "flows.intake");
  CHECK(figure(finding, "exposed_share") == 0.25);
  CHECK(finding.status == Status::pass);
  CHECK(*ToldRun::one(findings, "D-DU-01", "flows.automation").measured == 0);
}

TEST_CASE("D-DU-01: a class in one zone goes with its zone") {
  auto architecture = good_architecture();
  architecture.buckets[1].replicated_to.clear();
  architecture.buckets[1].one_zone = true;
  ToldRun run{architecture};
  run.journal.report(events::UploadAcknowledged{0, run.document(run.automation, 1)});
  const auto finding = ToldRun::one(run.finish(1000), "D-DU-01", "flows.automation");
  CHECK(*finding.measured / 1e-4 == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("D-RC-03: the mean number of documents alone on the volume, times its losses a year") {
  auto architecture = good_architecture();
  architecture.volumes[0].annual_failure_rate = 0.002;
  for (const int documents : {900, 1100}) {
    ToldRun run{architecture};
    for (int i = 0; i < documents; ++i) run.acknowledge(0, static_cast<DocumentId>(i));
    for (int i = 0; i < documents; ++i) run.protect(50000, static_cast<DocumentId>(i), 0);
    const auto finding = ToldRun::one(run.finish(100000), "D-RC-03", "flows.intake");
    CHECK(*finding.measured == doctest::Approx(-std::log(1 - 0.002) * documents / 2));
    CHECK(finding.status == (documents > 999 ? Status::fail : Status::warn));
    if (documents == 900)
      CHECK(figure(finding, "bytes_per_year") == doctest::Approx(*finding.measured * 1000));
  }
}

TEST_CASE("D-RC-03: what restores do not bring back is lost of all that is stored") {
  auto architecture = good_architecture();
  architecture.volumes[0].annual_failure_rate = 0.002;
  ToldRun run{architecture, {with("D-RC-03", "restore_success", 0.9)}};
  for (int i = 0; i < 1000; ++i) run.acknowledge(0, static_cast<DocumentId>(i));
  for (int i = 0; i < 1000; ++i) run.protect(0, static_cast<DocumentId>(i), 0);
  const auto finding = ToldRun::one(run.finish(100000), "D-RC-03", "flows.intake");
  CHECK(*finding.measured == doctest::Approx(-std::log(1 - 0.002) * 1000 * 0.1));
}

TEST_CASE("D-RT-02: the 99th percentile decides, and what failed was never there") {
  const auto verdict = [](int failed, double slow, double usual = 2) {
    ToldRun run{good_architecture()};
    for (std::uint64_t i = 0; i < 1000; ++i) {
      run.journal.report(events::DownloadStarted{10, run.intake, i});
      if (i < static_cast<std::uint64_t>(failed)) {
        run.journal.report(events::DownloadFailed{20, run.intake, i, Reason::archived});
      } else {
        run.journal.report(events::DownloadFinished{10 + (i == 999 ? slow : usual), run.intake, i, 10, 1000});
      }
    }
    return ToldRun::one(run.finish(200000), "D-RT-02", "flows.intake");
  };
  CHECK(verdict(0, 2).status == Status::pass);
  CHECK(verdict(0, 3600).status == Status::pass);
  CHECK(verdict(10, 2).status == Status::pass);
  const auto failing = verdict(11, 2);
  CHECK(failing.status == Status::fail);
  CHECK(reason(failing, "archived") == 11);
  CHECK(failing.key == "s3.archive.transitions");
  CHECK(verdict(0, 2).key == "flows.intake.downloads");
  const auto slow = verdict(0, 86401);
  CHECK(slow.status == Status::fail);
  CHECK(*slow.measured == 86401);
  const auto near_too = verdict(0, 86401, 58);  // of the 60 s of the percentile
  CHECK(near_too.status == Status::fail);
  CHECK(*near_too.measured == 86401);
}

TEST_CASE("D-RC-02 and D-EV-04: the schedule decides what is at risk, and the handler what replaces what") {
  ToldRun run{good_architecture(), {with("D-RC-02", "max_bytes", 1000)}};
  for (DocumentId id = 0; id < 5; ++id) run.acknowledge(10, id);
  const auto risk = ToldRun::one(run.finish(1000), "D-RC-02", "flows.intake");
  CHECK(risk.status == Status::fail);
  CHECK(risk.key == "backup.nightly.schedule");
  ToldRun disordered{good_architecture()};
  const auto document = disordered.document(disordered.automation, 1);
  disordered.journal.report(events::DocumentProcessed{12, disordered.validate, document, 10, 1});
  disordered.journal.report(events::OutOfOrder{13, disordered.validate, document});
  const auto order = ToldRun::one(disordered.finish(1000), "D-EV-04", "lambda.validate");
  CHECK(order.status == Status::fail);
  CHECK(order.key == "lambda.validate.ordering");
}

TEST_CASE("D-RT-03: rules that delete the last copy too early fail though the run is short") {
  auto architecture = good_architecture();
  architecture.buckets[1].lock = LockMode::none;
  architecture.buckets[1].replicated_to.clear();
  for (const double days : {1827.0, 1826.0}) {
    architecture.buckets[1].expiration_days = days;
    ToldRun run{architecture};
    run.journal.report(events::UploadAcknowledged{10, run.document(run.automation, 1)});
    const auto finding = ToldRun::one(run.finish(1000), "D-RT-03", "flows.automation");
    CHECK(finding.status == (days < 1827 ? Status::fail : Status::pass));
    CHECK(reason(finding, "deleted_by_rules") == (days < 1827 ? 1 : 0));
  }
  architecture.buckets[1].replicated_to = "elsewhere";  // where no lifecycle deletes
  ToldRun run{architecture};
  run.journal.report(events::UploadAcknowledged{10, run.document(run.automation, 1)});
  CHECK(ToldRun::one(run.finish(1000), "D-RT-03", "flows.automation").status == Status::pass);
}

TEST_CASE(
    "D-RT-03: documents given up without a copy are premature, those that left to their copies are not") {
  for (const std::uint64_t uncopied : {0U, 3U}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 0; id < 5; ++id) run.acknowledge(10, id);
    run.journal.report(events::DocumentsLeft{500, run.intake, true, 5, 5000, uncopied, 1000 * uncopied, 100});
    const auto finding = ToldRun::one(run.finish(1000), "D-RT-03", "flows.intake");
    CHECK(finding.status == (uncopied > 0 ? Status::fail : Status::pass));
    CHECK(finding.count == uncopied);
  }
}

}  // namespace compliance_new_controls_test

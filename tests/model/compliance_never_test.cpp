// What did not happen is judged: every dynamic control in a world in which the thing that it asks for never comes about, though
// there was time for it. A new control needs its row here.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <vector>

#include "models/compliance/control_table.hpp"
#include "tests/support/compliance_run.hpp"

namespace compliance_never_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::shipped_profile;
using testing::ToldRun;

namespace {

constexpr double end = 100000;
constexpr int many = 2000;  // enough for a 99th percentile

std::array<NameId, 1> one_flow(NameId flow) {
  return {flow};
}

void documents_come(ToldRun& run) {
  for (int i = 0; i < many; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
}

void uploads_begin(ToldRun& run) {
  for (int i = 0; i < many; ++i) {
    auto document = run.document(run.intake, static_cast<DocumentId>(i));
    document.arrived = 10;
    run.journal.report(events::UploadStarted{10, document});
  }
}

/// Runs fall due every hour. The first begins and does not end; the others wait for it.
void runs_fall_due(ToldRun& run) {
  documents_come(run);
  for (double tick = 3600; tick < end; tick += 3600) {
    run.journal.report(events::BackupDue{tick, run.nightly, run.intake});
    if (tick == 3600) run.start_backup(tick, tick, 1000);
  }
}

void objects_come(ToldRun& run) {
  for (int i = 0; i < many; ++i) {
    const auto document = run.document(run.automation, static_cast<DocumentId>(i));
    run.journal.report(events::ObjectCreated{10, run.inbox, document});
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
  }
}

void notifications_go_out(ToldRun& run) {
  run.journal.report(events::NotificationSent{10, run.topic, 10, many, run.document(run.automation, 1)});
}

void records_are_written(ToldRun& run) {
  run.journal.report(events::LogRecordsWritten{10, run.audit, many});
}

void volume_is_lost(ToldRun& run) {
  documents_come(run);
  const auto hit = one_flow(run.intake);
  run.journal.report(events::FailureStarted{5000, 0, run.nightly, "loss", hit});
  run.journal.report(events::DocumentsLost{5000, run.intake, Reason::volume_lost, many, 1000 * many, 10, {}});
}

void requests_wait(ToldRun& run) {
  for (std::uint64_t i = 0; i < many; ++i) run.journal.report(events::DownloadStarted{10, run.intake, i});
}

void requests_are_turned_away(ToldRun& run) {
  run.journal.report(
      events::Throttled{10, run.validate, run.document(run.automation, 1), Reason::concurrency});
}

void nothing(ToldRun& /*run*/) {}

/// The verdict on a world, and on one in which nothing is there to happen.
struct Row {
  std::string_view control;
  std::string_view about;
  void (*world)(ToldRun&);
  Status expected;
  Status of_nothing = Status::not_evaluated;
};

constexpr auto fail = Status::fail;
constexpr auto open = Status::not_evaluated;

constexpr std::array rows{
    Row{"D-AV-01", "flows.intake", uploads_begin, fail},
    Row{"D-AV-02", "flows.intake", uploads_begin, fail},
    Row{"D-AV-03", "flows.intake", volume_is_lost, fail},
    Row{"D-BK-01", "backup.nightly", runs_fall_due, fail},
    Row{"D-BK-02", "backup.nightly", runs_fall_due, fail},
    Row{"D-BK-03", "backup.nightly", runs_fall_due, fail},
    Row{"D-BK-04", "backup.nightly", runs_fall_due, fail},
    Row{"D-BK-05", "flows.intake", documents_come, fail},
    Row{"D-CP-01", "lambda.validate", requests_are_turned_away, fail},
    Row{"D-DT-01", "cloudwatch_alarms", requests_are_turned_away, fail},
    Row{"D-DU-01", "flows.intake", documents_come, fail},
    Row{"D-EV-01", "lambda.validate", objects_come, fail},
    Row{"D-EV-02", "lambda.validate", objects_come, fail},
    Row{"D-EV-03", "lambda.validate", objects_come, open},  // without an effect there is none too many
    Row{"D-EV-04", "lambda.validate", objects_come, open},  // nor one out of order
    Row{"D-EV-05", "lambda.validate", objects_come, open},  // nor a chain
    Row{"D-LG-01", "cloudwatch_logs.audit", records_are_written, fail},
    Row{"D-LG-02", "cloudwatch_logs.audit", records_are_written, fail},
    Row{"D-LG-03", "flows.intake", documents_come, fail},
    Row{"D-NT-01", "sns.done", notifications_go_out, fail},
    Row{"D-NT-02", "sns.done", notifications_go_out, open},  // SNS may still bring them
    Row{"D-RC-01", "flows.intake", documents_come, fail},
    Row{"D-RC-02", "flows.intake", documents_come, fail},
    Row{"D-RC-03", "flows.intake", documents_come, fail},
    Row{"D-RC-04", "flows.intake", volume_is_lost, fail},
    Row{"D-RC-05", "flows.intake", volume_is_lost, open},  // D-RC-04 and D-AV-03 tell
    Row{"D-RT-01", "flows.intake", documents_come, fail},
    Row{"D-RT-02", "flows.intake", requests_wait, fail},
    Row{"D-RT-03", "flows.intake", volume_is_lost, fail},
};

/// All controls with their defaults, and a limit for what has none.
Profile strict() {
  auto profile = built_in_default_profile();
  for (auto& entry : profile.controls) {
    if (entry.control->id == "D-RC-02") entry.values[0] = 1000;
  }
  return profile;
}

/// Copies go to another account, alarms watch nothing, and volumes fail.
Architecture expectant() {
  auto architecture = good_architecture();
  architecture.buckets[0].replica_in_other_account = true;
  architecture.alarms.clear();
  architecture.volumes[0].annual_failure_rate = 0.002;
  return architecture;
}

Finding verdict(const Row& row, void (*world)(ToldRun&)) {
  ToldRun run{expectant(), {strict()}};
  world(run);
  const auto findings = run.finish(end);
  for (const auto& finding : testing::of_control(findings, row.control)) {
    if (finding.flow == row.about || finding.resource == row.about) return finding;
  }
  const auto all = testing::of_control(findings, row.control);
  REQUIRE_FALSE(all.empty());
  return all.front();
}

}  // namespace

TEST_CASE("every dynamic control has its verdict on a world in which what it asks for never happens") {
  for (const auto& control : control_functions()) {
    if (control.verdict == nullptr) continue;
    const auto has_row =
        std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.control == control.id; });
    CHECK_MESSAGE(has_row, "no world for ", control.id);
  }
  for (const auto& row : rows) {
    CAPTURE(row.control);
    const auto finding = verdict(row, row.world);
    CAPTURE(finding.message);
    CHECK(finding.status == row.expected);
    if (finding.status == Status::fail) CHECK(finding.n > 0);
  }
}

TEST_CASE("no dynamic control passes a run in which nothing happened") {
  for (const auto& row : rows) {
    CAPTURE(row.control);
    CHECK(verdict(row, nothing).status == row.of_nothing);
  }
}

TEST_CASE("documents without a copy of the profile's kind are unprotected for good") {
  auto architecture = good_architecture();
  for (auto& bucket : architecture.buckets) bucket.replicated_to.clear();
  ToldRun run{architecture, {shipped_profile("eu-dora")}};
  documents_come(run);
  const auto finding = ToldRun::one(run.finish(end), "D-RC-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.censored);
  CHECK(*finding.measured == end - 10);
}

TEST_CASE("the replica of a packed copy of the backup isolates all documents in it") {
  auto architecture = good_architecture();
  architecture.buckets[0].replica_in_other_account = true;
  ToldRun run{architecture, {shipped_profile("eu-dora")}};
  const auto archive = run.journal.intern("s3.archive");
  for (const DocumentId id : {0, 1, 2}) run.acknowledge(100, id);
  for (const DocumentId id : {0, 1})
    run.journal.report(events::DocumentProtected{200, run.document(run.intake, id), 100,
                                                 events::ObjectId{run.intake, 0}, run.nightly});
  run.journal.report(events::DocumentProtected{200, run.document(run.intake, 2), 100,
                                               events::ObjectId{run.intake, 2}, run.nightly});
  run.journal.report(events::DocumentReplicated{1100, archive, run.document(run.intake, 0, 2000), 200, true});
  run.journal.report(events::DocumentReplicated{1500, archive, run.document(run.intake, 2), 200, true});
  const auto finding = ToldRun::one(run.finish(end), "D-RC-01", "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(*finding.measured == 1400);
  CHECK_FALSE(finding.censored);
}

TEST_CASE("what clients put into a bucket is protected by its replica where a profile asks for a job") {
  ToldRun run{good_architecture(), {shipped_profile("br-cmn-4893")}};
  const auto document = run.document(run.automation, 4);
  run.journal.report(events::UploadAcknowledged{100, document});
  run.journal.report(events::DocumentReplicated{400, run.inbox, document, 100, false});
  const auto finding = ToldRun::one(run.finish(end), "D-RC-01", "flows.automation");
  CHECK(finding.status == Status::pass);
  CHECK(*finding.measured == 300);
}

TEST_CASE("ticks whose runs end late, still run or never begin are missed, each with its reason") {
  ToldRun run{good_architecture()};
  for (double tick = 3600; tick <= 5 * 3600; tick += 3600) {
    run.journal.report(events::BackupDue{tick, run.nightly, run.intake});
    if (tick == 3600) run.start_backup(tick, tick);
  }
  run.finish_backup(3600 + 2000, 3600, 3600, 1800);
  run.start_backup(3600 + 2000, 7200);
  const auto findings = run.finish(5 * 3600 + 600);
  const auto finding = ToldRun::one(findings, "D-BK-02", "backup.nightly");
  CHECK(finding.status == Status::fail);
  CHECK(finding.censored);
  CHECK(finding.count == 4);  // the last tick has 1200 s left
  using Count = std::pair<std::string, std::uint64_t>;
  CHECK(finding.reasons == std::vector<Count>{{"late", 1}, {"never_started", 2}, {"not_ended", 1}});
  CHECK(*finding.first_violation_s == 3600 + 1800);
  CHECK(figure(finding, "longest_gap_between_points_s") == 5 * 3600 + 600 - 3600);
}

TEST_CASE("a job that never succeeded leaves the whole run without a recovery point") {
  ToldRun run{good_architecture()};
  run.finish_backup(3700, 3600, 3600, 1800, 0, 4);
  const auto finding = ToldRun::one(run.finish(end), "D-BK-02", "backup.nightly");
  CHECK(figure(finding, "longest_gap_between_points_s") == end);
}

TEST_CASE(
    "without a declared window a run beyond the schedule's longest gap fails, and a shorter one tells "
    "nothing") {
  for (const double so_far : {3000.0, 4000.0}) {
    auto architecture = good_architecture();
    architecture.backups[0].window_s = never;
    ToldRun run{architecture};
    run.start_backup(3600, 3600);
    const auto finding = ToldRun::one(run.finish(3600 + so_far), "D-BK-01", "backup.nightly");
    CHECK(finding.status == (so_far > 3600 ? fail : open));
  }
}

TEST_CASE("documents that a function is at work on are not overdue") {
  ToldRun run{good_architecture()};
  objects_come(run);
  for (int i = 0; i < many; ++i) {
    const auto document = run.document(run.automation, static_cast<DocumentId>(i));
    if (i > 0) {
      run.journal.report(events::DocumentProcessed{20, run.validate, document, 10, 1});
      continue;
    }
    run.journal.report(events::InvocationStarted{12, run.validate, document, false, 0, 1, 1});
  }
  CHECK(ToldRun::one(run.finish(end), "D-EV-01", "lambda.validate").status == Status::pass);
}

TEST_CASE("the age of an event is held against the retention of the queue that calls the function") {
  for (const double retention : {6.0 * 3600, 14.0 * 86400}) {
    auto architecture = good_architecture();
    architecture.functions[0].event_lifetime_s = retention;
    ToldRun run{architecture};
    objects_come(run);
    const auto finding = ToldRun::one(run.finish(end), "D-EV-02", "lambda.validate");
    CHECK(figure(finding, "headroom") == doctest::Approx(1 - (end - 10) / retention).epsilon(0.004));
  }
}

TEST_CASE("a volume that nobody restores breaks the RTO when that time is over, and not before") {
  for (const double after : {14000.0, 15000.0}) {
    ToldRun run{good_architecture()};
    documents_come(run);
    const auto hit = one_flow(run.intake);
    run.journal.report(events::FailureStarted{5000, 0, run.nightly, "loss", hit});
    const auto finding = ToldRun::one(run.finish(5000 + after), "D-RC-04", "flows.intake");
    CHECK(finding.status == (after > 14400 ? fail : open));
    CHECK(finding.censored);
  }
}

TEST_CASE("an outage that outlasts the RTO breaks it, and a shorter one proves no restore") {
  struct Outage {
    const char* kind;
    const char* target;
    double lasts;         // s; beyond the run: it is not over
    double served_after;  // s; 0: no upload is acknowledged meanwhile
    Status status;
    bool censored = false;
  };
  // The RTO is 4 h.
  const std::vector<Outage> outages{
      {"stop", "ec2.app", 14000, 0, open},      {"stop", "ec2.app", 15000, 0, fail},
      {"outage", "zone a", 15000, 0, fail},     {"outage", "zone a", 15000, 600, open},
      {"outage", "s3.archive", 15000, 0, open}, {"stop", "ec2.app", 1e9, 0, fail, true},
  };
  for (const auto& outage : outages) {
    CAPTURE(outage.kind);
    CAPTURE(outage.lasts);
    ToldRun run{good_architecture()};
    const auto hit = one_flow(run.intake);
    run.journal.report(events::FailureStarted{5000, 0, run.journal.intern(outage.target), outage.kind, hit});
    if (outage.served_after > 0) {
      const Document document{run.journal.flow("flows.intake"), 7, 1000, 5001};
      run.journal.report(events::UploadAcknowledged{5000 + outage.served_after, document});
    }
    if (outage.lasts < 30000) run.journal.report(events::FailureEnded{5000 + outage.lasts, 0});
    const auto finding = ToldRun::one(run.finish(30000), "D-RC-04", "flows.intake");
    CHECK(finding.status == outage.status);
    CHECK(finding.censored == outage.censored);
    if (outage.status == fail) CHECK(*finding.measured == std::min(outage.lasts, 25000.0));
  }
}

}  // namespace compliance_never_test

// Known answers of the dynamic controls, told to the journal by small fluid models of the flows.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/compliance_run.hpp"

namespace compliance_known_answers_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::ToldRun;

namespace {

constexpr double period = 3600;

Architecture intake_only(double rpo, double warmup, double duration) {
  auto architecture = good_architecture();
  architecture.flows.resize(1);
  architecture.functions.clear();
  architecture.backups[0].window_s = never;
  architecture.policy.rpo_s = rpo;
  architecture.warmup_s = warmup;
  architecture.duration_s = duration;
  return architecture;
}

/// One document of 1000 B a second, at half seconds. A job protects, when it ends, what was acknowledged
/// before it started. A tick during a job is skipped.
std::vector<Finding> tell_snapshots(ToldRun& run, double job_seconds, double end) {
  DocumentId acknowledged = 0;
  DocumentId protected_count = 0;
  double job_start = -1;
  for (double second = 0; second < end; ++second) {
    if (job_start >= 0 && second == job_start + job_seconds) {
      for (; static_cast<double>(protected_count) + 0.5 < job_start; ++protected_count) {
        run.protect(second, protected_count, static_cast<double>(protected_count) + 0.5);
      }
      run.finish_backup(second, job_start, job_start);
      job_start = -1;
    }
    if (second > 0 && std::fmod(second, period) == 0) {
      if (job_start >= 0) {
        run.journal.report(events::BackupSkipped{second, run.nightly, run.intake});
      } else {
        job_start = second;
        run.start_backup(second, second);
      }
    }
    run.acknowledge(second + 0.5, acknowledged++);
  }
  return run.finish(end);
}

}  // namespace

TEST_CASE(
    "known answer 1: dense uploads, period P, jobs of D: E* = P + D, mean bytes at risk = rate (P/2 + D)") {
  const double job = 600;
  ToldRun run{intake_only(86400, 2 * period, 12 * period)};
  const auto findings = tell_snapshots(run, job, 12 * period);
  const auto age = ToldRun::one(findings, "D-RC-01", "flows.intake");
  // The first upload after a tick comes half a second later.
  CHECK(*age.measured == doctest::Approx(period + job - 0.5).epsilon(1e-12));
  CHECK(age.status == Status::pass);
  // E runs from D to P + D in each period: its median is D + P/2.
  CHECK(figure(age, "p50_s") == doctest::Approx(job + period / 2).epsilon(0.002));
  CHECK(figure(age, "p99_s") == doctest::Approx(job + 0.99 * period).epsilon(0.002));
  CHECK(figure(age, "recovery_point_age_max_s") == period + job);
  const auto risk = ToldRun::one(findings, "D-RC-02", "flows.intake");
  CHECK(figure(risk, "bytes_average") == doctest::Approx(1000 * (period / 2 + job)).epsilon(0.001));
  CHECK(*risk.measured == 1000 * (period + job));
  CHECK(risk.status == Status::not_evaluated);
  CHECK(risk.severity == Severity::info);
}

TEST_CASE("known answer 2: policy skip with P < D < 2P: every second tick is missed, E* = 2P + D") {
  const double job = 1.5 * period;
  ToldRun run{intake_only(2.5 * period, 0, 20 * period)};
  const auto findings = tell_snapshots(run, job, 20 * period);
  const auto age = ToldRun::one(findings, "D-RC-01", "flows.intake");
  CHECK(*age.measured == doctest::Approx(2 * period + job - 0.5).epsilon(1e-12));
  CHECK(age.status == Status::fail);
  // Ticks 1, 3, ... 19 start a job, 2, 4, ... 18 are skipped; the job of tick 19 does not end.
  const auto ticks = ToldRun::one(findings, "D-BK-02", "backup.nightly");
  CHECK(ticks.status == Status::fail);
  CHECK(ticks.count == 9);
  CHECK(ticks.n == 18);
  CHECK(ticks.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"skipped", 9}});
  CHECK(figure(ticks, "most_misses_in_a_row") == 1);
  CHECK(figure(ticks, "longest_gap_between_points_s") == 3 * period);  // from tick 17 to the end
  CHECK(ToldRun::one(findings, "D-BK-03", "backup.nightly").status == Status::fail);
}

TEST_CASE(
    "known answer 3: a backup at half the ingest rate has rho = 2, and the first violation is the first "
    "t_ack + rpo") {
  // One document a second; from the first tick on one document every other second is copied, in jobs of one
  // period.
  const double rpo = 7200;
  const double end = 12 * period;
  ToldRun run{intake_only(rpo, 0, end)};
  DocumentId copied = 0;
  const auto copied_at = [&](double id) { return period + 2 * (id + 1); };
  for (double second = 0; second < end; ++second) {
    if (second >= period && std::fmod(second, period) == 0) {
      if (second > period) run.finish_backup(second, second - period, second - period, never, 1800 * 1000);
      run.start_backup(second, second,
                       static_cast<std::uint64_t>(1000 * (second - static_cast<double>(copied))));
    }
    for (; copied_at(static_cast<double>(copied)) == second; ++copied)
      run.protect(second, copied, static_cast<double>(copied));
    run.acknowledge(second, static_cast<DocumentId>(second));
  }
  const auto findings = run.finish(end);
  const auto backlog = ToldRun::one(findings, "D-BK-04", "backup.nightly");
  CHECK(backlog.status == Status::fail);
  CHECK(*backlog.measured == doctest::Approx(2).epsilon(1e-9));
  CHECK(figure(backlog, "slope_bytes_per_run") == doctest::Approx(1000 * period / 2));
  // Document i waits P + 2 (i + 1) - i > rpo from i = rpo - P - 1 on.
  const auto age = ToldRun::one(findings, "D-RC-01", "flows.intake");
  CHECK(age.status == Status::fail);
  CHECK(age.censored);
  CHECK(*age.first_violation_s == rpo - period - 1 + rpo);
  CHECK(age.episodes_total == 1);
}

TEST_CASE(
    "known answer 4: events at twice the capacity age by half of the time, and are dropped from 2 A on") {
  // 20 events/s, 1 s each, concurrency 10, maximum age A: the event that starts at t came at t / 2, until A
  // is reached at 2 A.
  const double max_age = 3600;
  auto architecture = good_architecture();
  architecture.flows.erase(architecture.flows.begin());
  architecture.duration_s = 20000;
  ToldRun run{architecture};
  DocumentId id = 0;
  for (double second = 0; second < architecture.duration_s; ++second) {
    const double age = std::min(second / 2, max_age);
    for (int i = 0; i < 20; ++i, ++id) {
      run.journal.report(events::ObjectCreated{second, run.inbox, run.document(run.automation, id)});
      run.journal.report(
          events::EventQueued{second, run.validate, run.document(run.automation, id), 0, second});
      const bool drop = age >= max_age && i % 2 == 1;
      if (drop) {
        run.journal.report(events::DocumentDropped{second, run.validate, run.document(run.automation, id),
                                                   age, Reason::event_age, false, second - age});
      } else if (i % 2 == 0) {
        run.journal.report(events::InvocationStarted{second, run.validate, run.document(run.automation, id),
                                                     false, 0, age, 1});
        run.journal.report(events::DocumentProcessed{second, run.validate, run.document(run.automation, id),
                                                     std::floor(second - age), 1});
      }
    }
  }
  const auto findings = run.finish(architecture.duration_s);
  const auto lost = ToldRun::one(findings, "D-EV-01", "lambda.validate");
  CHECK(lost.status == Status::fail);
  CHECK(lost.severity == Severity::critical);
  CHECK(*lost.first_violation_s == 2 * max_age);
  CHECK(lost.count == 10 * 12800);
  CHECK(lost.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"event_age", 128000}});
  CHECK(lost.ids.size() == listed_ids);
  CHECK(lost.ids_total == 128000);
  CHECK(figure(ToldRun::one(findings, "D-EV-02", "lambda.validate"), "event_age_max_s") ==
        doctest::Approx(max_age).epsilon(0.004));  // what waits at the end is known to the width of a bucket
}

TEST_CASE("known answer 8: without operations nothing is a pass") {
  ToldRun run{good_architecture()};
  const auto findings = run.finish(100000);
  for (const auto& control : control_functions()) {
    if (control.verdict == nullptr) continue;
    CAPTURE(control.id);
    for (const auto& finding : testing::of_control(findings, control.id))
      CHECK(finding.status == Status::not_evaluated);
  }
}

}  // namespace compliance_known_answers_test

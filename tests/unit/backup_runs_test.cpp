#include "sim/collect/backup_runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace garoa::backup_runs_test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double value_of(const std::vector<Metric>& metrics, std::string_view name) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const Metric& m) { return m.name == name; });
  REQUIRE(found != metrics.end());
  return found->value;
}

}  // namespace

TEST_CASE("backup runs: of very many those are listed that tell most, and all are counted") {
  Journal journal;
  WaitShares waits{journal, 0};
  BackupRuns runs{journal, waits, 0};
  const auto job = journal.intern("backup.nightly");
  const auto flow = journal.intern("flows.intake");
  constexpr std::uint64_t extra = 500;
  constexpr std::uint64_t count = BackupRuns::most_listed + extra;
  // Run n takes n / 1,000 s; two fail at once, one leaves its window, one is skipped, one is still at work.
  for (std::uint64_t n = 1; n <= count; ++n) {
    const double scheduled = 60.0 * static_cast<double>(n);
    journal.report(events::BackupStarted{scheduled, job, flow, scheduled, 0, 0});
    events::BackupFinished finished{
        scheduled + 0.001 * static_cast<double>(n), job, flow, scheduled, scheduled, infinity, 10, 1, 0};
    if (n == 5 || n == 7) finished.outcome = events::BackupOutcome::failed;
    if (n == 9) finished.window = 0.001;
    journal.report(finished);
  }
  journal.report(events::BackupSkipped{60.0 * (count + 1), job, flow});
  journal.report(events::BackupStarted{60.0 * (count + 2), job, flow, 60.0 * (count + 2), 0, 0});

  CHECK(runs.unlisted() == extra + 1);
  const auto list = runs.runs(1e6, {});
  REQUIRE(list.size() == BackupRuns::most_listed + 1);
  CHECK(std::is_sorted(list.begin(), list.end(),
                       [](const auto& a, const auto& b) { return a.scheduled_s < b.scheduled_s; }));
  CHECK(list[0].state == BackupState::failed);
  CHECK(list[0].scheduled_s == 60 * 5);
  CHECK(list[1].scheduled_s == 60 * 7);
  CHECK(list[2].scheduled_s == 60 * 9);
  CHECK(list[3].scheduled_s == 60.0 * (extra + 4));
  CHECK(list.back().state == BackupState::running);
  CHECK(list.back().ended_s == 1e6);
  CHECK(std::none_of(list.begin(), list.end(),
                     [](const auto& run) { return run.state == BackupState::skipped; }));

  MetricList metrics;
  runs.add_metrics(metrics);
  const auto values = metrics.take();
  CHECK(value_of(values, "backup.nightly.runs") == count);
  CHECK(value_of(values, "backup.nightly.failed") == 2);
  CHECK(value_of(values, "backup.nightly.skipped") == 1);
  CHECK(value_of(values, "backup.nightly.bytes") == 10.0 * count);
}

}  // namespace garoa::backup_runs_test

// C52: forty volumes, one after another or by four workers. Source: github.com/velero-io/velero issues 2078
// and 2115 (numbers read in the source): more than 40 volumes took 12 h without parallelism; 28 GB took 6.5 h
// (1.2 MB/s, the agent's CPU).
//
// A C++ test since a case file would have to write out forty volumes and flows.
#include <fmt/format.h>

#include "tests/support/run_scenario.hpp"

namespace c52_forty_volumes_one_after_another_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr int volumes = 40;

/// Each volume gets 13 files of 100 MB in 13 minutes; at 800 ms of CPU for a megabyte (1.2 MB/s) that is 18
/// minutes of work.
std::string scenario(int workers) {
  std::string ebs, backup, flows;
  for (int i = 0; i < volumes; ++i) {
    ebs += fmt::format("  v{}: {{ attach: node, size: 10 GiB }}\n", i);
    backup += fmt::format(
        "  b{}: {{ from: v{}, to: archive, agent: velero, schedule: \"cron(0 1 1 * ? *)\", concurrency: 1, "
        "cpu_per_mb: 800 ms }}\n",
        i, i);
    flows += fmt::format(
        "  f{}: {{ kind: ec2-ebs-s3, app: node, volume: v{}, backup: b{}, clients: {{ count: 1 }}, uploads: "
        "{{ arrivals: {{ deterministic: 1/min }}, until: 13.5 min, size: {{ constant: 100 MB }} }} }}\n",
        i, i, i);
  }
  return fmt::format(
      "garoa: 1\nregion: us-east-1\nstart: 2026-03-01T00:00:00\nduration: 16 h\n"
      "ec2: {{ node: {{ type: m5.16xlarge, workers: 500 }} }}\nebs:\n{}s3: {{ archive: {{}} }}\n"
      "backup_agents: {{ velero: {{ workers: {} }} }}\nbackup:\n{}flows:\n{}",
      ebs, workers, backup, flows);
}

/// From the schedule to the end of the last job.
double hours_of_all(const RunResult& result) {
  REQUIRE(result.backups.size() == volumes);
  double last = 0;
  for (const auto& run : result.backups) {
    CHECK(run.state == BackupState::completed);
    last = std::max(last, run.ended_s - run.scheduled_s);
  }
  return last / 3600;
}

}  // namespace

TEST_CASE("C52: forty volumes one after another take the sum, 12 hours") {
  const auto result = run_text(scenario(1));
  double sum = 0;
  for (const auto& run : result.backups) sum += run.duration_s() / 3600;
  check_within("hours for all volumes", hours_of_all(result), 12, 5);
  check_within("hours for all volumes, against the sum of the jobs", hours_of_all(result), sum, 0.01);
  const auto& first = result.backups.front();
  check_within("MB/s of a job", static_cast<double>(first.bytes) / 1e6 / first.duration_s(), 1.2, 3);
  CHECK(bottleneck(result, "f0", "backup b0").resource == "backup.b0.agent_cpu");
  CHECK(metric(result, "backup_agents.velero.waiting.max") == volumes - 1);
}

TEST_CASE("C52: with four workers forty volumes take a quarter") {
  const double hours = hours_of_all(run_text(scenario(4)));
  check_within("hours for all volumes", hours, 3, 5);
}

}  // namespace c52_forty_volumes_one_after_another_test

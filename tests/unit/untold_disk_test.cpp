// What the first line says of disks in a run that is too short to show what becomes of them.
#include <doctest/doctest.h>

#include <string>

#include "sim/render/table.hpp"
#include "tests/support/run_program.hpp"

namespace untold_disk_test {

using namespace garoa;
using garoa::test::contains;

namespace {

/// So many seconds after a warm-up of ten minutes.
RunResult measured_for(double seconds) {
  RunResult result;
  result.scenario.warmup_s = 600;
  result.scenario.duration_s = result.scenario.warmup_s + seconds;
  return result;
}

void add(RunResult& result, const std::string& name, double value) {
  result.metrics.push_back({name, value, "1", 1, {}});
}

std::string first_line(const RunResult& result) {
  return summary_text(result, 400);
}

const std::string untold = "too short to tell when disk documents is full";

}  // namespace

TEST_CASE("screen: where less than a day is measured it says that it does not tell when a disk is full") {
  auto result = measured_for(7200);
  add(result, "ebs.documents.used_share.max", 0.1);
  CHECK(contains(first_line(result), untold));
  CHECK_FALSE(contains(first_line(result), "fullest"));
  add(result, "ebs.small.used_share.max", 0.05);
  CHECK(contains(first_line(result), untold + " (fullest of 2)"));
}

TEST_CASE("screen: it says so of no disk to which nothing came, and of none of which more is known") {
  auto day = measured_for(86400);
  add(day, "ebs.documents.used_share.max", 0.1);
  CHECK_FALSE(contains(first_line(day), untold));
  auto at_start = measured_for(7200);
  add(at_start, "ebs.documents.used_share.max", 0.1);
  add(at_start, "ebs.documents.data_at_start_share", 0.1);
  CHECK_FALSE(contains(first_line(at_start), untold));
  for (const std::string known : {"kept_share.max", "full_in", "full_at"}) {
    auto result = measured_for(7200);
    add(result, "ebs.documents.used_share.max", 0.1);
    add(result, "ebs.documents." + known, 0.5);
    CHECK_FALSE(contains(first_line(result), untold));
  }
}

}  // namespace untold_disk_test

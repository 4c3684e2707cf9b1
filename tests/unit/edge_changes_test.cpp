// What a result says otherwise than another one, and how the screen tells it.
#include "sim/results/edge_changes.hpp"

#include <doctest/doctest.h>

#include "sim/render/table.hpp"

namespace edge_changes_test {

using namespace garoa;

namespace {

RunResult result_with(double backup_s, compliance::Status status) {
  RunResult result;
  result.metrics = {{"backup.nightly.duration.max", backup_s, "s", 1, {}},
                    {"backup.nightly.duration.mean", backup_s, "s", 1, {}}};
  compliance::Finding finding;
  finding.control = "D-BK-01";
  finding.resource = "backup.nightly";
  finding.status = status;
  result.compliance.findings = {finding};
  return result;
}

std::string told(const std::vector<EdgeChange>& changes) {
  std::string text;
  for (const auto& change : changes) text += change.what + ": " + change.from + " -> " + change.to + "\n";
  return text;
}

using compliance::Status;

}  // namespace

TEST_CASE("edge changes: equal results differ in nothing") {
  CHECK(changes_between(result_with(100, Status::pass), result_with(100, Status::pass)).empty());
}

TEST_CASE("edge changes: a number counts from more than a fifth on, and only if the first screen has it") {
  const auto typical = result_with(100, Status::pass);
  CHECK(changes_between(typical, result_with(120, Status::pass)).empty());
  CHECK(changes_between(typical, result_with(80, Status::pass)).empty());
  CHECK(told(changes_between(typical, result_with(121, Status::pass))) ==
        "backup.nightly.duration.max: 100 s -> 2 min 1 s\n");
  CHECK(told(changes_between(typical, result_with(79, Status::pass))) ==
        "backup.nightly.duration.max: 100 s -> 79 s\n");
}

TEST_CASE("edge changes: what one result has and the other has not is a change, unless it is 0") {
  auto typical = result_with(100, Status::pass);
  auto edge = typical;
  edge.metrics.push_back({"ebs.documents.full_in", 3600, "s", 1, {}});
  edge.metrics.push_back({"flows.intake.upload.rejected", 0, "1", 1, {}});
  CHECK(told(changes_between(typical, edge)) == "ebs.documents.full_in: - -> 1 h\n");
  CHECK(told(changes_between(edge, typical)) == "ebs.documents.full_in: 1 h -> -\n");
}

TEST_CASE("edge changes: verdicts come first, then what binds, then numbers") {
  auto typical = result_with(100, Status::pass);
  typical.bottlenecks = {{"intake", "upload", "ec2.app.cpu", 1, 10, 0, {{"ec2.app.cpu", 10, 0, 1}}}};
  auto edge = result_with(300, Status::fail);
  edge.bottlenecks = {
      {"intake", "upload", "ebs.documents.iops", 1, 10, 0, {{"ebs.documents.iops", 10, 0, 1}}}};
  CHECK(told(changes_between(typical, edge)) ==
        "D-BK-01 backup.nightly: PASS -> FAIL\n"
        "bottleneck: intake upload: ec2.app.cpu -> intake upload: ebs.documents.iops\n"
        "backup.nightly.duration.max: 100 s -> 5 min\n");
}

TEST_CASE("edge changes: the monthly bill is one of the numbers") {
  auto typical = result_with(100, Status::pass);
  typical.cost.currency = "USD";
  typical.cost.lines.emplace_back();
  typical.cost.per_month = 10;
  auto edge = typical;
  edge.cost.per_month = 13;
  CHECK(told(changes_between(typical, edge)) == "cost.per_month: USD 10.00 -> USD 13.00\n");
}

TEST_CASE(
    "edge screen: names what decides, each change, what ended without a result, and the rest as a count") {
  RunResult result;
  CHECK(edges_text(result).empty());
  CHECK(deciding_text(result).empty());
  result.edges = std::vector<EdgeRun>{
      {"ebs.snapshot.load.rate", "low", "5 MiB/s", "", {{"D-RC-04 flows.intake", "PASS", "FAIL"}}},
      {"ebs.snapshot.load.rate", "high", "25 MiB/s", "", {}},
      {"s3.put.rate", "low", "1 MiB/s", "the run was killed by signal 9", {}}};
  CHECK(deciding_text(result) == "assumptions that decide: ebs.snapshot.load.rate\n");
  CHECK(edges_text(result) ==
        "  assumption              edge          what changes          from  to\n"
        "  ebs.snapshot.load.rate  low: 5 MiB/s  D-RC-04 flows.intake  PASS  FAIL\n"
        "  s3.put.rate=low: the run was killed by signal 9\n"
        "  1 of 3 edges change no verdict, not what binds, and none of the first screen's numbers by more\n"
        "  than a fifth\n");
  result.edges->erase(result.edges->begin());
  CHECK(deciding_text(result) == "assumptions that decide: none that has a range\n");
}

}  // namespace edge_changes_test

// The screen that a run ends in: its first line, its width, and what it leaves out.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"
#include "tests/support/source_folder.hpp"

namespace report_screen_test {

using namespace garoa;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

compliance::Finding finding(compliance::Status status, compliance::Severity severity) {
  compliance::Finding result;
  result.control = "D-RC-01";
  result.status = status;
  result.severity = severity;
  result.message = "A message.";
  return result;
}

Metric metric(std::string name, double value, std::string unit = "1") {
  return {std::move(name), value, std::move(unit), 1, {}};
}

RunResult busy() {
  using compliance::Severity;
  using compliance::Status;
  RunResult result;
  result.compliance.findings = {
      finding(Status::fail, Severity::high), finding(Status::fail, Severity::medium),
      finding(Status::warn, Severity::high), finding(Status::not_evaluated, Severity::critical),
      finding(Status::pass, Severity::critical)};
  result.bottlenecks = {{"intake",
                         "backup nightly",
                         "s3.archive.put_latency",
                         0.9,
                         100,
                         10,
                         {{"s3.archive.put_latency", 90, 0, 0.9}, {"ebs.documents.throughput", 10, 10, 0.1}}},
                        {"intake",
                         "upload",
                         "flows.intake.clients.uplink",
                         1,
                         1000,
                         5,
                         {{"flows.intake.clients.uplink", 1000, 5, 1}}}};
  result.metrics = {metric("ebs.documents.full_in", 345600, "s")};
  result.cost.lines.emplace_back().verified = true;
  result.cost.per_month = 1234.56;
  return result;
}

}  // namespace

TEST_CASE("screen: the first line tells verdict, what binds, when the disk fills, money and gaps") {
  CHECK(lines_of(result_text(busy(), 400)).front() ==
        "2 FAIL (worst: high); intake backup nightly queues for throughput of ebs.documents (10 % of its "
        "time); "
        "disk documents full 4 d after the run; USD 1,234.56 a month; 1 WARN, 1 not evaluated");
}

TEST_CASE("screen: a full disk and rejected uploads stand in the first line, with the reason in words") {
  RunResult result = busy();
  result.metrics = {metric("ebs.documents.full_at", 183600, "s"), metric("ebs.documents.full_in", 5, "s"),
                    metric("flows.intake.upload.rejected", 1234),
                    metric("flows.intake.upload.rejected.accept_queue_full", 34),
                    metric("flows.intake.upload.rejected.disk_full", 1200)};
  const auto text = result_text(result, 400);
  const auto first = lines_of(text).front();
  CHECK(contains(first, "1,234 uploads rejected, most: the volume had no space left;"));
  CHECK(contains(first, "disk documents full after 2 d 3 h;"));
  CHECK_FALSE(contains(first, "after the run"));
  CHECK(contains(text, "intake upload rejected  1,200  the volume had no space left\n"));
  CHECK(contains(text, "intake upload rejected     34  the application's accept queue was full\n"));
}

TEST_CASE("screen: dropped events stand in the first line, with what the handler failed at") {
  RunResult result = busy();
  result.metrics = {metric("flows.intake.processing.dropped", 500),
                    metric("flows.intake.processing.dropped.retries", 400),
                    metric("flows.intake.processing.dropped.event_age", 100),
                    metric("lambda.parse.dropped", 500),
                    metric("lambda.parse.dropped.retries", 400),
                    metric("lambda.parse.dropped.event_age", 100),
                    metric("lambda.parse.timeouts", 1300),
                    metric("lambda.parse.out_of_memory", 7)};
  const auto text = result_text(result, 400);
  CHECK(contains(lines_of(text).front(),
                 "500 events dropped, most: the handler ran into the function's timeout;"));
  CHECK(contains(text, "parse timeouts             1,300  the handler ran into the function's timeout\n"));
  CHECK(contains(text, "parse out of memory            7  a document needed more memory"));
  const auto first = [&] { return lines_of(result_text(result, 400)).front(); };
  const auto timeouts = result.metrics;
  result.metrics.resize(6);
  CHECK(contains(first(), "most: the handler failed at the last try too;"));
  // Errors of the handler's own are more than its timeouts; what another function fails at, which gave up nothing, does not count.
  result.metrics = timeouts;
  result.metrics.push_back(metric("lambda.parse.errors", 1400));
  CHECK(contains(first(), "most: the handler failed at the last try too;"));
  result.metrics.back() = metric("lambda.other.out_of_memory", 5000);
  CHECK(contains(first(), "most: the handler ran into the function's timeout;"));
}

TEST_CASE("screen: where next to nothing queues, what binds is where the time goes") {
  RunResult result = busy();
  result.bottlenecks.erase(result.bottlenecks.begin());
  CHECK(contains(summary_text(result, 400),
                 "intake upload spends 100 % of its time on uplink of flows.intake.clients;"));
}

TEST_CASE("screen: of several disks the first line names the one that is full first") {
  RunResult result = busy();
  result.metrics = {metric("ebs.documents-1.full_in", 86400, "s"),
                    metric("ebs.documents-2.full_in", 3600, "s")};
  CHECK(contains(summary_text(result, 400), "disk documents-2 full 1 h after the run (first of 2);"));
}

TEST_CASE("screen: the first line tells what is full first if all grows alike") {
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.peak_hour", 0.2, "share"),
                    metric("backup.nightly.window_used.max", 0.25, "share")};
  CHECK(contains(summary_text(result, 400), "room to grow 4.00x, then nightly leaves its window;"));
  result.metrics.push_back(metric("ebs.documents.kept_share.max", 0.5, "share"));
  CHECK(contains(summary_text(result, 400),
                 "room to grow 2.00x, then disk documents is full, nightly leaves its window at 4.00x;"));
  result.metrics.push_back(metric("ec2.app.network_in.peak_hour", 1.25, "share"));
  CHECK(contains(summary_text(result, 400),
                 "; no room to grow: nothing is left of network in of ec2.app at the peak hour;"));
}

TEST_CASE("screen: a run of less than an hour is judged by the mean use of its resources") {
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.utilization", 0.8, "share"),
                    metric("ebs.documents.used_share.max", 0.02, "share")};
  CHECK(contains(summary_text(result, 400), "room to grow 1.25x, then nothing is left of cpu of ec2.app;"));
}

TEST_CASE("screen: there is no room to grow where work was left undone") {
  for (const auto* const name :
       {"flows.intake.upload.rejected.accept_queue_full", "flows.intake.documents.lost.volume_lost",
        "lambda.parse.dropped.retries", "backup.nightly.failed", "backup.nightly.skipped"}) {
    RunResult result = busy();
    result.metrics = {metric("ec2.app.cpu.peak_hour", 0.02, "share"), metric(name, 5)};
    CHECK_MESSAGE(contains(summary_text(result, 400), "; no room to grow: not all work was done;"), name);
  }
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.peak_hour", 0.02, "share"),
                    metric("flows.intake.download.failed.nothing_stored", 3)};
  CHECK(contains(summary_text(result, 400), "; room to grow 50.0x"));
}

TEST_CASE("screen: a run to which nothing came has nothing that binds, and no room to grow") {
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.peak_hour", 1e-7, "share")};
  result.workload = {{.flow = "intake", .stream = "uploads"}};
  const auto first = summary_text(result, 400);
  CHECK(contains(first, "; nothing came in this time;"));
  CHECK(contains(first, "; USD 1,234.56 a month without requests and calls;"));
  CHECK_FALSE(contains(first, "room to grow"));
  CHECK_FALSE(contains(first, "queues for"));
}

TEST_CASE("screen: backups that failed, were skipped or left their window stand before what binds") {
  RunResult result = busy();
  result.metrics = {metric("backup.nightly.failed", 1), metric("backup.nightly.runs", 3),
                    metric("backup.nightly.skipped", 2), metric("backup.nightly.window_overruns", 1)};
  BackupRun failed;
  failed.job = "nightly";
  failed.state = BackupState::failed;
  failed.left_files = 64108;
  failed.reason = "s3_unavailable";
  result.backups = {failed};
  const auto text = result_text(result, 400);
  CHECK(contains(
      lines_of(text).front(),
      "; backup nightly failed 1 of 5 times: S3 answered the last try with a 5xx error, 64,108 files left; "
      "backup nightly was skipped 2 of 5 times; backup nightly left its window 1 of 5 times; intake"));
  CHECK(contains(text,
                 "backup nightly failed               1  S3 answered the last try with a 5xx error, 64,108"));
}

TEST_CASE("screen: counts of replications are told alike in the table of failures and in that of requests") {
  RunResult result = busy();
  result.metrics = {metric("flows.intake.download.failed.nothing_stored", 5.0 / 3)};
  CHECK(contains(result_text(result, 400), "intake download failed   1.67  there was no document"));
}

TEST_CASE("screen: what has come to a disk by the end of the run bounds the room to grow") {
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.peak_hour", 0.02, "share"),
                    metric("ebs.documents.used_share.max", 0.4, "share")};
  CHECK(contains(summary_text(result, 400),
                 "room to grow 2.50x, then disk documents is full before the run ends;"));
  result.metrics.push_back(metric("ebs.documents.kept_share.max", 0.8, "share"));
  CHECK(contains(summary_text(result, 400), "room to grow 1.25x, then disk documents is full;"));
  result.metrics.push_back(
      metric("ebs.documents.room_used.max", 0.5, "share"));  // beside data that does not grow
  CHECK(contains(summary_text(result, 400), "room to grow 2.00x, then disk documents is full;"));
}

TEST_CASE("screen: who queues for workers is told what these wait for, and that its credits are used up") {
  RunResult result = busy();
  result.bottlenecks = {{"intake",
                         "upload",
                         "ec2.app.workers",
                         0.7,
                         1000,
                         900,
                         {{"ec2.app.workers", 700, 700, 0.7},
                          {"flows.intake.clients.uplink", 200, 0, 0.2},
                          {"ebs.documents.iops", 90, 80, 0.09},
                          {"ec2.app.cpu", 10, 0, 0.01}}}};
  result.metrics.clear();
  CHECK(contains(summary_text(result, 400),
                 "intake upload queues for workers of ec2.app (70 % of its time), which wait for iops of "
                 "ebs.documents;"));
  CHECK(main_bottleneck(result).cause().resource == "ebs.documents.iops");
  result.metrics = {metric("ebs.documents.burst_balance.exhausted_at", 7920, "s")};
  CHECK(contains(summary_text(result, 400),
                 "which wait for iops of ebs.documents, whose credits are used up;"));
}

TEST_CASE("screen: lost documents come before rejected uploads") {
  RunResult result = busy();
  result.metrics = {metric("flows.intake.documents.lost.volume_lost", 1),
                    metric("flows.intake.upload.rejected.volume_lost", 2)};
  CHECK(contains(
      summary_text(result, 400),
      "; 1 document lost: the volume was lost, and with it what only it held; 2 uploads rejected: "));
}

TEST_CASE("screen: an objective for what grows with the documents may be what breaks first") {
  RunResult result = busy();
  result.metrics = {metric("ec2.app.cpu.peak_hour", 0.2, "share")};
  const auto objective = [&](std::string name, double bound, double value) {
    result.objectives.push_back({.text = name + " < some",
                                 .metric = name,
                                 .bound = bound,
                                 .state = value < bound ? ObjectiveState::met : ObjectiveState::missed,
                                 .value = value});
  };
  objective("flows.intake.upload.latency.p99", 2, 1.9);  // follows no such rule
  CHECK(contains(summary_text(result, 400),
                 "room to grow 5.00x, then nothing is left of cpu of ec2.app at the peak hour"));
  objective("backup.nightly.duration.max", 7200, 3600);
  CHECK(contains(summary_text(result, 400),
                 "room to grow 2.00x, then backup.nightly.duration.max < some is missed, "
                 "nothing is left of cpu of ec2.app at the peak hour at 5.00x;"));
  objective("s3.archive.list.duration", 100, 80);
  CHECK(contains(summary_text(result, 400),
                 "room to grow 1.25x, then s3.archive.list.duration < some is missed, "
                 "backup.nightly.duration.max < some is missed at 2.00x, "));
  objective("flows.intake.recovery.duration", 4000, 1000);
  CHECK(contains(summary_text(result, 400), ", flows.intake.recovery.duration < some is missed at 4.00x, "));
  objective("s3.archive.bytes", 1e6, 1e3);  // a thousand times as much
  CHECK_FALSE(contains(summary_text(result, 400), "s3.archive.bytes"));
}

TEST_CASE("screen: who wants a cost per month is told what growing storage makes of it") {
  RunResult result = busy();
  result.objectives.push_back({.text = "cost.per_month < 900 USD",
                               .metric = "cost.per_month",
                               .bound = 900,
                               .unit = "USD",
                               .value = 880});
  CHECK_FALSE(contains(objectives_text(result, 400), "cost.month_1"));
  result.cost.months = {{1, 950, 950}, {12, 1700, 1800}};
  CHECK(contains(objectives_text(result, 400),
                 "Storage grows: cost.month_1 is USD 950.00, cost.month_12 USD 1,700.00\n"));
}

TEST_CASE("screen: why uploads failed comes with since when") {
  RunResult result = busy();
  result.metrics = {metric("flows.intake.upload.rejected.disk_full", 1200),
                    metric("flows.intake.upload.rejected_since.disk_full", 183600, "s")};
  CHECK(contains(summary_text(result, 400),
                 "1,200 uploads rejected: the volume had no space left, the first after 2 d 3 h;"));
}

TEST_CASE("screen: an unverified price is marked in the first line too") {
  RunResult result = busy();
  result.cost.lines.emplace_back();
  CHECK(contains(summary_text(result, 400), "USD 1,234.56* a month;"));
}

TEST_CASE("screen: an empty result has a first line") {
  CHECK(summary_text(RunResult{}) == "no control evaluated\n");
}

TEST_CASE("screen: assumptions are counted in one line, which names the service that binds") {
  RunResult result = busy();
  for (int i = 0; i < 40; ++i) {
    result.assumptions.push_back(
        {i < 3 ? "ebs" : "s3", "figure." + std::to_string(i), "1 ms", i < 10 ? "D" : "P", "", ""});
  }
  CHECK(assumptions_text(result, 400) ==
        "  40 figures in use were not read in a named source: 10 derived, 0 from memory, 30 chosen here. See "
        "'garoa list figures' and result.json; 3 are of ebs, which binds: 'garoa list figures "
        "ebs'\n");
}

TEST_CASE("screen: figures on which reports disagree are counted apart, with how to see which decide") {
  RunResult result;
  result.assumptions = {
      {"ebs", "snapshot.load.rate", "21 MiB/s", "D", "", "", "5 MiB/s", "25 MiB/s", "typical"},
      {"ebs", "snapshot.creation.rate", "40 MiB/s", "V", "", "", "11 MiB/s", "", "typical"}};
  CHECK(contains(
      assumptions_text(result, 400),
      "  1 figures in use were not read in a named source: 1 derived, 0 from memory, 0 chosen here."));
  CHECK(contains(assumptions_text(result, 400),
                 "; reports disagree on 2 figures in use: 'garoa run --edges' tells which of them decide"));
  result.edges.emplace();
  CHECK_FALSE(contains(assumptions_text(result, 400), "--edges"));
}

TEST_CASE("screen: what nothing happened to has no row, and what nobody measured no column") {
  RunResult result;
  result.metrics = {metric("dynamodb.results.calls", 0),
                    metric("dynamodb.results.throttles", 0),
                    metric("ebs.documents.utilization", 0.5, "share"),
                    metric("flows.automation.processing.created", 0),
                    metric("flows.automation.processing.finished", 777350),
                    metric("flows.intake.download.finished", 0),
                    metric("flows.intake.download.started", 0)};
  const auto text = traffic_text(result);
  CHECK_FALSE(contains(text, "results"));
  CHECK_FALSE(contains(text, "intake download"));
  CHECK_FALSE(contains(text, "burst balance"));
  CHECK(contains(text, "effects"));
  CHECK(contains(text, "777,350"));
  CHECK_FALSE(contains(text, "objects"));
}

TEST_CASE("screen: objects on which no function works are no row of what functions process") {
  RunResult result;
  result.metrics = {metric("flows.in.processing.created", 3585), metric("flows.in.processing.finished", 0),
                    metric("flows.in.processing.started", 0)};
  CHECK_FALSE(contains(traffic_text(result), "3,585"));
  result.metrics.back().value = 7;
  CHECK(contains(traffic_text(result), "3,585"));
}

TEST_CASE(
    "screen: the wait before a further try binds nothing, and a small part that holds the pool is what "
    "does") {
  RunResult result = busy();
  result.metrics.clear();
  result.bottlenecks = {{"intake",
                         "upload",
                         "flows.intake.retries",
                         0.5,
                         1000,
                         999,
                         {{"flows.intake.retries", 508, 508, 0.508},
                          {"ec2.app.workers", 485, 485, 0.485},
                          {"ec2.app.cpu", 6, 6, 0.006}}}};
  CHECK(contains(
      summary_text(result, 400),
      "intake upload queues for workers of ec2.app (48.5 % of its time), which wait for cpu of ec2.app;"));
}

TEST_CASE("screen: no line of any reference result is longer than the terminal is wide") {
  namespace fs = std::filesystem;
  int seen = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator{test::source_folder() / "results" / "reference"}) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream stream{entry.path(), std::ios::binary};
    const std::string json{std::istreambuf_iterator<char>{stream}, {}};
    const auto result = read_result(json);
    REQUIRE_MESSAGE(result.value, entry.path().string());
    ++seen;
    for (const std::size_t width : {60U, 80U, 100U, 160U}) {
      for (const auto& line : lines_of(result_text(*result.value, width)))
        CHECK_MESSAGE(display_width(line) <= width, line);
    }
  }
  CHECK(seen >= 7);
}

}  // namespace report_screen_test

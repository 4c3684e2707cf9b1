// Series and meters.
#include <doctest/doctest.h>

#include "sim/collect/collector.hpp"
#include "sim/render/csv.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/series_table.hpp"

namespace report_series_test {

using namespace garoa;

namespace {

using Points = std::vector<std::pair<double, double>>;

Points points_of(const RunResult& result, std::string_view resource, std::string_view metric,
                 std::string_view statistic) {
  Points points;
  for (const auto& series : result.series) {
    if (series.resource != resource || series.metric != metric || series.statistic != statistic) continue;
    for (const auto& point : series.points) points.emplace_back(point.time, point.value);
  }
  return points;
}

struct Recording {
  RunResult finish(double end) {
    RunResult result;
    collector.fill(result, end);
    return result;
  }
  Journal journal;
  FlowId flow = journal.flow("flows.intake");
  NameId function = journal.intern("lambda.validate");
  Collector collector{journal, {.warmup = 1000, .sample_interval = 10, .local_time = {}}};
};

}  // namespace

TEST_CASE("report: counters are summed per interval, with zeros between and a shorter last interval") {
  Recording run;
  for (const double time : {12.0, 13.0, 20.0, 41.0}) {
    run.journal.report(events::UploadStarted{time, {run.flow, 0, 1, time}});
  }
  const auto result = run.finish(45);
  // 20.0 ends the second interval and belongs to it. Warm-up does not matter.
  CHECK(points_of(result, "flows.intake", "garoa UploadsStarted", "Sum") ==
        Points{{10, 0}, {20, 3}, {30, 0}, {40, 0}, {45, 1}});
  CHECK(metric_faults(result).empty());
}

TEST_CASE("report: downloads that failed are counted per interval, apart from those that ended well") {
  Recording run;
  run.journal.report(events::DownloadStarted{.time = 12, .flow = run.flow, .request = 1});
  run.journal.report(
      events::DownloadFailed{.time = 13, .flow = run.flow, .request = 1, .reason = Reason::instance_stopped});
  const auto result = run.finish(30);
  CHECK(points_of(result, "flows.intake", "garoa DownloadsFailed", "Sum") ==
        Points{{10, 0}, {20, 1}, {30, 0}});
  CHECK(points_of(result, "flows.intake", "garoa DownloadsFinished", "Sum").empty());
  CHECK(metric_faults(result).empty());
}

TEST_CASE("report: averages and maxima have points only where something was observed") {
  Recording run;
  const Document document{run.flow, 0, 1, 0};
  run.journal.report(events::InvocationStarted{5, run.function, document, false, 0, 2, 1});
  run.journal.report(events::InvocationStarted{6, run.function, document, false, 0, 1, 1});
  run.journal.report(events::InvocationStarted{35, run.function, document, false, 0, 0.5, 1});
  run.journal.report(
      events::InvocationFinished{36, run.function, document, events::InvocationOutcome::success, 1});
  run.journal.report(
      events::InvocationFinished{37, run.function, document, events::InvocationOutcome::error, 3});
  const auto result = run.finish(40);
  CHECK(points_of(result, "lambda.validate", "AWS/Lambda AsyncEventAge", "Maximum") ==
        Points{{10, 2000}, {40, 500}});
  CHECK(points_of(result, "lambda.validate", "AWS/Lambda Duration", "Average") == Points{{40, 2000}});
  CHECK(points_of(result, "lambda.validate", "AWS/Lambda Duration", "Maximum") == Points{{40, 3000}});
  const auto p99 = points_of(result, "lambda.validate", "AWS/Lambda Duration", "p99");
  REQUIRE(p99.size() == 1);
  CHECK(p99[0].second == doctest::Approx(3000).epsilon(0.004));
  CHECK(points_of(result, "lambda.validate", "AWS/Lambda Errors", "Sum") ==
        Points{{10, 0}, {20, 0}, {30, 0}, {40, 1}});
}

TEST_CASE(
    "report: the maximum of ConcurrentExecutions is the metric's, also between samples and without a "
    "change") {
  Recording run;
  const auto change = [&](double time, std::uint32_t running) {
    run.journal.report(events::ConcurrencyChanged{time, run.function, running, 10});
  };
  change(1012, 5);
  change(1013, 9);
  change(1014, 2);
  change(1045, 3);
  const auto result = run.finish(1050);
  auto points = points_of(result, "lambda.validate", "AWS/Lambda ConcurrentExecutions", "Maximum");
  REQUIRE(points.size() == 105);
  points.erase(points.begin(), points.end() - 5);
  CHECK(points == Points{{1010, 0}, {1020, 9}, {1030, 2}, {1040, 2}, {1050, 3}});
  REQUIRE(result.find_metric("lambda.validate.concurrency.max") != nullptr);
  CHECK(result.find_metric("lambda.validate.concurrency.max")->value == 9);
}

TEST_CASE("report: every series has a statistic of CloudWatch's") {
  for (const auto& row : series_table()) {
    CAPTURE(row.metric);
    const bool known = row.statistic == "Sum" || row.statistic == "Average" || row.statistic == "Maximum" ||
                       row.statistic == "p99";
    CHECK(known);
    CHECK(find_series_row(row.metric, row.statistic) == &row);
  }
}

TEST_CASE("report: throttles have the name that the service's own console gives them") {
  Recording run;
  run.journal.report(events::Throttled{1, run.journal.intern("s3.inbox"), {}});
  run.journal.report(events::Throttled{1, run.function, {}});
  const auto result = run.finish(10);
  CHECK(points_of(result, "s3.inbox", "AWS/S3 5xxErrors", "Sum") == Points{{10, 1}});
  CHECK(points_of(result, "lambda.validate", "AWS/Lambda Throttles", "Sum") == Points{{10, 1}});
}

TEST_CASE("report: sampled levels are kept as they come and written as CSV with CloudWatch's units") {
  Recording run;
  const NameId volume = run.journal.intern("ebs.documents");
  const NameId balance = run.journal.intern("AWS/EBS BurstBalance");
  run.journal.report(events::LevelSampled{10, volume, balance, 99.5});
  run.journal.report(events::LevelSampled{20, volume, balance, 0.1});
  const auto result = run.finish(20);
  CHECK(series_csv(result, {}) ==
        "time_s,time,resource,metric,statistic,unit,value,garoa_version,garoa_build,scenario_sha256,"
        "overrides_sha256,seed,replications\n"
        "10,,ebs.documents,AWS/EBS BurstBalance,Average,Percent,99.5,,,,,0,1\n"
        "20,,ebs.documents,AWS/EBS BurstBalance,Average,Percent,0.1,,,,,0,1\n");
  const auto timed = series_csv(result, [](double) { return std::string{"2026-03-02T00:00:10-03:00"}; });
  CHECK(timed.find("20,2026-03-02T00:00:10-03:00,ebs.documents") != std::string::npos);
}

TEST_CASE("report: a level that the series table does not know is a fault") {
  Recording run;
  run.journal.report(events::LevelSampled{10, run.function, run.journal.intern("AWS/Lambda Nonsense"), 1});
  const auto faults = metric_faults(run.finish(20));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].find("AWS/Lambda Nonsense") != std::string::npos);
}

TEST_CASE("report: meters sum the whole run beyond 64 bits, by resource and meter") {
  Recording run;
  const NameId volume = run.journal.intern("ebs.documents");
  constexpr std::uint64_t large = std::uint64_t{1} << 63;
  for (int i = 0; i < 4; ++i) run.journal.report(events::Billed{volume, Meter::ebs_gp3_byte_seconds, large});
  run.journal.report(events::Billed{volume, Meter::ebs_gp3_iops_seconds, 0});
  run.journal.report(
      events::Billed{run.journal.intern("cloudwatch_logs.audit"), Meter::logs_ingested_bytes, 5});
  const auto result = run.finish(10);
  REQUIRE(result.meters.size() == 2);
  CHECK(result.meters[0].resource == "cloudwatch_logs.audit");
  CHECK(result.meters[1].meter == "ebs_gp3_byte_seconds");
  CHECK(static_cast<std::uint64_t>(result.meters[1].units >> 64) == 2);
  CHECK(static_cast<std::uint64_t>(result.meters[1].units) == 0);
}

}  // namespace report_series_test

// The table of metrics: what is not in it must not be in a result.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "sim/collect/collector.hpp"
#include "sim/collect/metric_list.hpp"
#include "sim/render/metric_names.hpp"
#include "sim/results/metric_table.hpp"

namespace report_metric_table_test {

using namespace garoa;

TEST_CASE("metric table: a star stands for exactly one segment") {
  CHECK(matches_pattern("ebs.documents.iops.avg", "ebs.*.iops.avg"));
  CHECK(matches_pattern("ebs.a-b_c.iops.avg", "ebs.*.iops.avg"));
  CHECK_FALSE(matches_pattern("ebs.iops.avg", "ebs.*.iops.avg"));
  CHECK_FALSE(matches_pattern("ebs.a.b.iops.avg", "ebs.*.iops.avg"));
  CHECK_FALSE(matches_pattern("ebs.documents.iops", "ebs.*.iops.avg"));
  CHECK_FALSE(matches_pattern("ebs.documents.iops.avg.x", "ebs.*.iops.avg"));
  CHECK_FALSE(matches_pattern("ebs..iops.avg", "ebs.*.iops.avg"));
}

TEST_CASE("metric table: a distribution stands for its five statistics and nothing else") {
  for (const auto statistic : distribution_statistics) {
    const auto* row = find_metric_row("flows.intake.upload.latency." + std::string{statistic});
    REQUIRE(row != nullptr);
    CHECK(row->unit == "s");
  }
  CHECK(find_metric_row("flows.intake.upload.latency") == nullptr);
  CHECK(find_metric_row("flows.intake.upload.latency.p42") == nullptr);
}

TEST_CASE("metric table: a reason stands for one of the table of reasons and nothing else") {
  for (const auto& row : reason_table)
    CHECK(find_metric_row("flows.intake.upload.rejected." + std::string{row.name}) != nullptr);
  CHECK(find_metric_row("flows.intake.upload.rejected.disk_ful") == nullptr);
  CHECK(find_metric_row("lambda.validate.dropped.somehow") == nullptr);
  CHECK(find_metric_row("s3.inbox.bytes.STANDARD") != nullptr);
}

TEST_CASE("metric table: patterns are there once, each with unit and meaning") {
  std::set<std::string_view> patterns;
  for (const auto& row : metric_table()) {
    CHECK(patterns.insert(row.pattern).second);
    CHECK_FALSE(row.unit.empty());
    CHECK_FALSE(row.meaning.empty());
  }
}

TEST_CASE("metric table: units are one set, and each of it is used") {
  std::set<std::string_view> used;
  for (const auto& row : metric_table()) used.insert(row.unit);
  CHECK(used == std::set<std::string_view>(metric_units.begin(), metric_units.end()));
}

TEST_CASE("metric table: a distribution keeps its observations, and those of two runs pool to those of all") {
  const auto observed_by = [](std::size_t first, std::size_t step) {
    Journal journal;
    Collector collector{journal, {}};
    Histogram latencies;
    for (std::size_t i = first; i < 1000; i += step) latencies.add(static_cast<double>(i * i) / 1e6);
    collector.metrics().add_distribution("ebs.documents.latency", latencies);
    RunResult result;
    collector.fill(result, 10);
    REQUIRE(result.distributions.size() == 1);
    return result;
  };
  const auto all = observed_by(0, 1);
  const auto even = observed_by(0, 2);
  const auto odd = observed_by(1, 2);
  CHECK(all.distributions[0].name == "ebs.documents.latency");
  CHECK(all.distributions[0].unit == "s");
  CHECK(all.find_metric("ebs.documents.latency.p99")->n == 1000);
  Histogram pooled = even.distributions[0].histogram;
  pooled.merge(odd.distributions[0].histogram);
  const auto& whole = all.distributions[0].histogram;
  CHECK(pooled.count() == 1000);
  CHECK(pooled.minimum() == whole.minimum());
  CHECK(pooled.maximum() == whole.maximum());
  CHECK(pooled.mean() == doctest::Approx(whole.mean()).epsilon(1e-12));
  CHECK(pooled.quantile(0.95) == all.find_metric("ebs.documents.latency.p95")->value);
  CHECK(pooled.quantile(0.99) == all.find_metric("ebs.documents.latency.p99")->value);
}

TEST_CASE("metric table: the listing has a line for every row") {
  const std::string text = metric_list_text(1000);
  CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) == metric_table().size());
  CHECK(text.find("flows.*.upload.latency.{mean,p50,p95,p99,max}") != std::string::npos);
  CHECK(text.find("credits  lowest balance") != std::string::npos);
  std::istringstream narrow{metric_list_text(60)};
  for (std::string line; std::getline(narrow, line);) CHECK_MESSAGE(display_width(line) <= 60, line);
}

TEST_CASE("metric table: a metric without a row is a fault, and so is one that is there twice") {
  Journal journal;
  Collector collector{journal, {}};
  collector.metrics().add("ebs.documents.burst_balance.min", 0.125);
  collector.metrics().add("ebs.documents.brightness", 1);
  collector.metrics().add("s3.inbox.objects", 1);
  collector.metrics().add("s3.inbox.objects", 2);
  RunResult result;
  collector.fill(result, 10);
  const auto faults = metric_faults(result);
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].find("ebs.documents.brightness") != std::string::npos);
  CHECK(faults[1].find("s3.inbox.objects") != std::string::npos);
  CHECK(result.find_metric("ebs.documents.burst_balance.min")->unit == "share");
}

TEST_CASE("metric table: metrics come sorted by name, whatever the order of adding") {
  MetricList list;
  list.add("s3.b.objects", 1);
  list.add("ebs.a.iops.avg", 2);
  list.add("s3.a.objects", 3);
  const auto metrics = list.take();
  REQUIRE(metrics.size() == 3);
  CHECK(metrics[0].name == "ebs.a.iops.avg");
  CHECK(metrics[1].name == "s3.a.objects");
  CHECK(metrics[2].name == "s3.b.objects");
}

}  // namespace report_metric_table_test

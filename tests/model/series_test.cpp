// Series of whole runs: CloudWatch's periods, and what a volume reports of all software on it.
#include <algorithm>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace series_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* shared_volume = R"(
garoa: 1
region: us-east-1
duration: 2 h
ec2: { app: { type: m6i.4xlarge } }
ebs:
  documents:
    { attach: app, type: gp3, size: 100 GiB, background: { io_size: 16 KiB, queue_depth: 4, reads: 0.75 } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 2/s }, size: { constant: 1 MiB } }
)";

std::vector<Series::Point> points_of(const RunResult& result, std::string_view metric) {
  for (const auto& series : result.series) {
    if (series.metric == metric) return series.points;
  }
  FAIL("no series " << metric);
  return {};
}

double sum_of(const std::vector<Series::Point>& points) {
  double sum = 0;
  for (const auto& point : points) sum += point.value;
  return sum;
}

}  // namespace

TEST_CASE("series: a volume's operations and bytes are those of all software, read and written apart") {
  const auto result = run_text(shared_volume);
  const double seconds = 7200;
  const double read = sum_of(points_of(result, "AWS/EBS VolumeReadOps"));
  const double written = sum_of(points_of(result, "AWS/EBS VolumeWriteOps"));
  check_within("operations", read + written, metric(result, "ebs.documents.iops.avg") * seconds, 0.01);
  check_within("bytes",
               sum_of(points_of(result, "AWS/EBS VolumeReadBytes")) +
                   sum_of(points_of(result, "AWS/EBS VolumeWriteBytes")),
               metric(result, "ebs.documents.throughput.avg") * seconds, 0.01);
  check_within("reads", read, 0.75 * metric(result, "ebs.documents.background.iops.avg") * seconds, 0.01);
}

TEST_CASE("series: the queue of a volume holds the requests of other software") {
  const auto result = run_text(shared_volume);
  const auto points = points_of(result, "AWS/EBS VolumeQueueLength");
  check_within("mean of the averages", sum_of(points) / static_cast<double>(points.size()),
               metric(result, "ebs.documents.queue_length.avg") +
                   metric(result, "ebs.documents.background.queue_length.avg"),
               0.1);
}

TEST_CASE("series: disk_used_percent follows the documents") {
  const auto points = points_of(run_text(shared_volume), "CWAgent disk_used_percent");
  REQUIRE(points.size() == 120);
  CHECK(points.front().time == 60);
  // 2 MiB a second; the last upload may be under way.
  check_within("percent at the end", points.back().value, 100 * 14400.0 / 1024 / 100, 0.1);
}

TEST_CASE("series: longer runs have CloudWatch's longer periods") {
  const auto idle = R"(
garoa: 1
region: us-east-1
s3: { inbox: {} }
lambda: { validate: { trigger: { bucket: inbox }, runtime: python3.12, timeout: 20 s } }
flows:
  automation:
    { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1/d }, size: { constant: 1 kB } } }
)";
  const auto period = [&](const char* duration) {
    const auto result = run_text(idle, {std::string{"duration="} + duration});
    const auto points = points_of(result, "AWS/S3 NumberOfObjects");
    return points.at(1).time - points.at(0).time;
  };
  CHECK(period("2 d") == 60);
  CHECK(period("7 d") == 300);
  CHECK(period("30 d") == 900);
  CHECK(period("90 d") == 3600);
}

TEST_CASE("ebs: a volume that fills tells when it is full, at the growth of the measured part") {
  constexpr const char* filling = R"(
garoa: 1
region: us-east-1
duration: 2 d
warmup: 1 h
ec2: { app: { type: m6i.4xlarge } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 0.1/s }, size: { constant: 1 MiB } }
)";
  const auto left = metric_of(filling, {}, "ebs.documents.full_in");
  check_within("seconds until 100 GiB are full", left, 1024 * 100 * 10 - 2 * 86400.0, 0.1);
  const auto seconds = in_own_process([&] {
    const auto full = run_text(filling, {"ebs.documents.size=1 GiB"});
    return std::vector<double>{metric(full, "ebs.documents.full_at"),
                               metric_or(full, "ebs.documents.full_in", -1)};
  });
  check_within("seconds until 1 GiB is full", seconds.at(0), 10240, 0.2);
  CHECK(seconds.at(1) == -1);
  const auto brief = [&](const char* duration) {
    return in_own_process([&] {
      const auto result = run_text(filling, {std::string{"duration="} + duration});
      return std::vector<double>{metric_or(result, "ebs.documents.full_in", -1)};
    })[0];
  };
  check_within("seconds until full, by 4 h", brief("5 h"), 1024 * 100 * 10 - 5 * 3600.0, 0.1);
  CHECK(brief("3 h 30 min") == -1);  // 900 files
}

}  // namespace series_test

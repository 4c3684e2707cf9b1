// File copies whose tool makes the files smaller, against closed forms.
#include "tests/support/run_scenario.hpp"

namespace compression_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 600 documents of 1 MB are copied at 1 h and restored at 2 h, one request at a time.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
duration: 4 h
ec2: { app: { type: m6i.16xlarge, speed: 1, workers: 10000, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, size: 2 TiB } }
s3: { archive: {} }
backup: { once: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)", tool: sdk, concurrency: 1, cpu_per_request: 0 ms, cpu_per_mb: 0 ms } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    clients: { count: 200, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, until: 600.5 s, size: { constant: 1 MB } }
drills: [{ at: 2 h, restore: once, provision: 0 s, concurrency: 1, tool: sdk, cpu_per_request: 0 ms, cpu_per_mb: 0 ms }]
)yaml";

constexpr double files = 600;

std::vector<double> measure(const std::string& compression, const std::vector<std::string>& names) {
  return in_own_process([&] {
    const auto result = run_text(intake, {"backup.once.compression=" + compression});
    std::vector<double> values;
    for (const auto& name : names) values.push_back(metric(result, name));
    return values;
  });
}

}  // namespace

TEST_CASE("compression: S3 holds what is left of the files, which are read and written whole") {
  const auto values = measure("{ ratio: 4, cpu_per_mb: 0 ms }", {"s3.archive.bytes", "backup.once.bytes",
                                                                 "drills.1.bytes", "drills.1.completeness"});
  CHECK(values.at(0) == files * 250'000);
  CHECK(values.at(1) == files * 1e6);
  CHECK(values.at(2) == files * 1e6);
  CHECK(values.at(3) == 1);
}

TEST_CASE("compression: less is on the way, for processor time by the megabyte of the files") {
  const std::vector<std::string> names{"backup.once.duration.max", "drills.1.transfer"};
  const auto plain = measure("{ ratio: 1, cpu_per_mb: 0 ms }", names);
  const auto smaller = measure("{ ratio: 4, cpu_per_mb: 0 ms }", names);
  const auto computed = measure("{ ratio: 4, cpu_per_mb: 20 ms }", names);
  const double up = 0.75e6 / (95.0 * 1024 * 1024);
  const double down = 0.75e6 / 91e6;
  CHECK(plain.at(0) - smaller.at(0) == doctest::Approx(files * up).epsilon(0.02));
  CHECK(plain.at(1) - smaller.at(1) == doctest::Approx(files * down).epsilon(0.02));
  CHECK(computed.at(0) - smaller.at(0) == doctest::Approx(files * 0.02).epsilon(0.01));
}

TEST_CASE("compression: restic's time for a megabyte is of the files and holds it") {
  const auto duration = [](const std::string& compression) {
    return metric_of(
        intake,
        {"backup.once={from: documents, to: archive, schedule: \"cron(0 1 * * ? *)\", tool: restic, "
         "cpu_per_mb: 3 s, cpu_threads: 1, compression: " +
         compression + "}"},
        "backup.once.duration.max");
  };
  CHECK(duration("{ ratio: 1 }") == doctest::Approx(duration("{ ratio: 5 }")).epsilon(0.01));
}

TEST_CASE("compression: what came before the run is as small in the bucket") {
  const auto bytes = [](const std::string& ratio) {
    return metric_of(intake,
                     {"backup.once.compression={ ratio: " + ratio + ", cpu_per_mb: 0 ms }",
                      "begin_after=10 d", "duration=30 min", "drills=[]", "flows.intake.uploads.until=null"},
                     "s3.archive.bytes");
  };
  const double copied = (9 * 24 + 1) * 3600 * 1e6;  // by the last night at one o'clock
  CHECK(bytes("1") == doctest::Approx(copied).epsilon(0.001));
  CHECK(bytes("4") == doctest::Approx(copied / 4).epsilon(0.001));
}

}  // namespace compression_test

// The agent of a log group against closed forms: what it can push through the quota, and what is lost for which reason.
#include <cmath>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "tests/support/run_scenario.hpp"

namespace log_agent_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// A group of its own and a program that writes `rate` records a second to it for `duration`.
struct Bench {
  explicit Bench(LogGroupSettings settings, PutLimit account = {PerSecond{0}, Seconds{1}})
      : quota{account}, group{run, std::move(settings), quota} {
    journal.on<events::LogRecordsIngested>([this](const auto& event) { ingested += event.written.size(); });
    journal.on<events::LogRecordsLost>(
        [this](const auto& event) { lost[std::string{name_of(event.reason)}] += event.records; });
    journal.on<events::Throttled>([this](const auto&) { ++refused; });
  }
  Process write(double rate, double duration) {
    for (double time = 0; time < duration; time = static_cast<double>(++written) / rate) {
      co_await simulator.wait_until(time);
      group.put();
    }
  }
  void go(double rate, double duration) {
    simulator.start(write(rate, duration));
    simulator.run(1e9);
  }

  Journal journal;
  PutQuota quota;
  std::uint64_t written = 0;
  std::uint64_t ingested = 0;
  std::uint64_t refused = 0;
  std::map<std::string, std::uint64_t> lost;
  Simulator simulator;
  Run run{simulator, journal, 1};
  LogGroup group;
};

LogGroupSettings agent() {
  LogGroupSettings s;
  s.name = "audit";
  s.record = ConstantSize{200_B};
  s.buffer = 64_MiB;
  s.batch_records = 10'000;
  s.batch_bytes = 1_MiB;
  s.event_bytes = 1_MiB;
  s.event_overhead = 26_B;
  s.flush_interval = 5_s;
  s.put_latency = Seconds{0.05};
  s.delivery_delay = 2_s;
  s.retries = 4;
  s.retry_pause = 1_s;
  s.longest_retry_pause = 1_min;
  s.stream_limit = {PerSecond{0}, 1_s};
  return s;
}

}  // namespace

TEST_CASE("log agent: above the quota, calls times records of a call pass, and the rest overflows") {
  // 200-byte messages: 4,639 of them and their 26 bytes each fit into 1 MiB. Five calls a second, and five that
  // the bucket held; the last batch is on its way for 2.05 s.
  auto settings = agent();
  settings.stream_limit.rate = PerSecond{5};
  settings.retries = 1000;
  settings.longest_retry_pause = 1_s;
  settings.flush_interval = 1_h;  // calls are full
  Bench bench{settings};
  std::uint64_t in_time = 0;
  bench.journal.on<events::LogRecordsIngested>([&](const auto& event) {
    if (event.time <= 600) in_time += event.written.size();
  });
  bench.go(30'000, 600);
  check_within("records ingested", static_cast<double>(in_time), 4639 * (5 * (600 - 2.05) + 5), 0.2);
  CHECK(bench.ingested + bench.lost["buffer_overflow"] == bench.written);
}

TEST_CASE("log agent: a call that no quota binds takes a flush interval, the call and the delivery") {
  Bench bench{agent()};
  Histogram delay;
  bench.journal.on<events::LogRecordsIngested>([&](const auto& event) {
    for (const double written : event.written) delay.add(event.time - written);
  });
  bench.go(100, 100);
  CHECK(bench.ingested == bench.written);
  CHECK(bench.refused == 0);
  CHECK(delay.maximum() == doctest::Approx(5 + 0.05 + 2));
}

TEST_CASE("log agent: a buffer smaller than what comes within a flush interval overflows by the difference") {
  auto settings = agent();
  settings.buffer = Bytes{226 * 100};
  Bench bench{settings};
  bench.go(40, 55);
  // Every 5.05 s the buffer of 100 records is accepted; 202 are written in that time.
  CHECK(bench.lost["buffer_overflow"] == bench.written - bench.ingested);
  check_within("share that is kept", static_cast<double>(bench.ingested) / static_cast<double>(bench.written),
               100.0 / (40 * 5.05), 2);
}

TEST_CASE("log agent: records larger than the service takes are lost, and no others") {
  auto settings = agent();
  settings.record = LognormalSize{100_KiB, 1.5, 1_B, {}};
  settings.event_bytes = 256_KiB;
  Bench bench{settings};
  bench.go(20, 5000);
  const double expected = 0.5 * std::erfc(std::log(256.0 / 100) / 1.5 / std::sqrt(2.0));
  check_within("share of large records",
               static_cast<double>(bench.lost["oversize"]) / static_cast<double>(bench.written), expected, 2);
  CHECK(bench.lost.size() == 1);
}

TEST_CASE("log agent: groups share the account's quota") {
  auto settings = agent();
  settings.batch_records = 1;
  settings.retries = 0;
  Bench bench{settings, {PerSecond{100}, Seconds{1}}};
  auto other_settings = settings;
  other_settings.name = "other";
  LogGroup other{bench.run, other_settings, bench.quota};
  struct Writer {
    static Process write(Bench& bench, LogGroup& group) {
      for (int i = 0; i < 100 * 150; ++i) {
        group.put();
        co_await bench.simulator.delay(1.0 / 150);
      }
    }
  };
  bench.simulator.start(Writer::write(bench, other));
  bench.go(150, 100);
  // Two groups of 150 calls a second each; 100 pass, and 100 that the bucket held.
  check_within("calls accepted", static_cast<double>(bench.ingested), 100 * 100 + 100, 0.1);
}

TEST_CASE("log agent: streams had a limit of five calls a second each until 2023") {
  const std::string scenario = R"(
garoa: 1
region: us-east-1
duration: 10 min
s3: { inbox: {} }
lambda: { validate: { trigger: { bucket: inbox }, runtime: python3.12, stand_in: true, memory: 512 MB } }
cloudwatch_logs: { audit: { batch: 1, retries: 0 } }
flows:
  f: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { poisson: 50/s }, size: { constant: 1 kB } } }
)";
  const auto accepted = [&](const std::vector<std::string>& sets) {
    const auto result = run_text(scenario, sets);
    return metric(result, "cloudwatch_logs.audit.records_ingested") / 600;
  };
  check_within("one stream", accepted({"aws_date=2022-12-31"}), 5, 2);
  check_within("four streams", accepted({"aws_date=2022-12-31", "cloudwatch_logs.audit.streams=4"}), 20, 2);
  check_within("afterwards", accepted({"aws_date=2023-02-01"}), 50, 2);
  check_within("an account of 10 calls a second", accepted({"account.put_log_events=10/s"}), 10, 2);
}

TEST_CASE("log agent: a crash loses what the agent holds and nothing else") {
  Bench bench{agent()};
  struct Fault {
    static Process crash(Bench& bench) {
      co_await bench.simulator.wait_until(53.5);
      bench.group.crash();
    }
  };
  bench.simulator.start(Fault::crash(bench));
  bench.go(100, 100);
  // A flush takes place every 5 s, and what came in the 3.5 s since the last one is lost.
  CHECK(bench.lost["crash_before_flush"] == doctest::Approx(350).epsilon(0.005));
  CHECK(bench.ingested + bench.lost["crash_before_flush"] == bench.written);
}

TEST_CASE("log agent: a crash that a scenario declares loses audit records") {
  const auto result = run_text(R"(
garoa: 1
region: us-east-1
duration: 10 min
s3: { inbox: {} }
lambda: { validate: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB } }
cloudwatch_logs: { audit: { flush_interval: 1 min } }
failures: [ { at: 330 s, logs: audit, kind: crash } ]
flows:
  f: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { poisson: 10/s }, size: { constant: 1 kB } } }
)");
  const double lost = metric(result, "cloudwatch_logs.audit.records_lost.crash_before_flush");
  CHECK(lost > 0);
  CHECK(lost < 700);
  CHECK(lost == metric(result, "cloudwatch_logs.audit.records_lost"));
}

TEST_CASE("log agent: what it loses it tells with the documents of the records, of each loss its own") {
  auto settings = agent();
  settings.event_bytes = 1000_B;
  settings.flush_interval = 5_s;
  Bench bench{settings};
  std::vector<DocumentKey> lost;
  bench.journal.on<events::LogRecordsLost>([&](const auto& event) {
    CHECK(event.documents.size() == event.records);
    lost.insert(lost.end(), event.documents.begin(), event.documents.end());
  });
  const auto program = [](Bench& b) -> Process {
    b.group.put_sized(2000, false, {7});  // too large
    b.group.put(2, false, 8);
    co_await b.simulator.delay(10);  // those are sent
    b.group.put(1, false, 9);
    b.group.put();
    b.group.crash();
  };
  bench.simulator.start(program(bench));
  bench.simulator.run(1e9);
  CHECK(bench.ingested == 2);
  CHECK(lost == std::vector<DocumentKey>{7, 9, no_document});
}

TEST_CASE("log agent: a record of several documents is lost by itself, with all of them") {
  auto settings = agent();
  settings.event_bytes = 1000_B;
  Bench bench{settings};
  std::vector<std::vector<DocumentKey>> lost;
  std::uint64_t records = 0;
  bench.journal.on<events::LogRecordsLost>([&](const auto& event) {
    records += event.records;
    lost.emplace_back(event.documents.begin(), event.documents.end());
  });
  const auto of = [](std::vector<DocumentKey> documents) {
    return DocumentsOfRecord{no_document,
                             std::make_shared<const std::vector<DocumentKey>>(std::move(documents))};
  };
  bench.group.put_sized(2000, false, of({1, 2}));  // too large
  bench.group.put_sized(100, false, {5});
  bench.group.put_sized(100, false, of({3, 4}));
  bench.group.put_sized(100, false, {6});
  bench.group.put_sized(100, false, of({7, 8, 9}));
  bench.group.crash();
  CHECK(records == 5);
  CHECK(lost == std::vector<std::vector<DocumentKey>>{{1, 2}, {3, 4}, {7, 8, 9}, {5, 6}});
}

}  // namespace log_agent_test

// A bucket by itself, under its own kind of load.
#include <doctest/doctest.h>

#include <map>

#include "models/s3/s3.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/s3_client.hpp"
#include "tests/support/service_metrics.hpp"

namespace s3_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// The first bucket of a scenario that has nothing but it.
BucketSettings bucket_settings(const std::string& text) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(
      "garoa: 1\nregion: us-east-1\ns3: { box: " + text +
          " }\n"
          "flows: { puts: { kind: s3-lambda, bucket: box, uploads: { arrivals: { poisson: 1/s } } } }\n",
      "test.yaml", ".", {{}, {}}, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario.has_value());
  return scenario->s3.front();
}

/// A bucket, its client and the run that it lives in.
struct Box {
  explicit Box(const std::string& text, double kms_calls = 1e6)
      : kms{run, {PerSecond{kms_calls}, 1_s, 1}},
        bucket{run, bucket_settings(text), &kms},
        client{run, plain_client(bucket.settings().client.programs)} {}
  ~Box() { simulator.shut_down(); }

  [[nodiscard]] double metric(const std::string& name) {
    const auto found = test::service_metric(bucket, "s3.box." + name);
    return found ? found->value : -1;
  }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Kms kms;
  Bucket bucket;
  S3Client client;
};

struct Outcome {
  int served = 0;
  int refused = 0;
  double last_end = 0;
  std::optional<Reason> reason;
};

Process put(Box& box, DocumentId id, double at, Outcome& outcome) {
  co_await box.simulator.wait_until(at);
  const Document document{{}, id, 1000, at};
  const S3File file{.bucket = box.bucket, .flow = 0, .phase = 0, .document = document, .purpose = {}};
  const S3Answer answer = co_await box.client.upload(file);
  ++(answer ? outcome.served : outcome.refused);
  if (!answer) outcome.reason = answer.reason();
  outcome.last_end = box.simulator.now();
}

Process get(Box& box, DocumentId id, Outcome& outcome) {
  const Document document{{}, id, 1000, 0};
  const S3File file{.bucket = box.bucket, .flow = 0, .phase = 0, .document = document, .purpose = {}};
  const S3Answer answer = co_await box.client.download(file);
  ++(answer ? outcome.served : outcome.refused);
  if (!answer) outcome.reason = answer.reason();
}

Process retrieve(Box& box, StorageClass from, RetrievalSpeed speed, std::uint64_t objects, double& took) {
  const double began = box.simulator.now();
  co_await box.bucket.retrieve(0, 0, from, speed, objects, 1000 * objects);
  took = box.simulator.now() - began;
}

Process end_outage(Box& box, double at) {
  co_await box.simulator.wait_until(at);
  box.bucket.set_outage(false);
}

Process list(Box& box, double& took) {
  const double began = box.simulator.now();
  co_await box.client.list(box.bucket, {}, 0);
  took = box.simulator.now() - began;
}

}  // namespace

TEST_CASE("s3: in an outage every request fails after its attempts, afterwards none does") {
  Box box{"{}"};
  Outcome during;
  Outcome after;
  box.bucket.set_outage(true);
  for (DocumentId id = 0; id < 10; ++id) box.simulator.start(put(box, id, 0, during));
  for (DocumentId id = 10; id < 20; ++id) box.simulator.start(put(box, id, 100, after));
  box.simulator.start(end_outage(box, 50));
  box.simulator.run(200);
  CHECK(during.refused == 10);
  CHECK(during.reason == Reason::s3_unavailable);
  CHECK(during.last_end < 3 + 3 * 0.2);  // two pauses of at most 1 and 2 s, three latencies
  CHECK(after.served == 10);
  CHECK(box.metric("errors") == 30);
}

TEST_CASE("s3: with an error share p a request fails with probability p^3 after three attempts") {
  Box box{"{ client: { programs: 100000 } }"};  // so many that no quota is empty
  box.bucket.set_error_rate(0.3);
  Outcome outcome;
  constexpr int requests = 20'000;
  for (DocumentId id = 0; id < requests; ++id)
    box.simulator.start(put(box, id, 0.1 * static_cast<double>(id), outcome));
  box.simulator.run(3000);
  CHECK(outcome.served + outcome.refused == requests);
  check_within("share given up", outcome.refused / double{requests}, 0.027, 10);  // 3 standard errors
}

TEST_CASE("s3: when the retry quota is used up, a request that fails is not tried again") {
  Box box{"{}"};
  box.bucket.set_outage(true);
  Outcome outcome;
  for (DocumentId id = 0; id < 200; ++id) box.simulator.start(put(box, id, 0, outcome));
  box.simulator.run(100);
  CHECK(outcome.refused == 200);
  CHECK(box.metric("errors") == 300);  // 200 first attempts, and the 100 retries that 500 tokens pay
}

TEST_CASE("s3: a listing takes a page for every 1,000 keys begun, several at once if so asked") {
  for (const auto& [objects, concurrency, pages, rounds] :
       {std::tuple{0, 1, 1, 1}, std::tuple{1000, 1, 1, 1}, std::tuple{1001, 1, 2, 2},
        std::tuple{10'000, 4, 10, 3}}) {
    Box box{"{ client: { list_page_time: 200 ms, list_concurrency: " + std::to_string(concurrency) + " } }"};
    for (DocumentId id = 0; id < static_cast<DocumentId>(objects); ++id)
      box.bucket.stored(Document{{}, id, 1000, 0});
    double took = 0;
    box.simulator.start(list(box, took));
    box.simulator.run(1000);
    CHECK(took == doctest::Approx(0.2 * rounds));
    CHECK(box.metric("list.pages") == pages);
  }
}

TEST_CASE("s3: GETs above the limit of reads are refused") {
  Box box{"{ client: { attempts: 1 } }"};
  Outcome outcome;
  for (DocumentId id = 0; id < 12'000; ++id) box.simulator.start(get(box, id, outcome));
  box.simulator.run(100);
  CHECK(outcome.served == 5500);  // the burst of a second
  CHECK(outcome.refused == 6500);
  CHECK(outcome.reason == Reason::throttled);
}

TEST_CASE("s3: retrieval from archives takes the published times, from other classes none") {
  struct Row {
    StorageClass from;
    RetrievalSpeed speed;
    double low_h, high_h;
  };
  for (const auto& row : {Row{StorageClass::glacier, RetrievalSpeed::expedited, 1.0 / 60, 5.0 / 60},
                          Row{StorageClass::glacier, RetrievalSpeed::standard, 3, 5},
                          Row{StorageClass::glacier, RetrievalSpeed::bulk, 5, 12},
                          Row{StorageClass::deep_archive, RetrievalSpeed::standard, 12, 12},
                          Row{StorageClass::deep_archive, RetrievalSpeed::bulk, 48, 48},
                          Row{StorageClass::glacier_ir, RetrievalSpeed::standard, 0, 0}}) {
    Box box{"{}"};
    double took = -1;
    box.simulator.start(retrieve(box, row.from, row.speed, 1, took));
    box.simulator.run(1e6);
    CHECK(took >= row.low_h * 3600);
    CHECK(took <= row.high_h * 3600);
  }
  // A million objects: S3 takes a thousand requests a second, and the last one comes near the end of the range.
  Box box{"{}"};
  double took = -1;
  box.simulator.start(retrieve(box, StorageClass::glacier, RetrievalSpeed::standard, 1'000'000, took));
  box.simulator.run(1e6);
  CHECK(took == doctest::Approx(1000 + 5 * 3600).epsilon(0.001));
}

TEST_CASE(
    "s3: INTELLIGENT_TIERING bills its tiers and its watch, and a restore's reading brings objects back") {
  Box box{"{ storage_class: INTELLIGENT_TIERING, existing: { objects: 1000, size: 1 MB } }"};
  std::map<Meter, double> bills;
  box.journal.on<events::Billed>(
      [&](const events::Billed& event) { bills[event.meter] += static_cast<double>(event.units); });
  const auto pass = [&](int days) {
    box.simulator.run(days * 86400.0);
    box.bucket.sample(0);
  };
  pass(100);
  const double gb_day = 1e9 * 86400;
  CHECK(bills[Meter::s3_intelligent_frequent_byte_seconds] == 30 * gb_day);
  CHECK(bills[Meter::s3_intelligent_infrequent_byte_seconds] == 60 * gb_day);
  CHECK(bills[Meter::s3_intelligent_instant_byte_seconds] == 10 * gb_day);
  CHECK(bills[Meter::s3_intelligent_object_seconds] == 1000 * 100 * 86400.0);
  double took = -1;
  box.simulator.start(retrieve(box, StorageClass::intelligent_tiering, RetrievalSpeed::standard, 1000, took));
  CHECK(took == 0);
  pass(110);
  CHECK(bills[Meter::s3_intelligent_frequent_byte_seconds] == 40 * gb_day);
  CHECK(bills[Meter::s3_standard_byte_seconds] == 0);
}

TEST_CASE("s3: with SSE-KMS a quota of calls limits requests, and a bucket key spares 99 of 100 calls") {
  const auto load = [](const std::string& bucket_key) {
    Box box{"{ encryption: SSE-KMS, bucket_key: " + bucket_key + ", client: { attempts: 1 } }", 100};
    Outcome outcome;
    for (DocumentId id = 0; id < 1000; ++id) box.simulator.start(put(box, id, 0, outcome));
    box.simulator.run(10);
    return outcome.served;
  };
  CHECK(load("false") == 100);
  CHECK(load("true") == 1000);
}

TEST_CASE("s3: replication takes its distribution's time, nearly always less than 15 min with time control") {
  Box box{"{ versioning: true, replication: { time_control: true } }"};
  for (DocumentId id = 0; id < 20'000; ++id) box.bucket.stored(Document{{}, id, 1000, 0});
  box.simulator.run(86400);
  CHECK(box.metric("replication.objects") == 20'000);
  CHECK(box.metric("replication.pending") == 0);
  CHECK(box.metric("replication.late") <= 8);  // 2 expected
  check_within("median, s", box.metric("replication.delay.p50"), 15, 3);
}

TEST_CASE("s3: what a bucket holds at the start is replicated at the rate of what is slowest, and billed") {
  const auto finished = [](const std::string& client, const std::string& existing) {
    Box box{"{ versioning: true, existing: { objects: 1000000, size: 10 MB }, client: " + client +
            ", replication: { region: sa-east-1, existing: " + existing + " } }"};
    std::map<Meter, double> bills;
    box.journal.on<events::Billed>(
        [&](const events::Billed& event) { bills[event.meter] += static_cast<double>(event.units); });
    for (int hour = 1; hour <= 48; ++hour) {
      box.simulator.run(hour * 3600);
      box.bucket.sample(3600);
    }
    const double at = box.metric("replication.existing.finished_at");
    CHECK(box.metric("replication.existing.objects") == 1'000'000);
    CHECK(bills[Meter::s3_put_requests] == 1'000'000);
    CHECK(bills[Meter::transfer_region_bytes] == 1e13);
    // The bucket itself for 48 h, the replica from half-way through its growth on.
    CHECK(bills[Meter::s3_standard_byte_seconds] ==
          doctest::Approx(1e13 * (2 * 48 * 3600 - at / 2)).epsilon(1e-12));
    return at;
  };
  const double latency = bucket_settings("{}").client.copy_latency.mean();
  CHECK(finished("{ list_concurrency: 100 }", "{ concurrency: 10, rate: 20 MB/s }") ==
        doctest::Approx(1e6 * (latency + 0.5) / 10).epsilon(1e-9));
  CHECK(finished("{ list_page_time: 1 s }", "{ concurrency: 100000 }") ==
        doctest::Approx(1000 * 1).epsilon(1e-9));
  CHECK(finished("{ list_concurrency: 100 }", "{ concurrency: 100000 }") ==
        doctest::Approx(1e6 / 3500).epsilon(1e-9));
}

}  // namespace s3_test

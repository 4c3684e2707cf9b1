// Uploads, downloads and processing per flow, from events worked out by hand.
#include <doctest/doctest.h>

#include "sim/collect/collector.hpp"
#include "sim/results/metric_table.hpp"

namespace report_requests_test {

using namespace garoa;

namespace {

double value_of(const RunResult& result, std::string_view name) {
  const Metric* metric = result.find_metric(name);
  REQUIRE_MESSAGE(metric != nullptr, name);
  return metric->value;
}

const Balance& balance_of(const RunResult& result, std::string_view name) {
  for (const auto& balance : result.balances) {
    if (balance.name == name) return balance;
  }
  FAIL("no balance " << name);
  return result.balances.front();
}

struct Recording {
  explicit Recording(double warmup = 0)
      : collector{journal, {.warmup = warmup, .sample_interval = 60, .local_time = {}}} {}
  RunResult finish(double end) {
    RunResult result;
    collector.fill(result, end);
    CHECK(metric_faults(result) == std::vector<std::string>{});
    return result;
  }
  Document document(DocumentId id, double arrived, std::uint64_t bytes = 1000) const {
    return {flow, id, bytes, arrived};
  }

  Journal journal;
  FlowId flow = journal.flow("flows.intake");
  Collector collector;
};

}  // namespace

TEST_CASE("report: uploads are counted and their latencies summed up per flow") {
  Recording run;
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = run.document(id, static_cast<double>(id));
    run.journal.report(events::UploadStarted{document.arrived, document});
    if (id == 8) run.journal.report(events::UploadRejected{8.5, document, Reason::disk_full});
    if (id < 8)
      run.journal.report(
          events::UploadAcknowledged{document.arrived + 0.1 * static_cast<double>(id + 1), document});
  }
  const auto result = run.finish(100);
  CHECK(value_of(result, "flows.intake.upload.started") == 10);
  CHECK(value_of(result, "flows.intake.upload.acknowledged") == 8);
  CHECK(value_of(result, "flows.intake.upload.rejected") == 1);
  CHECK(value_of(result, "flows.intake.upload.rejected.disk_full") == 1);
  CHECK(value_of(result, "flows.intake.upload.open") == 1);
  CHECK(value_of(result, "flows.intake.upload.bytes") == 8000);
  CHECK(value_of(result, "flows.intake.upload.throughput") == doctest::Approx(0.08));
  // Latencies 0.1, 0.2 ... 0.8: the mean and the largest are exact, ranks within the histogram's 0.4 %.
  CHECK(value_of(result, "flows.intake.upload.latency.mean") == doctest::Approx(0.45));
  CHECK(value_of(result, "flows.intake.upload.latency.p50") == doctest::Approx(0.4).epsilon(0.004));
  CHECK(value_of(result, "flows.intake.upload.latency.max") == doctest::Approx(0.8));
  CHECK(result.find_metric("flows.intake.upload.latency.p99")->unit == "s");
  CHECK(result.find_metric("flows.intake.upload.latency.p99")->n == 8);
  CHECK(result.documents == 8);
}

TEST_CASE("report: a document that arrived during warm-up is in no metric but in the balance") {
  Recording run{10};
  const auto early = run.document(0, 9.9);
  const auto late = run.document(1, 10);
  run.journal.report(events::UploadStarted{9.9, early});
  run.journal.report(events::UploadStarted{10, late});
  run.journal.report(events::UploadAcknowledged{30, early});
  run.journal.report(events::UploadAcknowledged{12, late});
  const auto result = run.finish(30);
  CHECK(value_of(result, "flows.intake.upload.started") == 1);
  CHECK(value_of(result, "flows.intake.upload.latency.max") == doctest::Approx(2));
  CHECK(value_of(result, "flows.intake.upload.throughput") == doctest::Approx(1.0 / 20));
  CHECK(balance_of(result, "flows.intake uploads").started == 2);
  CHECK(balance_of(result, "flows.intake uploads").finished == 2);
  CHECK(result.documents == 2);
}

TEST_CASE("report: the flow's own count of open uploads must agree with the events") {
  Recording run;
  run.journal.report(events::UploadStarted{1, run.document(0, 1)});
  run.journal.report(events::UploadStarted{2, run.document(1, 2)});
  run.journal.report(events::UploadAcknowledged{3, run.document(0, 1)});
  SUBCASE("it does") {
    run.collector.set_open_uploads(run.flow, 1);
    CHECK(run.finish(10).conserved());
  }
  SUBCASE("it does not") {
    run.collector.set_open_uploads(run.flow, 0);
    CHECK_FALSE(run.finish(10).conserved());
  }
}

TEST_CASE("report: a request that ends twice breaks the balance") {
  Recording run;
  run.journal.report(events::UploadStarted{1, run.document(0, 1)});
  run.journal.report(events::UploadAcknowledged{2, run.document(0, 1)});
  run.journal.report(events::UploadAcknowledged{3, run.document(0, 1)});
  const auto result = run.finish(10);
  CHECK_FALSE(balance_of(result, "flows.intake uploads").holds());
  CHECK_FALSE(result.conserved());
}

TEST_CASE("report: a failed download that started during warm-up is left out by its number") {
  Recording run{5};
  for (std::uint64_t request = 0; request < 4; ++request) {
    run.journal.report(
        events::DownloadStarted{2.0 * static_cast<double>(request + 1), run.flow, request});  // 2, 4, 6, 8
  }
  run.journal.report(events::DownloadFailed{7, run.flow, 1, Reason::nothing_stored});
  run.journal.report(events::DownloadFinished{9, run.flow, 2, 6, 500});
  run.journal.report(events::DownloadFailed{9, run.flow, 3, Reason::accept_queue_full});
  const auto result = run.finish(10);
  CHECK(value_of(result, "flows.intake.download.started") == 2);
  CHECK(value_of(result, "flows.intake.download.finished") == 1);
  CHECK(value_of(result, "flows.intake.download.failed") == 1);
  CHECK(value_of(result, "flows.intake.download.failed.accept_queue_full") == 1);
  CHECK(result.find_metric("flows.intake.download.failed.nothing_stored") == nullptr);
  CHECK(value_of(result, "flows.intake.download.latency.max") == doctest::Approx(3));
  const auto& balance = balance_of(result, "flows.intake downloads");
  CHECK(balance.started == 4);
  CHECK(balance.failed == 2);
  CHECK(balance.open == 1);
}

TEST_CASE("report: processing latency runs from the object's creation to the first effect") {
  Recording run;
  const NameId bucket = run.journal.intern("s3.inbox");
  const NameId function = run.journal.intern("lambda.validate");
  for (DocumentId id = 0; id < 3; ++id)
    run.journal.report(events::ObjectCreated{1, bucket, run.document(id, 0.5)});
  run.journal.report(events::DocumentProcessed{3, function, run.document(0, 0.5), 1, 1});
  run.journal.report(events::DocumentProcessed{9, function, run.document(0, 0.5), 1, 2});
  run.journal.report(events::DocumentProcessed{5, function, run.document(1, 0.5), 1, 1});
  run.journal.report(events::DocumentDropped{8, function, run.document(2, 0.5), 7, Reason::retries, true});
  const auto result = run.finish(10);
  CHECK(value_of(result, "flows.intake.processing.created") == 3);
  CHECK(value_of(result, "flows.intake.processing.finished") == 2);
  CHECK(value_of(result, "flows.intake.processing.duplicates") == 1);
  CHECK(value_of(result, "flows.intake.processing.dropped.retries") == 1);
  CHECK(value_of(result, "flows.intake.processing.latency.mean") == doctest::Approx(3));
  CHECK(value_of(result, "flows.intake.processing.latency.max") == doctest::Approx(4));
}

TEST_CASE("report: the protection delay runs from the acknowledgement to the second copy") {
  Recording run;
  run.journal.report(events::UploadStarted{1, run.document(0, 1)});
  run.journal.report(events::UploadAcknowledged{2, run.document(0, 1)});
  run.journal.report(events::DocumentProtected{3602, run.document(0, 1), 2});
  const auto result = run.finish(4000);
  CHECK(value_of(result, "flows.intake.protection.documents") == 1);
  CHECK(value_of(result, "flows.intake.protection.delay.max") == doctest::Approx(3600));
}

TEST_CASE("report: a statistic without observations is left out instead of being zero") {
  Recording run;
  run.journal.report(events::UploadStarted{1, run.document(0, 1)});
  const auto result = run.finish(10);
  CHECK(value_of(result, "flows.intake.upload.acknowledged") == 0);
  CHECK(result.find_metric("flows.intake.upload.latency.mean") == nullptr);
}

TEST_CASE("report: a flow that has no downloads has no metrics of them") {
  Recording run;
  run.journal.report(events::UploadStarted{1, run.document(0, 1)});
  run.collector.set_open_downloads(run.flow, 0);
  CHECK(run.finish(10).find_metric("flows.intake.download.started") == nullptr);
}

}  // namespace report_requests_test

// D-LG-03: whether each document's way can be told from records, by hand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/compliance_run.hpp"

namespace compliance_traces_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::reason;
using testing::ToldRun;

TEST_CASE("D-LG-03: a chain from the upload to the copy, or to the effect, is complete") {
  ToldRun run{good_architecture()};
  for (const DocumentId id : {1, 2}) {
    run.acknowledge(10, id);
    run.protect(20, id, 10);
    const auto document = run.document(run.automation, id);
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
    run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
  }
  const auto findings = run.finish(1000);
  for (const auto* flow : {"flows.intake", "flows.automation"}) {
    const auto finding = ToldRun::one(findings, "D-LG-03", flow);
    CHECK(finding.status == Status::pass);
    CHECK(finding.n == 2);
  }
}

TEST_CASE("D-LG-03: dropped events, lost notifications and lost records each break a chain") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
    if (id > 0) run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
  }
  run.journal.report(events::DocumentDropped{20, run.validate, run.document(run.automation, 0), 9,
                                             Reason::retries, true, 10, 0, 0});
  run.journal.report(events::LogRecordsLost{20, run.audit, 2, Reason::oversize});
  const auto finding = ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 0.7);
  CHECK(reason(finding, "retries") == 1);
  CHECK(reason(finding, "records_lost") == 2);
}

TEST_CASE("D-LG-03: records that got lost break the chains of their documents, once each, and no others") {
  ToldRun run{good_architecture()};
  const auto key = [&](DocumentId id) { return key_of(run.document(run.automation, id)); };
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
    // Of document 2 one is lost while it is at work, of 9, which is on its way at the end, too.
    if (id == 2 || id == 9)
      run.journal.report(
          events::LogRecordsLost{12, run.audit, 1, Reason::oversize, std::vector<DocumentKey>{key(id)}});
    if (id < 9) run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
  }
  // Four of document 3, two of document 0, whose notification is lost as well, and one of a download.
  run.journal.report(
      events::DeliveryFailed{16, run.topic, "http", run.document(run.automation, 0), 3, false, 15});
  const std::vector<DocumentKey> lost{key(3), key(3), key(3), key(3), key(0), key(0), no_document};
  run.journal.report(events::LogRecordsLost{20, run.audit, lost.size(), Reason::throttle_exhausted, lost});
  const auto finding = ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation");
  CHECK(finding.status == Status::fail);
  CHECK(finding.n == 10);
  CHECK(finding.count == 4);
  CHECK(finding.ids == std::vector<std::string>{"document 2", "document 9", "document 0", "document 3"});
  CHECK(finding.ids_total == 4);
  CHECK(*finding.first_violation_s == 12);
  CHECK(reason(finding, "records_lost") == 8);
}

TEST_CASE("D-LG-03: a lost record of several documents, or of nobody knows which, may break one chain") {
  for (const bool told : {true, false}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 0; id < 10; ++id) {
      const auto document = run.document(run.automation, id);
      run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
      run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
    }
    std::vector<DocumentKey> lost;
    if (told) lost.assign(3, several_documents);
    run.journal.report(events::LogRecordsLost{20, run.audit, 3, Reason::oversize, lost});
    CHECK(*ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation").measured == 0.7);
  }
}

TEST_CASE("D-LG-03: a download whose record got lost breaks no chain, and D-LG-01 fails all the same") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 1; id <= 3; ++id) {
    run.acknowledge(10, id);
    run.protect(20, id, 10);
  }
  run.journal.report(events::LogRecordsWritten{10, run.audit, 10});
  run.journal.report(events::LogRecordsIngested{15, run.audit, std::vector<double>(7, 10.0)});
  const std::vector<DocumentKey> lost{no_document, key_of(run.document(run.intake, 2)), no_document};
  run.journal.report(events::LogRecordsLost{16, run.audit, lost.size(), Reason::buffer_overflow, lost});
  const auto findings = run.finish(1000);
  const auto chains = ToldRun::one(findings, "D-LG-03", "flows.intake");
  CHECK(chains.n == 3);
  CHECK(chains.count == 1);
  CHECK(chains.ids == std::vector<std::string>{"document 2"});
  const auto records = ToldRun::one(findings, "D-LG-01", "cloudwatch_logs.audit");
  CHECK(records.count == 3);
  CHECK(records.ids == std::vector<std::string>{"document 2"});
}

TEST_CASE(
    "D-LG-03: without a log group or a correlation id no way can be told, and silence is not evaluated") {
  const auto verdict = [](auto change) {
    auto architecture = good_architecture();
    change(architecture);
    ToldRun run{architecture};
    const auto document = run.document(run.automation, 1);
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
    run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
    return ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation");
  };
  CHECK(reason(verdict([](Architecture& a) { a.flows[1].log_group.clear(); }), "flow_not_logged") == 1);
  CHECK(reason(verdict([](Architecture& a) { a.functions[0].log_group.clear(); }), "function_not_logged") ==
        1);
  const auto untied = verdict([](Architecture& a) { a.log_groups[0].contents.pop_back(); });
  CHECK(untied.status == Status::fail);
  CHECK(reason(untied, "no_correlation") == 1);
  const auto silent = verdict([](Architecture& a) { a.log_groups[0].contents.clear(); });
  CHECK(silent.status == Status::not_evaluated);
}

}  // namespace compliance_traces_test

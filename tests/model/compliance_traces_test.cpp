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

TEST_CASE(
    "D-LG-03: a lost record of several documents breaks the chain of each, one of nobody knows which one") {
  for (const bool told : {true, false}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 0; id < 10; ++id) {
      const auto document = run.document(run.automation, id);
      run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
      run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
    }
    std::vector<DocumentKey> lost;
    for (const DocumentId id : {4, 7, 8})
      if (told) lost.push_back(key_of(run.document(run.automation, id)));
    run.journal.report(events::LogRecordsLost{20, run.audit, told ? 1U : 3U, Reason::oversize, lost});
    const auto finding = ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation");
    CHECK(*finding.measured == 0.7);
    CHECK(reason(finding, "records_lost") == (told ? 1 : 3));
    CHECK(finding.ids_total == (told ? 3 : 0));
  }
}

TEST_CASE(
    "D-LG-03: a notification on its way is none that arrived: too late it breaks the chain, soon it does not "
    "count") {
  const auto judged = [](double done, std::uint64_t arrived, bool kept) {
    ToldRun run{good_architecture()};  // of 100,000 s
    for (DocumentId id = 0; id < 4; ++id) {
      const auto document = run.document(run.automation, id);
      run.journal.report(events::EventQueued{9, run.validate, document, 0, 8});
      run.journal.report(events::DocumentProcessed{10, run.validate, document, 8, 1});
      run.journal.report(events::NotificationSent{done, run.topic, done, 2, document});
      if (id < 2) {
        run.journal.report(events::Notified{done + 1, run.topic, document, done, "sqs", 2});
        continue;
      }
      if (arrived > 0)
        run.journal.report(events::Notified{done + 1, run.topic, document, done, "sqs", arrived});
      if (kept)
        run.journal.report(events::DeliveryFailed{done + 2, run.topic, "sqs", document, 3, true, done});
    }
    return ToldRun::one(run.finish(100000), "D-LG-03", "flows.automation");
  };
  // All arrived, or are kept; then some have waited for longer than 25 h; then for less.
  CHECK(judged(20, 2, false).status == Status::pass);
  CHECK(judged(20, 1, true).n == 4);
  for (const std::uint64_t arrived : {0, 1}) {
    const auto late = judged(20, arrived, false);
    CHECK(late.status == Status::fail);
    CHECK(late.n == 4);
    CHECK(late.count == 2);
    CHECK(late.ids == std::vector<std::string>{"document 2", "document 3"});
    CHECK(late.censored);
    CHECK(*late.first_violation_s == 20 + 90000);
    CHECK(reason(late, "not_ended") == 2);
    const auto soon = judged(50000, arrived, false);
    CHECK(soon.status == Status::pass);
    CHECK(soon.n == 2);
  }
}

TEST_CASE(
    "D-LG-03: a document whose event is dropped after an attempt that had its effect has no complete chain") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::EventQueued{11, run.validate, document, 0, 10});
    run.journal.report(events::DocumentProcessed{15, run.validate, document, 10, 1});
  }
  run.journal.report(events::DocumentDropped{20, run.validate, run.document(run.automation, 3), 9,
                                             Reason::retries, true, 10, 0, 1});
  const auto finding = ToldRun::one(run.finish(1000), "D-LG-03", "flows.automation");
  CHECK(finding.n == 10);
  CHECK(*finding.measured == 0.9);
  CHECK(finding.ids == std::vector<std::string>{"document 3"});
}

TEST_CASE("D-LG-03: documents that are lost, or wait for too long, are named") {
  for (const bool listed : {true, false}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 1; id <= 5; ++id) run.acknowledge(10, id);
    run.protect(20, 1, 10);
    std::vector<Document> gone;
    for (const DocumentId id : {2, 3, 4, 5})
      if (listed && id < 4) gone.push_back(run.document(run.intake, id));
    // Of one a record was lost before: it is named once.
    const std::vector<DocumentKey> record{key_of(run.document(run.intake, 2))};
    run.journal.report(events::LogRecordsLost{25, run.audit, 1, Reason::oversize, record});
    const std::uint64_t lost = listed ? 2 : 4;
    run.journal.report(
        events::DocumentsLost{30, run.intake, Reason::volume_lost, lost, 1000 * lost, 10, gone});
    const auto finding = ToldRun::one(run.finish(100000), "D-LG-03", "flows.intake");
    CHECK(finding.n == 5);
    CHECK(finding.count == 4);
    CHECK(finding.ids_total == 4);
    CHECK(finding.ids == std::vector<std::string>{"document 2", "document 3", "document 4", "document 5"});
    CHECK(reason(finding, "volume_lost") == lost);
    CHECK(reason(finding, "not_ended") == 4 - lost);
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

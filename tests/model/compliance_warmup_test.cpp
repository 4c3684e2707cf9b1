// What dynamic controls count of the warm-up: documents that are there at its end, and nothing that passed for good before.
#include <doctest/doctest.h>

#include "tests/support/compliance_run.hpp"

namespace compliance_warmup_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::ToldRun;

namespace {

Architecture warmed(double warmup) {
  auto architecture = good_architecture();
  architecture.warmup_s = warmup;
  return architecture;
}

void lose_all(ToldRun& run, double time, std::uint64_t documents) {
  const std::array hit{run.intake};
  run.journal.report(events::FailureStarted{time, 0, run.nightly, "loss", hit});
  run.journal.report(
      events::DocumentsLost{time, run.intake, Reason::volume_lost, documents, documents * 1000, 100, {}});
}

}  // namespace

TEST_CASE("D-AV-03 and D-RT-03: with documents lost in the warm-up neither passes, whatever came later") {
  for (const bool later_failure : {false, true}) {
    ToldRun run{warmed(500)};
    for (const DocumentId id : {1, 2, 3}) run.acknowledge(100, id);
    lose_all(run, 400, 3);
    for (const DocumentId id : {4, 5}) run.acknowledge(600, id);
    run.protect(700, 4, 600);
    run.protect(700, 5, 600);
    const std::array hit{run.intake};
    if (later_failure) run.journal.report(events::FailureStarted{800, 1, run.nightly, "loss", hit});
    const auto findings = run.finish(1000);
    for (const auto* control : {"D-AV-03", "D-RT-03"}) {
      const auto finding = ToldRun::one(findings, control, "flows.intake");
      CHECK(finding.status == Status::not_evaluated);
      CHECK(finding.n == 2);
      CHECK(finding.message.find("Before the warm-up's end 3 were lost") != std::string::npos);
    }
  }
}

TEST_CASE("dynamic controls: documents count that are there at the warm-up's end, or come later") {
  // One is copied in the warm-up, one waits at its end, one comes later.
  ToldRun run{warmed(500)};
  for (const DocumentId id : {1, 2}) run.acknowledge(100, id);
  run.protect(200, 1, 100);
  run.acknowledge(600, 3);
  run.protect(700, 2, 100);
  run.protect(700, 3, 600);
  const auto findings = run.finish(100000);
  for (const auto* control : {"D-RC-01", "D-RC-02", "D-RT-01"})
    CHECK(ToldRun::one(findings, control, "flows.intake").n == 2);
  // All three are on the volume, and may be lost.
  for (const auto* control : {"D-RC-03", "D-DU-01", "D-RT-03"})
    CHECK(ToldRun::one(findings, control, "flows.intake").n == 3);
}

TEST_CASE("dynamic controls: a warm-up that saw every document leaves nothing to judge by their waits") {
  ToldRun run{warmed(500)};
  run.acknowledge(100, 1);
  run.protect(200, 1, 100);
  const auto findings = run.finish(100000);
  for (const auto* control : {"D-RC-01", "D-RT-01"}) {
    const auto finding = ToldRun::one(findings, control, "flows.intake");
    CHECK(finding.status == Status::not_evaluated);
    CHECK(finding.n == 0);
  }
}

}  // namespace compliance_warmup_test

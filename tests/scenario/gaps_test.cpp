// Scenarios with one gap each (tests/scenario/gaps): what finds it and under which profile, and that the two sound ones they
// extend, one a flow, give no alarm. Verdicts as the controls' definitions have them, none taken from a run.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace gaps_test {

using namespace garoa;
using compliance::Finding;
using compliance::Severity;
using compliance::Status;

namespace {

struct Verdict {
  std::string_view control;
  std::string_view profile;
  Status status = Status::fail;
  std::string_view reason = {};  // that is among its reasons, with at least so many
  std::uint64_t times = 1;
};

RunResult run_gap(std::string_view name) {
  return test::run_file(fmt::format("tests/scenario/gaps/{}.yaml", name));
}

std::string text_of(const Finding& finding) {
  return fmt::format("{} {} {}: {}", name_of(finding.status), finding.control, finding.profile,
                     finding.message);
}

/// The worst that the control says under the profile.
const Finding& worst(const RunResult& result, const Verdict& verdict) {
  const Finding* found = nullptr;
  const auto rank = [](Status status) { return status == Status::fail ? 2 : status == Status::warn ? 1 : 0; };
  for (const auto& finding : result.compliance.findings) {
    if (finding.control != verdict.control || finding.profile != verdict.profile) continue;
    if (found == nullptr || rank(finding.status) > rank(found->status)) found = &finding;
  }
  REQUIRE_MESSAGE(found != nullptr, verdict.control, " says nothing under ", verdict.profile);
  return *found;
}

std::uint64_t times_of(const Finding& finding, std::string_view reason) {
  const auto found = std::find_if(finding.reasons.begin(), finding.reasons.end(),
                                  [&](const auto& entry) { return entry.first == reason; });
  return found == finding.reasons.end() ? 0 : found->second;
}

/// Gaps that the sound scenarios keep, since closing them would change what the others are about: one zone, documents on a volume
/// until the next backup, a function without a reservation.
bool stands(const Finding& finding) {
  constexpr std::array<std::string_view, 3> kept{"S-AV-01", "D-RT-01", "S-EV-03"};
  return std::find(kept.begin(), kept.end(), finding.control) != kept.end();
}

/// By which a baseline, a waiver and other tools know a finding again.
void check_identities(const RunResult& result) {
  std::set<std::array<std::string, 4>> seen;
  for (const auto& finding : result.compliance.findings) {
    CAPTURE(text_of(finding));
    CHECK(seen.insert({finding.control, finding.profile, finding.flow, finding.resource}).second);
  }
}

/// Those verdicts, and no alarm of any other control: the gap is one, and a control that has nothing to do with it is silent.
void expect(std::string_view scenario, const std::vector<Verdict>& verdicts) {
  const auto result = run_gap(scenario);
  for (const auto& verdict : verdicts) {
    const auto& finding = worst(result, verdict);
    CAPTURE(text_of(finding));
    CHECK(finding.status == verdict.status);
    if (!verdict.reason.empty()) CHECK(times_of(finding, verdict.reason) >= verdict.times);
  }
  check_identities(result);
  for (const auto& finding : result.compliance.findings) {
    const bool alarm = finding.status == Status::fail ||
                       (finding.status == Status::warn && finding.severity > Severity::info);
    const bool expected = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
      return verdict.control == finding.control;
    });
    if (alarm && !expected && !stands(finding)) FAIL_CHECK("false alarm: ", text_of(finding));
  }
}

/// Neither FAIL nor WARN under the scenario's own profile.
void expect_no_gap(const std::string& scenario) {
  const auto result = test::run_file(scenario);
  CHECK(result.compliance.profiles == std::vector<std::string>{"br-cmn-4893"});
  for (const auto& finding : result.compliance.findings) {
    CAPTURE(text_of(finding));
    CHECK(finding.status != Status::fail);
    CHECK(finding.status != Status::warn);
  }
}

constexpr auto open = Status::not_evaluated;

}  // namespace

TEST_CASE("gaps: the sound scenario of flow 1 gives no alarm") {
  expect("sound_flow_1", {{"D-RC-01", "br-cmn-4893", Status::pass},
                          {"D-RC-01", "eu-dora", Status::pass},
                          {"D-BK-02", "eu-dora", Status::pass},
                          {"D-RC-04", "eu-dora", Status::pass},
                          {"S-RT-03", "br-cmn-4893", Status::pass}});
}

TEST_CASE("gaps: an RPO of hours needs no replication time control") {
  const auto result =
      test::run_file("tests/scenario/gaps/sound_flow_1.yaml", {"s3.archive.replication.time_control=false"});
  const auto& finding = worst(result, {"D-RC-01", "eu-dora"});
  CAPTURE(text_of(finding));
  CHECK(finding.status == Status::pass);
}

TEST_CASE("gaps: the sound scenario of flow 2 gives no alarm") {
  expect("sound_flow_2", {{"D-RC-01", "br-cmn-4893", Status::pass},
                          {"D-RC-01", "eu-dora", Status::pass},
                          {"D-EV-01", "eu-dora", Status::pass},
                          {"D-EV-02", "eu-dora", Status::pass},
                          {"D-NT-02", "pci-dss-4", Status::pass},
                          {"S-RT-03", "br-cmn-4893", Status::pass}});
}

TEST_CASE("gaps: the variant of central-financeira that closes them has none") {
  expect_no_gap("scenarios/central-financeira/closed.yaml");
}

TEST_CASE("gaps: the variant of processamento-automatico that closes them has none") {
  expect_no_gap("scenarios/processamento-automatico/closed.yaml");
}

TEST_CASE("gaps: a volume that is not encrypted") {
  expect("volume_not_encrypted", {{"S-DP-01", "br-cmn-4893"}, {"S-DP-01", "pci-dss-4"}});
}

TEST_CASE("gaps: an archive without a lock") {
  expect("archive_without_lock",
         {{"S-RT-02", "eu-dora"},
          {"S-RT-02", "sec-17a-4", Status::pass},
          {"D-DT-01", "br-cmn-4893"},  // no signal tells that what should be locked by then is not
          {"D-DT-01", "eu-dora"}});
}

TEST_CASE("gaps: a lock on the results, which are no copy of the documents") {
  expect("lock_on_the_results_only",
         {{"S-RT-02", "eu-dora"},
          {"S-RT-02", "sec-17a-4", Status::pass},
          {"D-DT-01", "br-cmn-4893"},  // no signal tells that what should be locked by then is not
          {"D-DT-01", "eu-dora"}});
}

TEST_CASE("gaps: neither a volume nor results keep documents for the time that is required") {
  expect("results_and_volumes_are_no_copies_1",
         {{"S-RT-03", "br-cmn-4893"},
          {"S-RT-05", "br-cmn-4893"},
          {"D-RT-03", "br-cmn-4893"},
          {"S-RT-03", "sec-17a-4"},
          {"S-RT-04", "pci-dss-4"},  // what is on the volume stays for ever
          {"S-RT-02", "eu-dora"},
          {"D-RC-01", "eu-dora"},
          {"D-DT-01", "eu-dora"},
          {"S-AC-04", "eu-dora"},
          {"S-BK-03", "br-cmn-4893"},
          {"S-BK-04", "br-cmn-4893"}});
}

TEST_CASE("gaps: a trigger bucket that deletes after two days, whatever the results keep") {
  expect("results_and_volumes_are_no_copies_2", {{"S-RT-03", "br-cmn-4893"},
                                                 {"S-RT-08", "br-cmn-4893"},
                                                 {"D-RT-03", "br-cmn-4893"},
                                                 {"S-RT-03", "sec-17a-4"},
                                                 {"S-RT-02", "eu-dora"},
                                                 {"D-RC-01", "br-cmn-4893"},
                                                 {"D-DT-01", "br-cmn-4893"},
                                                 {"S-AC-04", "eu-dora"},
                                                 {"S-BK-01", "br-cmn-4893"},
                                                 {"S-BK-02", "br-cmn-4893"},
                                                 {"S-RT-05", "br-cmn-4893"},
                                                 {"S-BK-03", "br-cmn-4893"},
                                                 {"S-BK-04", "br-cmn-4893"}});
}

TEST_CASE("gaps: a backup that is longer than its window") {
  expect("backup_longer_than_its_window", {{"D-BK-01", "br-cmn-4893"},
                                           {"D-BK-02", "br-cmn-4893", Status::fail, "late"},
                                           {"D-BK-02", "aws-backup-audit"}});
}

TEST_CASE("gaps: runs that are skipped until the RPO breaks") {
  expect("runs_skipped_until_the_rpo_breaks", {{"D-RC-01", "br-cmn-4893"},
                                               {"D-RC-01", "eu-dora"},
                                               {"D-RC-01", "aws-backup-audit"},
                                               {"D-BK-01", "eu-dora"},
                                               {"D-BK-02", "eu-dora", Status::fail, "skipped", 30},
                                               {"D-BK-03", "eu-dora"},
                                               {"D-BK-04", "eu-dora"}});
}

TEST_CASE("gaps: queued runs that never start are missed") {
  expect("queued_runs_that_never_start", {{"D-BK-01", "br-cmn-4893"},
                                          {"D-BK-02", "br-cmn-4893", Status::fail, "never_started", 43},
                                          {"D-DT-01", "pci-dss-4"},
                                          {"D-BK-03", "br-cmn-4893"},
                                          {"D-BK-04", "br-cmn-4893"},
                                          {"D-RC-01", "br-cmn-4893"},
                                          {"D-RC-01", "eu-dora"}});
}

TEST_CASE("gaps: daily runs side by side of which none ends") {
  expect("parallel_runs_that_never_end", {{"D-BK-01", "br-cmn-4893"},
                                          {"D-BK-02", "br-cmn-4893", Status::fail, "not_ended", 2},
                                          {"D-DT-01", "eu-dora"},
                                          {"D-BK-03", "br-cmn-4893"},
                                          {"D-BK-04", "br-cmn-4893"},
                                          {"D-RC-01", "br-cmn-4893"},
                                          {"S-BK-02", "br-cmn-4893"},
                                          {"D-RC-04", "br-cmn-4893", open}});
}

TEST_CASE("gaps: backups of which none succeeds") {
  expect("backups_that_never_succeed", {{"D-BK-02", "br-cmn-4893", Status::fail, "failed", 47},
                                        {"D-LG-03", "br-cmn-4893", Status::fail, "not_ended", 16000},
                                        {"D-BK-04", "br-cmn-4893"},
                                        {"D-RC-01", "br-cmn-4893"},
                                        {"D-RC-01", "eu-dora"},
                                        {"D-RC-01", "aws-backup-audit"}});
}

TEST_CASE("gaps: no restore drill gives no evidence, and no alarm") {
  expect("no_restore_drill", {{"D-RC-04", "br-cmn-4893", open}, {"D-RC-05", "br-cmn-4893", open}});
}

TEST_CASE("gaps: a volume that is lost and that nobody restores") {
  expect("lost_volume_that_nobody_restores", {{"D-RC-04", "br-cmn-4893"},
                                              {"D-RC-04", "aws-backup-audit"},
                                              {"D-RC-05", "br-cmn-4893", open},
                                              {"D-AV-01", "br-cmn-4893"},
                                              {"D-AV-02", "br-cmn-4893"},
                                              {"D-AV-03", "br-cmn-4893"},
                                              {"D-BK-02", "br-cmn-4893", Status::fail, "failed"},
                                              {"D-RC-01", "aws-backup-audit"},
                                              {"D-LG-03", "br-cmn-4893", Status::fail, "volume_lost", 600},
                                              {"D-RT-02", "br-cmn-4893"},
                                              {"D-RT-03", "br-cmn-4893", Status::fail, "lost", 600}});
}

TEST_CASE("gaps: one zone is out for five hours") {
  expect("one_zone_out_for_5_h", {{"D-AV-01", "br-cmn-4893"},
                                  {"D-AV-02", "br-cmn-4893"},
                                  {"D-BK-02", "br-cmn-4893"},
                                  {"D-LG-01", "br-cmn-4893"},
                                  {"D-LG-03", "br-cmn-4893", Status::fail, "records_lost"},
                                  {"D-RC-01", "br-cmn-4893"},
                                  {"D-RC-04", "br-cmn-4893"},
                                  {"D-RT-02", "br-cmn-4893"}});
}

TEST_CASE("gaps: no copy in another account leaves every document without an isolated copy") {
  expect("no_isolated_copy", {{"S-BK-03", "eu-dora"},
                              {"S-BK-04", "br-cmn-4893"},
                              {"D-RC-01", "eu-dora"},
                              {"D-DT-01", "eu-dora"},  // no signal tells that replicas are missing
                              {"D-RC-01", "br-cmn-4893", Status::pass}});
}

TEST_CASE("gaps: data outside the country, which no control looks at, give no other alarm") {
  expect("data_outside_the_country", {{"D-RC-01", "br-cmn-4893", Status::pass}});
}

TEST_CASE("gaps: a function that loses documents") {
  expect("function_loses_documents", {{"D-EV-01", "br-cmn-4893", Status::fail, "retries", 500},
                                      {"D-EV-02", "br-cmn-4893"},
                                      {"D-LG-03", "br-cmn-4893", Status::fail, "retries", 500},
                                      {"S-EV-02", "br-cmn-4893"}});
}

TEST_CASE("gaps: calls that nobody waits for are lost without a failure destination") {
  expect("calls_that_nobody_waits_for_are_lost", {{"S-EV-02", "br-cmn-4893"},
                                                  {"D-EV-01", "br-cmn-4893", Status::fail, "retries", 500},
                                                  {"D-EV-02", "br-cmn-4893"},
                                                  {"D-LG-03", "br-cmn-4893", Status::fail, "retries", 500}});
}

TEST_CASE("gaps: a concurrency that is too small") {
  expect("concurrency_too_small",
         {{"D-EV-01", "br-cmn-4893"}, {"D-EV-02", "br-cmn-4893"}, {"D-LG-03", "br-cmn-4893"}});
}

TEST_CASE("gaps: a backlog that is never worked off") {
  expect("backlog_never_worked_off", {{"D-EV-01", "br-cmn-4893", Status::fail, "pending", 3000},
                                      {"D-EV-02", "br-cmn-4893"},
                                      {"D-LG-03", "br-cmn-4893"}});
}

TEST_CASE("gaps: a queue whose messages are never processed") {
  expect("nothing_is_ever_processed", {{"D-EV-01", "br-cmn-4893", Status::fail, "pending", 30000},
                                       {"D-EV-02", "br-cmn-4893"},
                                       {"D-LG-03", "br-cmn-4893", Status::fail, "not_ended", 16000},
                                       {"D-DT-01", "br-cmn-4893"},  // what waits is dropped by nobody
                                       {"S-EV-02", "br-cmn-4893"}});
}

TEST_CASE("gaps: notifications that never arrive") {
  expect("notifications_that_never_arrive", {{"D-NT-01", "default"},
                                             {"D-NT-02", "default", open},
                                             {"D-DT-01", "default"},  // what is still tried is lost by nobody
                                             {"D-BK-05", "default"}});  // some replicas take longer
}

TEST_CASE("gaps: S3 out for three hours turns uploads away, and what was taken in is processed") {
  expect("s3_out_for_3_h", {{"D-AV-01", "br-cmn-4893"},
                            {"D-AV-02", "br-cmn-4893"},
                            {"D-EV-01", "br-cmn-4893", Status::pass},
                            {"D-RC-01", "br-cmn-4893"},
                            {"D-DT-01", "br-cmn-4893"},  // of which no signal tells
                            {"D-RC-01", "eu-dora"}});    // replicas are read from the bucket that is out
}

}  // namespace gaps_test

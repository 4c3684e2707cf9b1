// Waivers and baselines: which gaps count.
#include "sim/results/waivers.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "sim/core/language.hpp"
#include "sim/render/told.hpp"
#include "sim/results/baseline.hpp"
#include "tests/support/run_program.hpp"

namespace waivers_test {

using namespace garoa;
using compliance::Finding;
using compliance::Severity;
using compliance::Status;

namespace {

Finding finding(std::string control, std::string resource, Status status,
                Severity severity = Severity::high) {
  Finding made;
  made.control = std::move(control);
  made.resource = std::move(resource);
  made.flow = "flows.intake";
  made.profile = "default";
  made.status = status;
  made.severity = severity;
  return made;
}

Waiver waiver(std::string control, std::string resource = "", std::string expires = "2027-05-31") {
  Waiver made;
  made.control = std::move(control);
  made.resource = std::move(resource);
  made.owner = "ana";
  made.reason = "soon";
  made.expires = std::move(expires);
  return made;
}

struct ReadWaivers {
  std::vector<Waiver> waivers;
  std::string faults;
};

ReadWaivers read(const std::string& text) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "w.yaml", text);
  Diagnostics diagnostics;
  auto waivers = read_waivers((folder.path() / "w.yaml").string(), diagnostics);
  auto faults = diagnostics.text();
  for (const auto& waiver : waivers) faults += waiver.fault;
  return {std::move(waivers), std::move(faults)};
}

Against state(const Finding& now, const std::vector<Finding>& earlier) {
  return against_baseline({now}, earlier).at(0);
}

}  // namespace

TEST_CASE("waivers: a day is one of the calendar, in full digits") {
  for (const char* const day : {"2027-05-31", "2028-02-29", "0000-01-01"}) CHECK(is_day(day));
  for (const char* const no : {"2027-02-29", "2027-13-01", "2027-5-31", "27-05-31", "2027-05-31 ",
                               "2027/05/31", "", "2027-05-3x", "-027-05-31"})
    CHECK_FALSE(is_day(no));
}

TEST_CASE("waivers: one meets gaps of its control, resource or flow, and profile, and nothing else") {
  const auto gap = finding("S-DP-01", "ebs.documents", Status::fail);
  CHECK(waiver("S-DP-01").meets(gap));
  CHECK(waiver("S-DP-01", "ebs.documents").meets(gap));
  CHECK(waiver("S-DP-01", "flows.intake").meets(gap));
  CHECK_FALSE(waiver("S-DP-01", "ebs.scratch").meets(gap));
  CHECK_FALSE(waiver("S-DP-02").meets(gap));
  auto of_profile = waiver("S-DP-01");
  of_profile.profile = "pci-dss-4";
  CHECK_FALSE(of_profile.meets(gap));
  of_profile.profile = "default";
  CHECK(of_profile.meets(gap));
  CHECK(waiver("S-DP-01").meets(finding("S-DP-01", "ebs.documents", Status::warn)));
  for (const auto status : {Status::pass, Status::not_evaluated, Status::not_applicable})
    CHECK_FALSE(waiver("S-DP-01").meets(finding("S-DP-01", "ebs.documents", status)));
}

TEST_CASE("waivers: one holds on its last day, and the day after it is a gap itself") {
  const std::vector findings{finding("S-DP-01", "ebs.documents", Status::fail)};
  const std::vector waivers{waiver("S-DP-01")};
  CHECK(waiver_of(findings[0], waivers, "2027-05-31") == &waivers[0]);
  CHECK(findings_of_waivers(waivers, "2027-04-30", findings).empty());
  CHECK(findings_of_waivers(waivers, "2027-05-01", findings).at(0).control == "waiver-expiring");
  const auto notice = findings_of_waivers(waivers, "2027-05-31", findings);
  REQUIRE(notice.size() == 1);
  CHECK(notice[0].status == Status::warn);
  CHECK(notice[0].severity == Severity::info);
  CHECK(waiver_of(findings[0], waivers, "2027-06-01") == nullptr);
  const auto expired = findings_of_waivers(waivers, "2027-06-01", findings);
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].control == "waiver-expired");
  CHECK(expired[0].status == Status::fail);
  CHECK(expired[0].severity == Severity::medium);
}

TEST_CASE("waivers: one that ends more than a year ahead does not hold, and says so") {
  const std::vector findings{finding("S-DP-01", "ebs.documents", Status::fail)};
  const std::vector waivers{waiver("S-DP-01")};
  CHECK(waiver_of(findings[0], waivers, "2026-05-31") == &waivers[0]);
  CHECK(waiver_of(findings[0], waivers, "2026-05-30") == nullptr);
  const auto found = findings_of_waivers(waivers, "2026-05-30", findings);
  REQUIRE(found.size() == 1);
  CHECK(found[0].control == "waiver-too-long");
  CHECK(found[0].status == Status::fail);
}

TEST_CASE("waivers: a star stands for any text in the name of what is waived") {
  const auto gap = finding("S-DP-02", "s3.archive", Status::fail);
  CHECK(waiver("S-DP-02", "s3.*").meets(gap));
  CHECK(waiver("S-DP-02", "*intake").meets(gap));
  CHECK_FALSE(waiver("S-DP-02", "s3.a").meets(gap));
  CHECK_FALSE(waiver("S-DP-02", "dynamodb.*").meets(gap));
}

TEST_CASE("waivers: one that meets no gap warns") {
  const auto found =
      findings_of_waivers({waiver("S-DP-01")}, "2027-01-01", {finding("S-DP-01", "x", Status::pass)});
  REQUIRE(found.size() == 1);
  CHECK(found[0].control == "waiver-unused");
  CHECK(found[0].status == Status::warn);
}

TEST_CASE("waivers: all faults of a file are told, with their places") {
  const auto good = read(
      "waivers:\n  - { control: S-DP-01, reason: soon, owner: ana, expires: 2027-05-31, profile: pci-dss-4 "
      "}\n");
  CHECK(good.faults == "");
  REQUIRE(good.waivers.size() == 1);
  CHECK(good.waivers[0].expires == "2027-05-31");
  CHECK(good.waivers[0].where.line == 2);
  const auto bad = read(
      "waivers:\n  - { control: S-DP-01, owner: ana, expires: 2027-02-30 }\n  - { kontrol: x, reason: r, "
      "owner: o, expires: "
      "2027-05-31 }\n");
  CHECK(bad.faults.find("2:46: error: '2027-02-30' is not a day") != std::string::npos);
  CHECK(bad.faults.find("reason") != std::string::npos);
  CHECK(bad.faults.find("did you mean 'control'?") != std::string::npos);
  const auto empty =
      read("waivers:\n  - { control: S-DP-01, reason: ' ', owner: '', expires: 2027-05-31 }\n");
  CHECK(empty.faults.find("'reason' says nothing") != std::string::npos);
  CHECK(empty.faults.find("'owner' says nothing") != std::string::npos);
  CHECK(read("[]").faults.find("waivers are a map of keys, not a list") != std::string::npos);
}

TEST_CASE("waivers: one that is malformed does not hold and is a gap itself, others hold all the same") {
  const auto [waivers, faults] = read(
      "waivers:\n  - { control: S-DP-01, reason: soon, expires: 2027-05-31 }\n"
      "  - { control: S-DP-02, reason: soon, owner: ana, expires: 2027-05-31 }\n");
  const std::vector gaps{finding("S-DP-01", "ebs.documents", Status::fail),
                         finding("S-DP-02", "s3.inbox", Status::fail)};
  CHECK(waiver_of(gaps[0], waivers, "2027-01-01") == nullptr);
  CHECK(waiver_of(gaps[1], waivers, "2027-01-01") != nullptr);
  const auto found = findings_of_waivers(waivers, "2027-01-01", gaps);
  REQUIRE(found.size() == 1);
  CHECK(found[0].control == "waiver-malformed");
  CHECK(found[0].status == Status::fail);
  CHECK(found[0].message.find("owner") != std::string::npos);
  CHECK(found[0].place.line == 2);
  CHECK(read("waivers: {}").faults.find("waivers are a list, not a map") != std::string::npos);
  CHECK(read("waiver: []").faults.find("did you mean 'waivers'?") != std::string::npos);
}

TEST_CASE("waivers: what is found of them is told in the language that is spoken") {
  auto void_one = waiver("S-DP-01");
  void_one.fault = "w.yaml:2:5: error: fault";
  const std::vector all{void_one, waiver("S-DP-01", "", "2026-01-01"), waiver("S-DP-01", "", "2029-01-01"),
                        waiver("S-DP-01", "x")};
  const auto found =
      findings_of_waivers(all, "2027-01-01", {finding("S-DP-01", "ebs.documents", Status::fail)});
  REQUIRE(found.size() == 4);
  const Speaking portuguese{Language::brazilian_portuguese};
  for (const auto& one : found) {
    CHECK(tr(one.title) != one.title);
    CHECK(told(one.message) != one.message);
  }
}

TEST_CASE("waivers: what nothing judged leaves its waiver alone, and another profile does too") {
  const std::vector findings{finding("S-DP-01", "ebs.documents", Status::pass)};
  CHECK(findings_of_waivers({waiver("D-RC-01")}, "2027-01-01", findings).empty());
  auto other = waiver("S-DP-01");
  other.profile = "pci-dss-4";
  CHECK(findings_of_waivers({other}, "2027-01-01", findings).empty());
  CHECK(findings_of_waivers({waiver("S-DP-01")}, "2027-01-01", findings).size() == 1);
}

TEST_CASE("baseline: a gap of which nothing can be told any more is no better") {
  const auto now = [](Status status) { return finding("S-LG-01", "cloudwatch_logs.audit", status); };
  for (const auto before : {Status::fail, Status::warn})
    CHECK(state(now(Status::not_evaluated), {now(before)}) == Against::worse);
  CHECK(state(now(Status::not_evaluated), {now(Status::not_evaluated)}) == Against::unchanged);
}

TEST_CASE("baseline: a gap that was none is new, one that grew is worse, and the rest is not") {
  const auto now = [](Status status, Severity severity = Severity::high) {
    return finding("S-DP-01", "ebs.documents", status, severity);
  };
  CHECK(state(now(Status::fail), {}) == Against::is_new);
  CHECK(state(now(Status::pass), {}) == Against::unchanged);
  CHECK(state(now(Status::fail), {finding("S-DP-01", "ebs.scratch", Status::fail)}) == Against::is_new);
  CHECK(state(now(Status::fail), {now(Status::not_evaluated)}) == Against::is_new);
  CHECK(state(now(Status::warn), {now(Status::pass)}) == Against::is_new);
  CHECK(state(now(Status::fail), {now(Status::warn)}) == Against::worse);
  CHECK(state(now(Status::not_evaluated), {now(Status::pass)}) == Against::worse);
  CHECK(state(now(Status::fail), {now(Status::fail)}) == Against::unchanged);
  CHECK(state(now(Status::fail, Severity::critical), {now(Status::fail)}) == Against::worse);
  CHECK(state(now(Status::fail, Severity::low), {now(Status::fail)}) == Against::better);
  CHECK(state(now(Status::pass), {now(Status::fail)}) == Against::better);
  CHECK(state(now(Status::pass), {now(Status::not_applicable)}) == Against::unchanged);
}

TEST_CASE("baseline: a gap whose measure is farther from its limit than before is worse") {
  const auto measuring = [](double measured, double limit) {
    auto gap = finding("D-RC-01", "flows.intake", Status::fail);
    gap.measured = measured;
    gap.limit = limit;
    gap.margin = -std::abs(measured - limit);
    return gap;
  };
  // An RPO of 4 h: 5 h, then 7.9 h. A retention of 35 d: 30 d, then 20 d. Lost documents, of which there may be none.
  CHECK(state(measuring(7.9, 4), {measuring(5, 4)}) == Against::worse);
  CHECK(state(measuring(20, 35), {measuring(30, 35)}) == Against::worse);
  CHECK(state(measuring(12, 0), {measuring(10, 0)}) == Against::worse);
  CHECK(state(measuring(5, 4), {measuring(7.9, 4)}) == Against::better);
  CHECK(state(measuring(5.09, 4), {measuring(5, 4)}) == Against::unchanged);
  // What never comes any more.
  CHECK(state(finding("D-RC-01", "flows.intake", Status::fail), {measuring(5, 4)}) == Against::worse);
  CHECK(state(measuring(5, 4), {finding("D-RC-01", "flows.intake", Status::fail)}) == Against::better);
  // A warning of a control that only informs.
  auto informs = measuring(100, 35);
  auto before = measuring(36, 35);
  informs.status = before.status = Status::warn;
  CHECK(state(informs, {before}) == Against::worse);
}

TEST_CASE("baseline: a gap without a measure is worse with more that lacks what is asked for") {
  const auto lacking = [](std::uint64_t count) {
    auto gap = finding("S-LG-05", "cloudwatch_alarms", Status::fail);
    gap.count = count;
    return gap;
  };
  CHECK(state(lacking(3), {lacking(1)}) == Against::worse);
  CHECK(state(lacking(1), {lacking(3)}) == Against::better);
  CHECK(state(lacking(2), {lacking(2)}) == Against::unchanged);
}

TEST_CASE("baseline: what is no list of findings is told with its place") {
  CHECK(read_findings("[]").error.find("is not an object") != std::string::npos);
  CHECK(read_findings("{").error.starts_with("is not JSON"));
  CHECK(read_findings(R"({"schema": "garoa.sweep/1"})").error == "schema: 'garoa.sweep/1' has no findings");
  CHECK(read_findings(R"({"schema": "garoa.findings/1"})").error.find("compliance") != std::string::npos);
}

}  // namespace waivers_test

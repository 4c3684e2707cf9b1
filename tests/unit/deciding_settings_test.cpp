// Which settings decide a finding, and where they stand.
#include "models/compliance/deciding_settings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "models/compliance/static_checks.hpp"
#include "tests/support/compliance_run.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace deciding_settings_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr const char* intake = R"(garoa: 1
region: sa-east-1
ec2:
  app: { type: m6i.large }
ebs:
  documents: { attach: app, type: gp3, size: 10 GiB, encrypted: false }
s3:
  archive:
    versioning: false
backup:
  nightly:
    from: documents
    to: archive
    schedule: cron(0 2 * * ? *)
    window: 4 h
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 MB } }
policy: { rpo: 24 h }
)";

Finding finding_of(const std::string& control, const std::vector<std::string>& sets = {},
                   const std::string& resource = {}) {
  const auto scenario = test::scenario_of(intake, sets);
  for (auto& finding : check_static(architecture_of(scenario), {})) {
    if (finding.control == control && (resource.empty() || finding.resource == resource)) return finding;
  }
  FAIL(control);
  return {};
}

std::string line_of(const std::string& text, int line) {
  std::size_t begin = 0;
  for (int i = 1; i < line; ++i) begin = text.find('\n', begin) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

bool is_declared(const FieldRecord& record, std::string_view path) {
  if (path.empty()) return true;
  const auto dot = std::min(path.find('.'), path.size());
  const auto key = path.substr(0, dot);
  const auto rest = path.substr(std::min(dot + 1, path.size()));
  return std::any_of(record.children.begin(), record.children.end(), [&](const auto& child) {
    const bool is_name = child->key == "<name>" && (key == "*" || key == "flow");
    return (is_name || child->key == key) && is_declared(*child, rest);
  });
}

}  // namespace

TEST_CASE("deciding settings: a finding names the value that decides it, and its line and column") {
  const auto encryption = finding_of("S-DP-01");
  CHECK(encryption.key == "ebs.documents.encrypted");
  CHECK(line_of(intake, encryption.place.line).substr(encryption.place.column - 1) == "false }");
  const auto schedule = finding_of("S-BK-02");
  CHECK(schedule.key == "backup.nightly.schedule");
  CHECK(line_of(intake, schedule.place.line) == "    schedule: cron(0 2 * * ? *)");
}

TEST_CASE(
    "deciding settings: of a value that is not given the finding names the block that it would stand in") {
  const auto tls = finding_of("S-DP-03", {}, "s3.archive");
  CHECK(tls.key == "s3.archive.tls_only");
  CHECK(line_of(intake, tls.place.line) == "  archive:");
  const auto objectives = finding_of("S-RC-01");
  CHECK(objectives.key == "policy.rto");
  CHECK(line_of(intake, objectives.place.line) == "policy: { rpo: 24 h }");
  const auto no_logs = finding_of("S-RT-06");
  CHECK(no_logs.key == "flows.intake.logs");
  CHECK(line_of(intake, no_logs.place.line) == "  intake:");
}

TEST_CASE("deciding settings: of one of several equal instances they are where the scenario has them once") {
  const auto finding = finding_of("S-DP-01", {"ec2.app.count=2"}, "ebs.documents-1");
  CHECK(finding.key == "ebs.documents.encrypted");
  CHECK(line_of(intake, finding.place.line).substr(finding.place.column - 1) == "false }");
}

TEST_CASE("deciding settings: of a flow's finding they are those of the flow's own resources") {
  const auto lock = finding_of("S-AC-04");
  CHECK(lock.flow == "flows.intake");
  CHECK(lock.key == "s3.archive.object_lock");
}

TEST_CASE("deciding settings: what the command line sets has the command line as its place") {
  const auto finding = finding_of("S-RT-01", {"s3.archive.versioning=false"});
  CHECK(finding.place.text() == "--set s3.archive.versioning=false");
}

TEST_CASE("deciding settings: what a lower file of `extends` gives has its place there") {
  const auto scenario = test::scenario_of(
      "extends: " + (test::source_folder() / "scenarios/central-financeira/base.yaml").string() + "\n");
  for (const auto& finding : check_static(architecture_of(scenario), scenario.profiles)) {
    if (finding.control != "S-RT-01") continue;
    REQUIRE(finding.place.file != nullptr);
    CHECK(finding.place.file->ends_with("base.yaml"));
    return;
  }
  FAIL("S-RT-01 is told");
}

TEST_CASE("deciding settings: all that controls name are settings of scenarios") {
  Diagnostics diagnostics;
  const auto declared = describe_scenario(ModelFiles{"", diagnostics});
  for (const auto& control : built_in_default_profile().catalogue->rows) {
    CAPTURE(control.id);
    for (const auto& setting : control.settings) {
      CAPTURE(setting.path);
      CHECK(is_declared(*declared, setting.path));
    }
  }
}

TEST_CASE("deciding settings: a failure far beyond its limit says why it is more severe than its control") {
  auto architecture = testing::good_architecture();
  const Owners owners{architecture};
  const auto profile = built_in_default_profile();
  const auto* const entry = profile.find("D-BK-01");
  REQUIRE(entry != nullptr);
  std::vector<Finding> findings;
  const Judge judge{owners, profile, *entry, findings};
  auto finding = judge.open("flows.intake", "backup.nightly", {});
  finding.n = 1;
  judge.at_most(finding, 40, 10, "s");
  judge.close(finding);
  judge.at_most(finding, 15, 10, "s");
  judge.close(finding);
  CHECK(findings[0].severity == Severity::high);
  CHECK(findings[0].severity_step ==
        "Raised from medium to high: the measure is 4 times its limit, and 2 times or more count as worse.");
  CHECK(findings[1].severity == Severity::medium);
  CHECK(findings[1].severity_step.empty());
}

TEST_CASE("owners: a flow's functions are all that its documents reach, on circles too") {
  Architecture architecture;
  Flow flow;
  flow.name = "automation";
  flow.bucket = "inbox";
  architecture.flows = {flow};
  const auto add = [&](const char* name, std::vector<std::string> reaches) {
    Function function;
    function.name = name;
    function.reaches = std::move(reaches);
    function.writes_to_bucket = name;
    architecture.functions.push_back(function);
    Bucket results;
    results.name = name;
    architecture.buckets.push_back(results);
  };
  add("validate", {"index"});
  add("index", {"mail", "unknown"});
  add("mail", {"validate", "index"});
  add("alone", {"validate"});
  architecture.functions[0].trigger_bucket = "inbox";
  const Owners owners{architecture};
  CHECK(owners.functions_of(architecture.flows[0]).size() == 3);
  CHECK(owners.flow_of_function("mail") == "flows.automation");
  CHECK(owners.flow_of_bucket("mail") == "flows.automation");
  CHECK(owners.flow_of_function("alone").empty());
}

}  // namespace deciding_settings_test

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "models/compliance/control.hpp"
#include "models/compliance/profile.hpp"
#include "tests/support/compliance_run.hpp"

namespace compliance_catalogue_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr std::array<std::string_view, 12> norms{
    "PCI DSS ", "CMN 4.893 ",       "CMN 4.474",       "DORA art. ", "SEC 17a-4(", "FINRA ",
    "NYDFS ",   "Circ. BCB 3.978 ", "Lei 9.613 art. ", "LGPD ",      "MAS 644",    "GDPR "};
constexpr std::array<std::string_view, 6> tools{"AWS Config ",  "Security Hub ",         "Prowler ",
                                                "Checkov CKV_", "Backup Audit Manager ", "AWS Backup "};

template <class Beginnings>
bool begins_with_one(std::string_view text, const Beginnings& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view b) { return text.starts_with(b); });
}

/// A catalogue whose profile pci-dss-4 has these keys laid over it.
std::string errors_with_overlay(const std::string& text) {
  const auto folder = std::filesystem::temp_directory_path() / "garoa_compliance_catalogue_test";
  std::filesystem::create_directories(folder / "compliance/profiles");
  std::ofstream{folder / "compliance/profiles/pci-dss-4.yaml"} << text;
  Diagnostics diagnostics;
  ModelFiles files{folder.string(), diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto profile = load_profile(catalogue, "pci-dss-4");
  std::filesystem::remove_all(folder);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("compliance: every control has a text, an id of its kind and rows that name norms and tools") {
  std::set<std::string_view> ids;
  for (const auto& control : controls()) {
    CAPTURE(control.id);
    CHECK(ids.insert(control.id).second);
    CHECK(control.id.starts_with(control.kind == ControlKind::dynamic ? "D-" : "S-"));
    CHECK_FALSE(control.title.empty());
    CHECK(control.definition.size() > 40);
    CHECK_FALSE(control.source.empty());
    CHECK((control.for_ec2_ebs_s3 || control.for_s3_lambda));
    for (const auto clause : control.clauses) CHECK_MESSAGE(begins_with_one(clause, norms), clause);
    for (const auto identifier : control.identifiers)
      CHECK_MESSAGE(begins_with_one(identifier, tools), identifier);
    const std::set<std::string_view> unique{control.identifiers.begin(), control.identifiers.end()};
    CHECK(unique.size() == control.identifiers.size());
  }
  CHECK(ids.size() == 36);
  CHECK(std::is_sorted(controls().begin(), controls().end(), [](const auto& left, const auto& right) {
    return left.kind != right.kind ? left.kind < right.kind : left.id < right.id;
  }));
}

TEST_CASE(
    "compliance: no check of another tool stands for two controls, but for those about both ends of the same "
    "rule") {
  std::map<std::string_view, std::vector<std::string_view>> used;
  for (const auto& control : controls()) {
    for (const auto identifier : control.identifiers) used[identifier].push_back(control.id);
  }
  for (const auto& [identifier, ids] : used) {
    CAPTURE(identifier);
    const bool paper_and_run = ids.size() == 2 && ids[0].starts_with("S-") && ids[1].starts_with("D-");
    CHECK((ids.size() == 1 || paper_and_run));
  }
}

TEST_CASE(
    "compliance: every control is implemented and gives a finding for an architecture with both flows") {
  testing::ToldRun run{testing::good_architecture()};
  const auto findings = run.finish(100000);
  for (const auto& control : controls()) {
    CAPTURE(control.id);
    const auto chosen = testing::of_control(findings, control.id);
    REQUIRE_FALSE(chosen.empty());
    for (const auto& finding : chosen) {
      CHECK(finding.status != Status::not_applicable);
      CHECK_FALSE(finding.message.empty());
      CHECK(finding.profile == "default");
    }
  }
}

TEST_CASE("compliance: explain tells definition, parameters and clauses, and nothing for an unknown id") {
  for (const auto& control : controls()) {
    const auto text = explain(control.id);
    CHECK(text.find(control.title) != std::string::npos);
    for (const auto& parameter : control.parameters) CHECK(text.find(parameter.name) != std::string::npos);
    for (const auto clause : control.clauses) CHECK(text.find(clause) != std::string::npos);
  }
  CHECK(explain("D-LG-02").find("default 300 s, basis P") != std::string::npos);
  CHECK(explain("D-XX-99").empty());
}

TEST_CASE(
    "compliance: the shipped profiles are read without a fault and fill every parameter that has a default") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  CHECK(profile_names(catalogue.files()) == std::vector<std::string>{"aws-backup-audit", "aws-fsbp",
                                                                     "br-cmn-4893", "eu-dora", "pci-dss-4",
                                                                     "sec-17a-4"});
  for (const auto& name : profile_names(catalogue.files())) {
    CAPTURE(name);
    const auto profile = load_profile(catalogue, name);
    CHECK_FALSE(profile.title.empty());
    CHECK_FALSE(profile.source.empty());
    CHECK_FALSE(profile.controls.empty());
    CHECK(profile.rules.warn_margin == 0.1);
    for (const auto& entry : profile.controls) {
      for (const auto& parameter : entry.control->parameters) {
        CHECK((entry.parameter(parameter.name).has_value() || !parameter.has_default));
      }
    }
  }
  CHECK(diagnostics.text() == "");
}

TEST_CASE("compliance: profiles carry the numbers of their norms") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto days = [&](const std::string& profile, std::string_view control, std::string_view parameter) {
    const auto loaded = load_profile(catalogue, profile);
    REQUIRE(loaded.find(control) != nullptr);
    return loaded.find(control)->parameter(parameter).value_or(-86400) / 86400;
  };
  CHECK(days("pci-dss-4", "S-RT-06", "min_retention") == 365);
  CHECK(days("br-cmn-4893", "S-RT-03", "min_retention") == 4018);
  CHECK(days("br-cmn-4893", "S-RT-06", "min_retention") == 1827);
  CHECK(days("sec-17a-4", "S-RT-02", "min_lock") == 2192);
  CHECK(days("sec-17a-4", "S-RT-06", "min_retention") == 2192);
  CHECK(days("eu-dora", "S-RT-02", "min_lock") == 35);
  CHECK(days("eu-dora", "D-RC-01", "rpo") == doctest::Approx(14400.0 / 86400));
  CHECK(days("aws-backup-audit", "D-RC-01", "rpo") == 1);
  CHECK(days("pci-dss-4", "D-RC-01", "rpo") == -1);
}

TEST_CASE("compliance: a profile's findings carry only clauses of its own norm") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  for (const auto& [name, norm] :
       {std::pair{"pci-dss-4", "PCI DSS"}, std::pair{"eu-dora", "DORA"},
        std::pair{"aws-fsbp", "Security Hub"}, std::pair{"aws-backup-audit", "Backup Audit"}}) {
    std::size_t seen = 0;
    const auto profile = load_profile(catalogue, name);
    for (const auto& entry : profile.controls) {
      for (const auto& clause : entry.clauses) CHECK_MESSAGE(clause.starts_with(norm), clause);
      seen += entry.clauses.size();
    }
    CHECK(seen > 0);
  }
}

TEST_CASE("compliance: unknown controls, parameters, severities and profiles are errors with their place") {
  const std::string start = "title: t\nsource: s\n";
  CHECK(errors_with_overlay(start + "controls:\n  D-RC-1: {}\n")
            .find("there is no control 'D-RC-1' (did you mean") != std::string::npos);
  const auto parameter = errors_with_overlay(start + "controls:\n  D-LG-02: { max_p9: 3 s }\n");
  CHECK(parameter.find("pci-dss-4.yaml:4:") != std::string::npos);
  CHECK(parameter.find("max_p99") != std::string::npos);
  CHECK(errors_with_overlay("controls:\n  D-LG-02: { severity: hihg }\n").find("did you mean 'high'") !=
        std::string::npos);
  CHECK(errors_with_overlay("controls:\n  D-LG-02: { max_p99: 3 }\n").find("pci-dss-4.yaml:2:") !=
        std::string::npos);
  CHECK(errors_with_overlay("controls:\n  D-LG-02: { basis: V }\n").find("names its source") !=
        std::string::npos);
  CHECK(errors_with_overlay("controls:\n  D-LG-02: { severity: low }\n") == "");

  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto unknown = load_profile(catalogue, "pci-dss-5");
  CHECK(unknown.controls.empty());
  CHECK(diagnostics.text().find("there is no profile 'pci-dss-5' (did you mean 'pci-dss-4'?)") !=
        std::string::npos);
}

}  // namespace compliance_catalogue_test

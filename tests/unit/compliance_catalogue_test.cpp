#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "models/compliance/control.hpp"
#include "models/compliance/control_table.hpp"
#include "models/compliance/profile.hpp"
#include "tests/support/compliance_run.hpp"

namespace compliance_catalogue_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr std::array<std::string_view, 15> norms{
    "PCI DSS ", "CMN 4.893 ", "CMN 4.474",        "DORA art. ",      "SEC 17a-4(",
    "FINRA ",   "NYDFS ",     "Circ. BCB 3.978 ", "Lei 9.613 art. ", "LGPD ",
    "MAS 644",  "GDPR ",      "CMN 4.557 ",       "ANPD Res. ",      "Reg SCI "};
constexpr std::array<std::string_view, 7> tools{"AWS Config ",    "Security Hub ",         "Prowler ",
                                                "Checkov CKV_",   "Backup Audit Manager ", "AWS Backup ",
                                                "S3 Replication "};

template <class Beginnings>
bool begins_with_one(std::string_view text, const Beginnings& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view b) { return text.starts_with(b); });
}

/// The profile pci-dss-4 of a catalogue with `text` laid over one of its files, and what is wrong with it.
struct Overlaid {
  explicit Overlaid(const std::string& text, const std::string& path = "compliance/profiles/pci-dss-4.yaml") {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("garoa_compliance_catalogue_test-{}", getpid());
    std::filesystem::create_directories((folder / path).parent_path());
    std::ofstream{folder / path} << text;
    const ModelFiles files{folder.string(), diagnostics};
    Catalogue catalogue{files, diagnostics};
    profile = load_profile(catalogue, "pci-dss-4");
    std::filesystem::remove_all(folder);
  }
  Diagnostics diagnostics;
  Profile profile;
};

std::string errors_with_overlay(const std::string& text) {
  return Overlaid{text}.diagnostics.text();
}

const std::vector<ControlInfo>& controls() {
  return built_in_default_profile().catalogue->rows;
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
    CHECK((control.kind == ControlKind::dynamic || !control.source.empty()));
    CHECK_FALSE(control.fix.empty());
    for (const auto& clause : control.clauses)
      CHECK_MESSAGE(begins_with_one(clause.text, norms), clause.text);
    for (const auto& identifier : control.identifiers)
      CHECK_MESSAGE(begins_with_one(identifier, tools), identifier);
    const std::set<std::string_view> unique{control.identifiers.begin(), control.identifiers.end()};
    CHECK(unique.size() == control.identifiers.size());
  }
  CHECK(ids.size() == 68);
  CHECK(std::is_sorted(controls().begin(), controls().end(), [](const auto& left, const auto& right) {
    return left.kind != right.kind ? left.kind < right.kind : left.id < right.id;
  }));
}

TEST_CASE(
    "compliance: no check of another tool stands for two controls, but for those about both ends of the same "
    "rule") {
  std::map<std::string_view, std::vector<std::string_view>> used;
  for (const auto& control : controls()) {
    for (const auto& identifier : control.identifiers) used[identifier].push_back(control.id);
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

TEST_CASE("compliance: explain tells definition, parameters, the marks of clauses and how to fix it") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue shipped{files, diagnostics};
  for (const auto& control : controls()) {
    const auto text = explain(control, shipped.sources());
    CHECK(text.find(control.title) != std::string::npos);
    CHECK(text.find(control.fix) != std::string::npos);
    for (const auto& parameter : control.parameters) CHECK(text.find(parameter.name) != std::string::npos);
    for (const auto& clause : control.clauses)
      CHECK(text.find(fmt::format("  {:<2}  {}\n", garoa::name_of(clause.mark), clause.text)) !=
            std::string::npos);
  }
  const auto& catalogue = *built_in_default_profile().catalogue;
  CHECK(explain(*catalogue.find("D-LG-02"), shipped.sources()).find("default 300 s, basis P") !=
        std::string::npos);
  CHECK(explain(*catalogue.find("D-LG-02"), shipped.sources()).find("flows: any,") != std::string::npos);
  CHECK(explain(*catalogue.find("D-EV-02"), shipped.sources()).find("flows: with a bucket or a function,") !=
        std::string::npos);
  CHECK(explain(*catalogue.find("S-BK-02"), shipped.sources())
            .find("Source:\n  BAM: AWS Backup developer guide, Audit Manager controls, docs.aws") !=
        std::string::npos);
  CHECK(explain(*catalogue.find("D-EV-03"), shipped.sources()).find("Source: defined by this project") !=
        std::string::npos);
  CHECK(explain(*catalogue.find("D-CP-01"), shipped.sources())
            .find("Alarms that tell of it while the system runs (D-DT-01): disk_used, throttles\n") !=
        std::string::npos);
  CHECK(catalogue.find("D-XX-99") == nullptr);
}

TEST_CASE(
    "compliance: the shipped profiles are read without a fault and fill every parameter that has a default") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  CHECK(profile_names(catalogue.files()) ==
        std::vector<std::string>{"aws-backup-audit", "aws-fsbp", "br-cmn-4893", "eu-dora", "lgpd", "mas-644",
                                 "nydfs-500", "pci-dss-4", "reg-sci", "sec-17a-4"});
  for (const auto& name : profile_names(catalogue.files())) {
    CAPTURE(name);
    const auto profile = load_profile(catalogue, name);
    CHECK_FALSE(profile.title.empty());
    CHECK_FALSE(profile.source.empty());
    CHECK_FALSE(profile.controls.empty());
    CHECK_FALSE(profile.caveats.empty());
    CHECK_FALSE(profile.edited);
    CHECK(profile.rules.warn_margin == 0.1);
    for (const auto& entry : profile.controls) {
      for (std::size_t i = 0; i < entry.values.size(); ++i) {
        const bool is_unset = entry.own_values[i];  // by a null of the profile's
        CHECK((entry.values[i].has_value() || !entry.control->parameters[i].fallback || is_unset));
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
  CHECK(days("mas-644", "D-RC-04", "rto") == 4.0 / 24);
  CHECK(days("reg-sci", "D-RC-04", "rto") == 2.0 / 24);
  CHECK(days("reg-sci", "S-RT-03", "min_retention") == 2192);  // of the profile that it extends
  CHECK(days("nydfs-500", "S-RT-06", "min_retention") == 1827);
  CHECK(days("nydfs-500", "D-DT-01", "clock") == 3);
  CHECK(days("lgpd", "D-RT-02", "hard_limit") == 15);
  CHECK(days("lgpd", "D-RT-03", "min_retention") == 4018);
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
      for (const auto& clause : entry.control->clauses) {
        const auto marked = fmt::format("{} [{}]", clause.text, garoa::name_of(clause.mark));
        CHECK((!clause.text.starts_with(norm) ||
               std::find(entry.clauses.begin(), entry.clauses.end(), marked) != entry.clauses.end()));
      }
      seen += entry.clauses.size();
    }
    CHECK(seen > 0);
  }
}

TEST_CASE("compliance: unknown controls, parameters, severities and profiles are errors with their place") {
  const std::string start = "title: t\nsource: PCI-DSS\n";
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

TEST_CASE("compliance: the table of functions and the files describe the same controls in the same order") {
  REQUIRE(controls().size() == control_functions().size());
  for (std::size_t i = 0; i < controls().size(); ++i) {
    const auto& row = control_functions()[i];
    CAPTURE(row.id);
    CHECK(controls()[i].id == row.id);
    CHECK(find_function(row.id) == &row);
    const bool by_check = row.check != nullptr && row.monitor == nullptr && row.verdict == nullptr;
    const bool by_monitor = row.check == nullptr && row.monitor != nullptr && row.verdict != nullptr;
    CHECK((by_check || by_monitor));
    CHECK(controls()[i].kind == (by_check ? ControlKind::static_check : ControlKind::dynamic));
  }
  CHECK(find_function("D-XX-99") == nullptr);
}

TEST_CASE("compliance: a control that nothing decides is an error with its place") {
  const Overlaid overlaid{"D-RC-06:\n  title: t\n", "compliance/controls/recovery.yaml"};
  CHECK(overlaid.diagnostics.text().find("compliance/controls/recovery.yaml:1:1: error: no check or monitor "
                                         "decides the control 'D-RC-06' (did you mean 'D-RC-0") !=
        std::string::npos);
}

TEST_CASE("compliance: the controls of a file that is laid over by no map are missed at its place") {
  for (const char* const text : {"[]", "none", "[D-RC-01]"}) {
    const Overlaid overlaid{text, "compliance/controls/recovery.yaml"};
    CHECK(overlaid.diagnostics.text().find(
              "compliance/controls/recovery.yaml:1:1: error: the control 'D-RC-01' is "
              "described in no file of compliance/controls/") != std::string::npos);
  }
}

TEST_CASE("compliance: a control in two files, or without its keys, is an error with its place") {
  const Overlaid twice{"D-RC-05:\n  title: t\n", "compliance/controls/access.yaml"};
  CHECK(twice.diagnostics.text().find("the control 'D-RC-05' is described twice") != std::string::npos);
  const Overlaid emptied{"D-RC-05: { title: null }\n", "compliance/controls/recovery.yaml"};
  CHECK(emptied.diagnostics.text().find("recovery.yaml:") != std::string::npos);
  CHECK(emptied.diagnostics.text().find("'title'") != std::string::npos);
}

TEST_CASE("compliance: wrong words and values of a control are errors with their place") {
  const auto errors = [](const std::string& text) {
    return Overlaid{"D-RC-05:\n" + text, "compliance/controls/recovery.yaml"}.diagnostics.text();
  };
  const auto tells = [&](const std::string& text, std::string_view place, std::string_view message) {
    const auto told = errors(text);
    CAPTURE(told);
    CHECK(told.find("recovery.yaml:" + std::string{place}) != std::string::npos);
    CHECK(told.find(message) != std::string::npos);
  };
  tells("  severity: hihg\n", "2:13", "is not a severity (did you mean 'high'?)");
  tells("  needs: [volume, buckt]\n", "2:19", "is not a capability of a flow (did you mean 'bucket'?)");
  tells("  clauses:\n    CMN 4.474: V3\n", "3:16", "is not a mark of a clause");
  tells("  definition: ''\n", "2:15", "is empty");
  tells("  definition: \"a\\tb\"\n", "2:15", "control character");
  tells("  serverity: high\n", "2:3", "did you mean 'severity'?");
  tells("  parameters: { min_completeness: { kind: sahre } }\n", "2:43", "did you mean 'share'?");
  tells("  parameters: { min_completeness: { default: { value: 1.5 } } }\n", "2:55", "a share is 0 to 1");
  tells("  parameters: { min_completeness: { default: { value: most } } }\n", "2:55", "'most'");
  tells("  parameters: { min_completeness: { default: { basis: V } } }\n", "2:55", "names its source");
  CHECK(errors("  severity: low\n") == "");
}

TEST_CASE("compliance: a control can be overridden like any figure") {
  const Overlaid overlaid{
      "D-RC-05:\n  severity: low\n  parameters: { min_completeness: { default: { value: 0.5 } } }\n",
      "compliance/controls/recovery.yaml"};
  CHECK(overlaid.diagnostics.text() == "");
  const auto* const entry = overlaid.profile.find("D-RC-05");
  REQUIRE(entry != nullptr);
  CHECK(entry->severity == Severity::low);
  CHECK(entry->parameter("min_completeness") == 0.5);
  CHECK(entry->control->title == "Completeness of restores");
}

TEST_CASE("compliance: shares and numbers of a profile have their limits") {
  CHECK(errors_with_overlay("controls:\n  D-LG-01: { min_completeness: 1.01 }\n").find("a share is 0 to 1") !=
        std::string::npos);
  CHECK(errors_with_overlay("controls:\n  D-EV-01: { max_lost: -1 }\n").find("at least 0") !=
        std::string::npos);
}

TEST_CASE("compliance: a control is about flows that have one of the things that it needs") {
  Architecture architecture;
  architecture.flows.emplace_back();
  ControlInfo control;
  CHECK(applies(control, architecture));
  CHECK_FALSE(applies(control, {}));
  control.needs = {Capability::bucket, Capability::function};
  CHECK_FALSE(applies(control, architecture));
  architecture.flows[0].volumes = {"documents"};
  CHECK_FALSE(applies(control, architecture));
  architecture.flows[0].function = "validate";
  CHECK(applies(control, architecture));
  control.needs = {Capability::bucket};
  CHECK_FALSE(applies(control, architecture));
  architecture.flows.emplace_back().bucket = "inbox";
  CHECK(applies(control, architecture));
  control.needs = {Capability::volume};
  CHECK(applies(control, architecture));
}

TEST_CASE("compliance: loading twice from one catalogue keeps each default once") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  (void)load_profile(catalogue, "default");
  (void)load_profile(catalogue, "default");
  std::size_t seen = 0;
  for (const auto& [service, figure] : catalogue.used_figures([](const std::string&) { return true; }))
    seen += figure.name == "D-EV-01.settle" ? 1 : 0;
  CHECK(seen == 1);
}

TEST_CASE("compliance: a clause that nobody read, or that is our own mapping, is marked so") {
  const auto mark_of = [&](std::string_view id, std::string_view text) {
    for (const auto& clause : built_in_default_profile().catalogue->find(id)->clauses) {
      if (clause.text == text) return clause.mark;
    }
    FAIL("the control has no such clause");
    return ClauseMark::not_verified;
  };
  CHECK(mark_of("D-RC-01", "CMN 4.893 art. 20") == ClauseMark::not_verified);
  CHECK(mark_of("D-RC-01", "DORA art. 12(6)") == ClauseMark::second_hand);
  CHECK(mark_of("S-RT-06", "PCI DSS 10.5.1") == ClauseMark::second_hand);
  CHECK(mark_of("S-RT-06", "DORA art. 12(7)") == ClauseMark::not_verified);  // read, but not as of logs
  for (const auto& control : controls()) {
    for (const auto& [text, mark] : control.clauses) {
      CAPTURE(text);
      const bool unread = text.starts_with("PCI DSS 10.3.3") || text.starts_with("PCI DSS 10.7.2") ||
                          text.starts_with("CMN 4.893 art. 20");
      CHECK((!unread || mark == ClauseMark::not_verified));
      CHECK(mark != ClauseMark::norm_text);
    }
  }
}

TEST_CASE("compliance: a severity is that of the research, where it gives one") {
  const auto severity_of = [](std::string_view id) {
    return built_in_default_profile().catalogue->find(id)->severity;
  };
  CHECK(severity_of("D-EV-03") == Severity::high);
  CHECK(severity_of("D-EV-04") == Severity::medium);
  CHECK(severity_of("D-NT-01") == Severity::low);
}

}  // namespace compliance_catalogue_test

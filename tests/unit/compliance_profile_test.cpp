// Profiles that extend others, and files of the user's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "models/compliance/profile.hpp"
#include "tests/support/run_program.hpp"

namespace compliance_profile_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

/// A profile of a folder of files, with models laid over the built-in ones.
struct Loaded {
  Loaded(const test::TemporaryFolder& folder, const std::string& name, const std::string& models = "") {
    const ModelFiles files{models, diagnostics};
    Catalogue catalogue{files, diagnostics};
    profile = load_profile(catalogue, name, {}, folder.path().string());
    for (const auto& input : catalogue.inputs()) inputs.push_back(input.path);
    explained = explain(profile, catalogue.sources());
  }
  Diagnostics diagnostics;
  Profile profile;
  std::vector<std::string> inputs;
  std::string explained;
};

void write(const test::TemporaryFolder& folder, const std::string& path, const std::string& text) {
  const auto file = folder.path() / path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream{file} << text;
}

constexpr const char* ours = R"(
extends: eu-dora
title: Ours
clauses: [CMN 4.474]
caveats: [Only for payments.]
controls:
  D-RC-01: { rpo: 15 min }
  S-BK-03: { severity: low }
  S-AV-01: ~
  S-RT-03: { min_retention: 10 d, basis: M }
)";

}  // namespace

TEST_CASE(
    "profiles: a value that a profile gives has the profile's mark, also where the catalogue has the same") {
  const test::TemporaryFolder folder;
  // A number of AWS Backup's audit, and none of the norm's.
  CHECK(Loaded{folder, "eu-dora"}.explained.find("min_retention 35 d [P]") != std::string::npos);
}

TEST_CASE("profiles: a file of the user's lays its values over those of a built-in one, and bears its name") {
  const test::TemporaryFolder folder;
  write(folder, "ours.yaml", ours);
  const Loaded loaded{folder, "ours.yaml"};
  CHECK(loaded.diagnostics.text() == "");
  const auto& profile = loaded.profile;
  CHECK(profile.name == "ours");
  CHECK(profile.title == "Ours");
  CHECK_FALSE(profile.edited);
  CHECK(profile.protection == Protection::isolated);  // DORA's
  CHECK(*profile.find("D-RC-01")->parameter("rpo") == 900);
  CHECK(*profile.find("D-RC-04")->parameter("rto") == 14400);
  CHECK(profile.find("S-BK-03")->severity == Severity::low);
  CHECK(profile.find("S-AV-01") == nullptr);
  CHECK(*profile.find("S-RT-03")->parameter("min_retention") == 10 * 86400.0);
  CHECK(profile.caveats.back() == "Only for payments.");
  CHECK(profile.caveats.size() > 1);
  CHECK(loaded.inputs == std::vector<std::string>{"ours.yaml"});
  const auto& clauses = profile.find("S-BK-01")->clauses;
  CHECK(std::find(clauses.begin(), clauses.end(), "DORA art. 12(1) [V2]") != clauses.end());
  CHECK(std::find(clauses.begin(), clauses.end(), "CMN 4.474 [V2]") != clauses.end());
}

TEST_CASE("profiles: what is inherited keeps its basis until a value is given") {
  const test::TemporaryFolder folder;
  write(folder, "a.yaml", "extends: aws-backup-audit\ntitle: a\ncontrols: { D-RC-01: { severity: low } }\n");
  write(folder, "b.yaml", "extends: a.yaml\ntitle: b\ncontrols: { D-RC-01: { rpo: 2 h } }\n");
  CHECK(Loaded{folder, "a.yaml"}.profile.find("D-RC-01")->basis == Basis::verified);
  const Loaded second{folder, "b.yaml"};
  CHECK(second.profile.find("D-RC-01")->basis == Basis::project);
  CHECK(second.profile.find("D-RC-01")->severity == Severity::low);
  CHECK(*second.profile.find("D-RC-01")->parameter("recovery_point_age") == 1);
}

TEST_CASE(
    "profiles: null takes a value away, the catalogue's default too, and a value over it counts again") {
  const test::TemporaryFolder folder;
  write(folder, "a.yaml", "extends: br-cmn-4893\ntitle: a\ncontrols: { S-RT-03: { min_retention: ~ } }\n");
  write(folder, "b.yaml", "extends: a.yaml\ntitle: b\ncontrols: { S-RT-03: { min_retention: 20 d } }\n");
  const Loaded first{folder, "a.yaml"};
  CHECK(first.diagnostics.text() == "");
  CHECK_FALSE(first.profile.find("S-RT-03")->parameter("min_retention").has_value());
  CHECK(*Loaded{folder, "b.yaml"}.profile.find("S-RT-03")->parameter("min_retention") == 20 * 86400.0);
  CHECK(Loaded{folder, "aws-fsbp"}.explained.find("(only of: sqs)") != std::string::npos);
}

TEST_CASE("profiles: an own file or an edited built-in one never bears the name of a built-in one") {
  const test::TemporaryFolder folder;
  write(folder, "eu-dora.yaml", ours);
  write(folder, "default.yaml", ours);
  CHECK(Loaded{folder, "eu-dora.yaml"}.profile.name == "eu-dora-edited");
  CHECK(Loaded{folder, "default.yaml"}.profile.name == "default-edited");
  write(folder, "models/compliance/profiles/sec-17a-4.yaml", "title: Mine\n");
  const auto models = (folder.path() / "models").string();
  CHECK(Loaded{folder, "sec-17a-4", models}.profile.name == "sec-17a-4-edited");
  const Loaded above{folder, "reg-sci", models};  // which extends it
  CHECK(above.profile.name == "reg-sci-edited");
  // By the name that results have it is found again, with what was replaced.
  CHECK(Loaded{folder, "reg-sci-edited", models}.profile.name == "reg-sci-edited");
  CHECK(Loaded{folder, "sec-17a-4-edited", models}.profile.title == "Mine");
  CHECK(Loaded{folder, "eu-dora-edited"}.diagnostics.text().find("'eu-dora-edited'") != std::string::npos);
  CHECK(above.explained.find("A built-in text of this profile was replaced.") != std::string::npos);
  CHECK(Loaded{folder, "eu-dora", models}.profile.name == "eu-dora");
}

TEST_CASE("profiles: under other controls or rules of verdicts no profile bears the name of a built-in one") {
  for (const std::string file : {"controls/backup.yaml", "compliance.yaml"}) {
    const test::TemporaryFolder folder;
    write(folder, "models/compliance/" + file,
          file == "compliance.yaml" ? "verdict.warn_margin: 0.2\n" : "{}\n");
    const auto models = (folder.path() / "models").string();
    for (const std::string profile : {"eu-dora", "default"})
      CHECK(Loaded{folder, profile, models}.profile.name == profile + "-edited");
  }
}

TEST_CASE("profiles: circles, missing files and controls that are not there are errors with their place") {
  const test::TemporaryFolder folder;
  const auto error_of = [&](const std::string& text) {
    write(folder, "ours.yaml", text);
    return Loaded{folder, "ours.yaml"}.diagnostics.text();
  };
  CHECK(error_of("extends: ours.yaml\ntitle: t\n")
            .find("ours.yaml:1:10: error: the profile 'ours.yaml' extends itself") != std::string::npos);
  CHECK(error_of("extends: eu-dor\ntitle: t\n").find("no profile 'eu-dor' (did you mean 'eu-dora'?)") !=
        std::string::npos);
  CHECK(error_of("extends: theirs.yaml\ntitle: t\n").find("cannot be read") != std::string::npos);
  CHECK(error_of("extends: mas-644\ntitle: t\ncontrols: { S-RT-03: ~ }\n")
            .find("'S-RT-03' takes away a control that is not there") != std::string::npos);
  CHECK(error_of("extends: mas-644\ntitle: t\ncontrols: { S-AV-01: { only: [sqs] } }\n")
            .find("no setting of 'sqs' decides S-AV-01") != std::string::npos);
  CHECK(error_of("extends: mas-644\n").find("title") != std::string::npos);
  CHECK(error_of("title: t\nsource: s\ncontrols: ~\n")
            .find("ours.yaml:3:1: error: profile 'ours.yaml' asks for no control") != std::string::npos);
  CHECK(error_of("title: t\nsource: s\n")
            .find("ours.yaml:1:1: error: profile 'ours.yaml' asks for no control") != std::string::npos);
  CHECK(error_of("[]").find("a profile is a map") != std::string::npos);
  CHECK(error_of("title: t\n").find("source") != std::string::npos);
  CHECK(Loaded{folder, "none.yaml"}.diagnostics.text().find("cannot be read") != std::string::npos);
}

TEST_CASE("profiles: explain tells the values, whose they are, and the caveats") {
  const test::TemporaryFolder folder;
  const auto text = Loaded{folder, "br-cmn-4893"}.explained;
  CHECK(text.find("br-cmn-4893  Resolucao CMN 4.893/2021\n") == 0);
  CHECK(text.find("the institution sets its own objectives") != std::string::npos);
  CHECK(text.find("rpo 1 d [P]") != std::string::npos);
  CHECK(text.find("min_retention 4,018 d [D]") != std::string::npos);
  CHECK(text.find("S-RT-02  info") == std::string::npos);
  CHECK(text.find("(informs only)") != std::string::npos);
  CHECK(text.find("Source:\n  CMN-4893: ") != std::string::npos);
}

}  // namespace compliance_profile_test

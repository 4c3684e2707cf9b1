// How the layers of a scenario lie over each other: the extended file, the file, the overrides; and how the
// result is shown.
#include "sim/scenario/load.hpp"

#include <doctest/doctest.h>

#include "sim/scenario/show.hpp"
#include "tests/support/run_program.hpp"

namespace load_test {

using namespace garoa;

namespace {

constexpr const char* base = R"(garoa: 1
title: Base
region: sa-east-1
duration: 1 h
s3: { inbox: { prefixes: 2 } }
lambda: { extract: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, timeout: 60 s } }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 MB } }
)";

/// A scenario text in a folder of its own, beside base.yaml.
class Loading {
 public:
  explicit Loading(const std::string& text, Overrides overrides = {}) {
    test::write_file(folder_.path() / "base.yaml", base);
    scenario = load_scenario_text(text, "f.yaml", folder_.path().string(), overrides, files_, diagnostics_);
    errors = diagnostics_.text();
  }
  std::optional<Scenario> scenario;
  std::string errors;

 private:
  test::TemporaryFolder folder_;
  Diagnostics diagnostics_;
  ModelFiles files_{"", diagnostics_};
};

Scenario loaded(const std::string& text, Overrides overrides = {}) {
  Loading loading{text, std::move(overrides)};
  REQUIRE_MESSAGE(loading.scenario.has_value(), loading.errors);
  return std::move(*loading.scenario);
}

std::string shown(const std::string& text, Overrides overrides = {}) {
  return show_scenario(*loaded(text, std::move(overrides)).record);
}

double poisson_rate(const Scenario& s) {
  return std::get<PoissonArrivals>(s.flows.front().common().uploads.arrivals).rate.count();
}

}  // namespace

TEST_CASE("extends: what the file says lies over what the other file says, key by key") {
  const auto s = loaded("extends: base.yaml\ntitle: Upper\nlambda: { extract: { memory: 1024 MB } }\n");
  CHECK(s.title == "Upper");
  CHECK(s.region == "sa-east-1");
  CHECK(s.lambda.front().runtime.memory.count() == 1024);
  CHECK(s.lambda.front().timeout.count() == 60);
  CHECK(s.s3.front().prefixes == 2);
}

TEST_CASE("extends: null resets a key to its default and takes a resource away") {
  const auto s = loaded("extends: base.yaml\nlambda: { extract: null }\ns3: { inbox: { prefixes: null } }\n");
  CHECK(s.lambda.empty());
  CHECK(s.s3.front().prefixes == 1);
}

TEST_CASE("extends: null drops an inherited key that another choice leaves without meaning") {
  const std::string lower =
      "garoa: 1\nregion: sa-east-1\nduration: 1 h\nec2: { app: { type: m6i.large } }\n"
      "ebs: { documents: { attach: app, size: 100 GiB } }\ns3: { archive: {} }\n"
      "backup: { nightly: { from: documents, to: archive, schedule: rate(1 day), concurrency: 20 } }\n"
      "flows: { intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: nightly,"
      " uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 MB } } } }\n";
  std::vector<std::string> sets{"backup.nightly.method=snapshot", "backup.nightly.to=null",
                                "backup.nightly.concurrency=null"};
  const auto s = loaded(lower, {sets, {}});
  CHECK(s.backup.front().method == BackupMethod::snapshot);
  CHECK(!s.backup.front().to.given());
  sets.emplace_back("backup.nightly.concurrenzy=null");  // drops nothing: a slip
  const Loading slip{lower, {sets, {}}};
  CHECK(!slip.scenario.has_value());
  CHECK(test::contains(slip.errors, "unknown key 'concurrenzy'"));
}

TEST_CASE("extends: another form of arrivals replaces the form of the other file") {
  const auto s = loaded(
      "extends: base.yaml\nflows: { automation: { uploads: { arrivals: { deterministic: 3/s } } } }\n");
  const auto* const arrivals = std::get_if<DeterministicArrivals>(&s.flows.front().common().uploads.arrivals);
  REQUIRE(arrivals != nullptr);
  CHECK(arrivals->rate.count() == 3);
}

TEST_CASE("overrides: they lie over the files, the later over the earlier, and are read like the files") {
  CHECK(poisson_rate(loaded("extends: base.yaml\n")) == 1);
  const std::string path = "flows.automation.uploads.arrivals";
  CHECK(poisson_rate(loaded("extends: base.yaml\n", {{path + ".poisson=2/s"}, {}})) == 2);
  CHECK(poisson_rate(loaded("extends: base.yaml\n",
                            {{path + ".deterministic=2/s", path + "={poisson: 3/s}"}, {}})) == 3);
  CHECK(loaded(base, {{"seed=5"}, 6}).seed == 6);
  CHECK(loaded(base, {{"title=with = and spaces"}, {}}).title == "with = and spaces");
  CHECK(loaded(base, {{"ebs=null"}, {}}).ebs.empty());
}

TEST_CASE("digest: it changes with every file, every override and the seed, and with nothing else") {
  const auto digest = [](const std::string& text, Overrides overrides = {}) {
    return loaded(text, std::move(overrides)).sha256;
  };
  const auto plain = digest(base);
  CHECK(plain.size() == 64);
  CHECK(digest(base) == plain);
  CHECK(digest(std::string{base} + "# a comment\n") != plain);
  CHECK(digest(base, {{"seed=1"}, {}}) != plain);
  CHECK(digest(base, {{}, 1}) == digest(base, {{"seed=1"}, {}}));
  CHECK(digest("extends: base.yaml\n") != plain);
}

TEST_CASE("show: a text that YAML would take for something else is quoted, and reads back as itself") {
  for (const std::string title :
       {"plain words", "null", "NULL", "~",     "true",   "7",   "2026-03-02", "a: b", "a # b", "# a",
        "- a",         "? a",  "'a'",  "\"a\"", "a \\ b", "[a]", "{a}",        "*a",   "&a",    "!a",
        "|",           ">",    "%a",   "@a",    "`a`",    " a ", "ção",        ":",    "a:",    ","}) {
    CAPTURE(title);
    std::string quoted = "'";
    for (const char c : title) quoted += c == '\'' ? std::string{"''"} : std::string{c};
    const auto text = std::string{base}.replace(std::string{base}.find("Base"), 4, quoted + "'");
    const auto original = loaded(text);
    CHECK(original.title == title);
    CHECK(loaded(show_scenario(*original.record)).title == title);
  }
}

TEST_CASE("show: a rate keeps the number that was written") {
  CHECK(
      test::contains(shown(base, {{"flows.automation.uploads.arrivals={office_hours: {mean: 50000/d}}"}, {}}),
                     "mean: 50000/d "));
  CHECK(test::contains(shown(base, {{"flows.automation.uploads.arrivals.poisson=0.05/s"}, {}}),
                       "poisson: 0.05/s "));
  CHECK(test::contains(shown(base, {{"flows.automation.uploads.arrivals.poisson=7/min"}, {}}),
                       "poisson: 7/min "));
}

TEST_CASE("show: every value names the default, the file and line, or the override that it comes from") {
  const auto text = shown("extends: base.yaml\ntitle: Upper\n", {{"seed=5"}, {}});
  CHECK(test::contains(text, "# f.yaml:2\n"));
  CHECK(test::contains(text, "base.yaml:3\n"));
  CHECK(test::contains(text, "# --set seed=5\n"));
  CHECK(test::contains(text, "# default\n"));
  CHECK_FALSE(test::contains(text, "extends"));
}

}  // namespace load_test

// `show` is a fixed point: what it prints of a scenario is a scenario, is shown as itself, and runs alike. For every scenario
// of the project, those in the tests included, and for a thousand mutants.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/show.hpp"
#include "tests/cases/case_file.hpp"
#include "tests/support/mutants.hpp"
#include "tests/support/shown_scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace show_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// A scenario that loads, and what its files are relative to.
struct Loaded {
  std::string name;
  std::string directory;
  Scenario scenario;
};

class Loader {
 public:
  [[nodiscard]] const ModelFiles& files() const { return files_; }
  [[nodiscard]] std::optional<Scenario> read(const std::string& text, const std::string& directory,
                                             const Overrides& overrides = {}) const {
    Diagnostics faults;
    return load_scenario_text(text, "original.yaml", directory, overrides, files_, faults);
  }
  void check(const Loaded& of) const {
    const auto shown = show_and_read(of.scenario, of.directory, files_);
    CHECK_MESSAGE(shown.complaint.empty(), of.name << ": " << shown.complaint);
  }

 private:
  Diagnostics ignored_;
  ModelFiles files_{"", ignored_};
};

/// The scenarios in the files of a folder; what does not load is left out.
std::vector<Loaded> in_files(const Loader& loader, const std::string& folder) {
  std::vector<Loaded> all;
  for (const auto& source : sources_below(folder, ".yaml")) {
    if (auto scenario = loader.read(source.text, source.folder))
      all.push_back({source.name, source.folder, std::move(*scenario)});
  }
  return all;
}

/// The scenarios that the tests' sources hold as raw texts; parts and templates do not load.
std::vector<Loaded> in_sources(const Loader& loader) {
  const auto fixtures = (source_folder() / "tests" / "fixtures").string();
  std::vector<Loaded> all;
  for (const auto& source : sources_below("tests", ".cpp")) {
    for (auto from = source.text.find("R\"("); from != std::string::npos;
         from = source.text.find("R\"(", from)) {
      const auto end = source.text.find(")\"", from);
      const auto text = source.text.substr(from + 3, end - from - 3);
      from = std::min(end, source.text.size());
      if (text.find("garoa: 1") == std::string::npos) continue;
      if (auto scenario = loader.read(text, fixtures))
        all.push_back({source.name, fixtures, std::move(*scenario)});
    }
  }
  return all;
}

/// The scenarios of the runs of the cases and of the validation.
std::vector<Loaded> in_cases(const Loader& loader, const std::string& folder) {
  std::vector<Loaded> all;
  for (const auto& source : sources_below(folder, ".yaml")) {
    Diagnostics faults;
    const auto of = cases::load_case(source.name, faults);
    if (!of) continue;
    for (const auto& [run, plan] : of->runs) {
      if (auto scenario = load_scenario_tree(plan.scenario, plan.settings, source.name, of->directory,
                                             loader.files(), faults))
        all.push_back({source.name + " " + run, of->directory, std::move(*scenario)});
    }
  }
  return all;
}

/// Without the places in the file that findings name.
std::string result_of(const Scenario& scenario) {
  auto outcome = run_apart({scenario}, {.seconds = 60});
  INFO(outcome.message);
  REQUIRE(outcome.result.has_value());
  for (auto& of : outcome.result->compliance.findings) of.place = {};
  return result_json(*outcome.result);
}

}  // namespace

TEST_CASE("show: what it prints of any scenario of the project is shown as itself") {
  const Loader loader;
  for (const auto* folder : {"scenarios", "tests/cli", "tests/negative/cases/valid", "tests/validation"}) {
    const auto found = in_files(loader, folder);
    CHECK_MESSAGE((!found.empty() || std::string_view{folder} == "tests/validation"), folder);
    for (const auto& of : found) loader.check(of);
  }
  const auto texts = in_sources(loader);
  CHECK(texts.size() >= 15);
  for (const auto& of : texts) loader.check(of);
  for (const auto* folder : {"tests/cases", "tests/validation"}) {
    const auto found = in_cases(loader, folder);
    CHECK_MESSAGE(found.size() >= 20, folder);
    for (const auto& of : found) loader.check(of);
  }
}

TEST_CASE("show: what it prints of a thousand mutants is shown as itself") {
  constexpr std::size_t wanted = 1000;
  const Loader loader;
  auto sources = shipped_scenarios();
  for (const auto* folder : {"tests/cli", "tests/negative/cases/valid"}) {
    for (auto& source : sources_below(folder, ".yaml")) sources.push_back(std::move(source));
  }
  Dice dice{"mutants to show"};
  std::size_t read = 0;
  std::size_t made = 0;
  for (; read < wanted && made < 20 * wanted; ++made) {
    const auto& source = sources[made % sources.size()];
    Diagnostics faults;
    auto root = parse_yaml(source.text, source.name, faults);
    REQUIRE(root.has_value());
    const auto text = made % 4 == 0 ? byte_mutant(source.text, dice) : key_mutant(std::move(*root), dice);
    auto scenario = loader.read(text, source.folder);
    if (!scenario) continue;
    ++read;
    loader.check({source.name + " as\n" + text, source.folder, std::move(*scenario)});
  }
  MESSAGE(read << " of " << made << " mutants are scenarios");
  CHECK(read == wanted);
}

TEST_CASE("show: what it prints runs as the original does, byte for byte") {
  const Loader loader;
  const Overrides brief{{"start=2026-03-02T01:55:00", "duration=45 min", "warmup=0 s"}, {}};
  for (const auto& source : shipped_scenarios()) {
    INFO("scenario: " << source.name);
    const auto original = loader.read(source.text, source.folder, brief);
    REQUIRE(original.has_value());
    const auto shown = show_and_read(*original, source.folder, loader.files());
    REQUIRE(shown.scenario.has_value());
    const bool alike = result_of(*shown.scenario) == result_of(*original);
    CHECK(alike);
  }
}

TEST_CASE("show: keys that exclude each other's defaults read back") {
  const Loader loader;
  const auto head = std::string{"garoa: 1\nregion: us-east-1\n"};
  const auto function =
      head +
      "s3: { inbox: {} }\nlambda: { f: { trigger: { bucket: inbox }, runtime: provided.al2023-go,"
      " memory: 512 MB, timeout: 60 s, package: image } }\nflows: { a: { kind: s3-lambda, bucket: inbox,"
      " uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 kB } } } }\n";
  const auto drill =
      head +
      "ec2: { app: { type: m5.16xlarge } }\nebs: { documents: { attach: app, size: 4 TiB } }\n"
      "s3: { archive: {}, copy: {} }\nbackup: { once: { from: documents, to: archive,"
      " schedule: rate(15 hours) } }\nflows: { intake: { kind: ec2-ebs-s3, app: app, volume: documents,"
      " backup: once, uploads: { arrivals: { deterministic: 25/s }, size: { constant: 8 MB } } } }\n"
      "drills: [{ at: 16 h, restore: once, to: copy, server_side: true }]\n";
  for (const auto& text : {function, drill}) {
    auto scenario = loader.read(text, "");
    REQUIRE(scenario.has_value());
    loader.check({"the scenario", "", std::move(*scenario)});
  }
}

}  // namespace show_test

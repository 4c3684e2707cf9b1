// The shipped scenarios, broken in thousands of ways. Whatever the text, reading it ends in a scenario or in
// errors that say where; and whatever scenario comes out of it runs to its end with balanced books.
//
// Every choice is a Philox number of a fixed seed, so that a failure names a mutant that can be made again.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>

#include "sim/core/random.hpp"
#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/show.hpp"
#include "tests/support/source_folder.hpp"

namespace mutation_test {

using namespace garoa;
namespace fs = std::filesystem;

namespace {

struct Source {
  std::string name;
  std::string folder;
  std::string text;
};

std::vector<Source> shipped_scenarios() {
  std::vector<Source> sources;
  for (const auto& item : fs::recursive_directory_iterator{test::source_folder() / "scenarios"}) {
    if (item.path().extension() != ".yaml") continue;
    std::ifstream stream{item.path(), std::ios::binary};
    sources.push_back({item.path().string(),
                       item.path().parent_path().string(),
                       {std::istreambuf_iterator<char>{stream}, {}}});
  }
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  return sources;
}

/// Whole numbers below a bound, one after the other.
class Dice {
 public:
  explicit Dice(std::string_view name) : stream_{2026, name} {}
  std::size_t below(std::size_t bound) {
    return std::min(
        static_cast<std::size_t>(stream_.uniform(Entity::nth(next_++)) * static_cast<double>(bound)),
        bound - 1);
  }

 private:
  Stream stream_;
  std::uint64_t next_ = 0;
};

// Mutation of bytes and lines.

void swap_lines(std::string& text, Dice& dice) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size() - 1);
    lines.push_back(text.substr(from, end + 1 - from));
    from = end + 1;
  }
  std::swap(lines[dice.below(lines.size())], lines[dice.below(lines.size())]);
  text.clear();
  for (const auto& line : lines) text += line;
}

void mutate_bytes(std::string& text, Dice& dice) {
  const auto at = dice.below(text.size());
  const auto length = 1 + dice.below(std::min<std::size_t>(text.size() - at, 40));
  switch (dice.below(7)) {
    case 0:
      text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << dice.below(8)));
      break;
    case 1:
      text[at] = static_cast<char>(dice.below(256));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, std::string{"{}[]:,-?&*!|>'\"%@`#~\n\t\0\xFF\xC3 ", 26}.substr(dice.below(26), 1));
      break;
    case 4:
      text.insert(dice.below(text.size()), text.substr(at, length));
      break;
    case 5:
      swap_lines(text, dice);
      break;
    case 6:
      text.resize(at);
      break;
  }
}

std::string byte_mutant(const Source& source, Dice& dice) {
  auto text = source.text;
  for (auto changes = 1 + dice.below(3); changes > 0 && !text.empty(); --changes) mutate_bytes(text, dice);
  return text;
}

// Mutation of keys and values.

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  return result + '"';
}

/// The tree as YAML. `raw` marks values that are written as they are.
std::string yaml_of(const YamlNode& node, const YamlNode* raw) {
  static const std::regex plain{"[A-Za-z0-9_./+-]+(:[0-9]+)*( ?[A-Za-z/]+)?"};
  if (&node == raw) return node.text;
  std::string text;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "null";
    case YamlNode::Kind::scalar:
      return !node.quoted && std::regex_match(node.text, plain) ? node.text : quoted(node.text);
    case YamlNode::Kind::sequence:
      for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + yaml_of(item, raw);
      return "[" + text + "]";
    case YamlNode::Kind::map:
      for (const auto& entry : node.entries)
        text += (text.empty() ? "" : ",\n ") + quoted(entry.key) + ": " + yaml_of(entry.value, raw);
      return "{" + text + "}";
  }
  return text;
}

constexpr std::array values{"abc",
                            "7",
                            "0",
                            "-1",
                            "null",
                            "[]",
                            "[1, x]",
                            "{}",
                            "{a: 1}",
                            "\"\"",
                            "",
                            "1e99",
                            "1e99 s",
                            "1e18 B",
                            "-5 s",
                            "-1/s",
                            "0 s",
                            "1 s",
                            "1 B",
                            "1 TiB",
                            "0/s",
                            "1000/s",
                            "true",
                            "1e-300",
                            "1000000 d",
                            "1 MiB/s",
                            "99999999999999999999",
                            "0.5",
                            "\"7\"",
                            "1 kbit/s",
                            "rate(1 minute)",
                            "128 MB",
                            "1e-9 s"};

/// Calls `take` with every mutant of one key: removed, renamed, and with each of the values.
void mutate_keys(YamlNode& root, YamlNode& map, const std::function<void(const std::string&)>& take) {
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const YamlEntry kept = map.entries[i];
    map.entries.erase(map.entries.begin() + static_cast<std::ptrdiff_t>(i));
    take(yaml_of(root, nullptr));
    map.entries.insert(map.entries.begin() + static_cast<std::ptrdiff_t>(i), kept);
    auto& entry = map.entries[i];
    entry.key += "x";
    take(yaml_of(root, nullptr));
    entry.key = kept.key;
    for (const auto* value : values) {
      entry.value = {};
      entry.value.text = value;
      take(yaml_of(root, &entry.value));
    }
    entry.value = kept.value;
    mutate_keys(root, entry.value, take);
  }
}

void each_key_mutant(const Source& source, const std::function<void(const std::string&)>& take) {
  Diagnostics diagnostics;
  auto root = parse_yaml(source.text, source.name, diagnostics);
  REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
  take(yaml_of(*root, nullptr));
  mutate_keys(*root, *root, take);
}

// What must hold.

/// Reads texts one after the other, with the same model files for all.
class Reader {
 public:
  std::optional<Scenario> read(const std::string& text, const std::string& folder,
                               const Overrides& overrides = {}) {
    diagnostics_ = {};
    return load_scenario_text(text, "mutant.yaml", folder, overrides, files_, diagnostics_);
  }
  /// What is wrong with the outcome; empty if nothing is.
  std::string complaint(const std::optional<Scenario>& scenario) const {
    if (scenario.has_value() == diagnostics_.has_errors())
      return "neither a scenario nor an error, or both: " + diagnostics_.text();
    static const std::regex with_place{"[^:]+:[0-9]+:[0-9]+: error: .*"};
    std::istringstream lines{diagnostics_.text()};
    for (std::string line; std::getline(lines, line);) {
      if (line.size() < 2000 && !std::regex_match(line, with_place))
        return "an error without a place: " + line;
    }
    return "";
  }

 private:
  Diagnostics diagnostics_;
  ModelFiles files_{"", diagnostics_};
};

struct Tally {
  std::size_t read = 0;
  std::size_t refused = 0;
};

void check_reading(Reader& reader, const std::string& text, const std::string& folder, Tally& tally) {
  std::string complaint;
  try {
    const auto scenario = reader.read(text, folder);
    complaint = reader.complaint(scenario);
    if (scenario) complaint += show_scenario(*scenario->record).empty() ? "nothing to show" : "";
    ++(scenario ? tally.read : tally.refused);
  } catch (const std::exception& error) {
    complaint = std::string{"an exception: "} + error.what();
  }
  if (!complaint.empty()) FAIL_CHECK(complaint << "\nin the mutant:\n" << text);
}

enum class Ended { well, stopped, badly };

/// The first ten minutes, apart. Long runs are stopped.
Ended run_briefly(const std::string& text, const std::string& folder) {
  constexpr std::uint64_t most_events = 300'000;
  constexpr double most_seconds = 60;
  Reader reader;
  const auto scenario =
      reader.read(text, folder, {{"start=2026-03-02T01:55:00", "duration=10 min", "warmup=0 s"}, {}});
  if (!scenario) return Ended::stopped;
  const auto outcome = run_apart({*scenario}, {.seconds = most_seconds},
                                 [](const Progress& p) { return p.events < most_events; });
  if (outcome.state == RunOutcome::State::interrupted) return Ended::stopped;
  INFO(name_of(outcome.state) << ": " << outcome.message);
  CHECK(outcome.state == RunOutcome::State::done);
  if (!outcome.result) return Ended::badly;
  const auto& result = *outcome.result;
  const auto time = [&](double t) { return scenario->calendar->to_iso(t); };
  const bool written =
      !(result_json(result) + metrics_csv(result) + series_csv(result, time) + result_text(result)).empty();
  return result.conserved() && written && reader.complaint(scenario).empty() ? Ended::well : Ended::badly;
}

}  // namespace

TEST_CASE("mutation: a scenario broken in its bytes is read or refused with places, never a crash") {
  constexpr std::size_t mutants_of_all = 4000;
  Reader reader;
  Tally tally;
  const auto sources = shipped_scenarios();
  REQUIRE(sources.size() >= 2);
  for (const auto& source : sources) {
    Dice dice{fs::relative(source.name, test::source_folder()).string()};
    for (std::size_t i = 0; i < mutants_of_all / sources.size(); ++i)
      check_reading(reader, byte_mutant(source, dice), source.folder, tally);
  }
  // Both outcomes must come up often, or the mutants test nothing.
  CHECK(tally.read > 100);
  CHECK(tally.refused > 1000);
}

TEST_CASE(
    "mutation: a scenario with any key removed, renamed or of another kind is read or refused with places") {
  Reader reader;
  Tally tally;
  for (const auto& source : shipped_scenarios()) {
    each_key_mutant(source,
                    [&](const std::string& text) { check_reading(reader, text, source.folder, tally); });
  }
  CHECK(tally.read > 100);
  CHECK(tally.refused > 2000);
}

TEST_CASE("mutation: the tree of a shipped scenario, written again, is the same scenario") {
  Reader reader;
  for (const auto& source : shipped_scenarios()) {
    INFO("scenario: " << source.name);
    const auto original = reader.read(source.text, source.folder);
    REQUIRE(original.has_value());
    std::string first;
    each_key_mutant(source, [&](const std::string& text) {
      if (first.empty()) first = text;
    });
    const auto again = reader.read(first, source.folder);
    REQUIRE(again.has_value());
    CHECK(again->duration == original->duration);
    CHECK(again->flows.size() == original->flows.size());
  }
}

TEST_CASE("mutation: what was read from a mutant runs without fault and with balanced books") {
  constexpr std::size_t wanted = 60;
  Reader reader;
  std::vector<std::pair<std::string, std::string>> readable;  // text, folder
  for (const auto& source : shipped_scenarios()) {
    each_key_mutant(source, [&](const std::string& text) {
      if (reader.read(text, source.folder)) readable.emplace_back(text, source.folder);
    });
  }
  REQUIRE(readable.size() >= wanted);
  std::size_t ended = 0;
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto& [text, folder] = readable[i * readable.size() / wanted];
    const auto how = run_briefly(text, folder);
    ended += how == Ended::well ? 1 : 0;
    CHECK_MESSAGE(how != Ended::badly, "the run of this mutant ended badly:\n" << text);
  }
  CHECK(ended > wanted / 2);
}

}  // namespace mutation_test

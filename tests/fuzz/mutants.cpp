// mutants [options]: gives thousands of broken scenarios, figure files and traces to the reader, and some of what it takes to
// the simulator; prints how many loaded, were refused and ran, and ends with 1 if one crashed, got a message without a place,
// or ran into a fault.
//
//   --count N    inputs of each kind (default 1000)
//   --first N    the number of the first one (default 0); an input depends on its kind and number only
//   --every N    one in N inputs that load is run for ten simulated minutes (default 20; 0: none)
//   --kind K     scenarios, figures or traces (default: all three)
//   --print      the input itself, for one that is to be looked at
//
// Inputs are read in child processes, a thousand in each, so that a crash costs its batch, which is then tried one by one.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <sstream>

#include "sim/run/child_process.hpp"
#include "tests/support/mutants.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"
#include "tests/support/trial.hpp"

namespace {

using namespace garoa;
using namespace garoa::test;
namespace fs = std::filesystem;

constexpr std::size_t batch_size = 1000;
constexpr double seconds_of_batch = 600;

struct Options {
  std::size_t count = 1000;
  std::size_t first = 0;
  std::size_t every = 20;
  std::string kind;
  bool print = false;
};

struct Tally {
  std::size_t loaded = 0;
  std::size_t refused = 0;
  std::size_t ran = 0;
  std::size_t stopped = 0;
  std::size_t bad = 0;

  Tally& operator+=(const Tally& other) {
    loaded += other.loaded;
    refused += other.refused;
    ran += other.ran;
    stopped += other.stopped;
    bad += other.bad;
    return *this;
  }
};

/// An input in place, and how to read it.
struct Input {
  std::string text;
  std::function<std::optional<Scenario>(std::string& complaint)> read;
};
using Maker = std::function<Input(Dice& dice, const fs::path& folder)>;

/// A tree where the text is YAML, for changes of keys; byte changes otherwise and at times.
std::string mutant_of(const Source& source, Dice& dice) {
  Diagnostics ignored;
  if (dice.below(2) == 0) return byte_mutant(source.text, dice);
  auto root = parse_yaml(source.text, source.name, ignored);
  return root ? key_mutant(std::move(*root), dice) : byte_mutant(source.text, dice);
}

Input scenario_input(Dice& dice, const fs::path& /*folder*/) {
  static const auto sources = shipped_scenarios();
  const auto& source = sources[dice.below(sources.size())];
  auto text = mutant_of(source, dice);
  return {text, [text, folder = source.folder](std::string& complaint) {
            static Trial trial;
            auto scenario = trial.read(text, folder);
            if (scenario) scenario = trial.read(text, folder, ten_minutes());
            complaint = trial.complaint();
            return scenario;
          }};
}

Input figure_input(Dice& dice, const fs::path& folder) {
  static const auto sources = sources_below("models", ".yaml");
  static const auto scenarios = shipped_scenarios();
  const auto& source = sources[dice.below(sources.size())];
  const auto& scenario = scenarios[dice.below(scenarios.size())];
  auto text = mutant_of(source, dice);
  return {text, [=](std::string& complaint) {
            fs::remove_all(folder);
            const auto file = folder / fs::relative(source.name, source_folder() / "models");
            fs::create_directories(file.parent_path());
            write_file(file, text);
            Trial trial{folder.string()};
            auto read = trial.read(scenario.text, scenario.folder, ten_minutes());
            complaint = trial.complaint();
            return read;
          }};
}

Input trace_input(Dice& dice, const fs::path& folder) {
  static const auto sources = sources_below("tests/fixtures", ".csv");
  const auto& source = sources[dice.below(sources.size())];
  auto text = byte_mutant(source.text, dice);
  return {text, [=](std::string& complaint) {
            fs::create_directories(folder);
            write_file(folder / "trace.csv", text);
            static Trial trial;
            auto read = trial.read(
                "garoa: 1\nregion: us-east-1\nduration: 10 min\ns3: { inbox: {} }\nflows:\n  intake: { kind: "
                "s3-lambda,"
                " bucket: inbox, uploads: { arrivals: { trace: trace.csv } } }\n",
                folder.string());
            complaint = trial.complaint();
            return read;
          }};
}

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> all{
      {"scenarios", scenario_input}, {"figures", figure_input}, {"traces", trace_input}};
  return all;
}

/// The inputs from `first` on, in this process.
Tally try_here(const std::string& kind, std::size_t first, std::size_t count, const Options& options) {
  const TemporaryFolder folder;
  Tally tally;
  for (auto number = first; number < first + count; ++number) {
    Dice dice{fmt::format("{} {}", kind, number)};
    const auto input = makers().at(kind)(dice, folder.path() / "input");
    if (options.print) fmt::print("{}\n", input.text);
    std::string complaint;
    const auto scenario = input.read(complaint);
    // By chance, so that it does not matter how many of a batch load.
    const bool chosen = options.every > 0 && dice.below(options.every) == 0;
    ++(scenario ? tally.loaded : tally.refused);
    if (complaint.empty() && scenario && chosen) {
      const auto run = run_briefly(*scenario);
      complaint = run.complaint;
      tally.ran += run.how == Ended::well ? 1 : 0;
      tally.stopped += run.how == Ended::stopped ? 1 : 0;
    }
    if (complaint.empty()) continue;
    ++tally.bad;
    fmt::print("{} {}: {}\n", kind, number, complaint);
    std::fflush(stdout);
  }
  return tally;
}

/// The same in a child. A batch that does not answer is tried input by input.
Tally try_apart(const std::string& kind, std::size_t first, std::size_t count, const Options& options) {
  ChildProcess child{[&](const ChildProcess::Tell&) {
                       const auto tally = try_here(kind, first, count, options);
                       return fmt::format("{} {} {} {} {}", tally.loaded, tally.refused, tally.ran,
                                          tally.stopped, tally.bad);
                     },
                     {.seconds = seconds_of_batch}};
  const auto end = child.wait();
  Tally tally;
  if (end.state == ChildProcess::State::answered) {
    std::istringstream{end.text} >> tally.loaded >> tally.refused >> tally.ran >> tally.stopped >> tally.bad;
  } else if (count == 1) {
    tally.bad = 1;
    fmt::print("{} {}: ended by signal {}: {}\n", kind, first, end.signal, end.text);
  } else {
    for (std::size_t i = 0; i < count; ++i) tally += try_apart(kind, first + i, 1, options);
  }
  return tally;
}

bool parse(int count, char** words, Options& options) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--print") {
      options.print = true;
      continue;
    }
    if (++i >= count) return false;
    if (word == "--kind") {
      options.kind = words[i];
      if (!makers().contains(options.kind)) return false;
      continue;
    }
    const std::map<std::string, std::size_t*> numbers{
        {"--count", &options.count}, {"--first", &options.first}, {"--every", &options.every}};
    std::string why;
    const auto value = Scalar<std::size_t>::parse(words[i], false, why);
    if (!numbers.contains(word) || !value) return false;
    *numbers.at(word) = *value;
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  if (!parse(count, words, options)) {
    fmt::print(
        stderr,
        "usage: mutants [--count N] [--first N] [--every N] [--kind scenarios|figures|traces] [--print]\n");
    return 1;
  }
  Tally all;
  for (const auto& [kind, maker] : makers()) {
    if (!options.kind.empty() && options.kind != kind) continue;
    Tally of_kind;
    for (std::size_t done = 0; done < options.count; done += batch_size)
      of_kind += try_apart(kind, options.first + done, std::min(batch_size, options.count - done), options);
    fmt::print("{}: {} loaded, {} refused, {} ran to the end, {} were stopped, {} at fault\n", kind,
               of_kind.loaded, of_kind.refused, of_kind.ran, of_kind.stopped, of_kind.bad);
    std::fflush(stdout);
    all += of_kind;
  }
  return all.bad == 0 ? 0 : 1;
}

// From start to finish: wall time of whole `garoa run` processes on scenarios that are over after a simulated
// minute, beside that of `garoa version`, which only starts and ends. Median of 20 with --full, else of 3.
//
//   start_bench [--full] GAROA FILE...
#include <fmt/format.h>

#include <filesystem>

#include "tests/bench/bench.hpp"
#include "tests/support/run_program.hpp"

namespace garoa::bench {
namespace {

struct Timed {
  double median_seconds = 0;
  int exit_code = 0;
  std::string errors;
  Digest digest;  // of what the program said
};

Timed time_program(const std::string& program, const std::vector<std::string>& words, int times) {
  const test::TemporaryFolder folder;
  Timed timed;
  std::vector<double> seconds;
  for (int i = 0; i < times; ++i) {
    test::ProgramEnd end;
    seconds.push_back(seconds_of([&] { end = test::run_program(program, words, folder.path()); }));
    timed.digest = {};
    timed.digest.add(end.output);
    timed.errors = end.errors;
    if (timed.exit_code == 0) timed.exit_code = end.exit_code;
  }
  timed.median_seconds = median(seconds);
  return timed;
}

bool report(const std::string& name, const Timed& timed) {
  fmt::print("{:>9.1f}  {:016x}  {}\n", 1000 * timed.median_seconds, timed.digest.value(), name);
  if (timed.exit_code == 0) return true;
  fmt::print(stderr, "{} ended with {}: {}\n", name, timed.exit_code, timed.errors);
  return false;
}

int run(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  std::copy_if(arguments.begin(), arguments.end(), std::back_inserter(words),
               [](const auto& w) { return w != "--full"; });
  if (words.size() < 2) {
    fmt::print(stderr, "usage: start_bench [--full] GAROA FILE...\n");
    return 1;
  }
  // Each run starts in a folder of its own.
  for (auto& word : words) word = std::filesystem::absolute(word).string();
  const int times = has_flag(arguments, "--full") ? 20 : 3;
  fmt::print("{:>9}  {:<16}  {}\n", "median ms", "digest", "run");
  bool done = report("version", time_program(words[0], {"version"}, times));
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> command{"run",        words[i],  "--set",    "duration=1 min", "--set",
                                           "warmup=0 s", "--quiet", "--format", "table"};
    done = report(words[i], time_program(words[0], command, times)) && done;
  }
  return done ? 0 : 1;
}

}  // namespace
}  // namespace garoa::bench

int main(int count, char** arguments) {
  return garoa::bench::run({arguments + 1, arguments + count});
}

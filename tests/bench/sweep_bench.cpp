// Throughput of sweeps: wall time of a whole `garoa sweep` of many points of a small scenario, one process at a time and two. Prints
// seconds, points per second and how many times as fast two were; both must leave the same bytes. With --full 1,000 points, else 20.
//
// Each point simulates a minute, or DURATION: of scenarios/processamento-automatico/base.yaml 11 h are some 45 ms of processor time.
//
//   sweep_bench [--full] GAROA FILE [DURATION]
#include <fmt/format.h>

#include <filesystem>

#include "tests/bench/bench.hpp"
#include "tests/support/run_program.hpp"

namespace garoa::bench {
namespace {

struct Swept {
  double seconds = 0;
  int exit_code = 0;
  std::string errors;
  Digest digest;  // of the table of all points
};

Swept sweep(const std::string& program, const std::string& scenario, const std::string& duration, int points,
            int jobs) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "plan.yaml",
                   fmt::format("garoa: 1\nscenario: {}\nset: [\"duration={}\", warmup=0 s]\naxes:\n"
                               "  - {{ path: seed, range: {{ from: 1, to: {}, step: 1 }} }}\n",
                               scenario, duration, points));
  Swept swept;
  test::ProgramEnd end;
  swept.seconds = seconds_of([&] {
    end = test::run_program(
        program, {"sweep", "plan.yaml", "--quiet", "--out", "out", "--jobs", fmt::format("{}", jobs)},
        folder.path());
  });
  swept.exit_code = end.exit_code;
  swept.errors = end.errors;
  swept.digest.add(end.output);
  swept.digest.add(test::read_file(folder.path() / "out/points.json"));
  return swept;
}

int run(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  std::copy_if(arguments.begin(), arguments.end(), std::back_inserter(words),
               [](const auto& w) { return w != "--full"; });
  const std::string duration = words.size() == 3 ? words[2] : "1 min";
  if (words.size() == 3) words.pop_back();
  if (words.size() != 2) {
    fmt::print(stderr, "usage: sweep_bench [--full] GAROA FILE [DURATION]\n");
    return 1;
  }
  // Each sweep has a folder of its own.
  for (auto& word : words) word = std::filesystem::absolute(word).string();
  const int points = has_flag(arguments, "--full") ? 1000 : 20;
  fmt::print("{:>5}  {:>9}  {:>9}  {:<16}\n", "jobs", "seconds", "points/s", "digest");
  std::vector<Swept> all;
  for (const int jobs : {1, 2}) {
    const auto& swept = all.emplace_back(sweep(words[0], words[1], duration, points, jobs));
    fmt::print("{:>5}  {:>9.2f}  {:>9.1f}  {:016x}\n", jobs, swept.seconds, points / swept.seconds,
               swept.digest.value());
    if (swept.exit_code == 0) continue;
    fmt::print(stderr, "the sweep ended with {}: {}\n", swept.exit_code, swept.errors);
    return 1;
  }
  fmt::print("two are {:.2f} times as fast as one\n", all[0].seconds / all[1].seconds);
  const bool same = all[0].digest.value() == all[1].digest.value();
  if (!same) fmt::print(stderr, "one process and two left other bytes\n");
  return same ? 0 : 1;
}

}  // namespace
}  // namespace garoa::bench

int main(int count, char** arguments) {
  return garoa::bench::run({arguments + 1, arguments + count});
}

// Whole scenarios in this process's children, one each (SimGrid's engine exists once per process): uploads/s,
// events/s, peak memory, and memory per unprotected document, against a run of the same scenario that is over
// after a minute.
//
//   flow_bench [--full] [--set PATH=VALUE]... FILE...      without --full a scenario ends after 12 hours
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"
#include "tests/bench/bench.hpp"

namespace garoa::bench {
namespace {

struct Measured {
  std::uint64_t documents;
  std::uint64_t events;
  std::uint64_t most_unprotected;
  std::uint64_t digest;
  double seconds;
  std::uint64_t peak_kib;
};

/// The most documents that one backup run found, or that waited for one at the end.
std::uint64_t most_unprotected(const RunResult& result) {
  if (result.backups.empty()) return 0;
  std::uint64_t copied = 0;
  std::uint64_t most = 0;
  for (const auto& run : result.backups) {
    copied += run.files;
    most = std::max(most, run.files);
  }
  return std::max(most, result.documents - std::min(copied, result.documents));
}

std::optional<Measured> measure(const std::string& file, const Overrides& overrides) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario(file, overrides, files, diagnostics);
  if (!scenario) {
    fmt::print(stderr, "{}", diagnostics.text());
    return std::nullopt;
  }
  const auto outcome = run_apart({*scenario});
  if (!outcome.result) {
    fmt::print(stderr, "{}: {}\n", file, outcome.message);
    return std::nullopt;
  }
  const auto& result = *outcome.result;
  Digest digest;
  digest.add(result_json(result));
  return Measured{.documents = result.documents,
                  .events = result.performance.events,
                  .most_unprotected = most_unprotected(result),
                  .digest = digest.value(),
                  .seconds = result.performance.wall_seconds,
                  .peak_kib = result.performance.peak_memory_kib};
}

Overrides ending_after(Overrides overrides, const char* duration) {
  overrides.sets.emplace_back(std::string{"duration="} + duration);
  overrides.sets.emplace_back("warmup=0 s");
  return overrides;
}

bool report(const std::string& file, const Overrides& overrides) {
  const auto start = measure(file, ending_after(overrides, "1 min"));
  const auto whole = measure(file, overrides);
  if (!start || !whole) return false;
  const auto& f = *whole;
  fmt::print("{:>10} {:>12.0f} {:>12.0f} {:>9.1f} {:>9.1f}", f.documents,
             static_cast<double>(f.documents) / f.seconds, static_cast<double>(f.events) / f.seconds,
             static_cast<double>(f.peak_kib) / 1024, static_cast<double>(start->peak_kib) / 1024);
  if (f.most_unprotected > 0) {
    const double grown = 1024 * (static_cast<double>(f.peak_kib) - static_cast<double>(start->peak_kib));
    fmt::print(" {:>12} {:>6.0f}", f.most_unprotected, grown / static_cast<double>(f.most_unprotected));
  } else {
    fmt::print(" {:>12} {:>6}", "-", "-");
  }
  fmt::print("  {:016x}  {}\n", f.digest, file);
  return true;
}

int run(const std::vector<std::string>& arguments) {
  Overrides overrides;
  std::vector<std::string> files;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--set" && i + 1 < arguments.size()) {
      overrides.sets.push_back(arguments[++i]);
    } else if (arguments[i] != "--full") {
      files.push_back(arguments[i]);
    }
  }
  if (!has_flag(arguments, "--full")) overrides = ending_after(overrides, "12 h");
  if (files.empty()) {
    fmt::print(stderr, "usage: flow_bench [--full] [--set PATH=VALUE]... FILE...\n");
    return 1;
  }
  fmt::print("{:>10} {:>12} {:>12} {:>9} {:>9} {:>12} {:>6}  {:<16}  {}\n", "uploads", "uploads/s",
             "events/s", "peak MiB", "after 1m", "unprotected", "B each", "digest", "scenario");
  std::fflush(stdout);
  bool done = true;
  for (const auto& file : files) {
    done = report(file, overrides) && done;
    std::fflush(stdout);
  }
  return done ? 0 : 1;
}

}  // namespace
}  // namespace garoa::bench

int main(int count, char** arguments) {
  return garoa::bench::run({arguments + 1, arguments + count});
}

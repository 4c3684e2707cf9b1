// How fast are coroutine processes on the engine, against the same work on a bare std::priority_queue?
//
// The work: a fixed number of requests in the system, each of three random delays; when one ends the next one
// begins. Both programs draw the same delays and hash what they did, so equal digests prove equal work. They
// run alternately; the ratio is the median of the pairs, which a busy machine disturbs little.
//
//   engine_bench [--full]
#include <fmt/format.h>

#include <cstdint>
#include <queue>
#include <vector>

#include "sim/engine/simulator.hpp"
#include "tests/bench/bench.hpp"

namespace garoa::bench {
namespace {

constexpr std::uint64_t delays_per_request = 3;

/// Uniform in (0, 2) seconds; the finaliser of splitmix64, cheap so that the queue and not the draw is
/// measured.
double delay_of(std::uint64_t request, std::uint64_t step) {
  std::uint64_t x = (request * delays_per_request + step + 1) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-52;
}

struct Work {
  std::uint64_t pending;
  std::uint64_t requests;
  std::uint64_t begun = 0;
  Digest digest;
};

struct Entry {
  double time;
  std::uint64_t request;
  std::uint64_t step;
  bool operator<(const Entry& other) const { return time > other.time; }
};

void run_bare(Work& work) {
  std::priority_queue<Entry> queue;
  const auto begin = [&](double now) {
    const std::uint64_t request = work.begun++;
    queue.push({now + delay_of(request, 0), request, 0});
  };
  while (work.begun < work.pending) begin(0);
  while (!queue.empty()) {
    const Entry entry = queue.top();
    queue.pop();
    if (entry.step + 1 < delays_per_request) {
      queue.push({entry.time + delay_of(entry.request, entry.step + 1), entry.request, entry.step + 1});
      continue;
    }
    work.digest.add(entry.time, entry.request);
    if (work.begun < work.requests) begin(entry.time);
  }
}

Process request_process(Simulator& simulator, Work& work) {
  const std::uint64_t request = work.begun++;
  for (std::uint64_t step = 0; step < delays_per_request; ++step)
    co_await simulator.delay(delay_of(request, step));
  work.digest.add(simulator.now(), request);
  if (work.begun < work.requests) simulator.start(request_process(simulator, work));
}

void run_engine(Work& work) {
  Simulator simulator;
  while (work.begun < work.pending) simulator.start(request_process(simulator, work));
  simulator.run(1e18);
}

bool compare(std::uint64_t pending, std::uint64_t requests, int pairs) {
  std::vector<double> bare_rates;
  std::vector<double> engine_rates;
  std::vector<double> ratios;
  bool equal = true;
  Digest digest;
  for (int pair = 0; pair < pairs; ++pair) {
    Work bare{pending, requests, 0, {}};
    Work engine{pending, requests, 0, {}};
    const double bare_seconds = seconds_of([&] { run_bare(bare); });
    const double engine_seconds = seconds_of([&] { run_engine(engine); });
    bare_rates.push_back(static_cast<double>(requests) / bare_seconds);
    engine_rates.push_back(static_cast<double>(requests) / engine_seconds);
    ratios.push_back(bare_seconds / engine_seconds);
    equal = equal && bare.digest.value() == engine.digest.value();
    digest = engine.digest;
  }
  fmt::print("{:>9} {:>9} {:>12.3f} {:>12.3f} {:>8.2f}  {:016x}{}\n", pending, requests,
             median(bare_rates) / 1e6, median(engine_rates) / 1e6, median(ratios), digest.value(),
             equal ? "" : "  THE BARE LOOP DID OTHER WORK");
  return equal;
}

int run(const std::vector<std::string>& arguments) {
  const bool full = has_flag(arguments, "--full");
  const std::uint64_t scale = full ? 100 : 1;
  const int pairs = full ? 5 : 1;
  fmt::print("{:>9} {:>9} {:>12} {:>12} {:>8}  {}\n", "pending", "requests", "bare M req/s", "engine",
             "ratio", "digest");
  bool equal = true;
  for (const std::uint64_t pending : {std::uint64_t{10}, std::uint64_t{1000}, std::uint64_t{100000}}) {
    equal = compare(full ? pending : std::min<std::uint64_t>(pending, 10000), 20000 * scale, pairs) && equal;
  }
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace garoa::bench

int main(int count, char** arguments) {
  return garoa::bench::run({arguments + 1, arguments + count});
}

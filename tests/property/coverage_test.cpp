// Do 95 % intervals over replications cover what they should? Queues with closed forms, 300 times ten replications with
// fixed seeds, through the seeds of replications and the joining of their results.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/random.hpp"
#include "sim/results/joined_runs.hpp"
#include "sim/results/metric_changes.hpp"
#include "sim/run/replicate.hpp"
#include "tests/support/result_sink.hpp"

namespace coverage_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* latency = "flows.queue.upload.latency";

struct Queue {
  std::size_t servers;
  double load;  // of each; services take 1 s in the mean
};

/// First come, first served, by the recursion of Kiefer and Wolfowitz; the first tenth of the customers is left out.
RunResult run_of(const Queue& queue, std::uint64_t seed, std::uint64_t customers,
                 std::string_view luck = "queue") {
  const Stream stream{seed, luck};
  std::vector<double> free_at(queue.servers, 0);
  Histogram sojourns;
  double now = 0;
  for (std::uint64_t i = 0; i < customers; ++i) {
    const auto [a, s] = stream.uniforms(Entity::nth(i));
    now -= std::log(a) / (queue.load * static_cast<double>(queue.servers));
    const auto first = std::min_element(free_at.begin(), free_at.end());
    const double begins = std::max(now, *first);
    *first = begins - std::log(s);
    if (i >= customers / 10) sojourns.add(*first - now);
  }
  RunResult result;
  ResultSink{result}.add_distribution(latency, sojourns);
  return result;
}

double erlang_c(std::size_t servers, double load) {
  double term = 1;
  double sum = 0;
  const double offered = load * static_cast<double>(servers);
  for (std::size_t k = 0; k < servers; ++k) {
    sum += term;
    term *= offered / static_cast<double>(k + 1);
  }
  return term / (1 - load) / (sum + term / (1 - load));
}

/// How many of 300 intervals hold `expected`, in percent.
double coverage_of(const Queue& queue, const std::string& statistic, double expected) {
  constexpr int repetitions = 300;
  constexpr std::uint32_t replications = 10;
  constexpr std::uint64_t customers = 5000;
  int covered = 0;
  for (std::uint64_t repetition = 1; repetition <= repetitions; ++repetition) {
    JoinedRuns runs;
    for (std::uint32_t number = 1; number <= replications; ++number)
      runs.add(run_of(queue, seed_of_replication(repetition, number), customers));
    const auto estimate = runs.estimate(fmt::format("{}.{}", latency, statistic));
    REQUIRE(estimate.has_value());
    covered += std::abs(estimate->value - expected) <= *estimate->half_width ? 1 : 0;
  }
  const double percent = 100.0 * covered / repetitions;
  MESSAGE(fmt::format("M/M/{}, load {}, {}: {} of {} intervals hold {:.4g} ({:.1f} %)", queue.servers,
                      queue.load, statistic, covered, repetitions, expected, percent));
  return percent;
}

void check_coverage(const Queue& queue, const std::string& statistic, double expected) {
  const double percent = coverage_of(queue, statistic, expected);
  CHECK(percent >= 93);
  CHECK(percent <= 97);
}

/// Queue against queue in ten pairs, for each of 300 seeds; `visit` gets the changes of mean and percentiles.
template <class Visit>
void compare(const Queue& from, const Queue& to, std::string_view luck, const Visit& visit) {
  const std::vector<std::string> metrics{"mean", "p50", "p95", "p99"};
  std::vector<std::string> names;
  for (const auto& metric : metrics) names.push_back(fmt::format("{}.{}", latency, metric));
  for (std::uint64_t repetition = 1; repetition <= 300; ++repetition) {
    MetricPairs pairs;
    JoinedRuns before;
    JoinedRuns after;
    for (std::uint32_t number = 1; number <= 10; ++number) {
      const auto seed = seed_of_replication(repetition, number);
      const auto one = run_of(from, seed, 5000);
      const auto other = run_of(to, seed, 5000, luck);
      pairs.add(one, other);
      before.add(one);
      after.add(other);
    }
    visit(pairs.changes(names, before.result(), after.result()));
  }
}

}  // namespace

TEST_CASE(
    "coverage: the difference of two mean times in M/M/1 lies in 93 to 97 of 100 intervals over ten pairs of "
    "equal seeds") {
  // At loads 0.5 and 0.6: 1 / (1 - 0.6) - 1 / (1 - 0.5).
  int covered = 0;
  double narrowing = 0;
  compare({1, 0.5}, {1, 0.6}, "queue", [&](const std::vector<MetricChange>& changes) {
    covered += std::abs(*changes[0].difference - 0.5) <= *changes[0].half_width ? 1 : 0;
    narrowing += (1 - *changes[0].half_width / *changes[0].unpaired_half_width) / 300;
  });
  MESSAGE(fmt::format("{} of 300 intervals hold 0.5 ({:.1f} %), {:.0f} % narrower than without equal seeds",
                      covered, covered / 3.0, 100 * narrowing));
  CHECK(covered >= 279);
  CHECK(covered <= 291);
  CHECK(narrowing > 0.2);
}

TEST_CASE(
    "coverage: two equal queues with luck of their own differ by 0 in 93 to 97 of 100 intervals, and seldom "
    "is a "
    "difference claimed") {
  int covered = 0;
  int claimed = 0;
  compare({1, 0.5}, {1, 0.5}, "another queue", [&](const std::vector<MetricChange>& changes) {
    covered += std::abs(*changes[0].difference) <= *changes[0].half_width ? 1 : 0;
    const auto is_claimed = [](const MetricChange& change) { return change.certain; };
    claimed += std::any_of(changes.begin(), changes.end(), is_claimed) ? 1 : 0;
  });
  MESSAGE(fmt::format("{} of 300 intervals hold 0 ({:.1f} %); {} of 300 claim one of four numbers", covered,
                      covered / 3.0, claimed));
  CHECK(covered >= 279);
  CHECK(covered <= 291);
  CHECK(claimed <= 15);  // 5 % of them, for all four together
}

TEST_CASE(
    "coverage: the mean time in M/M/4 at load 0.8 lies in 93 to 97 of 100 intervals over ten replications") {
  check_coverage({4, 0.8}, "mean", 1 + erlang_c(4, 0.8) / (4 * 0.2));
}

TEST_CASE(
    "coverage: the mean time in M/M/1 at load 0.5 lies in 93 to 97 of 100 intervals over ten replications") {
  check_coverage({1, 0.5}, "mean", 2);
}

TEST_CASE(
    "coverage: the 95th percentile in M/M/1 at load 0.5 lies in 93 to 97 of 100 intervals over ten "
    "replications") {
  check_coverage({1, 0.5}, "p95", -std::log(0.05) / 0.5);
}

}  // namespace coverage_test

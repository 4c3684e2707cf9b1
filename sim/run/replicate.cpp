#include "sim/run/replicate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "sim/core/random.hpp"
#include "sim/results/joined_runs.hpp"
#include "sim/results/replication_rules.hpp"
#include "sim/run/runs_in_children.hpp"

namespace garoa {
namespace {

std::vector<std::string> metrics_to_watch(const ReplicationsRequest& request) {
  if (!request.until_ci) return {};
  auto metrics = request.metrics;
  if (metrics.empty()) {
    for (const auto& objective : request.scenario.policy.objectives) metrics.push_back(objective.metric);
  }
  std::vector<std::string> once;
  for (auto& metric : metrics) {
    if (std::find(once.begin(), once.end(), metric) == once.end()) once.push_back(std::move(metric));
  }
  return once;
}

/// Takes the replications one by one.
class Gathering {
 public:
  explicit Gathering(const ReplicationsRequest& request)
      : request_{request}, rule_{request.until_ci.value_or(1), metrics_to_watch(request)} {}

  /// False when there are enough.
  bool take(std::uint32_t number, RunOutcome outcome) {
    if (!outcome.result) {
      bury(number, outcome);
      return true;
    }
    if (request_.keep) request_.keep(number, *outcome.result);
    seeds_.push_back(seed_of_replication(request_.scenario.seed, number));
    runs_.add(std::move(*outcome.result));
    if (!request_.until_ci) return true;
    rule_.look(runs_);
    return !(runs_.count() >= fewest_replications && rule_.is_satisfied());
  }

  [[nodiscard]] RunResult result() const {
    if (runs_.count() == 0)
      throw std::runtime_error{
          fmt::format("none of {} replications has a result; the first: {}", dead_total_, dead_.front().why)};
    auto result = runs_.result();
    auto& told = *result.replications;
    result.scenario.seed = request_.scenario.seed;
    told.seeds = seeds_;
    told.dead = dead_;
    told.dead_total = dead_total_;
    told.until_ci = request_.until_ci;
    told.precision = rule_.precision(runs_);
    told.notes = too_few_for(result);
    return result;
  }

  /// More than have been taken, as long as it goes on.
  [[nodiscard]] std::size_t expected() const {
    const std::size_t least = std::min<std::size_t>(request_.most, 2 * fewest_replications);
    return request_.until_ci ? std::max<std::size_t>(least, runs_.count() + fewest_replications)
                             : request_.most;
  }

 private:
  void bury(std::uint32_t number, const RunOutcome& outcome) {
    constexpr std::size_t most_listed = 20;
    ++dead_total_;
    if (dead_.size() == most_listed) return;
    dead_.push_back({number, seed_of_replication(request_.scenario.seed, number), outcome.why()});
  }

  const ReplicationsRequest& request_;
  JoinedRuns runs_;
  PrecisionRule rule_;
  std::vector<std::uint64_t> seeds_;
  std::vector<Replications::Dead> dead_;
  std::uint64_t dead_total_ = 0;
};

}  // namespace

std::uint64_t seed_of_replication(std::uint64_t seed, std::uint32_t number) {
  if (number == 1) return seed;
  const auto part = Stream{seed, "replications"}.uniform(Entity::nth(number), Purpose{"seed"});
  return static_cast<std::uint64_t>(part * 0x1p52);
}

RunResult run_replications(const ReplicationsRequest& request, const KeepGoing& keep_going) {
  const auto seed_of = [&](std::size_t index) {
    return seed_of_replication(request.scenario.seed, static_cast<std::uint32_t>(index) + 1);
  };
  Gathering gathering{request};
  run_in_children({.most = request.most,
                   .at_once = request.at_once,
                   .run =
                       [&](std::size_t index, const KeepGoing& reports) {
                         return request.run({request.scenario, seed_of(index)}, reports);
                       },
                   .take =
                       [&](std::size_t index, RunOutcome outcome) {
                         return gathering.take(static_cast<std::uint32_t>(index) + 1, std::move(outcome));
                       },
                   .expected = [&] { return gathering.expected(); }},
                  keep_going);
  return gathering.result();
}

}  // namespace garoa

#include "sim/run/capacity.hpp"

#include "sim/results/joined_runs.hpp"
#include "sim/run/replicate.hpp"
#include "sim/run/runs_in_children.hpp"

namespace garoa {
namespace {

/// Takes the runs of points one by one: the replications of a point follow each other.
class PointsOfCapacity {
 public:
  explicit PointsOfCapacity(const CapacityRequest& request) : request_{request}, search_{request.axis} {}

  [[nodiscard]] std::vector<double> next() const {
    auto points = search_.next();
    std::erase_if(points, [&](double at) { return lowest_failure_ && at >= *lowest_failure_; });
    return points;
  }

  void take(double at, std::uint32_t replication, RunOutcome outcome) {
    if (outcome.result) {
      runs_.add(std::move(*outcome.result));
    } else if (why_.empty()) {
      why_ = outcome.why();
    }
    if (replication < request_.replications) return;
    if (why_.empty()) {
      search_.add(at, runs_.result());
    } else {
      search_.add_failure(at, why_);
      if (!lowest_failure_ || at < *lowest_failure_) lowest_failure_ = at;
    }
    runs_ = {};
    why_.clear();
  }

  [[nodiscard]] const CapacitySearch& search() const { return search_; }
  [[nodiscard]] bool failed_at(double at) const { return lowest_failure_ && *lowest_failure_ <= at; }

 private:
  const CapacityRequest& request_;
  CapacitySearch search_;
  JoinedRuns runs_;
  std::string why_;
  std::optional<double> lowest_failure_;
};

/// Of one round among those before it and those that may come.
class ProgressOfRounds {
 public:
  explicit ProgressOfRounds(const KeepGoing& keep_going) : keep_going_{keep_going} {}

  void begin(std::size_t runs, std::size_t rounds_left) {
    runs_ = static_cast<double>(runs);
    left_ = static_cast<double>(runs * rounds_left);
  }
  bool told(const Progress& progress) {
    if (!keep_going_) return true;
    events_now_ = progress.events;
    const double a_run = progress.total / runs_;
    return keep_going_(
        {done_ * a_run + progress.simulated, (done_ + runs_ + left_) * a_run, events_ + progress.events});
  }
  void end() {
    done_ += runs_;
    events_ += events_now_;
  }

 private:
  const KeepGoing& keep_going_;
  double done_ = 0;
  double runs_ = 1;
  double left_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t events_now_ = 0;
};

}  // namespace

CapacityFound find_capacity(const CapacityRequest& request, const KeepGoing& keep_going) {
  PointsOfCapacity points{request};
  ProgressOfRounds progress{keep_going};
  const std::size_t each = request.replications;
  const auto number_of = [&](std::size_t index) { return static_cast<std::uint32_t>(index % each) + 1; };
  for (auto round = points.next(); !round.empty(); round = points.next()) {
    std::vector<Scenario> scenarios;
    for (const double at : round) scenarios.push_back(request.scenario(at));
    progress.begin(round.size() * each, points.search().rounds_left());
    run_in_children({.most = round.size() * each,
                     .at_once = request.at_once,
                     .run =
                         [&](std::size_t index, const KeepGoing& reports) {
                           const auto& scenario = scenarios[index / each];
                           const auto seed = seed_of_replication(scenario.seed, number_of(index));
                           return run_here({scenario, seed}, reports);
                         },
                     .take =
                         [&](std::size_t index, RunOutcome outcome) {
                           points.take(round[index / each], number_of(index), std::move(outcome));
                           return !points.failed_at(round[index / each]) || number_of(index) < each;
                         }},
                    [&](const Progress& p) { return progress.told(p); });
    progress.end();
  }
  if (points.failed_at(request.axis.from))
    throw std::runtime_error{"no result to begin with: " + points.search().failure_at(request.axis.from)};
  auto capacity = points.search().result();
  capacity.replications = request.replications;
  return capacity;
}

}  // namespace garoa

#include "sim/run/compare.hpp"

#include <fmt/format.h>

#include "sim/run/replicate.hpp"
#include "sim/run/runs_in_children.hpp"
#include "sim/scenario/setting_changes.hpp"

namespace garoa {
namespace {

/// Takes the runs one by one: those of a replication follow each other.
class ComparedRuns {
 public:
  explicit ComparedRuns(const CompareRequest& request) : request_{request}, paired_{request.names} {}

  void take(std::size_t index, RunOutcome outcome) {
    const auto scenarios = request_.scenarios.size();
    if (outcome.result) {
      now_.push_back(std::move(*outcome.result));
    } else if (why_.empty()) {
      why_ = fmt::format("{}: {}", request_.names[index % scenarios], outcome.why());
    }
    if ((index + 1) % scenarios != 0) return;
    const auto number = static_cast<std::uint32_t>(index / scenarios) + 1;
    if (why_.empty()) {
      paired_.add(std::move(now_));
    } else {
      dead_.push_back({number, seed_of(number), why_});
    }
    now_.clear();
    why_.clear();
  }

  [[nodiscard]] std::uint64_t seed_of(std::uint32_t number) const {
    return seed_of_replication(request_.scenarios.front()->seed, number);
  }

  [[nodiscard]] ComparedScenarios result() const {
    if (paired_.count() == 0)
      throw std::runtime_error{"no replication has a result of every scenario; the first: " +
                               dead_.front().why};
    std::vector<std::vector<SettingChange>> settings;
    for (std::size_t i = 1; i < request_.scenarios.size(); ++i)
      settings.push_back(settings_between(*request_.scenarios.front(), *request_.scenarios[i]));
    auto compared = paired_.result(settings);
    compared.dead = dead_;
    return compared;
  }

 private:
  const CompareRequest& request_;
  PairedRuns paired_;
  std::vector<RunResult> now_;
  std::string why_;
  std::vector<Replications::Dead> dead_;
};

}  // namespace

ComparedScenarios compare_scenarios(const CompareRequest& request, const KeepGoing& keep_going) {
  const auto scenarios = request.scenarios.size();
  ComparedRuns runs{request};
  run_in_children(
      {.most = scenarios * request.replications,
       .at_once = request.at_once,
       .run =
           [&](std::size_t index, const KeepGoing& reports) {
             const auto number = static_cast<std::uint32_t>(index / scenarios) + 1;
             return run_here({*request.scenarios[index % scenarios], runs.seed_of(number)}, reports);
           },
       .take =
           [&](std::size_t index, RunOutcome outcome) {
             runs.take(index, std::move(outcome));
             return true;
           }},
      keep_going);
  return runs.result();
}

}  // namespace garoa

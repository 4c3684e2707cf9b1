#include "sim/run/run_at_edges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "sim/results/edge_changes.hpp"
#include "sim/run/run_in_child.hpp"

namespace garoa {
namespace {

/// The edges that are not in force already.
std::vector<EdgeRun> edges_of(const std::vector<Assumption>& assumptions) {
  std::vector<EdgeRun> edges;
  for (const auto& figure : assumptions) {
    const auto add = [&](std::string edge, const std::string& value) {
      if (!value.empty() && value != figure.value)
        edges.push_back({.assumption = figure.path(),
                         .edge = std::move(edge),
                         .value = value,
                         .failure = {},
                         .changes = {}});
    };
    add("low", figure.low);
    add("high", figure.high);
  }
  return edges;
}

std::unique_ptr<RunInChild> started(const EdgesRequest& request, const EdgeRun& edge) {
  constexpr double seconds_between_reports =
      2;  // few enough that a child whose turn is late need not wait to tell
  const auto work = [&](const KeepGoing& reports) {
    const auto scenario = request.at(fmt::format("{}={}", edge.assumption, edge.edge));
    return run_here({scenario}, reports);
  };
  return std::make_unique<RunInChild>(work, RunLimits{}, seconds_between_reports);
}

/// All of them, so many at once, in their order.
std::vector<RunOutcome> outcomes_of(const EdgesRequest& request, const std::vector<EdgeRun>& edges,
                                    const KeepGoing& keep_going) {
  const std::size_t at_once = std::max<std::size_t>(request.at_once, 1);
  std::vector<std::unique_ptr<RunInChild>> runs;
  std::vector<RunOutcome> outcomes;
  Progress last;
  const KeepGoing told = [&](const Progress& progress) {
    last = progress;
    return !keep_going || keep_going(progress);
  };
  for (std::size_t i = 0; i < edges.size(); ++i) {
    while (runs.size() < std::min(edges.size(), i + at_once))
      runs.push_back(started(request, edges[runs.size()]));
    if (!told(last)) throw Interrupted{};
    auto outcome = runs[i]->wait(told);
    runs[i].reset();
    if (outcome.state == RunOutcome::State::interrupted) throw Interrupted{};
    if (outcome.result) {  // by far the largest part, and not compared
      outcome.result->series.clear();
      outcome.result->distributions.clear();
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace

RunResult run_at_edges(const EdgesRequest& request, const KeepGoing& keep_going) {
  auto edges = edges_of(request.scenario.assumptions);
  // Before the scenario's own run: children are forked while there is no engine.
  const auto outcomes = outcomes_of(request, edges, keep_going);
  auto result = run_here({request.scenario}, keep_going);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (outcomes[i].result) {
      edges[i].changes = changes_between(result, *outcomes[i].result);
    } else {
      edges[i].failure =
          outcomes[i].message.empty() ? std::string{name_of(outcomes[i].state)} : outcomes[i].message;
    }
  }
  result.edges = std::move(edges);
  return result;
}

}  // namespace garoa

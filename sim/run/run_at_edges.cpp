#include "sim/run/run_at_edges.hpp"

#include <fmt/format.h>

#include <vector>

#include "sim/results/cost_bands.hpp"
#include "sim/results/edge_changes.hpp"
#include "sim/run/runs_in_children.hpp"
#include "sim/scenario/ranges.hpp"

namespace garoa {
namespace {

/// The edges that are not in force already.
std::vector<EdgeRun> edges_of(const std::vector<Assumption>& assumptions, bool own_only) {
  std::vector<EdgeRun> edges;
  for (const auto& figure : assumptions) {
    if (own_only && !is_of_scenario(figure)) continue;
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

/// All of them, so many at once, in their order.
std::vector<RunOutcome> outcomes_of(const EdgesRequest& request, const std::vector<EdgeRun>& edges,
                                    const KeepGoing& keep_going) {
  std::vector<RunOutcome> outcomes;
  run_in_children({.most = edges.size(),
                   .at_once = request.at_once,
                   .run =
                       [&](std::size_t i, const KeepGoing& reports) {
                         const auto scenario =
                             request.at(fmt::format("{}={}", edges[i].assumption, edges[i].edge));
                         return run_here({scenario}, reports);
                       },
                   .take =
                       [&](std::size_t, RunOutcome outcome) {
                         if (outcome.result) {  // by far the largest part, and not compared
                           outcome.result->series.clear();
                           outcome.result->distributions.clear();
                         }
                         outcomes.push_back(std::move(outcome));
                         return true;
                       }},
                  keep_going);
  return outcomes;
}

}  // namespace

RunResult run_at_edges(const EdgesRequest& request, const KeepGoing& keep_going) {
  auto edges = edges_of(request.scenario.assumptions, request.own_only);
  // Before the scenario's own run: children are forked while there is no engine.
  const auto outcomes = outcomes_of(request, edges, keep_going);
  auto result = run_here({request.scenario}, keep_going);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (outcomes[i].result) {
      edges[i].changes = changes_between(result, *outcomes[i].result);
      add_band(result.cost, edges[i].assumption, outcomes[i].result->cost);
    } else {
      edges[i].failure =
          outcomes[i].message.empty() ? std::string{name_of(outcomes[i].state)} : outcomes[i].message;
    }
  }
  result.edges = std::move(edges);
  drop_idle_bands(result.cost);
  return result;
}

}  // namespace garoa

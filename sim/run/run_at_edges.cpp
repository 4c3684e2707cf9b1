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

std::string assumed(const EdgeRun& edge) {
  return fmt::format("{}={}", edge.assumption, edge.edge);
}

/// All of them, so many at once, in their order.
std::vector<RunOutcome> outcomes_of(const EdgesRequest& request, const std::vector<EdgeRun>& edges,
                                    const KeepGoing& keep_going) {
  std::vector<RunOutcome> outcomes;
  run_in_children({.most = edges.size(),
                   .at_once = request.at_once,
                   .run =
                       [&](std::size_t i, const KeepGoing& reports) {
                         const auto scenario = request.at(assumed(edges[i]));
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

/// What is other at the edge.
void take(EdgeRun& edge, RunResult& result, const RunResult& there) {
  edge.changes = changes_between(result, there);
  add_band(result.cost, edge.assumption, there.cost);
}

}  // namespace

RunResult run_at_edges(const EdgesRequest& request, const KeepGoing& keep_going) {
  auto edges = edges_of(request.scenario.assumptions, request.own_only);
  // Before the scenario's own run: children are forked while there is no engine.
  const auto outcomes = outcomes_of(request, edges, keep_going);
  auto result = run_here({request.scenario}, keep_going);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (outcomes[i].result) {
      take(edges[i], result, *outcomes[i].result);
    } else {
      edges[i].failure = outcomes[i].why();
    }
  }
  result.edges = std::move(edges);
  drop_idle_bands(result.cost);
  return result;
}

RunResult replicate_at_edges(const EdgesRequest& request, const ReplicationsRequest& replications,
                             const KeepGoing& keep_going) {
  auto result = run_replications(replications, keep_going);
  const auto& told = *result.replications;
  auto edges = edges_of(request.scenario.assumptions, true);
  for (auto& edge : edges) {
    const auto scenario = request.at(assumed(edge));
    const ReplicationsRequest there{.scenario = scenario,
                                    .most = told.n + static_cast<std::uint32_t>(told.dead_total),
                                    .at_once = replications.at_once,
                                    .run = replications.run};
    try {
      take(edge, result, run_replications(there, keep_going));
    } catch (const Interrupted&) {
      throw;
    } catch (const std::runtime_error& fault) {
      edge.failure = fault.what();
    }
  }
  result.edges = std::move(edges);
  drop_idle_bands(result.cost);
  return result;
}

}  // namespace garoa

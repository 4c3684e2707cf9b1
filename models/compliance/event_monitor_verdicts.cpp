// What the event monitor's evidence says of one function: D-EV-02 to D-EV-05.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/compliance/event_state.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// What calls a function again: its outputs beside what it listens to, else what it tells others.
std::string_view chaining_setting(const Function& declared) {
  const bool beside =
      !declared.trigger_bucket.empty() && declared.trigger_bucket == declared.writes_to_bucket;
  if (beside) return declared.trigger_prefix.empty() ? ".writes_to" : ".output.prefix";
  return declared.notifies ? ".notifies" : ".writes_to";
}

/// Age at which an event is given up, in seconds; never if that is not known.
double lifetime_of(const Function* declared) {
  const bool known = declared != nullptr && declared->event_lifetime_s > 0;
  return known ? declared->event_lifetime_s : std::numeric_limits<double>::infinity();
}

void add_waiting(Finding& finding, const FunctionState& state, std::uint64_t waiting) {
  add_ids(finding, longest_waiting(state, waiting), waiting);
  finding.count += waiting;
}

}  // namespace

/// What still waits at the end counts with the time that it has waited, and what was given up without an effect as longer than any
/// other.
void judge_event_latency(const Judge& judge, Finding& finding, const FunctionState& state,
                         const Function* declared) {
  const auto waits = state.waiting.waits();
  const TimesUntilThere latency{with_waits(state.latency, waits), state.without_effect};
  const double p99 = latency.quantile(0.99);
  const double oldest = std::max(state.largest_age, waits.maximum());
  const double lifetime = lifetime_of(declared);
  const double headroom = 1 - oldest / lifetime;
  finding.n = latency.count();
  if (2 * oldest > p99) finding.key = finding.resource + ".reserved_concurrency";
  if (std::isinf(p99) && declared != nullptr && declared->has_event_queue)
    finding.key =
        finding.resource + (2 * oldest > lifetime ? ".reserved_concurrency" : ".asynchronous.retries");
  if (finding.n > 0) {
    judge.at_most(finding, p99, judge.value("p99"), "s");
    if (state.latency.count() > 0) finding.worst_s = state.worst_latency_time;
    state.late.tell_with_waits(finding, judge.value("p99"), waits.maximum(), judge.architecture().duration_s);
    if (finding.status == Status::fail) add_waiting(finding, state, waits.count_above(judge.value("p99")));
    finding.censored = waits.count_above(judge.value("p99")) > 0;
    finding.figures = {{"max_s", latency.maximum()}};
    for (const auto& [name, value] :
         {std::pair{"p50_s", latency.quantile(0.5)}, {"p95_s", latency.quantile(0.95)}, {"p99_s", p99}}) {
      if (std::isfinite(value)) finding.figures.emplace_back(name, value);
    }
  }
  if (state.without_effect > 0)
    finding.figures.emplace_back("without_effect", static_cast<double>(state.without_effect));
  if (waits.count() > 0) finding.figures.emplace_back("waiting_at_end", static_cast<double>(waits.count()));
  finding.figures.emplace_back("event_age_max_s", oldest);
  finding.figures.emplace_back("headroom", headroom);
  finding.message =
      fmt::format("p99 from creation to effect {}{}, headroom of the event age {}.", duration_or_never(p99),
                  finding.censored && std::isfinite(p99) ? " or more" : "", human_share(headroom));
  const bool broken = Judge::breaks_percentile(0.99, finding.n, latency.count_above(judge.value("p99")));
  if (!judge.enough_for(0.99, finding.n) && !broken) {
    finding.status = Status::not_evaluated;
    finding.message = fmt::format("{} documents are too few for a 99th percentile.", human_count(finding.n));
  }
  if (headroom < judge.value("min_headroom") && finding.status != Status::fail) {
    finding.status = Status::warn;
    finding.message = fmt::format("Headroom of the event age is {}: events are near to being dropped.",
                                  human_share(headroom));
  }
}

void judge_event_duplicates(const Judge& judge, Finding& finding, const FunctionState& state) {
  finding.n = state.processed;
  finding.figures.emplace_back("duplicate_deliveries", static_cast<double>(state.duplicate_deliveries));
  const auto duplicates = state.duplicates.count();
  if (state.processed == 0 && duplicates == 0) {
    finding.message = "No document was processed.";
    return;
  }
  judge.at_most(finding, static_cast<double>(duplicates), judge.value("max_duplicates"), "1");
  state.duplicates.tell(finding);
  add_rule_of_three(finding, duplicates);
  finding.message = fmt::format("{} effects beyond the first, of {} documents processed.",
                                human_count(duplicates), human_count(state.processed));
}

void judge_event_order(const Judge& judge, Finding& finding, const FunctionState& state) {
  const auto disordered = state.out_of_order.count();
  finding.n = std::max(disordered, state.replaced + state.superseded);
  if (finding.n == 0) {
    finding.message = state.processed == 0 ? "No document was processed."
                                           : "No key was overwritten, so nothing had an order.";
    return;
  }
  judge.at_most(finding, static_cast<double>(disordered), judge.value("max_out_of_order"), "1");
  state.out_of_order.tell(finding);
  add_rule_of_three(finding, disordered);
  finding.message =
      fmt::format("{} effects of an older version came after a newer one's, of {} on overwritten keys.",
                  human_count(disordered), human_count(finding.n));
}

void judge_event_chains(const Judge& judge, Finding& finding, const FunctionState& state,
                        const Function* declared) {
  finding.n = state.invocations;
  if (state.invocations == 0) {
    finding.message = "The function was never invoked.";
    return;
  }
  judge.at_most(finding, static_cast<double>(state.deepest), judge.value("max_depth"), "1");
  if (declared != nullptr) finding.key = fmt::format("{}{}", finding.resource, chaining_setting(*declared));
  state.recursive.tell(finding);
  add_rule_of_three(finding, state.recursive.count());
  const auto external = state.invocations - state.recursive.count();
  if (external > 0)
    finding.figures = {
        {"invocations_per_external", static_cast<double>(state.invocations) / static_cast<double>(external)}};
  finding.message =
      fmt::format("{} of {} invocations came of the function's own runs, at most {} one after the other.",
                  human_count(state.recursive.count()), human_count(state.invocations), state.deepest);
}

}  // namespace garoa::compliance

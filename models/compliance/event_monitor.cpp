// Whether every created object is processed, in time, once, in order and by no chain of the function's own making:
// D-EV-01 to D-EV-05.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/compliance/event_state.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

class EventMonitor : public Monitor {
 public:
  explicit EventMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal}, warmup_{setup.architecture.warmup_s} {
    auto& journal = setup.journal;
    for (const auto& profile : setup.profiles) {
      if (const auto* entry = profile.find("D-EV-01")) add_cutoff(entry->parameter("settle").value_or(0));
    }
    for (const auto& function : architecture_.functions) {
      if (function.trigger_bucket.empty()) continue;
      function_of(journal.intern(path_of("lambda", function.name)));
      buckets_.at(journal.intern(path_of("s3", function.trigger_bucket)));
    }
    journal.on<events::ObjectCreated>([this](const auto& event) { created(event); });
    journal.on<events::EventQueued>([this](const auto& event) { queued(event); });
    journal.on<events::EventPassedOver>([this](const auto& event) { passed_over(event); });
    journal.on<events::InvocationStarted>([this](const auto& event) { started(event); });
    journal.on<events::DocumentProcessed>([this](const auto& event) { processed(event); });
    journal.on<events::InvocationFinished>(
        [this](const auto& event) { --function_of(event.function).at_work; });
    journal.on<events::DocumentSuperseded>([this](const auto& event) {
      if (event.created < warmup_) return;
      auto& function = function_of(event.function);
      ++function.superseded;
      function.waiting.ended(event.created);
    });
    journal.on<events::OutOfOrder>([this](const auto& event) {
      if (event.time >= warmup_) function_of(event.function).out_of_order.see(event.time, event.document.id);
    });
    journal.on<events::DocumentDropped>([this](const auto& event) { dropped(event); });
    journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
  }

  void judge_objects(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* declared) {
      const bool of_objects = declared != nullptr && !declared->trigger_bucket.empty();
      judge_lost(judge, finding, state, bucket_of(declared), of_objects ? "object" : "event");
    });
  }
  void judge_latencies(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* declared) {
      judge_latency(judge, finding, state, declared);
    });
  }
  void judge_repetitions(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* /*declared*/) {
      judge_duplicates(judge, finding, state);
    });
  }
  void judge_versions(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* /*declared*/) {
      judge_order(judge, finding, state);
    });
  }
  void judge_chains(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* /*declared*/) {
      judge_recursion(judge, finding, state);
    });
  }

 private:
  /// One finding a function; `look` fills it in.
  template <class Look>
  void each_function(const Judge& judge, const Look& look) const {
    functions_.each(journal_, [&](const std::string& path, const FunctionState& state) {
      auto finding = judge.open("", path, {});
      const Function* declared = find_declared(path);
      if (declared != nullptr) {
        finding.flow = judge.owners().flow_of_function(declared->name);
        finding.place = declared->where;
      }
      look(finding, state, declared);
      judge.close(std::move(finding));
    });
  }
  // The end of the run is known beforehand, so that objects can be counted as old enough when they are
  // created.
  void add_cutoff(double settle) {
    const double cutoff = architecture_.duration_s - settle;
    if (std::find(cutoffs_.begin(), cutoffs_.end(), cutoff) == cutoffs_.end()) cutoffs_.push_back(cutoff);
  }
  void count(Mature& mature, double created) const {
    if (mature.counts.empty()) mature.counts.resize(cutoffs_.size());
    for (std::size_t i = 0; i < cutoffs_.size(); ++i) mature.counts[i] += created <= cutoffs_[i] ? 1 : 0;
  }
  [[nodiscard]] std::uint64_t counted(const Mature& mature, double settle) const {
    const auto found = std::find(cutoffs_.begin(), cutoffs_.end(), architecture_.duration_s - settle);
    if (found == cutoffs_.end() || mature.counts.empty()) return 0;
    return mature.counts[static_cast<std::size_t>(found - cutoffs_.begin())];
  }

  FunctionState& function_of(NameId name) { return functions_.at(name, architecture_.duration_s); }

  void created(const events::ObjectCreated& event) {
    if (event.time < warmup_) return;
    auto& bucket = buckets_.at(event.bucket);
    ++bucket.created;
    count(bucket.mature, event.time);
  }
  void queued(const events::EventQueued& event) {
    if (event.created < warmup_) return;
    auto& function = function_of(event.function);
    if (event.copy > 0) {
      ++function.duplicate_deliveries;
    } else {
      ++function.events;
      function.waiting.began(event.created);
      count(function.queued, event.created);
    }
  }
  void passed_over(const events::EventPassedOver& event) {
    if (event.wanted || event.time < warmup_) return;
    auto& function = function_of(event.function);
    ++function.others;
    count(function.mature_others, event.time);
  }
  void started(const events::InvocationStarted& event) {
    auto& function = function_of(event.function);
    ++function.at_work;
    if (event.time < warmup_) return;
    function.largest_age = std::max(function.largest_age, event.event_age.value_or(0));
    ++function.invocations;
    if (event.depth == 0) return;
    function.recursive.see(event.time, event.document.id);
    function.deepest = std::max(function.deepest, event.depth);
  }
  void processed(const events::DocumentProcessed& event) {
    if (event.created < warmup_) return;
    auto& function = function_of(event.function);
    if (event.effects > 1) {
      function.duplicates.see(event.time, event.document.id);
      return;
    }
    ++function.processed;
    function.waiting.ended(event.created);
    const double latency = event.time - event.created;
    if (latency > function.latency.maximum()) function.worst_latency_time = event.time;
    function.latency.add(latency);
  }
  void dropped(const events::DocumentDropped& event) {
    auto& function = function_of(event.function);
    const bool was_waiting = event.copy == 0 && event.effects == 0;
    if (was_waiting && event.created >= warmup_) {
      function.waiting.ended(event.created);
      ++function.without_effect;
    }
    if (event.to_dlq) function.first_in_destination.see(event.time);
    if (event.time < warmup_) return;
    if (event.reason == Reason::recursion) return;  // the chain's first document had its effect
    function.largest_age = std::max(function.largest_age, event.event_age);
    if (event.to_dlq) {
      ++function.to_destination;
      return;
    }
    function.dropped.see(event.time, event.document.id);
    function.reasons.add(name_of(event.reason));
  }

  [[nodiscard]] const Function* find_declared(const std::string& path) const {
    for (const auto& function : architecture_.functions) {
      if (path_of("lambda", function.name) == path) return &function;
    }
    return nullptr;
  }
  [[nodiscard]] BucketState bucket_of(const Function* function) const {
    BucketState found;
    if (function == nullptr) return found;
    buckets_.each(journal_, [&](const std::string& path, const BucketState& state) {
      if (path == path_of("s3", function->trigger_bucket)) found = state;
    });
    return found;
  }

  /// Events that wait for an effect and are older than that, but for those that are being worked on.
  static std::uint64_t overdue(const FunctionState& state, double age) {
    const auto old = state.waiting.waits().count_above(age);
    return old - std::min(old, state.at_work);
  }

  /// A function that no bucket's events reach works on events that others send.
  void judge_lost(const Judge& judge, Finding& finding, const FunctionState& state, const BucketState& bucket,
                  std::string_view thing) const {
    const double settle = judge.value("settle");
    const auto objects = bucket.created - std::min(bucket.created, state.others);
    const auto created = thing == "object" ? objects : state.events;
    const auto old = counted(bucket.mature, settle) -
                     std::min(counted(bucket.mature, settle), counted(state.mature_others, settle));
    const auto with_event = counted(state.queued, settle);
    const auto no_event = old > with_event ? old - with_event : 0;
    const auto pending = overdue(state, settle);
    const auto lost = state.dropped.count() + no_event + pending;
    const auto& oldest = state.first_in_destination.time();
    const double destination_age = oldest ? end_ - *oldest : 0;
    finding.n = created;
    if (lost == 0 && (created == 0 || (state.processed == 0 && state.to_destination == 0))) {
      finding.message = created == 0
                            ? fmt::format("No {} was created.", thing)
                            : fmt::format("The run is too short to tell: no {} was processed yet.", thing);
      if (state.processed > 0)
        finding.message = "Callers wait for the answer: what fails is theirs to try again.";
      return;
    }
    judge.at_most(finding, static_cast<double>(lost), judge.value("max_lost"), "1");
    if (state.dropped.count() == 0 && no_event + pending > 0)
      finding.key = no_event > 0 ? event_setting(find_declared(finding.resource), "events")
                                 : finding.resource + ".reserved_concurrency";
    state.dropped.tell(finding);
    finding.count = lost;
    state.reasons.tell(finding);
    if (no_event > 0) finding.reasons.emplace_back("no_event", no_event);
    if (pending > 0) finding.reasons.emplace_back("pending", pending);
    finding.censored = pending > 0;
    finding.figures = {{"processed", static_cast<double>(state.processed)},
                       {"in_failure_destination", static_cast<double>(state.to_destination)},
                       {"pending", pending_of(state, created, no_event)}};
    if (state.superseded > 0)
      finding.figures.emplace_back("superseded", static_cast<double>(state.superseded));
    if (oldest) finding.figures.emplace_back("failure_destination_age_s", destination_age);
    add_rule_of_three(finding, lost);
    finding.message =
        fmt::format("{} of {} {}s were never processed.", human_count(lost), human_count(created), thing);
    if (pending > 0)
      finding.message += fmt::format(" {} of them still wait, for more than {}.", human_count(pending),
                                     human_duration(settle));
    if (state.to_destination > 0)
      finding.message += fmt::format(" {} are in the failure destination, for up to {}.",
                                     human_count(state.to_destination), human_duration(destination_age));
    if (finding.status == Status::fail || destination_age <= judge.value("dlq_max_age")) return;
    judge.at_most(finding, destination_age, judge.value("dlq_max_age"), "s");
    finding.first_violation_s = *oldest + judge.value("dlq_max_age");
    finding.message = "An event has been in the failure destination for too long.";
  }
  static std::string event_setting(const Function* declared, std::string_view setting) {
    return declared == nullptr || declared->trigger_path.empty()
               ? std::string{}
               : fmt::format("{}.{}", declared->trigger_path, setting);
  }
  static double pending_of(const FunctionState& state, std::uint64_t created, std::uint64_t no_event) {
    const auto done =
        state.processed + state.superseded + state.dropped.count() + state.to_destination + no_event;
    return created > done ? static_cast<double>(created - done) : 0;
  }

  /// What still waits at the end counts with the time that it has waited, and what was given up without an effect as longer than any
  /// other.
  static void judge_latency(const Judge& judge, Finding& finding, const FunctionState& state,
                            const Function* declared) {
    const auto waits = state.waiting.waits();
    const TimesUntilThere latency{with_waits(state.latency, waits), state.without_effect};
    const double p99 = latency.quantile(0.99);
    const double oldest = std::max(state.largest_age, waits.maximum());
    const double lifetime = declared != nullptr && declared->event_lifetime_s > 0
                                ? declared->event_lifetime_s
                                : judge.value("max_event_age");
    const double headroom = 1 - oldest / lifetime;
    finding.n = latency.count();
    if (2 * oldest > p99) finding.key = finding.resource + ".reserved_concurrency";
    if (std::isinf(p99) && declared != nullptr && declared->has_event_queue)
      finding.key =
          finding.resource + (2 * oldest > lifetime ? ".reserved_concurrency" : ".asynchronous.retries");
    if (finding.n > 0) {
      judge.at_most(finding, p99, judge.value("p99"), "s");
      if (state.latency.count() > 0) finding.worst_s = state.worst_latency_time;
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
                    finding.censored ? " or more" : "", human_share(headroom));
    if (!judge.enough_for(0.99, finding.n)) {
      finding.status = Status::not_evaluated;
      finding.message =
          fmt::format("{} documents are too few for a 99th percentile.", human_count(finding.n));
    }
    if (headroom < judge.value("min_headroom") && finding.status != Status::fail) {
      finding.status = Status::warn;
      finding.message = fmt::format("Headroom of the event age is {}: events are near to being dropped.",
                                    human_share(headroom));
    }
  }

  static void judge_duplicates(const Judge& judge, Finding& finding, const FunctionState& state) {
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

  static void judge_order(const Judge& judge, Finding& finding, const FunctionState& state) {
    finding.n = state.processed;
    if (state.processed == 0) {
      finding.message = "No document was processed.";
      return;
    }
    const auto disordered = state.out_of_order.count();
    judge.at_most(finding, static_cast<double>(disordered), judge.value("max_out_of_order"), "1");
    state.out_of_order.tell(finding);
    finding.message = fmt::format("{} effects of an older version came after a newer one's, of {} documents.",
                                  human_count(disordered), human_count(state.processed));
  }

  /// What calls a function again: its outputs beside what it listens to, else what it tells others.
  static std::string_view chaining_setting(const Function& declared) {
    const bool beside =
        !declared.trigger_bucket.empty() && declared.trigger_bucket == declared.writes_to_bucket;
    if (beside) return declared.trigger_prefix.empty() ? ".writes_to" : ".output.prefix";
    return declared.notifies ? ".notifies" : ".writes_to";
  }

  void judge_recursion(const Judge& judge, Finding& finding, const FunctionState& state) const {
    finding.n = state.invocations;
    if (state.invocations == 0) {
      finding.message = "The function was never invoked.";
      return;
    }
    judge.at_most(finding, static_cast<double>(state.deepest), judge.value("max_depth"), "1");
    if (const auto* const declared = find_declared(finding.resource))
      finding.key = fmt::format("{}{}", finding.resource, chaining_setting(*declared));
    state.recursive.tell(finding);
    const auto external = state.invocations - state.recursive.count();
    if (external > 0)
      finding.figures = {{"invocations_per_external",
                          static_cast<double>(state.invocations) / static_cast<double>(external)}};
    finding.message =
        fmt::format("{} of {} invocations came of the function's own runs, at most {} one after the other.",
                    human_count(state.recursive.count()), human_count(state.invocations), state.deepest);
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  double end_ = 0;
  std::vector<double> cutoffs_;
  ByName<FunctionState> functions_;
  ByName<BucketState> buckets_;
};

}  // namespace

std::unique_ptr<Monitor> make_event_monitor(const MonitorSetup& setup) {
  return std::make_unique<EventMonitor>(setup);
}

void judge_unprocessed_objects(const Monitor& monitor, const Judge& judge) {
  monitor_as<EventMonitor>(monitor).judge_objects(judge);
}

void judge_processing_latency(const Monitor& monitor, const Judge& judge) {
  monitor_as<EventMonitor>(monitor).judge_latencies(judge);
}

void judge_duplicate_effects(const Monitor& monitor, const Judge& judge) {
  monitor_as<EventMonitor>(monitor).judge_repetitions(judge);
}

void judge_effect_order(const Monitor& monitor, const Judge& judge) {
  monitor_as<EventMonitor>(monitor).judge_versions(judge);
}

void judge_own_invocations(const Monitor& monitor, const Judge& judge) {
  monitor_as<EventMonitor>(monitor).judge_chains(judge);
}

}  // namespace garoa::compliance

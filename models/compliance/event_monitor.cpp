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
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

class EventMonitor : public Monitor {
 public:
  explicit EventMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture},
        journal_{setup.journal},
        warmup_{setup.architecture.warmup_s},
        late_{setup.profiles, control_ids::event_time, "p99"} {
    auto& journal = setup.journal;
    for (const auto& profile : setup.profiles) {
      if (const auto* entry = profile.find(control_ids::event_fate))
        add_cutoff(entry->parameter("settle").value_or(0));
    }
    for (const auto& function : architecture_.functions) {
      function_of(journal.intern(path_of("lambda", function.name)));
      if (function.trigger_bucket.empty()) continue;
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
      function.unprocessed.erase(key_of(event.document));
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
      judge_event_latency(judge, finding, state, declared);
    });
  }
  void judge_repetitions(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* /*declared*/) {
      judge_event_duplicates(judge, finding, state);
    });
  }
  void judge_versions(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* /*declared*/) {
      judge_event_order(judge, finding, state);
    });
  }
  void judge_chains(const Judge& judge) const {
    each_function(judge, [&](Finding& finding, const FunctionState& state, const Function* declared) {
      judge_event_chains(judge, finding, state, declared);
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

  FunctionState& function_of(NameId name) { return functions_.at(name, architecture_.duration_s, late_); }

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
      function.unprocessed.insert(key_of(event.document));
      count(function.queued, event.created);
    }
  }
  void passed_over(const events::EventPassedOver& event) {
    if (event.time < warmup_) return;
    auto& function = function_of(event.function);
    if (event.wanted) return function.first_passed_over.see(event.time);
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
    function.replaced += event.replaces ? 1 : 0;
    function.waiting.ended(event.created);
    function.unprocessed.erase(key_of(event.document));
    const double latency = event.time - event.created;
    if (latency > function.latency.maximum()) function.worst_latency_time = event.time;
    function.latency.add(latency);
    function.late.see(event.created, event.time, event.document.id);
  }
  void dropped(const events::DocumentDropped& event) {
    auto& function = function_of(event.function);
    const bool was_waiting = event.copy == 0 && event.effects == 0;
    if (was_waiting && event.created >= warmup_) {
      function.waiting.ended(event.created);
      function.unprocessed.erase(key_of(event.document));
      ++function.without_effect;
      function.late.see(event.created, never, event.document.id);
    }
    if (event.to_dlq) function.first_in_destination.see(event.time);
    if (event.reason == Reason::recursion) return;  // the chain's first document had its effect
    if (event.time >= warmup_) function.largest_age = std::max(function.largest_age, event.event_age);
    // Of an event that came twice, the first delivery tells what became of the object.
    if (event.created < warmup_ || event.copy > 0) return;
    if (event.to_dlq) {
      function.in_destination.see(event.time, event.document.id);
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

  /// What became of a function's objects, or of events that others send where no bucket's reach it.
  struct Fates {
    std::uint64_t created, no_event, pending;
  };
  [[nodiscard]] Fates fates_of(const FunctionState& state, const BucketState& bucket, std::string_view thing,
                               double settle) const {
    const auto objects = bucket.created - std::min(bucket.created, state.others);
    const auto old = counted(bucket.mature, settle) -
                     std::min(counted(bucket.mature, settle), counted(state.mature_others, settle));
    const auto with_event = counted(state.queued, settle);
    return {thing == "object" ? objects : state.events, old > with_event ? old - with_event : 0,
            overdue(state, settle)};
  }

  void judge_lost(const Judge& judge, Finding& finding, const FunctionState& state, const BucketState& bucket,
                  std::string_view thing) const {
    const double settle = judge.value("settle");
    const auto [created, no_event, pending] = fates_of(state, bucket, thing, settle);
    const auto lost = state.dropped.count() + no_event;
    const auto unprocessed = lost + pending;  // what waits is late, and not lost
    finding.n = created;
    if (unprocessed == 0 && (created == 0 || (state.processed == 0 && state.in_destination.count() == 0))) {
      finding.message = created == 0
                            ? fmt::format("No {} was created.", thing)
                            : fmt::format("The run is too short to tell: no {} was processed yet.", thing);
      if (state.processed > 0)
        finding.message = "Callers wait for the answer: what fails is theirs to try again.";
      return;
    }
    judge.at_most(finding, static_cast<double>(unprocessed), judge.value("max_lost"), "1");
    if (state.dropped.count() == 0 && no_event + pending > 0)
      finding.key = no_event > 0 ? filter_setting(find_declared(finding.resource))
                                 : finding.resource + ".reserved_concurrency";
    if (const auto* const declared = find_declared(finding.resource);
        finding.key.empty() && declared != nullptr && !declared->trigger_queue.empty())
      finding.key = path_of("sqs", declared->trigger_queue) + ".dead_letter";
    state.dropped.tell(finding);
    finding.count = unprocessed;
    date_violation(finding, state, no_event > 0, pending > 0 ? settle : never);
    state.reasons.tell(finding);
    if (no_event > 0) finding.reasons.emplace_back("no_event", no_event);
    if (pending > 0) finding.reasons.emplace_back("pending", pending);
    if (state.dropped.count() == 0) add_ids(finding, longest_waiting(state, pending), pending);
    finding.censored = pending > 0;
    finding.figures = {{"processed", static_cast<double>(state.processed)},
                       {"in_failure_destination", static_cast<double>(state.in_destination.count())},
                       {"pending", pending_of(state, created, no_event)}};
    if (state.superseded > 0)
      finding.figures.emplace_back("superseded", static_cast<double>(state.superseded));
    add_rule_of_three(finding, unprocessed);
    finding.message = fmt::format("{} of {} {}s were lost.", human_count(lost), human_count(created), thing);
    if (pending > 0)
      finding.message +=
          fmt::format(" {} still wait, for more than {}.", human_count(pending), human_duration(settle));
    judge_destination(judge, finding, state);
  }
  /// The first that was lost: dropped, as told already, or passed over, or waiting for longer than that.
  void date_violation(Finding& finding, const FunctionState& state, bool passed_over, double settle) const {
    const auto see = [&](double time) {
      finding.first_violation_s = std::min(finding.first_violation_s.value_or(never), time);
    };
    if (const auto& first = state.first_passed_over.time(); passed_over && first) see(*first);
    if (std::isfinite(settle)) see(end_ - state.waiting.waits().maximum() + settle);
  }
  /// Nobody takes events out of the failure destination: those that are in it stay unprocessed.
  void judge_destination(const Judge& judge, Finding& finding, const FunctionState& state) const {
    const auto& oldest = state.first_in_destination.time();
    if (!oldest) return;
    const double age = end_ - *oldest;
    const double most = judge.value("dlq_max_age");
    const auto unprocessed = state.in_destination.count();
    finding.figures.emplace_back("failure_destination_age_s", age);
    if (unprocessed > 0)
      finding.message += fmt::format(" {} lie unprocessed in the failure destination, for up to {}.",
                                     human_count(unprocessed), human_duration(age));
    if (finding.status == Status::fail) return;
    state.in_destination.tell(finding);
    if (age > most) {
      judge.at_most(finding, age, most, "s");
      finding.first_violation_s = *oldest + most;
      finding.message += " That is too long.";
    } else if (unprocessed > 0 && state.processed == 0) {
      finding.status = Status::fail;
      finding.first_violation_s = *oldest;
      finding.message += " None was processed.";
    } else if (unprocessed > 0) {
      finding.status = Status::not_evaluated;
      finding.message += fmt::format(" The run ends before they are there for {}.", human_duration(most));
    }
    if (finding.status == Status::fail) finding.reasons.emplace_back("in_failure_destination", unprocessed);
  }
  static double pending_of(const FunctionState& state, std::uint64_t created, std::uint64_t no_event) {
    const auto done =
        state.processed + state.superseded + state.dropped.count() + state.in_destination.count() + no_event;
    return created > done ? static_cast<double>(created - done) : 0;
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  double end_ = 0;
  OverLimits late_;
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

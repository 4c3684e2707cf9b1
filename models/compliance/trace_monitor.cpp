// Whether each document's way can be told from records, hop by hop: D-LG-03.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/trace_state.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {
namespace {

// A next function begins within twice the longest way so far, in these bounds, s.
constexpr double soonest_forgotten = 3600;
constexpr double latest_forgotten = 86400;

class TraceMonitor : public Monitor {
 public:
  explicit TraceMonitor(const MonitorSetup& setup)
      : owners_{setup.owners},
        architecture_{setup.architecture},
        journal_{setup.journal},
        warmup_{setup.architecture.warmup_s} {
    auto& journal = setup.journal;
    for (const auto& function : architecture_.functions)
      if (function.log_group.empty()) silent_.push_back(journal.intern(path_of("lambda", function.name)));
    for (const auto& flow : architecture_.flows) {
      const auto name = journal.intern(path_of(flow));
      flow_of(name).by_several = owners_.functions_of(flow).size() > 1;
      if (flow.has(Capability::volume)) volume_flows_.at(name) = true;
      for (const auto* group : groups_of(flow))
        flows_with_.at(journal.intern(path_of("cloudwatch_logs", group->name))).push_back(name);
    }
    subscribe(journal);
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const ChainState& state) { judge_flow(judge, path, state); });
  }

 private:
  void subscribe(Journal& journal) {
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      if (volume_flows_.find(event.document.flow) == nullptr || event.time < warmup_) return;
      auto& flow = flow_of(event.document.flow);
      if (flow.early.erase(event.document.id)) {
        ++flow.complete;
        flow.first_complete.see(event.time);
      } else {
        flow.waiting.began(event.time);
        flow.open.insert(event.document.id);
      }
    });
    journal.on<events::UploadRejected>(
        [this](const auto& event) { flow_of(event.document.flow).early.erase(event.document.id); });
    journal.on<events::DocumentProtected>([this](const auto& event) { copied(event); });
    journal.on<events::DocumentsLost>([this](const auto& event) {
      if (event.time < warmup_) return;
      lost(event);
    });
    journal.on<events::EventQueued>([this](const auto& event) {
      if (event.copy == 0 && event.created >= warmup_)
        begin(flow_of(event.document.flow), event.document.id, event.created);
    });
    journal.on<events::DocumentProcessed>([this](const auto& event) {
      if (event.effects == 1) ended(event);
    });
    journal.on<events::DocumentSuperseded>([this](const auto& event) { ended(event); });
    journal.on<events::DocumentDropped>([this](const auto& event) { dropped(event); });
    journal.on<events::EventPassedOver>([this](const auto& event) {
      if (event.wanted && event.time >= warmup_) break_chain(event.document, event.time, "no_event");
    });
    journal.on<events::NotificationSent>([this](const auto& event) {
      if (event.done < warmup_) return;
      auto& telling = flow_of(event.document.flow).telling[event.document.id];
      telling.since = event.done;
      telling.deliveries += event.subscribers;
    });
    journal.on<events::Notified>([this](const auto& event) { told(event.document, event.subscribers); });
    journal.on<events::DeliveryFailed>([this](const auto& event) {
      told(event.document, 1);
      if (!event.to_dlq && event.done >= warmup_) undo(event.document, event.time, "notification_lost");
    });
    journal.on<events::LogRecordsLost>([this](const auto& event) { records_lost(event); });
  }

  ChainState& flow_of(NameId name) { return flows_.at(name, architecture_.duration_s); }

  /// The groups that the flow's hops are logged to: its own, and those of the functions that work for it.
  [[nodiscard]] std::vector<const LogGroup*> groups_of(const Flow& flow) const {
    std::vector<const LogGroup*> found;
    const auto functions = owners_.functions_of(flow);
    for (const auto& group : architecture_.log_groups) {
      const bool of_function = std::any_of(functions.begin(), functions.end(), [&](const Function* function) {
        return function->log_group == group.name;
      });
      if (group.name == flow.log_group || of_function) found.push_back(&group);
    }
    return found;
  }

  void copied(const events::DocumentProtected& event) {
    if (volume_flows_.find(event.document.flow) == nullptr) return;
    auto& flow = flow_of(event.document.flow);
    if (!(event.acknowledged <= event.time)) {
      flow.early.insert(event.document.id);
    } else if (event.acknowledged >= warmup_) {
      complete(flow, event.document.id, event.time, event.acknowledged);
    }
  }
  template <class Event>
  void ended(const Event& event) {
    if (event.created < warmup_) return;
    auto& flow = flow_of(event.document.flow);
    complete(flow, event.document.id, event.time, event.created);
    if (std::find(silent_.begin(), silent_.end(), event.function) == silent_.end()) return;
    flow.first_untold.see(event.time);
    if (flow.silent++ == 0) flow.silent_function = event.function;
  }
  /// A function has work on a document: with that, it is not done.
  static void begin(ChainState& flow, DocumentId id, double created) {
    if (flow.by_several) {
      if (flow.at_work[id]++ > 0) return;
      if (flow.done.erase(id)) {
        --flow.complete;
        if (flow.broken_before.contains(id)) --flow.broken_done;
      }
    }
    flow.waiting.began(created);
    if (!flow.by_several) flow.open.insert(id);
  }
  /// False while other functions are at work on it.
  static bool end(ChainState& flow, DocumentId id, double began) {
    if (flow.by_several) {
      const auto open = flow.at_work.find(id);
      if (open != flow.at_work.end() && --open->second > 0) return false;
      flow.at_work.erase(id);
    }
    flow.open.erase(id);
    flow.waiting.ended(began);
    return true;
  }
  static void complete(ChainState& flow, DocumentId id, double time, double began) {
    if (!end(flow, id, began)) return;
    flow.first_complete.see(time);
    flow.longest = std::max(flow.longest, time - began);
    if (flow.by_several && !flow.done.insert(id)) return;
    ++flow.complete;
    if (!flow.by_several) return;
    if (flow.broken_before.contains(id)) ++flow.broken_done;
    flow.done_at.emplace_back(time, id);
    const double forgotten = time - std::clamp(2 * flow.longest, soonest_forgotten, latest_forgotten);
    for (; flow.done_at.front().first < forgotten; flow.done_at.pop_front())
      flow.done.erase(flow.done_at.front().second);
  }
  void dropped(const events::DocumentDropped& event) {
    if (event.copy != 0 || event.created < warmup_) return;
    if (event.effects > 0) return undo(event.document, event.time, name_of(event.reason));
    end(flow_of(event.document.flow), event.document.id, event.created);
    break_chain(event.document, event.time, name_of(event.reason));
  }
  /// The document was processed, and a hop after that failed: it was to be told to somebody, or its event was dropped all the same.
  void undo(const Document& document, double time, std::string_view reason) {
    if (!break_chain(document, time, reason)) return;
    auto& flow = flow_of(document.flow);
    ++flow.undone;
    if (flow.by_several && !flow.at_work.contains(document.id)) ++flow.broken_done;
  }
  void told(const Document& document, std::uint64_t deliveries) {
    auto& telling = flow_of(document.flow).telling;
    const auto found = telling.find(document.id);
    if (found == telling.end()) return;
    found->second.deliveries -= std::min(found->second.deliveries, deliveries);
    if (found->second.deliveries == 0) telling.erase(found);
  }
  /// Not listed are they where all that had no copy are lost.
  void lost(const events::DocumentsLost& event) {
    auto& flow = flow_of(event.flow);
    flow.lost += event.documents;
    flow.reasons.add(name_of(event.reason), event.documents);
    flow.first_untold.see(event.time);
    const auto gone = [&](DocumentId id) {
      if (!flow.open.erase(id)) return;
      if (!flow.unrecorded.erase(id) && !flow.broken_before.contains(id)) flow.untellable.see(event.time, id);
    };
    for (const auto& document : event.listed) gone(document.id);
    if (!event.listed.empty()) return;
    for (const auto id : flow.open.lowest(flow.open.size())) gone(id);
  }
  /// Once a document, whatever the number of functions and subscribers.
  bool break_chain(const Document& document, double time, std::string_view reason) {
    auto& flow = flow_of(document.flow);
    if (!flow.broken_before.insert(document.id)) return false;
    if (!flow.unrecorded.contains(document.id)) flow.untellable.see(time, document.id);
    flow.reasons.add(reason);
    return true;
  }
  /// A record that belongs to no document's way, as that of a download, breaks none; one of several documents breaks the chain of each.
  void records_lost(const events::LogRecordsLost& event) {
    const auto* const flows = flows_with_.find(event.group);
    if (flows == nullptr || event.time < warmup_) return;
    const bool is_one = event.records == 1;
    const ChainState* last = nullptr;
    for (const auto key : event.documents) {
      if (key == no_document) continue;
      auto& flow = flow_of(flow_name_of(key));
      if (!is_one || &flow != last) ++flow.records_lost;
      last = &flow;
      record_lost(flow, document_of(key), event.time);
    }
    if (!event.documents.empty()) return;
    for (const auto name : *flows) {
      auto& flow = flow_of(name);
      flow.unknown_lost += event.records;
      flow.first_untold.see(event.time);
    }
  }
  static void record_lost(ChainState& flow, DocumentId id, double time) {
    flow.first_untold.see(time);
    if (flow.unrecorded.insert(id) && !flow.broken_before.contains(id)) flow.untellable.see(time, id);
  }
  /// A backup that is not due yet breaks no chain: the longest that a document waits for its first copy as scheduled, s; 0 without a schedule.
  [[nodiscard]] double copied_within(const Flow& flow) const {
    if (!flow.has(Capability::volume)) return 0;
    double first = never;
    for (const auto* const job : owners_.backups_of(flow))
      first = std::min(first, job->longest_gap_s + (std::isfinite(job->window_s) ? job->window_s : 0));
    return std::isfinite(first) ? first : 0;
  }

  /// Why no chain of the flow can be told at all; empty if none of that is so.
  [[nodiscard]] std::string_view gap_of(const Flow& flow) const {
    if (flow.log_group.empty()) return "flow_not_logged";
    return group_without_correlation(flow).empty() ? std::string_view{} : "no_correlation";
  }
  /// The first whose fields are told, and do not have it; empty if there is none.
  [[nodiscard]] std::string group_without_correlation(const Flow& flow) const {
    for (const auto* group : groups_of(flow)) {
      const auto& fields = group->contents;
      if (!fields.empty() && std::find(fields.begin(), fields.end(), LogField::correlation) == fields.end())
        return group->name;
    }
    return {};
  }
  [[nodiscard]] bool fields_are_told(const Flow& flow) const {
    const auto groups = groups_of(flow);
    return std::all_of(groups.begin(), groups.end(),
                       [](const auto* group) { return !group->contents.empty(); });
  }

  void judge_flow(const Judge& judge, const std::string& path, const ChainState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    if (flow == nullptr) return;
    auto finding = judge.open(path, "", flow->where);
    const auto waits = state.waiting.waits(state.lost);
    const double longest = std::max({judge.value("settle"), state.longest, copied_within(*flow)});
    const auto at_work = waits.count_above(longest);
    const auto telling = state.late_telling(architecture_.duration_s, longest);
    const auto stuck = at_work + telling.stuck.size();
    const auto complete = state.all_done(telling);
    // Of chains that have not ended a lost record breaks one for good. Whose it is may not be known: one chain at most, and it may be
    // another's each time.
    const auto unrecorded = state.only_unrecorded();
    const auto broken_ends = unrecorded.complete + state.unknown_lost;
    const auto broken_early = std::min(waits.count() - at_work + telling.under_way,
                                       unrecorded.open + (broken_ends - std::min(broken_ends, complete)));
    finding.n = complete + state.broken_before.size() + state.lost + stuck + broken_early;
    if (finding.n == 0) {
      finding.message = "No document went all its way.";
      judge.close(std::move(finding));
      return;
    }
    const auto gap = gap_of(*flow);
    if (gap == "flow_not_logged") finding.key = path + ".logs";
    if (gap.empty() && state.silent > 0) finding.key = journal_.name(state.silent_function) + ".logs";
    if (gap == "no_correlation")
      finding.key = path_of("cloudwatch_logs", group_without_correlation(*flow)) + ".fields";
    if (gap.empty() && state.silent == 0 && fields_are_told(*flow)) finding.key = path;
    const auto told = gap.empty() ? complete - std::min(complete, broken_ends + state.silent) : 0;
    judge.at_least(finding, static_cast<double>(told) / static_cast<double>(finding.n),
                   judge.value("min_share"), "1");
    state.untellable.tell(finding);
    add_ids(finding, state.stuck_at_work(at_work));
    add_ids(finding, telling.stuck);
    FirstTime first;
    for (const auto& time : {finding.first_violation_s, state.first_untold.time(),
                             gap.empty() ? std::nullopt : state.first_complete.time()})
      if (time) first.see(*time);
    if (at_work > 0) first.see(architecture_.duration_s - waits.maximum() + longest);
    for (const auto id : telling.stuck) first.see(state.telling.at(id).since + longest);
    finding.first_violation_s = first.time();
    finding.count = finding.n - told;
    finding.censored = stuck > 0;
    state.reasons.tell(finding);
    if (stuck > 0) finding.reasons.emplace_back("not_ended", stuck);
    if (const auto records = state.records_lost + state.unknown_lost; records > 0)
      finding.reasons.emplace_back("records_lost", records);
    if (!gap.empty()) finding.reasons.emplace_back(gap, finding.n);
    if (gap.empty() && state.silent > 0) finding.reasons.emplace_back("function_not_logged", state.silent);
    add_rule_of_three(finding, finding.count);
    finding.message = fmt::format("The way of {} of {} documents can be told from records.",
                                  human_count(told), human_count(finding.n));
    if (finding.status != Status::fail && !fields_are_told(*flow)) {
      finding.status = Status::not_evaluated;
      finding.message = "Every hop leaves a record, but whether they share a correlation id is not declared.";
    }
    judge.close(std::move(finding));
  }

  const Owners& owners_;
  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  ByName<ChainState> flows_;
  ByName<bool> volume_flows_;
  std::vector<NameId> silent_;              // functions that log to no group
  ByName<std::vector<NameId>> flows_with_;  // a log group
};

}  // namespace

std::unique_ptr<Monitor> make_trace_monitor(const MonitorSetup& setup) {
  return std::make_unique<TraceMonitor>(setup);
}

void judge_traces(const Monitor& monitor, const Judge& judge) {
  monitor_as<TraceMonitor>(monitor).judge_flows(judge);
}

}  // namespace garoa::compliance

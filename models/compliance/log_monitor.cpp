// Whether the audit log is complete and in time: D-LG-01, D-LG-02.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/lifetimes.hpp"
#include "models/compliance/log_state.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

bool holds(const std::vector<LogOperation>& kinds, LogOperation operation) {
  return std::find(kinds.begin(), kinds.end(), operation) != kinds.end();
}

class LogMonitor : public Monitor {
 public:
  explicit LogMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture},
        journal_{setup.journal},
        warmup_{setup.architecture.warmup_s},
        late_{setup.profiles, control_ids::log_delay, "max_p99"} {
    auto& journal = setup.journal;
    const auto deletion_s = setup.profiles.empty() ? 0 : setup.profiles.front().rules.log_deletion_s;
    for (const auto& group : architecture_.log_groups) {
      group_of(journal.intern(path_of("cloudwatch_logs", group.name))).kept_s = std::max(
          group.retention_days * 86400 + deletion_s, records_kept(architecture_, group).days * 86400);
    }
    for (const auto& flow : architecture_.flows) {
      if (flow.log_group.empty()) unlogged_.at(journal.intern(path_of(flow)));
      add_unrecorded(setup.owners, flow, journal);
    }
    journal.on<events::LogRecordsWritten>([this](const auto& event) { written(event); });
    journal.on<events::LogRecordsIngested>([this](const auto& event) { ingested(event); });
    journal.on<events::LogRecordsLost>([this](const auto& event) { lost(event); });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
    if (!unrecorded_.empty()) watch_unrecorded(journal);
    if (unlogged_.empty()) return;
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      if (event.time < warmup_ || unlogged_.find(event.document.flow) == nullptr) return;
      auto& flow = unlogged_.at(event.document.flow);
      ++flow.operations;
      flow.first.see(event.time);
    });
  }

  void judge_records(const Judge& judge) const {
    groups_.each(journal_, [&](const std::string& path, const GroupState& state) {
      judge_completeness(judge, path, state);
    });
    unlogged_.each(journal_, [&](const std::string& path, const UnloggedState& state) {
      judge_unlogged(judge, path, state);
    });
  }
  void judge_delays(const Judge& judge) const {
    groups_.each(journal_,
                 [&](const std::string& path, const GroupState& state) { judge_delay(judge, path, state); });
  }

 private:
  void add_unrecorded(const Owners& owners, const Flow& flow, Journal& journal) {
    const auto& groups = architecture_.log_groups;
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const LogGroup& other) { return other.name == flow.log_group; });
    if (group == groups.end()) return;
    UnrecordedKinds unrecorded{journal.intern(path_of("cloudwatch_logs", group->name)), {}, {}};
    if (!group->operations.empty()) unrecorded.kinds = unrecorded_operations(owners, flow);
    if (const auto* const silent = function_without_log(owners, flow))
      group_of(unrecorded.group).silent_function = path_of("lambda", silent->name);
    const auto unlogged = unlogged_operations(owners, flow);
    for (const auto* const function : owners.functions_of(flow)) {
      const auto name = journal.intern(path_of("lambda", function->name));
      const auto of_function = unrecorded_by(*function, *group, unlogged, name);
      if (of_function.unlogged + of_function.lacking > 0) unrecorded.functions.push_back(of_function);
    }
    if (!unrecorded.kinds.empty() || !unrecorded.functions.empty())
      unrecorded_.at(journal.intern(path_of(flow))) = std::move(unrecorded);
  }
  /// Where its own group does not say of what it has records, the word of the flow's holds.
  [[nodiscard]] UnrecordedByFunction unrecorded_by(const Function& function, const LogGroup& of_flow,
                                                   const std::vector<LogOperation>& unlogged,
                                                   NameId name) const {
    UnrecordedByFunction found{name, 0, 0};
    const auto& groups = architecture_.log_groups;
    const auto own = std::find_if(groups.begin(), groups.end(), [&](const LogGroup& group) {
      return group.name == function.log_group && !group.operations.empty();
    });
    const auto& operations = own == groups.end() ? of_flow.operations : own->operations;
    for (const auto operation : {LogOperation::process_result, LogOperation::notify}) {
      const bool done = operation == LogOperation::process_result || function.notifies;
      if (function.log_group.empty()) {
        if (holds(unlogged, operation)) ++found.unlogged;
      } else if (done && !operations.empty() && !holds(operations, operation)) {
        ++found.lacking;
      }
    }
    return found;
  }
  void watch_unrecorded(Journal& journal) {
    journal.on<events::UploadAcknowledged>(
        [this](const auto& event) { happened(event.document.flow, LogOperation::upload, event.time); });
    journal.on<events::DownloadFinished>(
        [this](const auto& event) { happened(event.flow, LogOperation::download, event.time); });
    journal.on<events::BackupFinished>(
        [this](const auto& event) { happened(event.flow, LogOperation::backup, event.time); });
    journal.on<events::RestoreFinished>(
        [this](const auto& event) { happened(event.flow, LogOperation::restore, event.time); });
    journal.on<events::DocumentProcessed>(
        [this](const auto& event) { processed(event.document.flow, event.function, event.time); });
  }
  void happened(NameId flow, LogOperation operation, double time) {
    const auto* const unrecorded = unrecorded_.find(flow);
    if (unrecorded == nullptr || time < warmup_ || !holds(unrecorded->kinds, operation)) return;
    auto& group = group_of(unrecorded->group);
    ++group.not_recorded;
    group.first_unrecorded.see(time);
  }
  void processed(NameId flow, NameId function, double time) {
    const auto* const unrecorded = unrecorded_.find(flow);
    if (unrecorded == nullptr || time < warmup_) return;
    for (const auto& by : unrecorded->functions) {
      if (by.function != function) continue;
      auto& group = group_of(unrecorded->group);
      group.unlogged += by.unlogged;
      group.not_recorded += by.lacking;
      group.first_unrecorded.see(time);
    }
  }

  GroupState& group_of(NameId name) { return groups_.at(name, architecture_.duration_s, late_); }

  void written(const events::LogRecordsWritten& event) {
    auto& group = group_of(event.group);
    if (group.silent_since < 0) group.silent_since = event.time;
    if (event.time < warmup_) return;
    group.written += event.records;
    group.waiting.began(event.time, event.records);
  }
  void ingested(const events::LogRecordsIngested& event) {
    auto& group = group_of(event.group);
    end_silence(group, event.time);
    double oldest = event.time;
    for (const double time : event.written) {
      if (time < warmup_) continue;
      oldest = std::min(oldest, time);
      const double delay = event.time - time;
      if (delay > group.delay.maximum()) group.worst_delay_time = event.time;
      group.delay.add(delay);
      group.waiting.ended(time);
      if (event.time + group.kept_s >= architecture_.duration_s) continue;
      ++group.expired;
      group.first_expiry.see(event.time + group.kept_s);
    }
    group.late.see(oldest, event.time);
  }
  void lost(const events::LogRecordsLost& event) {
    if (event.time < warmup_) return;
    auto& group = group_of(event.group);
    group.lost += event.records;
    group.reasons.add(name_of(event.reason), event.records);
    group.first_loss.see(event.time);
    for (const auto key : event.documents)
      if (key != no_document) group.unrecorded.insert(key);
  }
  void end_silence(GroupState& group, double time) const {
    if (group.silent_since < 0) return;
    const double gap = time - std::max(group.silent_since, warmup_);
    if (gap > group.longest_gap) {
      group.longest_gap = gap;
      group.longest_gap_end = time;
    }
    group.silent_since = -1;
  }
  void finish(double time) {
    groups_.each_state([&](GroupState& group) {
      const double before = group.longest_gap;
      end_silence(group, time);
      group.gap_censored = group.longest_gap > before;
    });
  }

  Finding open(const Judge& judge, const std::string& path) const {
    for (const auto& group : architecture_.log_groups) {
      if (path_of("cloudwatch_logs", group.name) != path) continue;
      return judge.open(judge.owners().flow_of_log_group(group.name), path, group.where);
    }
    return judge.open("", path, {});
  }

  void judge_completeness(const Judge& judge, const std::string& path, const GroupState& state) const {
    auto finding = open(judge, path);
    finding.n = state.written + state.not_recorded + state.unlogged;
    const auto settle = std::max(judge.value("settle"), state.delay.maximum());
    const auto late = state.waiting.waits(state.lost).count_above(settle);
    const auto missing = state.lost + late + state.not_recorded + state.unlogged + state.expired;
    const bool no_evidence = finding.n == 0 || (state.delay.count() == 0 && missing == 0);
    if (no_evidence) {
      finding.message = state.written == 0
                            ? "No operation was logged."
                            : "The run is too short to tell: no record arrived yet, and none was lost.";
      judge.close(std::move(finding));
      return;
    }
    const double completeness =
        std::max(0.0, 1 - static_cast<double>(missing) / static_cast<double>(finding.n));
    judge.at_least(finding, completeness, judge.value("min_completeness"), "1");
    finding.count = missing;
    finding.censored = late > 0;
    FirstTime first;
    for (const auto& time :
         {state.first_loss.time(), state.first_expiry.time(), state.first_unrecorded.time()})
      if (time) first.see(*time);
    if (late > 0) first.see(architecture_.duration_s - state.waiting.waits(state.lost).maximum() + settle);
    finding.first_violation_s = first.time();
    name_key(finding, path, state, late);
    tell_missing(finding, state, late, settle);
    std::vector<DocumentId> documents;
    for (const auto key : state.unrecorded.lowest(listed_ids)) documents.push_back(document_of(key));
    add_ids(finding, documents, state.unrecorded.size());
    add_rule_of_three(finding, missing);
    judge.close(std::move(finding));
  }

  /// The setting behind most of what is missing; the group's own where records were lost.
  static void name_key(Finding& finding, const std::string& path, const GroupState& state,
                       std::uint64_t late) {
    const auto most = std::max({state.lost + late, state.not_recorded, state.unlogged, state.expired});
    if (most == state.lost + late) return;
    if (most == state.not_recorded) finding.key = path + ".operations";
    if (most == state.unlogged) finding.key = state.silent_function + ".logs";
    if (most == state.expired) finding.key = path + ".retention";
  }
  static void tell_missing(Finding& finding, const GroupState& state, std::uint64_t late, double settle) {
    const auto add = [&](std::string_view reason, std::uint64_t count) {
      if (count > 0) finding.reasons.emplace_back(reason, count);
    };
    state.reasons.tell(finding);
    add("not_arrived", late);
    add("not_logged_kind", state.not_recorded);
    add("disabled", state.unlogged);
    add("expired", state.expired);
    finding.figures.emplace_back("records_lost", static_cast<double>(state.lost));
    finding.figures.emplace_back("records_ingested", static_cast<double>(state.delay.count()));
    finding.message =
        fmt::format("{} of {} records were lost.", human_count(state.lost), human_count(state.written));
    if (late > 0)
      finding.message +=
          fmt::format(" {} have not arrived for more than {}.", human_count(late), human_duration(settle));
    if (state.not_recorded > 0)
      finding.message +=
          fmt::format(" {} operations are of kinds that leave no record.", human_count(state.not_recorded));
    if (state.unlogged > 0)
      finding.message += fmt::format(" {} operations of functions without a log group left no record.",
                                     human_count(state.unlogged));
    if (state.expired > 0)
      finding.message +=
          fmt::format(" {} were deleted by the group's retention.", human_count(state.expired));
  }

  void judge_unlogged(const Judge& judge, const std::string& path, const UnloggedState& state) const {
    auto finding = judge.open(path, "", find_flow(architecture_, path)->where);
    finding.n = state.operations;
    finding.message = "This flow logs to no group.";
    if (state.operations > 0) {
      judge.at_least(finding, 0, judge.value("min_completeness"), "1");
      finding.count = state.operations;
      finding.first_violation_s = state.first.time();
      finding.reasons.emplace_back("disabled", state.operations);
    }
    judge.close(std::move(finding));
  }

  /// When a limit was first broken, and the worst instant: of what never arrives, when it was lost; of what has not arrived, the end.
  void tell_instants(Finding& finding, const GroupState& state, const Histogram& waits, double max_p99,
                     double max_gap, bool by_gap) const {
    const auto loss = state.first_loss.time();
    const double longest_wait = waits.maximum();
    FirstTime first;
    if (state.longest_gap > max_gap) first.see(state.longest_gap_end - state.longest_gap + max_gap);
    if (!by_gap && finding.status == Status::fail) {
      if (const auto late = state.late.first(max_p99)) first.see(*late);
      if (longest_wait > max_p99) first.see(architecture_.duration_s - longest_wait + max_p99);
      if (loss) first.see(*loss);
    }
    finding.first_violation_s = first.time();
    finding.worst_s = state.worst_delay_time;
    if (longest_wait > state.delay.maximum()) finding.worst_s = architecture_.duration_s;
    if (loss && finding.actual == "never") finding.worst_s = loss;
    if (by_gap) finding.worst_s = state.longest_gap_end;
  }

  void judge_delay(const Judge& judge, const std::string& path, const GroupState& state) const {
    auto finding = open(judge, path);
    const auto waits = state.waiting.waits(state.lost);
    // What was lost never arrives.
    const TimesUntilThere delay{with_waits(state.delay, waits), state.lost};
    finding.n = delay.count();
    const double max_gap = judge.value("max_gap");
    const bool gap_broken = state.longest_gap > max_gap;
    const double max_p99 = judge.value("max_p99");
    const bool enough = judge.enough_for(0.99, delay.count()) ||
                        Judge::breaks_percentile(0.99, delay.count(), delay.count_above(max_p99));
    const double p99 = delay.quantile(0.99);
    if (delay.count() > 0 || gap_broken) {
      // The one that is broken decides, else the one that is near to its limit.
      const bool gap_near = !gap_broken && judge.is_near(state.longest_gap, max_gap);
      const bool by_gap =
          (gap_broken && !(enough && p99 > max_p99)) || (gap_near && !judge.is_near(p99, max_p99));
      by_gap ? judge.at_most(finding, state.longest_gap, max_gap, "s")
             : judge.at_most(finding, p99, max_p99, "s");
      tell_instants(finding, state, waits, max_p99, max_gap, by_gap);
      finding.censored = by_gap ? state.gap_censored : waits.count_above(max_p99) > 0;
      finding.figures = {{"delay_max_s", delay.maximum()}, {"longest_gap_s", state.longest_gap}};
      for (const auto& [name, value] : {std::pair{"delay_p50_s", delay.quantile(0.5)},
                                        {"delay_p95_s", delay.quantile(0.95)},
                                        {"delay_p99_s", p99}}) {
        if (std::isfinite(value)) finding.figures.emplace_back(name, value);
      }
    }
    finding.message = fmt::format("p99 of the delay {}, longest silence {}.", duration_or_never(p99),
                                  human_duration(state.longest_gap));
    if (!gap_broken && !enough) {
      finding.status = Status::not_evaluated;
      finding.message =
          fmt::format("{} records are too few for a 99th percentile.", human_count(delay.count()));
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  OverLimits late_;
  ByName<GroupState> groups_;
  ByName<UnloggedState> unlogged_;
  ByName<UnrecordedKinds> unrecorded_;  // flows
};

}  // namespace

std::unique_ptr<Monitor> make_log_monitor(const MonitorSetup& setup) {
  return std::make_unique<LogMonitor>(setup);
}

void judge_log_completeness(const Monitor& monitor, const Judge& judge) {
  monitor_as<LogMonitor>(monitor).judge_records(judge);
}

void judge_log_delay(const Monitor& monitor, const Judge& judge) {
  monitor_as<LogMonitor>(monitor).judge_delays(judge);
}

}  // namespace garoa::compliance

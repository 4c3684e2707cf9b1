// How long documents wait for a copy in another account or region: D-BK-05.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

/// The flow has such a copy, or copies of its backups, or of those of the bucket that they copy to.
class LagState {
 public:
  LagState(bool has_copy, const OverLimits& limits) : copied_away{has_copy}, late{limits} {}
  bool copied_away;
  std::optional<NameId> bucket;     // whose replicas count
  bool of_backups = false;          // the bucket holds them, not the documents as clients put them
  std::vector<NameId> replicated;   // the backups that copy there
  std::optional<NameId> archiving;  // the backup whose bucket's recovery points are copied away
  std::deque<std::pair<double, DocumentId>> archived;  // by it, and not copied away yet; in the order of time
  std::map<DocumentId, double> waiting;                // since their acknowledgement
  std::deque<std::pair<double, DocumentId>>
      in_order;  // of it; those that wait no longer go when they come to the front
  IdSet early;   // copied before the client had its answer
  Histogram lag;
  double worst_time = 0;
  OverLimits late;

  /// Have objects that the job makes a replica? Others wait for none.
  [[nodiscard]] bool replicates(const std::optional<NameId>& by) const {
    return by && std::find(replicated.begin(), replicated.end(), *by) != replicated.end();
  }
  void wait(DocumentId id, double since) {
    waiting.emplace(id, since);
    in_order.emplace_back(since, id);
  }
  /// Since when the document waits that has waited for longest.
  [[nodiscard]] std::optional<double> first_waiting() const {
    const auto first =
        std::find_if(in_order.begin(), in_order.end(), [&](const auto& entry) { return is_waiting(entry); });
    return first == in_order.end() ? std::nullopt : std::optional{first->first};
  }
  /// The document that was acknowledged first of those that wait, if it was by then.
  std::optional<DocumentId> first_until(double time) {
    while (!in_order.empty() && !is_waiting(in_order.front())) in_order.pop_front();
    if (in_order.empty() || in_order.front().first > time) return std::nullopt;
    return in_order.front().second;
  }
  void stop_waiting(DocumentId id) {
    waiting.erase(id);
    if (in_order.size() > 2 * waiting.size() + 64)
      std::erase_if(in_order, [&](const auto& entry) { return !is_waiting(entry); });
  }

 private:
  [[nodiscard]] bool is_waiting(const std::pair<double, DocumentId>& entry) const {
    const auto found = waiting.find(entry.second);
    return found != waiting.end() && found->second == entry.first;
  }
};

class CopyLagMonitor : public Monitor {
 public:
  explicit CopyLagMonitor(const MonitorSetup& setup)
      : owners_{setup.owners},
        architecture_{setup.architecture},
        journal_{setup.journal},
        late_{setup.profiles, control_ids::copy_lag, "max_lag"} {
    for (const auto& flow : architecture_.flows) {
      add(flow, setup.journal);
      for (const auto* job : owners_.backups_of(flow))
        flows_of_job_[setup.journal.intern(path_of("backup", job->name))].push_back(
            setup.journal.intern(path_of(flow)));
    }
    auto& journal = setup.journal;
    journal.on<events::UploadAcknowledged>([this](const auto& event) { acknowledged(event); });
    journal.on<events::UploadRejected>([this](const auto& event) {
      if (auto* const state = state_of(event.document.flow)) state->early.erase(event.document.id);
    });
    journal.on<events::DocumentProtected>([this](const auto& event) { made(event); });
    journal.on<events::DocumentCopiedAgain>([this](const auto& event) { made(event.copy); });
    journal.on<events::DocumentReplicated>([this](const auto& event) { replicated(event); });
    journal.on<events::BackupCopied>([this](const auto& event) { copied(event); });
    journal.on<events::DocumentsLost>([this](const auto& event) { lost(event); });
    journal.on<events::DocumentsLeft>([this](const auto& event) {
      auto* const state = state_of(event.flow);
      if (state == nullptr || event.uncopied_documents == 0) return;
      const double last = std::nextafter(event.acknowledged_before, 0);
      for (auto id = state->first_until(last); id; id = state->first_until(last)) state->stop_waiting(*id);
    });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const LagState& state) { judge_flow(judge, path, state); });
  }

 private:
  /// What still waits counts with the time that it has waited.
  void finish(double time) {
    end_ = time;
    flows_.each_state([&](LagState& state) {
      for (const auto& [id, since] : state.waiting) state.late.see(since, time, id);
    });
  }
  void add(const Flow& flow, Journal& journal) {
    const auto buckets = owners_.original_buckets(flow);
    const auto replicated = std::find_if(buckets.begin(), buckets.end(), [](const Bucket* bucket) {
      return bucket->replica_in_other_account || bucket->replica_in_other_region;
    });
    const auto jobs = owners_.backups_of(flow);
    const bool snapshots =
        std::any_of(jobs.begin(), jobs.end(), [](const BackupJob* job) { return goes_away(*job); });
    const auto by = snapshots ? std::nullopt : owners_.archiving_of(flow, goes_away);
    const bool copied = replicated != buckets.end() || snapshots || by;
    auto& state = flows_.at(journal.intern(path_of(flow)), copied, late_);
    if (by && replicated == buckets.end()) {
      state.archiving = journal.intern(path_of("backup", by->job->name));
      flows_of_vault_[journal.intern(path_of("backup", by->vault->name))].push_back(
          journal.intern(path_of(flow)));
    }
    if (replicated == buckets.end()) return;
    state.bucket = journal.intern(path_of("s3", (*replicated)->name));
    state.of_backups = flow.has(Capability::volume);
    state.replicated = jobs_into(**replicated, owners_, flow, journal);
  }
  static bool goes_away(const BackupJob& job) {
    return job.copied_to_other_account || job.copied_to_other_region;
  }
  /// Null where nothing is copied away.
  LagState* state_of(NameId flow) {
    auto& state = flows_.at(flow, false, late_);
    return state.copied_away ? &state : nullptr;
  }

  void acknowledged(const events::UploadAcknowledged& event) {
    auto* const state = state_of(event.document.flow);
    if (state == nullptr || event.time < architecture_.warmup_s) return;
    if (state->early.erase(event.document.id)) {
      state->lag.add(0);
    } else {
      state->wait(event.document.id, event.time);
    }
  }
  static void arrived(LagState& state, DocumentId id, double time) {
    const auto found = state.waiting.find(id);
    if (found == state.waiting.end()) return;
    const double lag = time - found->second;
    if (lag > state.lag.maximum()) state.worst_time = time;
    state.lag.add(lag);
    state.late.see(found->second, time, id);
    state.stop_waiting(id);
  }
  /// What goes away is made of this copy, be it the first or not.
  void made(const events::DocumentProtected& event) {
    auto* const state = state_of(event.document.flow);
    if (state != nullptr && state->archiving && state->archiving == event.job)
      state->archived.emplace_back(event.time, event.document.id);
    if (state != nullptr && state->of_backups && event.object && state->replicates(event.job))
      in_objects_[{event.object->flow, event.object->id}].emplace_back(event.document.flow,
                                                                       event.document.id);
  }
  void replicated(const events::DocumentReplicated& event) {
    auto* const state = state_of(event.document.flow);
    if (state != nullptr && state->bucket == event.bucket && !state->of_backups) {
      const auto id = event.document.id;
      if (!state->waiting.contains(id) && event.time >= architecture_.warmup_s) state->early.insert(id);
      return arrived(*state, id, event.time);
    }
    const auto held = in_objects_.find({event.document.flow, event.document.id});
    if (held == in_objects_.end()) return;  // copied once more: the first copy counts
    std::erase_if(held->second, [&](const auto& copied) {
      auto* const owner = state_of(copied.first);
      if (owner == nullptr || owner->bucket != event.bucket)
        return false;  // a replica of another bucket's object
      arrived(*owner, copied.second, event.time);
      return true;
    });
    if (held->second.empty()) in_objects_.erase(held);
  }
  /// What the job makes holds documents of all flows on its volume.
  void copied(const events::BackupCopied& event) {
    if (const auto flows = flows_of_job_.find(event.job); flows != flows_of_job_.end()) {
      for (const auto flow : flows->second) {
        if (auto* const state = state_of(flow)) copied_until(*state, event.point, event.time);
      }
    }
    const auto vault = flows_of_vault_.find(event.job);
    if (vault == flows_of_vault_.end()) return;
    for (const auto flow : vault->second) archive_copied(flows_.at(flow, true, late_), event);
  }
  /// All that the bucket held at the point.
  static void archive_copied(LagState& state, const events::BackupCopied& event) {
    for (auto& waiting = state.archived; !waiting.empty() && waiting.front().first <= event.point;
         waiting.pop_front())
      arrived(state, waiting.front().second, event.time);
  }
  static void copied_until(LagState& state, double point, double time) {
    for (auto id = state.first_until(point); id; id = state.first_until(point)) arrived(state, *id, time);
  }
  void lost(const events::DocumentsLost& event) {
    auto* const state = state_of(event.flow);
    if (state == nullptr) return;
    if (event.listed.empty()) state->waiting.clear();
    for (const auto& document : event.listed) state->stop_waiting(document.id);
  }

  void judge_flow(const Judge& judge, const std::string& path, const LagState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    if (flow != nullptr && !owners_.backups_of(*flow).empty())
      finding.key = path_of("backup", owners_.backups_of(*flow).front()->name) + ".schedule";
    if (state.archiving)
      finding.key = path_of("backup", owners_.archiving_of(*flow, goes_away)->vault->name) + ".schedule";
    const auto first = state.first_waiting();
    const double oldest = first ? end_ - *first : 0;
    const double limit = judge.value("max_lag");
    const double worst = std::max(state.lag.maximum(), oldest);
    finding.n = state.lag.count() + state.waiting.size();
    finding.censored = oldest >= state.lag.maximum() && oldest > 0;
    if (!state.copied_away) {
      finding.n = 0;
      finding.message = "No copy of the flow's documents goes to another account or region.";
    } else if (finding.n == 0) {
      finding.message = "No document was acknowledged.";
    } else if (state.lag.count() == 0 && oldest <= limit) {
      finding.message = "The run is too short to tell.";
    } else {
      judge.at_most(finding, worst, limit, "s");
      finding.worst_s = finding.censored ? end_ - oldest : state.worst_time;
      state.late.tell(finding, limit);
      finding.figures = {{"lag_p50_s", state.lag.quantile(0.5)},
                         {"lag_p99_s", state.lag.quantile(0.99)},
                         {"lag_max_s", state.lag.maximum()},
                         {"waiting_at_end", static_cast<double>(state.waiting.size())}};
      finding.message = fmt::format(
          "Longest time from acknowledgement to the copy in another account or region: {}{}; expected: {}.",
          finding.actual, finding.censored ? " so far" : "", finding.expected);
    }
    judge.close(std::move(finding));
  }

  const Owners& owners_;
  const Architecture& architecture_;
  const Journal& journal_;
  OverLimits late_;
  ByName<LagState> flows_;
  std::map<NameId, std::vector<NameId>> flows_of_job_;
  std::map<NameId, std::vector<NameId>> flows_of_vault_;
  /// Documents of the backups' objects that have no replica yet, with their flows; by the object.
  std::map<std::pair<NameId, DocumentId>, std::vector<std::pair<NameId, DocumentId>>> in_objects_;
  double end_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> make_copy_lag_monitor(const MonitorSetup& setup) {
  return std::make_unique<CopyLagMonitor>(setup);
}

void judge_copy_lag(const Monitor& monitor, const Judge& judge) {
  monitor_as<CopyLagMonitor>(monitor).judge_flows(judge);
}

}  // namespace garoa::compliance

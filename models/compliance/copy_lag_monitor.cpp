// How long documents wait for a copy in another account or region: D-BK-05.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {
namespace {

/// The flow has such a copy, or copies of its snapshots.
struct LagState {
  explicit LagState(bool has_copy) : copied_away{has_copy} {}
  bool copied_away;
  std::optional<NameId> bucket;          // whose replicas count
  bool of_backups = false;               // the bucket holds them, not the documents as clients put them
  std::map<DocumentId, double> waiting;  // since their acknowledgement
  IdSet early;                           // copied before the client had its answer
  std::map<std::pair<NameId, DocumentId>, std::vector<DocumentId>> in_objects;  // of backups
  Histogram lag;
  double worst_time = 0;
};

class CopyLagMonitor : public Monitor {
 public:
  explicit CopyLagMonitor(const MonitorSetup& setup)
      : owners_{setup.owners}, architecture_{setup.architecture}, journal_{setup.journal} {
    for (const auto& flow : architecture_.flows) add(flow, setup.journal);
    auto& journal = setup.journal;
    journal.on<events::UploadAcknowledged>([this](const auto& event) { acknowledged(event); });
    journal.on<events::UploadRejected>([this](const auto& event) {
      if (auto* const state = state_of(event.document.flow)) state->early.erase(event.document.id);
    });
    journal.on<events::DocumentProtected>([this](const auto& event) {
      auto* const state = state_of(event.document.flow);
      if (state != nullptr && state->of_backups && event.object)
        state->in_objects[{event.object->flow, event.object->id}].push_back(event.document.id);
    });
    journal.on<events::DocumentReplicated>([this](const auto& event) { replicated(event); });
    journal.on<events::BackupCopied>([this](const auto& event) { copied(event); });
    journal.on<events::DocumentsLost>([this](const auto& event) { lost(event); });
    journal.on<events::DocumentsLeft>([this](const auto& event) {
      auto* const state = state_of(event.flow);
      if (state != nullptr && event.uncopied_documents > 0)
        std::erase_if(state->waiting,
                      [&](const auto& entry) { return entry.second < event.acknowledged_before; });
    });
    journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const LagState& state) { judge_flow(judge, path, state); });
  }

 private:
  void add(const Flow& flow, Journal& journal) {
    const auto buckets = owners_.original_buckets(flow);
    const auto replicated = std::find_if(buckets.begin(), buckets.end(), [](const Bucket* bucket) {
      return bucket->replica_in_other_account || bucket->replica_in_other_region;
    });
    const auto jobs = owners_.backups_of(flow);
    const bool snapshots = std::any_of(jobs.begin(), jobs.end(), [](const BackupJob* job) {
      return job->copied_to_other_account || job->copied_to_other_region;
    });
    auto& state = flows_.at(journal.intern(path_of(flow)), replicated != buckets.end() || snapshots);
    if (replicated == buckets.end()) return;
    state.bucket = journal.intern(path_of("s3", (*replicated)->name));
    state.of_backups = flow.has(Capability::volume);
  }
  /// Null where nothing is copied away.
  LagState* state_of(NameId flow) {
    auto& state = flows_.at(flow, false);
    return state.copied_away ? &state : nullptr;
  }

  void acknowledged(const events::UploadAcknowledged& event) {
    auto* const state = state_of(event.document.flow);
    if (state == nullptr || event.time < architecture_.warmup_s) return;
    if (state->early.erase(event.document.id)) {
      state->lag.add(0);
    } else {
      state->waiting.emplace(event.document.id, event.time);
    }
  }
  static void arrived(LagState& state, DocumentId id, double time) {
    const auto found = state.waiting.find(id);
    if (found == state.waiting.end()) return;
    const double lag = time - found->second;
    if (lag > state.lag.maximum()) state.worst_time = time;
    state.lag.add(lag);
    state.waiting.erase(found);
  }
  void replicated(const events::DocumentReplicated& event) {
    flows_.each_state([&](LagState& state) {
      if (state.copied_away && state.of_backups && state.bucket == event.bucket) object_arrived(state, event);
    });
    auto* const state = state_of(event.document.flow);
    if (state == nullptr || state->of_backups || state->bucket != event.bucket) return;
    const auto id = event.document.id;
    if (!state->waiting.contains(id) && event.time >= architecture_.warmup_s) state->early.insert(id);
    arrived(*state, id, event.time);
  }
  /// An object is known by its first document, and may hold those of other flows.
  static void object_arrived(LagState& state, const events::DocumentReplicated& event) {
    const auto held = state.in_objects.find({event.document.flow, event.document.id});
    if (held == state.in_objects.end()) return;  // copied once more: the first copy counts
    for (const auto id : held->second) arrived(state, id, event.time);
    state.in_objects.erase(held);
  }
  void copied(const events::BackupCopied& event) {
    auto* const state = state_of(event.flow);
    if (state == nullptr) return;
    std::vector<DocumentId> there;
    for (const auto& [id, since] : state->waiting) {
      if (since <= event.point) there.push_back(id);
    }
    for (const auto id : there) arrived(*state, id, event.time);
  }
  void lost(const events::DocumentsLost& event) {
    auto* const state = state_of(event.flow);
    if (state == nullptr) return;
    if (event.listed.empty()) state->waiting.clear();
    for (const auto& document : event.listed) state->waiting.erase(document.id);
  }

  void judge_flow(const Judge& judge, const std::string& path, const LagState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    double oldest = 0;
    for (const auto& [id, since] : state.waiting) oldest = std::max(oldest, end_ - since);
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
  ByName<LagState> flows_;
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

// Until when documents can be changed: D-RT-01.
//
// A document is locked as soon as some copy of it is where a lock keeps it for min_lock: in the bucket that clients put it into, in the
// bucket or vault that the volume's backup copies to, in a bucket's replicas, or in a vault's recovery points of a bucket.
// Not modelled: several backups of one volume of which some copy to a lock and some do not; when a document is locked is not told then.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/core/human.hpp"
#include "sim/core/long_queue.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

/// Documents that recovery points of a bucket lock, and that none shows yet, in the order in which they came there.
struct LockedVault {
  NameId job = 0;
  LongQueue<Copied> waiting;
};

/// Of one flow, for one least time of locks.
struct LockState {
  LockState(double wanted_s, double warmup, const std::vector<double>& limits, double end)
      : wanted{wanted_s},
        unlocked{UnprotectedDocuments::AgesOnly{}, warmup, limits},
        never_locked{warmup, limits, 0, end},
        warmup_{warmup} {}

  double wanted;
  bool at_once = false;              // the bucket that clients put documents into is locked
  bool by_copies = false;            // so is all that the volume's backups copy to
  bool by_some = false;              // or some of it
  std::optional<NameId> replicated;  // the bucket whose replicas are locked
  bool of_backups = false;           // it holds copies of the volume
  std::optional<LockedVault> vault;
  std::string setting;  // that decides when a document is locked
  FirstTime first;      // acknowledged after the warm-up
  UnprotectedDocuments unlocked;
  AgeRecord never_locked;  // documents, where no lock ever comes
  Histogram lag;

  /// Some day each document is locked, and it is known when.
  [[nodiscard]] bool is_told() const { return at_once || by_copies || replicated || vault; }
  /// Documents that the limit looks at.
  [[nodiscard]] std::uint64_t observed() const { return counted_ + unlocked.observed(); }
  void acknowledge(double time, const Document& document) {
    if (time >= warmup_) first.see(time);
    if (at_once || !is_told()) {
      if (!at_once || time >= warmup_) ++counted_;
      if (!at_once) never_locked.came_for_ever(time, document.id);
      return;
    }
    unlocked.acknowledge(time, document.id, document.bytes);
    if (early_.erase(document.id)) {
      unlocked.protect(time, document.id, document.bytes, time);
    } else if (!by_copies) {
      waiting_.insert(document.id);
    }
  }
  /// By the first of its locks.
  void lock(double time, DocumentId id, std::uint64_t bytes, double acknowledged) {
    if (by_copies ? acknowledged <= time : waiting_.erase(id)) {
      unlocked.protect(time, id, bytes, acknowledged);
      if (time >= warmup_) lag.add(time - acknowledged);
    } else if (!(acknowledged < time)) {
      early_.insert(id);
    }
  }
  void lose(double time, std::span<const Document> documents) {
    std::vector<Document> lost{documents.begin(), documents.end()};
    if (!by_copies)
      std::erase_if(lost, [&](const Document& document) { return !waiting_.erase(document.id); });
    unlocked.lose(time, lost);
  }
  void lose_all(double time) {
    unlocked.lose_all(time, [&](std::uint64_t id) { waiting_.erase(id); });
    if (vault) vault->waiting.clear();
  }
  void forget(DocumentId id) { early_.erase(id); }
  void finish(double time) {
    unlocked.finish(time);
    never_locked.finish_for_ever(time, at_once || is_told() ? 0 : counted_);
  }

 private:
  double warmup_;
  std::uint64_t counted_ = 0;  // documents that need not be followed: all are locked at once, or none ever
  IdSet
      waiting_;  // acknowledged, and not locked, where one of several locks does it; of copies the first is told alone
  IdSet early_;  // locked before the client had its answer
};

bool is_locked(LockMode mode, double days, double wanted_s) {
  constexpr double day = 86400;
  return mode != LockMode::none && days * day >= wanted_s;
}

class ExposureMonitor : public Monitor {
 public:
  explicit ExposureMonitor(const MonitorSetup& setup)
      : owners_{setup.owners}, architecture_{setup.architecture}, journal_{setup.journal} {
    std::vector<double> longest;
    std::vector<double> least;
    for (const auto& profile : setup.profiles) {
      const auto* const entry = profile.find(control_ids::restore_time);
      if (entry == nullptr) continue;
      if (const auto limit = entry->parameter("max_mutable")) longest.push_back(*limit);
      least.push_back(entry->parameter("min_lock").value_or(0));
    }
    for (auto* const values : {&longest, &least}) {
      std::sort(values->begin(), values->end());
      values->erase(std::unique(values->begin(), values->end()), values->end());
    }
    for (const auto& flow : architecture_.flows) {
      auto& states = flows_.at(setup.journal.intern(path_of(flow)));
      for (const double wanted : least)
        add(flow, states.emplace_back(wanted, architecture_.warmup_s, longest, architecture_.duration_s));
    }
    subscribe(setup.journal);
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const std::deque<LockState>& states) {
      for (const auto& state : states) {
        if (state.wanted == judge.value("min_lock")) judge_flow(judge, path, state);
      }
    });
  }

 private:
  void add(const Flow& flow, LockState& state) {
    const auto buckets = owners_.original_buckets(flow);
    const auto jobs = owners_.backups_of(flow);
    for (const auto* const bucket : buckets)
      state.at_once |= flow.volumes.empty() && bucket->name == flow.bucket &&
                       is_locked(bucket->lock, bucket->lock_days, state.wanted);
    if (state.at_once) return;
    if (!flow.volumes.empty()) {
      const auto locks = [&](const BackupJob* job) { return copies_are_locked(*job, buckets, state.wanted); };
      state.by_copies = !jobs.empty() && std::all_of(jobs.begin(), jobs.end(), locks);
      state.by_some = std::any_of(jobs.begin(), jobs.end(), locks);
      if (state.by_some) state.setting = path_of("backup", jobs.front()->name) + ".schedule";
      if (state.by_some) return;
    }
    for (const auto* const bucket : buckets) add_copies_of(*bucket, flow, state);
    if (flow.volumes.empty() || jobs.size() == 1) return;
    state.by_some = state.is_told();
    state.replicated.reset();
    state.vault.reset();
    state.of_backups = false;
  }
  static bool copies_are_locked(const BackupJob& job, const std::vector<const Bucket*>& buckets,
                                double wanted) {
    if (job.to_bucket.empty()) return is_locked(job.vault_lock, job.retention_days, wanted);
    return std::any_of(buckets.begin(), buckets.end(), [&](const Bucket* bucket) {
      return bucket->name == job.to_bucket && is_locked(bucket->lock, bucket->lock_days, wanted);
    });
  }
  /// Replicas and recovery points of the bucket that documents, or their backups, are in.
  void add_copies_of(const Bucket& bucket, const Flow& flow, LockState& state) {
    const bool by_replicas = !bucket.replicated_to.empty() &&
                             is_locked(bucket.replica_lock, bucket.replica_lock_days, state.wanted);
    if (by_replicas) {
      state.replicated = journal_.intern(path_of("s3", bucket.name));
      state.of_backups = !flow.volumes.empty();
      state.setting = path_of("s3", bucket.name) + ".replication.time_control";
    }
    for (const auto* const job : owners_.vaults_of(bucket.name)) {
      if (state.vault || !is_locked(job->vault_lock, job->retention_days, state.wanted)) continue;
      state.vault = LockedVault{journal_.intern(path_of("backup", job->name)), {}};
      if (!by_replicas) state.setting = path_of("backup", job->name) + ".schedule";
    }
  }

  void subscribe(Journal& journal) {
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      each_state(event.document.flow,
                 [&](LockState& state) { state.acknowledge(event.time, event.document); });
    });
    journal.on<events::UploadRejected>([this](const auto& event) {
      each_state(event.document.flow, [&](LockState& state) { state.forget(event.document.id); });
    });
    journal.on<events::DocumentProtected>([this](const auto& event) { copied(event); });
    journal.on<events::DocumentReplicated>([this](const auto& event) { replicated(event); });
    journal.on<events::BackupFinished>([this](const auto& event) { job_ended(event); });
    journal.on<events::DocumentsLost>([this](const auto& event) { lost(event); });
    journal.on<events::DocumentsLeft>([this](const auto& event) {
      each_state(event.flow, [&](LockState& state) {
        if (!state.by_copies || event.uncopied_documents == 0) return;
        state.unlocked.lose_before(event.time, event.acknowledged_before, event.uncopied_bytes,
                                   event.uncopied_documents);
      });
    });
    journal.on<events::RunFinished>([this](const auto& event) {
      flows_.each_state([&](std::deque<LockState>& states) {
        for (auto& state : states) state.finish(event.time);
      });
    });
  }

  template <class Visit>
  void each_state(NameId flow, const Visit& visit) {
    for (auto& state : flows_.at(flow)) visit(state);
  }
  void copied(const events::DocumentProtected& event) {
    const Copied copy{event.document.id, event.document.bytes, event.acknowledged, event.time};
    each_state(event.document.flow, [&](LockState& state) {
      if (state.by_copies) state.lock(event.time, copy.id, copy.bytes, copy.acknowledged);
      if (state.vault) state.vault->waiting.push_back(copy);
      if (state.of_backups && event.object)
        in_objects_[{event.object->flow, event.object->id}].emplace_back(&state, copy);
    });
  }
  void replicated(const events::DocumentReplicated& event) {
    each_state(event.document.flow, [&](LockState& state) {
      if (state.replicated == event.bucket && !state.of_backups)
        state.lock(event.time, event.document.id, event.document.bytes, event.stored);
    });
    const auto held = in_objects_.find({event.document.flow, event.document.id});
    if (held == in_objects_.end()) return;  // copied once more: the first copy counts
    std::erase_if(held->second, [&](const auto& entry) {
      const auto& [state, copy] = entry;
      if (state->replicated != event.bucket) return false;
      state->lock(event.time, copy.id, copy.bytes, copy.acknowledged);
      return true;
    });
    if (held->second.empty()) in_objects_.erase(held);
  }
  /// A recovery point shows what was in its bucket when it was made.
  void job_ended(const events::BackupFinished& event) {
    if (event.outcome != events::BackupOutcome::completed) return;
    flows_.each_state([&](std::deque<LockState>& states) {
      for (auto& state : states) {
        if (!state.vault || state.vault->job != event.job) continue;
        auto& waiting = state.vault->waiting;
        for (; !waiting.empty() && waiting.front().there <= event.started; waiting.pop_front())
          state.lock(event.time, waiting.front().id, waiting.front().bytes, waiting.front().acknowledged);
      }
    });
  }
  void lost(const events::DocumentsLost& event) {
    each_state(event.flow, [&](LockState& state) {
      if (event.listed.empty()) state.lose_all(event.time);
      if (!event.listed.empty()) state.lose(event.time, event.listed);
    });
  }

  /// The lock that is missing.
  static std::string missing_lock(const Judge& judge, const Flow& flow, double wanted) {
    for (const auto* bucket : judge.owners().original_buckets(flow)) {
      if (is_locked(bucket->lock, bucket->lock_days, wanted)) continue;
      return path_of("s3", bucket->name) +
             (bucket->lock == LockMode::none ? ".object_lock" : ".object_lock.retention");
    }
    for (const auto* job : judge.owners().backups_of(flow)) {
      if (!job->to_bucket.empty() || is_locked(job->vault_lock, job->retention_days, wanted)) continue;
      return path_of("backup", job->name) +
             (job->vault_lock == LockMode::none ? ".vault.lock" : ".retention.age");
    }
    return flow.volumes.empty() ? "" : "backup";
  }

  void judge_flow(const Judge& judge, const std::string& path, const LockState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    if (flow == nullptr) return;
    auto finding = judge.open(path, "", flow->where);
    finding.n = state.observed();
    finding.key = state.setting.empty() ? missing_lock(judge, *flow, state.wanted) : state.setting;
    const bool keeps_documents = !flow->volumes.empty() || !owners_.original_buckets(*flow).empty();
    if (!keeps_documents) {
      finding.message = "Documents come with the calls; where they are kept is not part of the scenario.";
    } else if (finding.n == 0) {
      finding.message = "No document was acknowledged.";
    } else if (state.is_told()) {
      tell_exposure(judge, finding, state);
    } else if (state.by_some) {
      finding.message =
          "Of the copies that several backups make some are locked; when a document is in one of them is not "
          "known.";
    } else {
      judge.at_most(finding, never, judge.value("max_mutable"), "s");
      finding.count = finding.n;
      finding.censored = true;
      const double limit = judge.value("max_mutable");
      state.never_locked.against(limit).ids.tell(finding);
      if (const auto& first = state.first.time(); first && *first + limit <= architecture_.duration_s)
        finding.first_violation_s = *first + limit;
      finding.actual = "never locked";
      finding.expected = fmt::format("locked within {}", human_duration(judge.value("max_mutable")));
      finding.message = fmt::format("None of the {} documents came to rest in a store that is locked for {}.",
                                    human_count(finding.n), human_duration(state.wanted));
    }
    judge.close(std::move(finding));
  }

  void tell_exposure(const Judge& judge, Finding& finding, const LockState& state) const {
    const double limit = judge.value("max_mutable");
    if (state.at_once) {
      judge.at_most(finding, 0, limit, "s");
      finding.message = "Documents are locked from the moment that they are stored.";
      return;
    }
    const auto& age = state.unlocked.age();
    judge.at_most(finding, age.worst(), limit, "s");
    finding.censored = state.unlocked.worst_is_censored();
    if (age.worst() > 0) age.tell(finding, limit, architecture_.duration_s);
    if (state.lag.count() > 0) {
      finding.figures.emplace_back("mutable_p99_s", state.lag.quantile(0.99));
      finding.figures.emplace_back("share_over_limit", static_cast<double>(state.lag.count_above(limit)) /
                                                           static_cast<double>(state.lag.count()));
    }
    finding.message = fmt::format("Longest time from acknowledgement to a locked copy: {}; expected: {}.",
                                  finding.actual, finding.expected);
    if (finding.status != Status::fail && state.unlocked.protected_count() == 0) {
      finding.status = Status::not_evaluated;
      finding.message = "The run is too short to tell.";
    }
  }

  const Owners& owners_;
  const Architecture& architecture_;
  Journal& journal_;
  ByName<std::deque<LockState>> flows_;  // one for each least time that a profile asks for
  /// Documents of the backups' objects that have no locked replica yet; by the object.
  std::map<std::pair<NameId, DocumentId>, std::vector<std::pair<LockState*, Copied>>> in_objects_;
};

}  // namespace

std::unique_ptr<Monitor> make_exposure_monitor(const MonitorSetup& setup) {
  return std::make_unique<ExposureMonitor>(setup);
}

void judge_mutable_time(const Monitor& monitor, const Judge& judge) {
  monitor_as<ExposureMonitor>(monitor).judge_flows(judge);
}

}  // namespace garoa::compliance

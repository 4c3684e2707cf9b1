// What a loss of the first copy would cost at any moment: D-RC-01, D-RC-02.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

class RecoveryMonitor : public Monitor {
 public:
  explicit RecoveryMonitor(const MonitorSetup& setup)
      : owners_{setup.owners},
        architecture_{setup.architecture},
        journal_{setup.journal},
        limits_{recovery_limits_of(setup)} {
    const auto wanted = [&](Protection protection) {
      return std::any_of(setup.profiles.begin(), setup.profiles.end(),
                         [&](const Profile& profile) { return profile.protection == protection; });
    };
    for (const auto& flow : architecture_.flows) {
      const auto* const replicated = replicated_bucket_of(owners_, flow);
      CopiesOf copies{.of_backups = flow.has(Capability::volume)};
      if (wanted(Protection::job)) copies.job = job_copies_of(owners_, flow);
      if (wanted(Protection::isolated)) copies.isolated = isolated_copies_of(owners_, flow);
      auto& state = flows_.at(setup.journal.intern(path_of(flow)), architecture_, limits_, copies);
      state.before.add(0, static_cast<double>(flow.documents_before));
      for (const auto* const bucket : owners_.original_buckets(flow))
        if (bucket->name == flow.bucket) state.stays_s = lifetime_of(*bucket) * 86400;
      if (replicated != nullptr) {
        state.replicated_bucket = setup.journal.intern(path_of("s3", replicated->name));
        state.replicated_jobs = jobs_into(*replicated, owners_, flow, setup.journal);
      }
      if (copies.isolated == Copies::archives) archive(setup.journal, flow, state);
      for (const auto* job : owners_.backups_of(flow))
        flows_of_job_[setup.journal.intern(path_of("backup", job->name))].push_back(
            setup.journal.intern(path_of(flow)));
    }
    subscribe(setup.journal);
  }

  void judge_objective(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const RecoveryState& state) {
      judge.flag("recovery_point_age") ? judge_point_age(judge, path, state) : judge_age(judge, path, state);
    });
  }
  void judge_risk(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const RecoveryState& state) {
      judge_at_risk(judge, path, state);
    });
  }
  /// A verdict that needs the state of each flow alone.
  void each_flow(const Judge& judge,
                 void (*verdict)(const Judge&, const std::string&, const RecoveryState&)) const {
    flows_.each(journal_,
                [&](const std::string& path, const RecoveryState& state) { verdict(judge, path, state); });
  }

  void tell_series(std::vector<Series>& out) const override {
    flows_.each(journal_, [&](const std::string& path, const RecoveryState& state) {
      state.tell_series(path, end_, out);
    });
  }

 private:
  void subscribe(Journal& journal) {
    journal.on<events::UploadAcknowledged>([this](const auto& event) { acknowledged(event); });
    journal.on<events::UploadRejected>([this](const auto& event) { rejected(event); });
    journal.on<events::DocumentProtected>([this](const auto& event) {
      protect(event);
      copied(event);
    });
    journal.on<events::DocumentCopiedAgain>([this](const auto& event) { copied(event.copy); });
    journal.on<events::FailureStarted>([this](const auto& event) {
      if (event.time < architecture_.warmup_s || !can_lose_documents(event)) return;
      for (const auto flow : event.flows) state_of(flow).failed = true;
    });
    journal.on<events::DocumentsLost>([this](const auto& event) { lost(event); });
    journal.on<events::DocumentsLeft>([this](const auto& event) { state_of(event.flow).left(event); });
    journal.on<events::BackupFinished>([this](const auto& event) { job_ended(event); });
    journal.on<events::CopiesGone>([this](const auto& event) { state_of(event.flow).copies_gone(event); });
    journal.on<events::PointsGone>([this](const auto& event) {
      each_flow_of_backup(event, [&](NameId flow, RecoveryState& state) {
        auto gone = event;
        if (flow != event.flow) gone.before = gone.before_bytes = 0;
        state.points_gone(gone);
      });
    });
    journal.on<events::BackupCopied>([this](const auto& event) { backup_copied(event); });
    journal.on<events::DocumentReplicated>([this](const auto& event) { replicated(event); });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
  }
  void archive(Journal& journal, const Flow& flow, RecoveryState& state) {
    const auto by = *owners_.archiving_of(flow, goes_to_other_account);
    state.archiving = journal.intern(path_of("backup", by.job->name));
    for (const auto* const bucket : owners_.original_buckets(flow))
      if (bucket->name == by.job->to_bucket) state.stays_s = lifetime_of(*bucket) * 86400;
    flows_of_vault_[journal.intern(path_of("backup", by.vault->name))].push_back(
        journal.intern(path_of(flow)));
  }
  /// Of what takes or keeps them; a topic's subscribers, an outside service or a log group can lose none.
  [[nodiscard]] bool can_lose_documents(const events::FailureStarted& failure) const {
    const auto& target = journal_.name(failure.target);
    return failure.kind == "loss" || failure.kind == "stop" || target.starts_with("s3") ||
           target.starts_with("zone ");
  }
  RecoveryState& state_of(NameId flow) { return flows_.at(flow, architecture_, limits_, CopiesOf{}); }
  /// Those of which the backup holds documents, and those of which it holds copies, as a vault of the bucket that another one copies to.
  template <class Event, class Visit>
  void each_flow_of_backup(const Event& event, const Visit& visit) {
    for (const auto* const jobs : {&flows_of_job_, &flows_of_vault_}) {
      const auto found = jobs->find(event.job);
      if (found == jobs->end()) continue;
      for (const auto flow : found->second) visit(flow, state_of(flow));
    }
  }

  void acknowledged(const events::UploadAcknowledged& event) {
    auto& state = state_of(event.document.flow);
    state.stored.add(event.time, 1);
    if (event.time >= architecture_.warmup_s) ++state.came_since;
    state.object.acknowledge(event.time, event.document.id, event.document.bytes);
    if (state.job) state.job->acknowledge(event.time, event.document.id, event.document.bytes);
    const bool by_points = state.copies.job == Copies::points;
    if (by_points || state.copies.isolated == Copies::jobs) state.came(event.time, event.document.bytes);
    const Copied here{event.document.id, event.document.bytes, event.time, event.time};
    if (by_points) state.not_in_point.push_back(here);
    if (!state.isolated) return;
    state.isolated->acknowledge(event.time, event.document.id, event.document.bytes);
    if (state.copies.isolated == Copies::jobs) state.not_isolated.push_back(here);
  }
  void rejected(const events::UploadRejected& event) {
    auto& state = state_of(event.document.flow);
    state.object.forget(event.document.id);
    if (state.job) state.job->forget(event.document.id);
    if (state.isolated) state.isolated->forget(event.document.id);
  }
  void protect(const events::DocumentProtected& event) {
    auto& state = state_of(event.document.flow);
    state.object.protect(event.time, event.document.id, event.document.bytes, event.acknowledged);
    if (event.time >= architecture_.warmup_s && event.acknowledged <= event.time) {
      state.lag.add(event.time - event.acknowledged);
    }
  }
  void copied(const events::DocumentProtected& event) {
    auto& state = state_of(event.document.flow);
    state.copied_by_job(event);
    if (state.copies.isolated == Copies::replicas && event.object && state.replicates(event.job))
      in_objects_[{event.object->flow, event.object->id}].emplace_back(
          event.document.flow,
          Copied{event.document.id, event.document.bytes, event.acknowledged, event.time});
  }
  void job_ended(const events::BackupFinished& event) {
    if (event.outcome != events::BackupOutcome::completed) return;
    const auto flows = flows_of_job_.find(event.job);
    if (flows == flows_of_job_.end())
      return;  // of a bucket that holds copies: no document is newer there than in those
    for (const auto flow : flows->second) state_of(flow).job_ended(event);
  }
  void backup_copied(const events::BackupCopied& event) {
    if (!event.other_account) return;
    each_flow_of_backup(event, [&](NameId, RecoveryState& state) {
      if (state.by_backups()) state.backup_copied(event);
    });
  }
  void replicated(const events::DocumentReplicated& event) {
    auto& state = state_of(event.document.flow);
    if (state.replicated_bucket != event.bucket) return;
    const auto& [id, bytes] = std::pair{event.document.id, event.document.bytes};
    if (state.copies.job == Copies::replicas) state.job->protect(event.time, id, bytes, event.stored);
    if (!event.other_account || state.copies.isolated != Copies::replicas) return;
    if (!state.copies.of_backups) return state.isolated->protect(event.time, id, bytes, event.stored);
    const auto held = in_objects_.find({event.document.flow, id});
    if (held == in_objects_.end()) return;  // copied once more: the first copy counts
    for (const auto& [flow, copied] : held->second)
      RecoveryState::protect_if_waiting(copied, event.time, *state_of(flow).isolated);
    in_objects_.erase(held);
  }
  void lost(const events::DocumentsLost& event) {
    auto& state = state_of(event.flow);
    const bool counts = event.time >= architecture_.warmup_s;
    state.stored.add(event.time, -static_cast<double>(event.documents - event.from_before));
    state.before_gone(event.time, event.from_before);
    if (counts) {
      state.lost_from_before += event.from_before;
      state.lost_count += event.documents;
      state.lost_reasons.add(name_of(event.reason), event.documents);
      state.first_loss.see(event.time);
      state.achieved_rpo = std::max(state.achieved_rpo, event.age());
    } else {
      state.gone_early += event.documents;
    }
    if (event.listed.empty()) {
      state.object.lose_all(event.time, [&](std::uint64_t id) {
        if (counts) state.lost.add(id);
      });
      if (state.job) forget_in_jobs(state, event.time);
      if (state.isolated) forget_not_isolated(state, event);
    }
    for (const auto& document : event.listed)
      if (counts) state.lost.add(document.id);
    state.lose(event.time, event.listed);
  }
  /// What the first backup holds of them can be read back until it is copied too; the rest is gone.
  void forget_not_isolated(RecoveryState& state, const events::DocumentsLost& event) {
    state.isolated->lose_all(event.time, [](std::uint64_t) {});
    state.not_isolated.clear();
    for (auto& [object, copied] : in_objects_)
      std::erase_if(copied, [&](const auto& entry) { return entry.first == event.flow; });
  }
  /// What a job carried before the loss can be read back once it ends well; the rest is gone.
  static void forget_in_jobs(RecoveryState& state, double time) {
    state.job->lose_all(time, [](std::uint64_t) {});
    state.copied.clear();
  }
  void finish(double time) {
    end_ = time;
    flows_.each_state([&](RecoveryState& state) {
      state.object.finish(time);
      state.stored.advance(time);
      state.before.advance(time);
      if (state.job) state.job->finish(time);
      if (state.isolated) state.isolated->finish(time);
      const double before = state.recovery_point.worst();
      state.recovery_point.piece(state.last_point, state.point_since, time, state.good_jobs);
      state.recovery_point_censored = state.recovery_point.worst() > before;
    });
  }

  Finding open(const Judge& judge, const std::string& path) const {
    const auto* const flow = find_flow(architecture_, path);
    return judge.open(path, "", flow == nullptr ? Location{} : flow->where);
  }

  void judge_age(const Judge& judge, const std::string& path, const RecoveryState& state) const {
    const auto* wanted = state.documents(judge.profile().protection);
    const auto& documents = wanted == nullptr ? state.object : *wanted;
    const auto objective = judge.recovery_point_objective();
    auto finding = open(judge, path);
    measure(judge, finding, documents.age(), objective);
    finding.n = documents.observed();
    finding.key = late_copy_setting(judge, path, state, journal_);
    finding.censored = documents.worst_is_censored();
    if (documents.age().worst() > 0 && documents.age().worst_id() != unknown_document) {
      finding.figures.emplace_back("oldest_document_at_worst",
                                   static_cast<double>(documents.age().worst_id()));
    }
    if (state.lag.count() > 0) finding.figures.emplace_back("protection_lag_p99_s", state.lag.quantile(0.99));
    if (state.good_jobs > 0)
      finding.figures.emplace_back("recovery_point_age_max_s", state.recovery_point.worst());
    finding.message = fmt::format("Oldest unprotected document, protection '{}': {}, {}.{}",
                                  garoa::name_of(judge.profile().protection), finding.actual,
                                  finding.expected, documents.ever() ? "" : " The flow has no such copy.");
    const auto* const flow = find_flow(architecture_, path);
    if (wanted == nullptr) {
      withdraw(finding, not_modelled(judge));
    } else if (wanted != &state.object && flow != nullptr && points_miss_objects(judge, *flow)) {
      withdraw(finding, std::string{objects_leave_unseen});
    } else if (!objective) {
      withdraw(finding, "There is no RPO to compare with: neither the policy nor the profile sets one.");
    } else if (finding.status != Status::fail) {
      const bool nothing = documents.observed() == 0;
      const bool too_short =
          documents.protected_count() == 0 || (finding.censored && end_ <= objective->seconds);
      if (nothing) withdraw(finding, "No document was acknowledged.");
      if (!nothing && too_short) withdraw(finding, "The run is too short to tell.");
    }
    judge.close(std::move(finding));
  }

  void judge_point_age(const Judge& judge, const std::string& path, const RecoveryState& state) const {
    const auto objective = judge.recovery_point_objective();
    auto finding = open(judge, path);
    measure(judge, finding, state.recovery_point, objective);
    finding.ids.clear();
    finding.ids_total = 0;
    finding.n = state.good_jobs;
    finding.censored = state.recovery_point_censored;
    finding.figures.emplace_back("oldest_unprotected_s", state.object.age().worst());
    finding.message =
        fmt::format("Largest age of the last recovery point: {}, {}.", finding.actual, finding.expected);
    const auto* flow = find_flow(architecture_, path);
    const bool has_points =
        flow != nullptr && (flow->has(Capability::volume) || !owners_.backups_of(*flow).empty());
    if (!has_points) {
      finding.measured.reset();
      withdraw(finding, "This flow has no recovery points.");
    } else if (!objective) {
      withdraw(finding, "There is no limit to compare with.");
    } else if (finding.status != Status::fail &&
               (state.good_jobs == 0 || (finding.censored && end_ <= objective->seconds))) {
      withdraw(finding, "The run is too short to tell.");
    }
    judge.close(std::move(finding));
  }

  void measure(const Judge& judge, Finding& finding, const AgeRecord& age,
               const std::optional<Judge::Objective>& objective) const {
    if (objective) {
      judge.at_most(finding, age.worst(), objective->seconds, "s");
      if (objective->of_policy) finding.limit_basis = "policy";
      age.tell(finding, objective->seconds, end_);
    } else {
      finding.measured = age.worst();
      finding.unit = "s";
    }
  }
  static void withdraw(Finding& finding, std::string why) {
    finding.status = Status::not_evaluated;
    finding.message = std::move(why);
  }

  void judge_at_risk(const Judge& judge, const std::string& path, const RecoveryState& state) const {
    const auto* wanted = state.documents(judge.profile().protection);
    const auto& documents = wanted == nullptr ? state.object : *wanted;
    const auto& bytes = documents.bytes();
    const auto limit = judge.parameter("max_bytes");
    auto finding = open(judge, path);
    if (limit) judge.at_most(finding, bytes.level().maximum(), *limit, "B");
    finding.measured = bytes.level().maximum();
    finding.unit = "B";
    finding.n = documents.observed();
    finding.key = late_copy_setting(judge, path, state, journal_);
    finding.worst_s = bytes.level().maximum_time();
    if (limit && documents.risk() != nullptr) documents.risk()->tell(finding, *limit);
    finding.figures = {{"bytes_average", bytes.level().average()},
                       {"bytes_p99", bytes.quantile(0.99)},
                       {"documents_max", documents.documents().maximum()},
                       {"documents_average", documents.documents().average()}};
    finding.message =
        fmt::format("At worst {} in {} documents had no second copy.", human_bytes(bytes.level().maximum()),
                    human_count(documents.documents().maximum()));
    if (!limit) {
      finding.severity = Severity::info;
      finding.status = Status::not_evaluated;
      finding.message += " There is no limit to compare with.";
    } else if (wanted == nullptr) {
      withdraw(finding, not_modelled(judge));
    } else if (documents.observed() == 0) {
      withdraw(finding, "No document was acknowledged.");
    }
    judge.close(std::move(finding));
  }

  const Owners& owners_;
  const Architecture& architecture_;
  const Journal& journal_;
  RecoveryLimits limits_;
  ByName<RecoveryState> flows_;
  std::map<NameId, std::vector<NameId>> flows_of_job_;  // whose recovery points its runs are
  std::map<NameId, std::vector<NameId>> flows_of_vault_;
  /// Documents of the backups' objects that have no replica yet, with their flows; by the object.
  std::map<std::pair<NameId, DocumentId>, std::vector<std::pair<NameId, Copied>>> in_objects_;
  double end_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> make_recovery_monitor(const MonitorSetup& setup) {
  return std::make_unique<RecoveryMonitor>(setup);
}

void judge_recovery_point(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).judge_objective(judge);
}

void judge_documents_at_risk(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).judge_risk(judge);
}

void judge_durability(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).each_flow(judge, judge_durability);
}

void judge_expected_loss(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).each_flow(judge, judge_expected_loss);
}

void judge_last_copies(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).each_flow(judge, judge_last_copies);
}

void judge_lost_documents(const Monitor& monitor, const Judge& judge) {
  monitor_as<RecoveryMonitor>(monitor).each_flow(judge, judge_lost_after_answer);
}

}  // namespace garoa::compliance

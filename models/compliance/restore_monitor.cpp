// How long restores and outages take, and whether restores bring everything back: D-RC-04, D-RC-05.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// A restore that ended without everything.
struct Incomplete {
  NameId restore;
  double began;
  std::uint64_t missing;
  std::vector<std::uint64_t> first;  // of them, where they are known
  bool are_documents;
};

struct RestoreState {
  std::uint64_t ended = 0;     // with something to bring back
  bool found_no_copy = false;  // of some restore
  double longest = 0;
  double longest_first = 0;
  double longest_share = 0;
  NameId worst = 0;  // restore
  double worst_began = 0;
  bool worst_is_replay = false;
  std::map<NameId, double> open;  // restores at work, with their beginnings
  std::vector<Incomplete> incomplete;
  std::map<std::uint32_t, double> losses;  // failures that are not over, with their beginnings
  std::uint64_t expected = 0;
  std::uint64_t missing = 0;
  std::uint64_t uncopied = 0;               // of the missing
  std::map<std::uint32_t, double> outages;  // that hold on, with their beginnings
  std::uint64_t outages_ended = 0;
  double longest_outage = 0;
  double outage_began = 0;

  void end_outage(double began, double now) {
    ++outages_ended;
    if (now - began <= longest_outage) return;
    longest_outage = now - began;
    outage_began = began;
  }
};

class RestoreMonitor : public Monitor {
 public:
  explicit RestoreMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal} {
    for (const auto& flow : architecture_.flows) {
      if (flow.has(Capability::volume) || flow.has(Capability::bucket))
        flows_.at(setup.journal.intern(path_of(flow)));
    }
    setup.journal.on<events::RestoreStarted>(
        [this](const auto& event) { flows_.at(event.flow).open[event.restore] = event.time; });
    setup.journal.on<events::RestoreFinished>([this](const auto& event) { finished(event); });
    setup.journal.on<events::FailureStarted>([this](const auto& event) { begun(event); });
    setup.journal.on<events::FailureEnded>(
        [this](const auto& event) { flows_.each_state([&](RestoreState& state) { over(state, event); }); });
    setup.journal.on<events::UploadAcknowledged>([this](const auto& event) { served(event); });
    setup.journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
  }

  void judge_times(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const RestoreState& state) { judge_time(judge, path, state); });
  }
  void judge_documents(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const RestoreState& state) {
      judge_completeness(judge, path, state);
    });
  }

 private:
  void begun(const events::FailureStarted& event) {
    const bool outage =
        event.kind == "stop" || (event.kind == "outage" && journal_.name(event.target).starts_with("zone "));
    if (event.kind != "loss" && !outage) return;
    for (const auto flow : event.flows) {
      if (flows_.find(flow) == nullptr) continue;
      auto& state = flows_.at(flow);
      (outage ? state.outages : state.losses)[event.failure] = event.time;
    }
  }
  static void over(RestoreState& state, const events::FailureEnded& event) {
    state.losses.erase(event.failure);
    const auto outage = state.outages.extract(event.failure);
    if (outage) state.end_outage(outage.mapped(), event.time);
  }
  /// Where other instances serve, or the site is anew elsewhere, an outage is over before what has failed is back.
  void served(const events::UploadAcknowledged& event) {
    if (flows_.find(event.document.flow) == nullptr) return;
    auto& state = flows_.at(event.document.flow);
    std::erase_if(state.outages, [&](const auto& outage) {
      const bool later = event.document.arrived > outage.second;
      if (later) state.end_outage(outage.second, event.time);
      return later;
    });
  }
  void finished(const events::RestoreFinished& event) {
    auto& state = flows_.at(event.flow);
    state.open.erase(event.restore);
    if (event.expected == 0) {
      state.found_no_copy = true;
      if (state.ended == 0) state.worst = event.restore;
      return;
    }
    ++state.ended;
    state.expected += event.expected;
    state.missing += event.expected - event.restored;
    state.uncopied += event.uncopied;
    if (event.restored < event.expected) {
      state.incomplete.push_back({event.restore,
                                  event.began,
                                  event.expected - event.restored,
                                  {event.missing.begin(), event.missing.end()},
                                  event.are_documents});
      return;
    }
    const double took = event.time - event.began;
    if (took > state.longest) {
      state.longest = took;
      state.worst = event.restore;
      state.worst_began = event.began;
      state.worst_is_replay = event.are_documents;
    }
    state.longest_first = std::max(state.longest_first, event.first);
    state.longest_share = std::max(state.longest_share, event.share);
  }

  /// Policy and profile: as with the RPO, the profile's value holds where it was read in its source and is stricter, or where
  /// the policy has none.
  [[nodiscard]] std::optional<double> objective(const Judge& judge) const {
    const auto of_profile = judge.parameter("rto");
    const auto& of_policy = architecture_.policy.rto_s;
    if (!of_policy) return of_profile;
    return of_profile && judge.basis_is_verified() ? std::min(*of_profile, *of_policy) : *of_policy;
  }

  /// Why there is no evidence of a restore.
  static std::string_view nothing_restored(const RestoreState& state) {
    return state.found_no_copy ? "There was no copy yet to bring back: that a restore was short says nothing."
                               : "No restore was tried: declare a drill.";
  }

  /// Outages can only break the RTO: that one was short says nothing of restores. True if the finding is about them.
  bool judge_outages(const Judge& judge, const RestoreState& state, const std::optional<double>& limit,
                     double longest_restore, Finding& finding) const {
    double measured = state.longest_outage;
    double began = state.outage_began;
    for (const auto& [failure, start] : state.outages) {
      if (end_ - start <= measured) continue;
      measured = end_ - start;
      began = start;
    }
    const auto count = state.outages_ended + state.outages.size();
    if (count == 0 || !limit) return false;
    finding.figures.emplace_back("longest_outage_s", measured);
    if (measured <= *limit || measured <= longest_restore) {
      if (state.ended == 0)
        finding.message = std::string{nothing_restored(state)} + ' ' +
                          fmt::format("The longest outage took {}.", human_duration(measured));
      return false;
    }
    finding.n = count;
    finding.key = finding.flow + ".recovery.another_zone";
    finding.censored = measured > state.longest_outage;
    judge.at_most(finding, measured, *limit, "s");
    finding.worst_s = began;
    finding.message = fmt::format("Longest outage, until uploads were served again: {}{}.", finding.actual,
                                  finding.censored ? " so far" : "");
    return true;
  }

  /// How a restore is done, where one was; else what would have one be done.
  [[nodiscard]] std::string deciding_setting(const RestoreState& state, const std::string& path) const {
    const bool tried = state.ended > 0 || state.found_no_copy || !state.open.empty();
    if (!tried) return state.losses.empty() ? "drills" : path + ".recovery";
    if (!state.incomplete.empty()) return setting_of(state.incomplete.front().restore, path);
    const double so_far = state.open.empty() ? 0 : end_ - state.open.begin()->second;
    const auto restore = so_far > state.longest ? state.open.begin()->first : state.worst;
    return setting_of(restore, path);
  }
  [[nodiscard]] std::string setting_of(NameId restore, const std::string& path) const {
    return journal_.name(restore).starts_with("drills.") ? "drills" : path + ".recovery";
  }

  void judge_time(const Judge& judge, const std::string& path, const RestoreState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(
        path, "", architecture_.policy.rto_s || flow == nullptr ? architecture_.policy.where : flow->where);
    double open_since = end_;
    for (const auto& [restore, began] : state.open) open_since = std::min(open_since, began);
    for (const auto& [failure, began] : state.losses) open_since = std::min(open_since, began);
    for (const auto& restore : state.incomplete) open_since = std::min(open_since, restore.began);
    const bool open = !state.open.empty() || !state.losses.empty() || !state.incomplete.empty();
    finding.key = deciding_setting(state, path);
    const double so_far = end_ - open_since;
    const double measured = std::max(state.longest, so_far);
    finding.n = state.ended + state.open.size() + (state.open.empty() ? state.losses.size() : 0);
    finding.censored = open && so_far >= state.longest;
    const auto limit = objective(judge);
    if (judge_outages(judge, state, limit, measured, finding)) {
      // A longer one than any restore breaks the RTO.
    } else if (state.ended == 0 && !open) {
      if (finding.message.empty()) finding.message = nothing_restored(state);
    } else if (!limit) {
      finding.measured = measured;
      finding.unit = "s";
      finding.message = "There is no RTO to compare with: neither the policy nor the profile sets one.";
    } else {
      judge.at_most(finding, measured, *limit, "s");
      finding.worst_s = finding.censored ? open_since : state.worst_began;
      finding.message =
          state.worst_is_replay
              ? fmt::format("Longest replay of documents through their function: {}.", finding.actual)
              : fmt::format("Longest restore, from the loss to the last document: {}.", finding.actual);
      if (finding.censored) tell_what_is_open(state, finding);
    }
    if (state.ended > 0) {
      finding.figures.emplace_back("first_document_s", state.longest_first);
      finding.figures.emplace_back("wanted_documents_s", state.longest_share);
    }
    if (limit && limit == architecture_.policy.rto_s) finding.limit_basis = "policy";
    judge.close(std::move(finding));
  }

  static void tell_what_is_open(const RestoreState& state, Finding& finding) {
    const bool broken = finding.status == Status::fail;
    if (!broken) finding.status = Status::not_evaluated;
    if (!state.incomplete.empty()) {
      finding.message = fmt::format("A restore ended without {} of its documents: {} since the loss so far.",
                                    human_count(state.missing), finding.actual);
    } else if (state.open.empty()) {
      finding.message = fmt::format("What was lost is not recovered: {} so far.", finding.actual);
    } else if (!broken) {
      finding.message = "The run ended before the recovery did.";
    }
  }

  void judge_completeness(const Judge& judge, const std::string& path, const RestoreState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    finding.n = state.expected;
    if (flow != nullptr && points_miss_objects(judge, *flow)) {
      finding.key = path_of("s3", flow->bucket) + ".expiration";
      finding.message = objects_leave_unseen;
    } else if (state.ended == 0) {
      finding.key = deciding_setting(state, path);
      finding.message = state.open.empty() && state.losses.empty() ? nothing_restored(state)
                        : state.open.empty()                       ? "Nothing was restored of what was lost."
                                                                   : "The run ended before the restore did.";
    } else {
      const double share = 1 - static_cast<double>(state.missing) / static_cast<double>(state.expected);
      judge.at_least(finding, share, judge.value("min_completeness"), "1");
      finding.count = state.missing;
      finding.message = fmt::format("{} of {} documents did not come back.", human_count(state.missing),
                                    human_count(state.expected));
      if (state.uncopied > 0)
        finding.message += fmt::format(" {} of them had no copy.", human_count(state.uncopied));
      tell_what_is_missing(state, finding);
      add_rule_of_three(finding, state.missing);
    }
    judge.close(std::move(finding));
  }

  /// Which documents or files did not come back, and why. A tool knows files by their turn; those that no copy has, nobody does: then the
  /// restore that lacked them is named.
  void tell_what_is_missing(const RestoreState& state, Finding& finding) const {
    if (state.uncopied > 0) finding.reasons.emplace_back("no_copy", state.uncopied);
    if (state.missing > state.uncopied)
      finding.reasons.emplace_back("left_out", state.missing - state.uncopied);
    finding.ids_total = 0;
    for (const auto& [restore, began, missing, first, are_documents] : state.incomplete) {
      const auto name = [&](std::uint64_t id) {
        return are_documents ? fmt::format("document {}", id)
                             : fmt::format("{}: file {}", journal_.name(restore), id);
      };
      finding.ids_total += first.empty() ? 1 : missing;
      for (const auto id : first) {
        if (finding.ids.size() < listed_ids) finding.ids.push_back(name(id));
      }
      if (first.empty() && finding.ids.size() < listed_ids)
        finding.ids.push_back(
            fmt::format("{} at {:.6g} s: {} missing", journal_.name(restore), began, missing));
      if (!finding.first_violation_s || began < *finding.first_violation_s) finding.first_violation_s = began;
    }
  }

  const Architecture& architecture_;
  const Journal& journal_;
  ByName<RestoreState> flows_;
  double end_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> make_restore_monitor(const MonitorSetup& setup) {
  return std::make_unique<RestoreMonitor>(setup);
}

void judge_recovery_time(const Monitor& monitor, const Judge& judge) {
  monitor_as<RestoreMonitor>(monitor).judge_times(judge);
}

void judge_restored_documents(const Monitor& monitor, const Judge& judge) {
  monitor_as<RestoreMonitor>(monitor).judge_documents(judge);
}

}  // namespace garoa::compliance

// How long restores take and whether they bring everything back: D-RC-04, D-RC-05.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

struct RestoreState {
  std::uint64_t ended = 0;
  double longest = 0;
  double longest_first = 0;
  double longest_share = 0;
  double worst_began = 0;
  std::map<NameId, double> open;           // restores at work, with their beginnings
  std::map<std::uint32_t, double> losses;  // failures that are not over, with their beginnings
  std::uint64_t expected = 0;
  std::uint64_t missing = 0;
};

class RestoreMonitor : public Monitor {
 public:
  explicit RestoreMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal} {
    for (const auto& flow : architecture_.flows) {
      if (flow.has(Capability::volume)) flows_.at(setup.journal.intern(path_of(flow)));
    }
    setup.journal.on<events::RestoreStarted>(
        [this](const auto& event) { flows_.at(event.flow).open[event.restore] = event.time; });
    setup.journal.on<events::RestoreFinished>([this](const auto& event) { finished(event); });
    setup.journal.on<events::FailureStarted>([this](const auto& event) { lost(event); });
    setup.journal.on<events::FailureEnded>([this](const auto& event) {
      flows_.each_state([&](RestoreState& state) { state.losses.erase(event.failure); });
    });
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
  void lost(const events::FailureStarted& event) {
    if (event.kind != "loss") return;
    for (const auto flow : event.flows) {
      if (flows_.find(flow) != nullptr) flows_.at(flow).losses[event.failure] = event.time;
    }
  }
  void finished(const events::RestoreFinished& event) {
    auto& state = flows_.at(event.flow);
    ++state.ended;
    state.open.erase(event.restore);
    const double took = event.time - event.began;
    if (took > state.longest) {
      state.longest = took;
      state.worst_began = event.began;
    }
    state.longest_first = std::max(state.longest_first, event.first);
    state.longest_share = std::max(state.longest_share, event.share);
    state.expected += event.expected;
    state.missing += event.expected - event.restored;
  }

  /// Policy and profile: as with the RPO, the profile's value holds where it was read in its source and is stricter, or where
  /// the policy has none.
  [[nodiscard]] std::optional<double> objective(const Judge& judge) const {
    const auto of_profile = judge.parameter("rto");
    const auto& of_policy = architecture_.policy.rto_s;
    if (!of_policy) return of_profile;
    return of_profile && judge.basis_is_verified() ? std::min(*of_profile, *of_policy) : *of_policy;
  }

  void judge_time(const Judge& judge, const std::string& path, const RestoreState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(
        path, "", architecture_.policy.rto_s || flow == nullptr ? architecture_.policy.where : flow->where);
    double open_since = end_;
    for (const auto& [restore, began] : state.open) open_since = std::min(open_since, began);
    for (const auto& [failure, began] : state.losses) open_since = std::min(open_since, began);
    const bool open = !state.open.empty() || !state.losses.empty();
    const double so_far = end_ - open_since;
    const double measured = std::max(state.longest, so_far);
    finding.n = state.ended + state.open.size() + (state.open.empty() ? state.losses.size() : 0);
    finding.censored = open && so_far >= state.longest;
    const auto limit = objective(judge);
    if (state.ended == 0 && !open) {
      finding.message = "No restore was tried: declare a drill.";
    } else if (!limit) {
      finding.measured = measured;
      finding.unit = "s";
      finding.message = "There is no RTO to compare with: neither the policy nor the profile sets one.";
    } else {
      judge.at_most(finding, measured, *limit, "s");
      finding.worst_s = finding.censored ? open_since : state.worst_began;
      finding.message =
          fmt::format("Longest restore, from the loss to the last document: {}.", finding.actual);
      if (finding.censored && state.open.empty())
        finding.message = fmt::format("What was lost is not recovered: {} so far.", finding.actual);
      if (finding.censored && finding.status != Status::fail) {
        finding.status = Status::not_evaluated;
        finding.message = "The run ended before the recovery did.";
      }
    }
    if (state.ended > 0) {
      finding.figures.emplace_back("first_document_s", state.longest_first);
      finding.figures.emplace_back("wanted_documents_s", state.longest_share);
    }
    judge.close(std::move(finding));
  }

  void judge_completeness(const Judge& judge, const std::string& path, const RestoreState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    finding.n = state.expected;
    if (state.ended == 0 || state.expected == 0) {
      finding.message = state.open.empty() && state.losses.empty() ? "No restore was tried: declare a drill."
                        : state.open.empty()                       ? "Nothing was restored of what was lost."
                                                                   : "The run ended before the restore did.";
    } else {
      const double share = 1 - static_cast<double>(state.missing) / static_cast<double>(state.expected);
      judge.at_least(finding, share, judge.value("min_completeness"), "share");
      finding.count = state.missing;
      finding.message = fmt::format("{} of {} documents that had a copy did not come back.",
                                    human_count(state.missing), human_count(state.expected));
    }
    judge.close(std::move(finding));
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

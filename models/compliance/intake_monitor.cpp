// What clients see: availability and rejected uploads (D-AV-01, D-AV-02).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

/// Times in which uploads were rejected, or waited up to the end of the run, and none was acknowledged.
class Outages {
 public:
  void began(const Document& document) {
    if (!first_) first_ = document;
  }
  void rejected(double time) {
    if (!since_) since_ = time;
  }
  void acknowledged(double time) {
    first_.reset();
    close(time);
  }
  /// At the end of the run. Uploads that are `open`, and have waited for longer than `patience`, never end.
  void finish(double time, const IdSet& open, double patience) {
    if (first_ && open.contains(first_->id) && time - first_->arrived > patience) since_ = first_->arrived;
    censored_ = since_.has_value();
    close(time);
  }
  [[nodiscard]] double longest() const { return longest_; }
  [[nodiscard]] double longest_from() const { return longest_from_; }
  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// `measured_in_time`: each is as bad as it is long; else no upload came through in any.
  void tell(Finding& finding, bool measured_in_time) const {
    finding.violation_total_s = total_;
    finding.episodes_total = count_;
    for (const auto& [from, to] : shown_)
      finding.episodes.push_back({from, to, measured_in_time ? to - from : 0});
  }
  /// Does one last to the end of the run?
  [[nodiscard]] bool censored() const { return censored_; }

 private:
  void close(double time) {
    if (!since_) return;
    const double lasted = time - *since_;
    if (lasted > longest_) {
      longest_ = lasted;
      longest_from_ = *since_;
    }
    total_ += lasted;
    if (++count_ <= listed_episodes) shown_.emplace_back(*since_, time);
    since_.reset();
  }

  std::optional<double> since_;
  std::optional<Document> first_;  // upload that began since one was acknowledged
  double longest_ = 0;
  double longest_from_ = 0;
  double total_ = 0;
  std::uint64_t count_ = 0;
  std::vector<std::pair<double, double>> shown_;
  bool censored_ = false;
};

struct IntakeState {
  explicit IntakeState(double end) : open{end} {}
  Waiting open;    // uploads under way
  IdSet open_ids;  // of them
  std::uint64_t retried = 0;
  double longest = 0;  // of those that ended
  std::uint64_t acknowledged = 0;
  std::uint64_t rejected = 0;
  Outages outages;
  Reasons reasons;
  FirstTime first_rejection;
  IdList ids;
  std::map<NameId, std::uint64_t> refusals;  // by the full volume
};

class IntakeMonitor : public Monitor {
 public:
  explicit IntakeMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal}, warmup_{setup.architecture.warmup_s} {
    auto& journal = setup.journal;
    for (const auto& flow : architecture_.flows) flow_of(journal.intern(path_of(flow)));
    journal.on<events::UploadStarted>([this](const auto& event) {
      if (event.document.arrived >= warmup_) began(event.document);
    });
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      ended(event.time, event.document);
      if (event.time < warmup_) return;
      auto& flow = flow_of(event.document.flow);
      ++flow.acknowledged;
      flow.outages.acknowledged(event.time);
    });
    journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
    journal.on<events::UploadRejected>([this](const auto& event) { rejected(event); });
    journal.on<events::UploadRetried>([this](const auto& event) {
      if (event.time >= warmup_) ++flow_of(event.document.flow).retried;
    });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const IntakeState& state) { judge_flow(judge, path, state); });
  }
  void judge_availabilities(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const IntakeState& state) {
      judge_availability(judge, path, state);
    });
  }

 private:
  IntakeState& flow_of(NameId name) { return flows_.at(name, architecture_.duration_s); }

  void began(const Document& document) {
    auto& flow = flow_of(document.flow);
    flow.open.began(document.arrived);
    flow.open_ids.insert(document.id);
    flow.outages.began(document);
  }
  void ended(double time, const Document& document) {
    if (document.arrived < warmup_) return;
    auto& flow = flow_of(document.flow);
    flow.open.ended(document.arrived);
    flow.open_ids.erase(document.id);
    flow.longest = std::max(flow.longest, time - document.arrived);
  }
  void rejected(const events::UploadRejected& event) {
    ended(event.time, event.document);
    if (event.time < warmup_) return;
    auto& flow = flow_of(event.document.flow);
    ++flow.rejected;
    flow.outages.rejected(event.time);
    flow.reasons.add(name_of(event.reason));
    flow.first_rejection.see(event.time);
    if (event.resource) ++flow.refusals[*event.resource];
    flow.ids.add(event.document.id);
  }

  /// Of what full volumes refuse, the size of the one that refuses most.
  void name_full_volume(Finding& finding, const IntakeState& state) const {
    const auto worst =
        std::max_element(finding.reasons.begin(), finding.reasons.end(),
                         [](const auto& left, const auto& right) { return left.second < right.second; });
    if (worst == finding.reasons.end() || worst->first != name_of(Reason::disk_full)) return;
    const auto most =
        std::max_element(state.refusals.begin(), state.refusals.end(),
                         [](const auto& left, const auto& right) { return left.second < right.second; });
    if (most != state.refusals.end()) finding.key = journal_.name(most->first) + ".size";
  }

  /// Uploads that do not end, for longer than any that did: how many, and when the first of them had taken too long.
  struct Stuck {
    std::uint64_t count = 0;
    double patience = 0;
    FirstTime first;
  };
  [[nodiscard]] Stuck stuck_uploads(const Judge& judge, const IntakeState& state) const {
    const auto waits = state.open.waits();
    Stuck stuck{.count = 0, .patience = std::max(judge.value("settle"), state.longest), .first = {}};
    stuck.count = waits.count_above(stuck.patience);
    if (stuck.count > 0) stuck.first.see(architecture_.duration_s - waits.maximum() + stuck.patience);
    return stuck;
  }
  /// When uploads first failed, why, and which: the rejected ones, then those that came first of the stuck ones.
  static void tell_failures(Finding& finding, const IntakeState& state, Stuck stuck) {
    finding.count = state.rejected + stuck.count;
    if (const auto& first = state.first_rejection.time()) stuck.first.see(*first);
    finding.first_violation_s = stuck.first.time();
    if (stuck.count > 0) finding.reasons.emplace_back("not_ended", stuck.count);
    state.reasons.tell(finding);
    state.ids.tell(finding);
    add_ids(finding, state.open_ids.lowest(std::min<std::uint64_t>(stuck.count, listed_ids)), stuck.count);
  }

  /// Of twelve months: what a run of a year or less has seen is the least of it.
  [[nodiscard]] double downtime_a_year(const Outages& outages) const {
    constexpr double year = 365.25 * 86400;
    const double watched = architecture_.duration_s - warmup_;
    return watched > year ? outages.total() * year / watched : outages.total();
  }

  void judge_worst(const Judge& judge, Finding& finding, double available, const Outages& outages) const {
    const double wanted = judge.value("min_availability");
    const auto times = [](double measured, double limit) {
      return limit > 0 ? measured / limit : measured > 0 ? never : 0;
    };
    double worst = times(1 - available, 1 - wanted);
    judge.at_least(finding, available, wanted, "1");
    const auto at_most = [&](double measured, double limit) {
      const bool counts = measured > limit || judge.is_near(measured, limit);
      if (!counts || times(measured, limit) <= worst) return;
      worst = times(measured, limit);
      judge.at_most(finding, measured, limit, "s");
    };
    at_most(outages.longest(), judge.value("max_outage"));
    at_most(downtime_a_year(outages), judge.value("max_downtime"));
  }

  /// What is broken by the most decides, or is nearest to its limit, if it is near; else the share.
  void judge_availability(const Judge& judge, const std::string& path, const IntakeState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const auto stuck = stuck_uploads(judge, state);
    auto outages = state.outages;
    outages.finish(end_, state.open_ids, stuck.patience);
    finding.n = stuck.count + state.acknowledged + state.rejected;
    finding.message = "No upload ended.";
    if (finding.n > 0) {
      const double available = static_cast<double>(state.acknowledged) / static_cast<double>(finding.n);
      judge_worst(judge, finding, available, outages);
      finding.censored = stuck.count > 0 || outages.censored();
      if (outages.count() > 0) finding.worst_s = outages.longest_from();
      if (finding.status == Status::fail) outages.tell(finding, finding.unit == "s");
      tell_failures(finding, state, stuck);
      finding.figures = {{"availability", available},
                         {"availability_of_tries", static_cast<double>(state.acknowledged) /
                                                       static_cast<double>(finding.n + state.retried)},
                         {"downtime_s", outages.total()},
                         {"longest_outage_s", outages.longest()},
                         {"outages", static_cast<double>(outages.count())}};
      name_full_volume(finding, state);
      add_rule_of_three(finding, finding.count);
      finding.message = fmt::format(
          "{} of {} uploads were acknowledged; the longest outage {}, all together {}.{}",
          human_count(state.acknowledged), human_count(finding.n), human_duration(outages.longest()),
          human_duration(outages.total()), outages.censored() ? " The last one has not ended." : "");
    }
    judge.close(std::move(finding));
  }

  void judge_flow(const Judge& judge, const std::string& path, const IntakeState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const auto stuck = stuck_uploads(judge, state);
    finding.n = state.acknowledged + state.rejected + stuck.count;
    finding.message = "No upload ended.";
    if (finding.n > 0) {
      const auto never = state.rejected + stuck.count;
      judge.at_most(finding, static_cast<double>(never) / static_cast<double>(finding.n),
                    judge.value("max_share"), "1");
      finding.censored = stuck.count > 0;
      tell_failures(finding, state, stuck);
      name_full_volume(finding, state);
      add_rule_of_three(finding, never);
      finding.message =
          fmt::format("{} of {} uploads were rejected.", human_count(state.rejected), human_count(finding.n));
      if (stuck.count > 0)
        finding.message +=
            fmt::format(" {} have not ended, for longer than any that did.", human_count(stuck.count));
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  double end_ = 0;
  ByName<IntakeState> flows_;
};

}  // namespace

std::unique_ptr<Monitor> make_intake_monitor(const MonitorSetup& setup) {
  return std::make_unique<IntakeMonitor>(setup);
}

void judge_refused_uploads(const Monitor& monitor, const Judge& judge) {
  monitor_as<IntakeMonitor>(monitor).judge_flows(judge);
}

void judge_availability(const Monitor& monitor, const Judge& judge) {
  monitor_as<IntakeMonitor>(monitor).judge_availabilities(judge);
}

}  // namespace garoa::compliance

// How long clients wait for a document that they ask for: D-RT-02.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

struct RequestState {
  explicit RequestState(const OverLimits& limits) : late{limits} {}
  std::map<std::uint64_t, double> open;  // since when
  Histogram times;
  double worst_time = 0;
  std::uint64_t failed = 0;
  Reasons reasons;
  FirstTime first_failure;
  OverLimits late;  // or failed, which is never there
};

class RetrievalMonitor : public Monitor {
 public:
  explicit RetrievalMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture},
        journal_{setup.journal},
        late_{setup.profiles, control_ids::retrieval, "p99"} {
    auto& journal = setup.journal;
    for (const auto& flow : architecture_.flows)
      if (flow.downloads) flows_.at(journal.intern(path_of(flow)), late_);
    journal.on<events::DownloadStarted>([this](const auto& event) {
      if (event.time >= architecture_.warmup_s)
        flows_.at(event.flow, late_).open.emplace(event.request, event.time);
    });
    journal.on<events::DownloadFinished>([this](const auto& event) {
      auto& flow = flows_.at(event.flow, late_);
      if (flow.open.erase(event.request) == 0) return;
      flow.late.see(event.started, event.time, event.request);
      const double took = event.time - event.started;
      if (took > flow.times.maximum()) flow.worst_time = event.time;
      flow.times.add(took);
    });
    journal.on<events::DownloadFailed>([this](const auto& event) {
      auto& flow = flows_.at(event.flow, late_);
      const auto request = flow.open.extract(event.request);
      if (request.empty()) return;
      flow.late.see(request.mapped(), std::numeric_limits<double>::infinity(), event.request);
      ++flow.failed;
      flow.reasons.add(name_of(event.reason));
      flow.first_failure.see(event.time);
    });
    journal.on<events::RunFinished>([this](const auto& event) {
      end_ = event.time;
      flows_.each_state([&](RequestState& flow) {
        for (const auto& [request, since] : flow.open) flow.late.see(since, end_, request);
      });
    });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const RequestState& state) { judge_flow(judge, path, state); });
  }

 private:
  /// Of what is in an archive the bucket's classes; else the downloads themselves.
  static void name_deciding(Finding& finding) {
    const auto archived =
        std::find_if(finding.reasons.begin(), finding.reasons.end(),
                     [](const auto& reason) { return reason.first == name_of(Reason::archived); });
    const bool by_class = archived != finding.reasons.end() && 2 * archived->second > finding.count;
    if (!by_class) finding.key = finding.flow + ".downloads";
  }
  /// What failed was never there: a percentile that falls on it has no upper bound, and breaks any limit.
  void judge_flow(const Judge& judge, const std::string& path, const RequestState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const double p99_limit = judge.value("p99");
    const double hard = judge.value("hard_limit");
    TimesUntilThere times{state.times, state.failed};
    double oldest = 0;
    for (const auto& [request, since] : state.open) {
      oldest = std::max(oldest, end_ - since);
      times.waited(end_ - since);
    }
    finding.n = times.count();
    const double worst = std::max(state.times.maximum(), oldest);
    const double p99 = times.quantile(0.99);
    const bool enough = judge.enough_for(0.99, finding.n) ||
                        Judge::breaks_percentile(0.99, finding.n, times.count_above(p99_limit));
    // A limit that is broken decides, else one that is near.
    if (worst > hard || (judge.is_near(worst, hard) && !judge.is_near(p99, p99_limit))) {
      judge.at_most(finding, worst, hard, "s");
      finding.worst_s = oldest > state.times.maximum() ? end_ - oldest : state.worst_time;
    } else if (finding.n > 0) {
      judge.at_most(finding, p99, p99_limit, "s");
      finding.worst_s = std::isfinite(p99) ? state.worst_time : state.first_failure.time();
    }
    finding.censored = oldest > p99_limit || std::isinf(p99);
    state.late.tell(finding, p99_limit, "request");
    finding.count = state.failed;
    if (!finding.first_violation_s) finding.first_violation_s = state.first_failure.time();
    state.reasons.tell(finding);
    name_deciding(finding);
    for (const auto& [name, value] : {std::pair{"p50_s", times.quantile(0.5)}, std::pair{"p99_s", p99}}) {
      if (std::isfinite(value)) finding.figures.emplace_back(name, value);
    }
    finding.figures.emplace_back("max_s", state.times.maximum());
    finding.message =
        std::isinf(p99)
            ? fmt::format("More than 1 % of the requests never had their document: {} of {} failed.",
                          human_count(state.failed), human_count(finding.n))
            : fmt::format("p99 of the time until a document is there {}, longest {}; {} of {} failed.",
                          human_duration(p99), human_duration(worst), human_count(state.failed),
                          human_count(finding.n));
    if (worst <= hard && !enough) {
      finding.status = Status::not_evaluated;
      finding.message = fmt::format("{} requests are too few for a 99th percentile.", human_count(finding.n));
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
  OverLimits late_;
  ByName<RequestState> flows_;
  double end_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> make_retrieval_monitor(const MonitorSetup& setup) {
  return std::make_unique<RetrievalMonitor>(setup);
}

void judge_retrieval(const Monitor& monitor, const Judge& judge) {
  monitor_as<RetrievalMonitor>(monitor).judge_flows(judge);
}

}  // namespace garoa::compliance

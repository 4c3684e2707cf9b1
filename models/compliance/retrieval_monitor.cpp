// How long clients wait for a document that they ask for: D-RT-02.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {
namespace {

struct RequestState {
  std::map<std::uint64_t, double> open;  // since when
  Histogram times;
  double worst_time = 0;
  std::uint64_t failed = 0;
  Reasons reasons;
  FirstTime first_failure;
};

class RetrievalMonitor : public Monitor {
 public:
  explicit RetrievalMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal} {
    auto& journal = setup.journal;
    journal.on<events::DownloadStarted>([this](const auto& event) {
      if (event.time >= architecture_.warmup_s) flows_.at(event.flow).open.emplace(event.request, event.time);
    });
    journal.on<events::DownloadFinished>([this](const auto& event) {
      auto& flow = flows_.at(event.flow);
      if (flow.open.erase(event.request) == 0) return;
      const double took = event.time - event.started;
      if (took > flow.times.maximum()) flow.worst_time = event.time;
      flow.times.add(took);
    });
    journal.on<events::DownloadFailed>([this](const auto& event) {
      auto& flow = flows_.at(event.flow);
      if (flow.open.erase(event.request) == 0) return;
      ++flow.failed;
      flow.reasons.add(name_of(event.reason));
      flow.first_failure.see(event.time);
    });
    journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const RequestState& state) { judge_flow(judge, path, state); });
  }

 private:
  /// What failed was never there: it counts as more than any limit.
  void judge_flow(const Judge& judge, const std::string& path, const RequestState& state) const {
    const auto* const flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const double p99_limit = judge.value("p99");
    const double hard = judge.value("hard_limit");
    Histogram times = state.times;
    double oldest = 0;
    for (const auto& [request, since] : state.open) {
      oldest = std::max(oldest, end_ - since);
      times.add(end_ - since);
    }
    if (state.failed > 0) times.add(2 * std::max(hard, p99_limit), state.failed);
    finding.n = times.count();
    const double worst = std::max(state.times.maximum(), oldest);
    const double p99 = times.quantile(0.99);
    const bool enough = judge.enough_for(0.99, finding.n);
    if (worst > hard) {
      judge.at_most(finding, worst, hard, "s");
      finding.worst_s = oldest > state.times.maximum() ? end_ - oldest : state.worst_time;
    } else if (finding.n > 0) {
      judge.at_most(finding, p99, p99_limit, "s");
      finding.worst_s = state.worst_time;
    }
    finding.censored = oldest > p99_limit;
    finding.count = state.failed;
    finding.first_violation_s = state.first_failure.time();
    state.reasons.tell(finding);
    finding.figures = {{"p50_s", times.quantile(0.5)}, {"p99_s", p99}, {"max_s", state.times.maximum()}};
    finding.message = fmt::format(
        "p99 of the time until a document is there {}, longest {}; {} of {} failed.", human_duration(p99),
        human_duration(worst), human_count(state.failed), human_count(finding.n));
    if (worst <= hard && !enough) {
      finding.status = Status::not_evaluated;
      finding.message = fmt::format("{} requests are too few for a 99th percentile.", human_count(finding.n));
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
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

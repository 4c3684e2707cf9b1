// Whether backups keep up with the documents that come in: D-BK-04.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/trend.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// A series in flat memory: when it is full, every second value goes and from then on only every second one
/// comes in.
class ThinnedSeries {
 public:
  void add(double value) {
    last_ = value;
    if (seen_++ % stride_ != 0) return;
    values_.push_back(value);
    if (values_.size() < capacity) return;
    for (std::size_t i = 0; i < capacity / 2; ++i) values_[i] = values_[2 * i];
    values_.resize(capacity / 2);
    stride_ *= 2;
  }
  [[nodiscard]] std::uint64_t seen() const { return seen_; }
  [[nodiscard]] double stride() const { return static_cast<double>(stride_); }
  [[nodiscard]] double last() const { return last_; }
  [[nodiscard]] const std::vector<double>& values() const { return values_; }

 private:
  static constexpr std::size_t capacity = 1024;
  std::vector<double> values_;
  std::uint64_t seen_ = 0;
  std::uint64_t stride_ = 1;
  double last_ = 0;
};

struct RunAtWork {
  double scheduled = 0;
  double started = 0;
  double pending_bytes = 0;
};

struct JobState {
  NameId flow = 0;
  ThinnedSeries pending;
  double first_start = 0;
  double last_start = 0;
  double bytes = 0;
  double busy = 0;
  double window = never;
  double longest_gap = never;        // of the schedule
  double may_work = never;           // from a run's time on; then it is cancelled
  std::optional<double> over_since;  // an end of a run, from which on documents came in as fast at least
  // Runs at work: what was pending when each began is more than it has carried so far.
  std::deque<RunAtWork> open;
};

struct BacklogState {
  double bytes = 0;
};

class BacklogMonitor : public Monitor {
 public:
  explicit BacklogMonitor(const MonitorSetup& setup)
      : owners_{setup.owners},
        architecture_{setup.architecture},
        journal_{setup.journal},
        warmup_{setup.architecture.warmup_s} {
    for (const auto& job : architecture_.backups) {
      auto& state = jobs_.at(setup.journal.intern(path_of("backup", job.name)));
      state.longest_gap = job.longest_gap_s > 0 ? job.longest_gap_s : never;
      state.may_work = job.complete_window_s;
    }
    auto& journal = setup.journal;
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      if (event.time >= warmup_)
        flows_.at(event.document.flow).bytes += static_cast<double>(event.document.bytes);
    });
    journal.on<events::BackupStarted>([this](const auto& event) { started(event); });
    journal.on<events::BackupFinished>([this](const auto& event) { ended(event); });
    journal.on<events::RunFinished>([this](const auto& event) { end_ = event.time; });
  }

  void judge_jobs(const Judge& judge) const {
    jobs_.each(journal_,
               [&](const std::string& path, const JobState& state) { judge_job(judge, path, state); });
  }

 private:
  void started(const events::BackupStarted& event) {
    auto& job = jobs_.at(event.job);
    job.flow = event.flow;
    job.open.push_back({event.scheduled, event.time, static_cast<double>(event.pending_bytes)});
    if (event.time < warmup_) return;
    if (job.pending.seen() == 0) job.first_start = event.time;
    job.last_start = event.time;
    job.pending.add(static_cast<double>(event.pending_bytes));
  }
  void ended(const events::BackupFinished& event) {
    auto& job = jobs_.at(event.job);
    job.flow = event.flow;
    job.window = event.window;
    const auto found = std::find_if(job.open.begin(), job.open.end(),
                                    [&](const RunAtWork& run) { return run.scheduled == event.scheduled; });
    if (found != job.open.end()) job.open.erase(found);
    if (event.time < warmup_) return;
    job.bytes += static_cast<double>(event.bytes);
    job.busy += event.time - event.started;
    const auto rho = rho_of(job, event.time);
    if (!rho || *rho < 1) {
      job.over_since.reset();
    } else if (!job.over_since) {
      job.over_since = event.time;
    }
  }

  /// By then: mean ingest rate of the job's share of its flow over its mean backup rate; empty when no run that ended carried
  /// anything. Jobs of one flow, each of a volume of its own, share its documents as they have copied them.
  [[nodiscard]] std::optional<double> rho_of(const JobState& job, double now) const {
    const auto* flow = flows_.find(job.flow);
    if (flow == nullptr || now <= warmup_ || job.busy <= 0 || job.bytes <= 0) return std::nullopt;
    double all_bytes = 0;
    jobs_.each(journal_, [&](const std::string& /*path*/, const JobState& other) {
      if (other.flow == job.flow) all_bytes += other.bytes;
    });
    return flow->bytes * (job.bytes / all_bytes) / (now - warmup_) / (job.bytes / job.busy) /
           share_of_time(job);
  }

  /// How much of the time between two runs one may work.
  static double share_of_time(const JobState& job) {
    return job.may_work < job.longest_gap ? job.may_work / job.longest_gap : 1;
  }

  /// About the least that rho can be with the runs that are still at work though the next one fell due: each has carried less
  /// than what was pending when it began. Jobs of one flow share its documents evenly here.
  [[nodiscard]] std::optional<double> least_rho_of(const JobState& job) const {
    const auto* flow = flows_.find(job.flow);
    if (flow == nullptr) return std::nullopt;
    double bytes = job.bytes;
    double busy = job.busy;
    bool late = false;
    for (const auto& run : job.open) {
      late |= end_ - run.scheduled > job.longest_gap;
      bytes += run.pending_bytes;
      busy += end_ - std::max(run.started, warmup_);
    }
    if (!late || bytes <= 0 || busy <= 0) return std::nullopt;
    const auto sharers = std::count_if(
        architecture_.backups.begin(), architecture_.backups.end(),
        [&](const auto& other) { return journal_.name(job.flow) == owners_.flow_of_job(other); });
    return flow->bytes / static_cast<double>(std::max<std::ptrdiff_t>(sharers, 1)) / (end_ - warmup_) /
           (bytes / busy);
  }

  void judge_job(const Judge& judge, const std::string& path, const JobState& state) const {
    const auto* declared = find_backup(architecture_, path);
    auto finding = judge.open(declared == nullptr ? std::string{} : judge.owners().flow_of_job(*declared),
                              path, declared == nullptr ? Location{} : declared->where);
    if (declared != nullptr && !declared->from_bucket.empty()) finding.key = path + ".objects_rate";
    finding.n = state.pending.seen();
    const auto rho = rho_of(state, end_);
    const bool enough = static_cast<double>(finding.n) >= judge.value("min_jobs");
    const auto least = rho.value_or(0) < 1 ? least_rho_of(state) : std::nullopt;
    if (least && *least >= 1) {
      judge.at_most(finding, *least, 1, "1");
      finding.status = Status::fail;
      finding.censored = true;
      finding.first_violation_s = first_late(state);
      finding.message =
          fmt::format("Documents come in at {} times the rate of the backup or more: a run is still at work.",
                      human_number(*least, 4));
    } else if (rho) {
      judge.at_most(finding, *rho, 1, "1");
      if (*rho >= 1) finding.status = Status::fail;
      if (*rho >= 1) finding.first_violation_s = state.over_since;
      finding.message =
          fmt::format("Documents come in at {} times the rate of the backup.", human_number(*rho, 4));
    }
    if (enough) judge_trend(judge, finding, state, rho.has_value());
    const bool failed = finding.status == Status::fail;
    if (!failed && !(rho && enough)) {
      finding.status = Status::not_evaluated;
      finding.message += fmt::format("{}{} runs of the job are too few to see a trend.",
                                     finding.message.empty() ? "" : " ", finding.n);
    }
    judge.close(std::move(finding));
  }

  /// When the next run fell due while the oldest of those at work was not done.
  static double first_late(const JobState& job) {
    double first = never;
    for (const auto& run : job.open) first = std::min(first, run.scheduled + job.longest_gap);
    return first;
  }
  /// The start of the run from which on more was pending than that: about, where not each run's amount is kept.
  static double risen_since(const JobState& job, double bytes) {
    const auto& values = job.pending.values();
    const auto last_below =
        std::find_if(values.rbegin(), values.rend(), [&](double pending) { return pending <= bytes; });
    const auto runs = static_cast<double>(values.rend() - last_below) * job.pending.stride();
    const double period = (job.last_start - job.first_start) / static_cast<double>(job.pending.seen() - 1);
    return std::min(job.first_start + runs * period, job.last_start);
  }

  static void judge_trend(const Judge& judge, Finding& finding, const JobState& state, bool with_rho) {
    const auto& values = state.pending.values();
    const double p = mann_kendall_p(values);
    const double slope = theil_sen_slope(values) / state.pending.stride();
    const std::vector<double> first_third{values.begin(),
                                          values.begin() + static_cast<std::ptrdiff_t>(values.size() / 3)};
    const bool rises = p < judge.value("alpha") && slope > 0 &&
                       state.pending.last() > judge.value("growth") * median(first_third);
    finding.figures = {
        {"trend_p", p}, {"slope_bytes_per_run", slope}, {"last_pending_bytes", state.pending.last()}};
    if (!rises) return;
    finding.status = Status::fail;
    if (!finding.first_violation_s)
      finding.first_violation_s = risen_since(state, judge.value("growth") * median(first_third));
    finding.message += fmt::format("{}The backlog grows by {} a run (p = {:.2g}).", with_rho ? " " : "",
                                   human_bytes(slope), p);
    if (!with_rho || !std::isfinite(state.window)) return;
    const double runs_left =
        std::max(0.0, (state.window * state.bytes / state.busy - state.pending.last()) / slope);
    const double period =
        (state.last_start - state.first_start) / static_cast<double>(state.pending.seen() - 1);
    finding.figures.emplace_back("window_exceeded_at_s", state.last_start + runs_left * period);
  }

  const Owners& owners_;
  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  double end_ = 0;
  ByName<JobState> jobs_;
  ByName<BacklogState> flows_;
};

}  // namespace

std::unique_ptr<Monitor> make_backlog_monitor(const MonitorSetup& setup) {
  return std::make_unique<BacklogMonitor>(setup);
}

void judge_backlog(const Monitor& monitor, const Judge& judge) {
  monitor_as<BacklogMonitor>(monitor).judge_jobs(judge);
}

}  // namespace garoa::compliance

// How near to their limits volumes and functions come, and what was turned away for one: D-CP-01.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::compliance {
namespace {

struct ResourceState {
  Histogram fill;  // share of the limit
  double worst_time = 0;
  std::optional<double> full_in;  // s
  std::uint64_t turned_away = 0;
  Reasons reasons;
  FirstTime first;

  void see(double time, double share) {
    if (share > fill.maximum()) worst_time = time;
    fill.add(share);
  }
  void turn_away(double time, std::string_view reason) {
    ++turned_away;
    reasons.add(reason);
    first.see(time);
  }
};

class HeadroomMonitor : public Monitor {
 public:
  explicit HeadroomMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture},
        journal_{setup.journal},
        disk_used_{setup.journal.intern("CWAgent disk_used_percent")} {
    auto& journal = setup.journal;
    for (const auto& function : architecture_.functions) {
      if (function.most_concurrent > 0)
        limits_.at(journal.intern(path_of("lambda", function.name))) = function.most_concurrent;
    }
    journal.on<events::LevelSampled>([this](const auto& event) {
      if (event.metric == disk_used_ && measures(event.time))
        resources_.at(event.resource).see(event.time, event.value / 100);
    });
    journal.on<events::FullExpected>(
        [this](const auto& event) { resources_.at(event.resource).full_in = event.seconds; });
    journal.on<events::ConcurrencyChanged>([this](const auto& event) {
      const auto* const limit = limits_.find(event.function);
      if (limit != nullptr && measures(event.time))
        resources_.at(event.function).see(event.time, event.running / *limit);
    });
    journal.on<events::UploadRejected>([this](const auto& event) {
      if (event.resource && measures(event.time))
        resources_.at(*event.resource).turn_away(event.time, name_of(event.reason));
    });
    journal.on<events::Throttled>([this](const auto& event) {
      if (measures(event.time))
        resources_.at(event.resource)
            .turn_away(event.time, event.reason ? name_of(*event.reason) : name_of(Reason::throttled));
    });
  }

  void judge_resources(const Judge& judge) const {
    resources_.each(journal_, [&](const std::string& path, const ResourceState& state) {
      judge_resource(judge, path, state);
    });
  }

 private:
  [[nodiscard]] bool measures(double time) const { return time >= architecture_.warmup_s; }

  Finding open(const Judge& judge, const std::string& path) const {
    for (const auto& volume : architecture_.volumes) {
      if (path_of("ebs", volume.name) == path)
        return judge.open(judge.owners().flow_of_volume(volume.name), path, volume.where);
    }
    for (const auto& function : architecture_.functions) {
      if (path_of("lambda", function.name) == path)
        return judge.open(judge.owners().flow_of_function(function.name), path, function.where);
    }
    return judge.open("", path, {});
  }

  void judge_resource(const Judge& judge, const std::string& path, const ResourceState& state) const {
    auto finding = open(judge, path);
    const double warn = judge.value("warn");
    const double fill = state.fill.maximum();
    if (path.starts_with("ebs.")) finding.key = path + ".size";
    if (path.starts_with("lambda.")) finding.key = path + ".reserved_concurrency";
    finding.n = std::max<std::uint64_t>(state.fill.count(), state.turned_away);
    if (state.turned_away > 0) {
      judge.at_most(finding, static_cast<double>(state.turned_away), 0, "1");
      finding.count = state.turned_away;
      finding.first_violation_s = state.first.time();
      state.reasons.tell(finding);
      finding.message = fmt::format("Requests turned away because a limit was reached: {}.",
                                    human_count(state.turned_away));
    } else {
      judge.at_most(finding, fill, warn, "1");
      finding.status = fill > warn ? Status::warn : Status::pass;
      finding.message = fmt::format("At most {} of the limit was in use; warned is above {}.",
                                    human_share(fill), human_share(warn));
    }
    add_rule_of_three(finding, state.turned_away);
    if (state.fill.count() > 0) {
      finding.worst_s = state.worst_time;
      finding.figures.emplace_back("fill_max", fill);
      finding.figures.emplace_back("fill_p99", state.fill.quantile(0.99));
      if (state.full_in) finding.figures.emplace_back("full_in_s", *state.full_in);
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
  NameId disk_used_;
  ByName<double> limits_;  // runs at once, by function
  ByName<ResourceState> resources_;
};

}  // namespace

std::unique_ptr<Monitor> make_headroom_monitor(const MonitorSetup& setup) {
  return std::make_unique<HeadroomMonitor>(setup);
}

void judge_headroom(const Monitor& monitor, const Judge& judge) {
  monitor_as<HeadroomMonitor>(monitor).judge_resources(judge);
}

}  // namespace garoa::compliance

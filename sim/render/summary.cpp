// The first line of a result.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/reason.hpp"
#include "sim/render/failed_backups.hpp"
#include "sim/render/failed_requests.hpp"
#include "sim/render/status_counts.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/limits.hpp"

namespace garoa {
namespace {

using compliance::Finding;
using compliance::Status;

std::string verdict(const RunResult& result) {
  if (result.compliance.findings.empty()) return tr("no control evaluated");
  compliance::Severity worst{};
  for (const auto& finding : result.compliance.findings) {
    if (finding.status == Status::fail) worst = std::max(worst, finding.severity);
  }
  const auto failed = count_of(result.compliance, Status::fail);
  if (failed == 0) return result.compliance.only_new ? tr("no new FAIL") : tr("no FAIL");
  const auto profiles = result.compliance.profiles.size();
  if (profiles > 1)
    return tr_count("{} FAIL in {} profiles (worst: {})", "{} FAIL in {} profiles (worst: {})", failed,
                    failed, profiles, tr(name_of(worst)));
  return tr_count("{} FAIL (worst: {})", "{} FAIL (worst: {})", failed, failed, tr(name_of(worst)));
}

std::string gaps(const RunResult& result) {
  std::string text;
  for (const auto status : {Status::warn, Status::not_evaluated}) {
    if (count_of(result.compliance, status) > 0)
      text += (text.empty() ? "" : ", ") + count_text(result.compliance, status);
  }
  return text;
}

/// "flows.intake.clients.uplink": uplink of flows.intake.clients.
std::string in_words(const std::string& resource) {
  const auto dot = resource.rfind('.');
  if (std::count(resource.begin(), resource.end(), '.') < 2) return resource;
  std::string part = resource.substr(dot + 1);
  std::replace(part.begin(), part.end(), '_', ' ');
  return tr("{} of {}", tr(part), resource.substr(0, dot));
}

}  // namespace

std::string most_time_in_words(const RunResult& result) {
  const auto most = main_bottleneck(result);
  if (most.part == nullptr) return "";
  const auto who = told_phase(*most.phase);
  const auto what = in_words(most.part->resource);
  if (!most.queues) return tr("{} spends {} of its time on {}", who, human_share(most.part->share), what);
  auto text = tr("{} queues for {} ({} of its time)", who, what,
                 human_share(most.part->queueing_s / most.phase->waited_s));
  if (most.held_by != nullptr) text += tr(", which wait for {}", in_words(most.held_by->resource));
  return most.is_spent ? text + tr(", whose credits are used up") : text;
}

namespace {

/// "ebs.documents.full_in" for the measure "full_in": documents.
std::string_view volume_of(std::string_view metric, std::string_view measure) {
  const bool of_volume = metric.starts_with("ebs.") && metric.ends_with(measure);
  return of_volume ? metric.substr(4, metric.size() - 4 - measure.size() - 1) : std::string_view{};
}

struct FullDisks {
  const Metric* first = nullptr;
  std::string_view volume;
  std::size_t count = 0;
};

FullDisks full_disks(const RunResult& result, std::string_view measure) {
  FullDisks disks;
  for (const auto& metric : result.metrics) {
    const auto volume = volume_of(metric.name, measure);
    if (volume.empty()) continue;
    ++disks.count;
    if (disks.first != nullptr && disks.first->value <= metric.value) continue;
    disks.first = &metric;
    disks.volume = volume;
  }
  return disks;
}

/// The disk that is full first.
std::string full_disk(const RunResult& result) {
  auto disks = full_disks(result, "full_at");
  const bool is_full = disks.first != nullptr;
  if (!is_full) disks = full_disks(result, "full_in");
  if (disks.first == nullptr) return "";
  const auto when = human_duration(disks.first->value);
  const auto text = is_full ? tr("disk {} full after {}", disks.volume, when)
                            : tr("disk {} full {} after the run", disks.volume, when);
  return disks.count > 1 ? text + " " + tr("(first of {})", disks.count) : text;
}

/// Nights and mornings differ: less than this shows no trend of bytes.
constexpr double shortest_trend = 86400;

/// Disks to which data came, in too short a run to tell what becomes of them.
std::string untold_disks(const RunResult& result) {
  if (result.scenario.duration_s - result.scenario.warmup_s >= shortest_trend) return "";
  FullDisks disks;
  for (const auto& metric : result.metrics) {
    const auto volume = volume_of(metric.name, "used_share.max");
    if (volume.empty()) continue;
    const auto of_volume = [&](std::string_view measure) {
      return result.find_metric(fmt::format("ebs.{}.{}", volume, measure));
    };
    if (of_volume("kept_share.max") || of_volume("full_at") || of_volume("full_in")) continue;
    const auto* const at_start = of_volume("data_at_start_share");
    if (metric.value <= (at_start == nullptr ? 0 : at_start->value)) continue;
    ++disks.count;
    if (disks.first != nullptr && disks.first->value >= metric.value) continue;
    disks.first = &metric;
    disks.volume = volume;
  }
  if (disks.first == nullptr) return "";
  const auto text = tr("too short to tell when disk {} is full", disks.volume);
  return disks.count > 1 ? text + " " + tr("(fullest of {})", disks.count) : text;
}

std::string money(const Invoice& in_usd) {
  const auto cost = as_shown(in_usd);
  if (cost.lines.empty()) return "";
  const std::string_view mark = has_unverified(cost) ? "*" : "";
  const auto rest = cost.unpriced.empty() ? "" : tr(" and what has no price");
  const auto first = first_month(cost);
  if (first && rests_within_a_year(cost))
    return tr("{} {}{} in the first month, {}{} a month from month {} on{}", cost.currency,
              human_money(*first), mark, human_money(cost.steady->amount), mark, cost.steady->month, rest);
  if (first && cost.growth_per_month < 0)
    return tr("{} {}{} in the first month, {}{} in month {}{}", cost.currency, human_money(*first), mark,
              human_money(cost.months.back().amount), mark, cost.months.back().month, rest);
  if (first)
    return tr("{} {}{} in the first month, about {}{} more each month{}", cost.currency, human_money(*first),
              mark, human_money(cost.growth_per_month), mark, rest);
  return tr("{} {}{} a month{}", cost.currency, human_money(cost.per_month), mark, rest);
}

/// Times the load; what is farther off no trend of a run tells.
constexpr double farthest = 100;

/// What limits growth: its used part, and what happens beyond it.
struct Growth {
  double used = 0;
  std::string then = {};
};

/// A run of less than an hour has no busiest hour.
bool has_peak_hours(const RunResult& result) {
  return std::any_of(result.metrics.begin(), result.metrics.end(),
                     [](const Metric& metric) { return metric.name.ends_with(".peak_hour"); });
}

/// Of what a metric has room for: a disk's data from the start take their part of it whatever comes.
double used_by_what_comes(const RunResult& result, const Metric& metric) {
  const auto disk = metric.name.substr(0, metric.name.find('.', std::string_view{"ebs."}.size()));
  const auto* const of_room = result.find_metric(disk + ".room_used.max");
  const bool of_disk = metric.name.ends_with(".kept_share.max") || metric.name.ends_with(".used_share.max");
  return of_disk && of_room != nullptr ? of_room->value : metric.value;
}

/// What has come to a disk is less than what will be kept there, where that is known.
bool is_foreseen(const RunResult& result, const Metric& metric) {
  constexpr std::string_view used = ".used_share.max";
  if (!metric.name.ends_with(used)) return false;
  const auto disk = metric.name.substr(0, metric.name.size() - used.size());
  return result.find_metric(disk + ".kept_share.max") != nullptr;
}

/// A resource at its busiest hour, or in a run without one in the mean, a backup in its window, what is kept on a disk or has come to
/// it.
Growth fullest_resource(const RunResult& result) {
  const bool has_hours = has_peak_hours(result);
  const auto shows = [&](std::string_view name) {
    return name.ends_with(has_hours ? ".peak_hour" : ".utilization") || name.ends_with(".window_used.max") ||
           name.ends_with(".kept_share.max") ||
           (name.starts_with("ebs.") && name.ends_with(".used_share.max"));
  };
  const Metric* fullest = nullptr;
  double most = 0;
  for (const auto& metric : result.metrics) {
    if (!shows(metric.name) || is_foreseen(result, metric)) continue;
    const double used = used_by_what_comes(result, metric);
    if (used <= most) continue;
    most = used;
    fullest = &metric;
  }
  if (fullest == nullptr) return {};
  const auto resource = fullest->name.substr(0, fullest->name.rfind('.'));
  const auto name = resource.substr(resource.find('.') + 1, resource.rfind('.') - resource.find('.') - 1);
  if (fullest->name.starts_with("backup.")) return {most, tr("{} leaves its window", name)};
  if (fullest->name.ends_with(".kept_share.max")) return {most, tr("disk {} is full", name)};
  if (fullest->name.ends_with(".used_share.max"))
    return {most, tr("disk {} is full before the run ends", name)};
  const auto what = in_words(resource);
  return {most,
          has_hours ? tr("nothing is left of {} at the peak hour", what) : tr("nothing is left of {}", what)};
}

/// Of the windows of backups the one that is used most.
Growth tightest_window(const RunResult& result) {
  Growth tightest;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with("backup.") || !metric.name.ends_with(".window_used.max")) continue;
    if (metric.value <= tightest.used) continue;
    const auto job = metric.name.substr(metric.name.find('.') + 1);
    tightest = {metric.value, tr("{} leaves its window", job.substr(0, job.find('.')))};
  }
  return tightest;
}

/// The objectives that bound what grows as documents do (durations of backups, recoveries and listings, bytes, objects). Latencies and
/// costs follow no such rule.
std::vector<Growth> growing_objectives(const RunResult& result) {
  const auto grows = [](const std::string& metric) {
    const bool duration = metric.find(".duration") != std::string::npos &&
                          (metric.starts_with("backup.") || metric.find(".list.") != std::string::npos ||
                           metric.find(".recovery.") != std::string::npos);
    return duration || metric.ends_with(".bytes") || metric.ends_with(".objects");
  };
  std::vector<Growth> growing;
  for (const auto& objective : result.objectives) {
    const bool above =
        objective.comparison == Comparison::below || objective.comparison == Comparison::at_most;
    if (!above || !objective.value || objective.state != ObjectiveState::met || !grows(objective.metric))
      continue;
    growing.push_back({*objective.value / objective.bound, tr("{} is missed", objective.text)});
  }
  return growing;
}

/// Queues that get so much that they grow, but for those that are farther from it than a trend of a run tells.
std::vector<Growth> filling_queues(const RunResult& result) {
  std::vector<Growth> queues;
  for (const auto& limit : limits_of(result)) {
    if (!limit.name.ends_with(".queue_growth") || !limit.used || farthest * *limit.used < 1) continue;
    queues.push_back({*limit.used, told(limit.what)});
  }
  return queues;
}

/// What growth comes to, the nearest first; each once.
std::vector<Growth> limits_of_growth(const RunResult& result) {
  auto all = growing_objectives(result);
  const auto queues = filling_queues(result);
  all.insert(all.end(), queues.begin(), queues.end());
  const auto first = fullest_resource(result);
  if (auto window = tightest_window(result); window.then != first.then)
    all.insert(all.begin(), std::move(window));
  all.insert(all.begin(), first);
  std::erase_if(all, [](const Growth& one) { return one.used <= 0; });
  std::stable_sort(all.begin(), all.end(), [](const Growth& a, const Growth& b) { return a.used > b.used; });
  return all;
}

/// The first of those that get more than is worked off.
std::string growing_queue(const RunResult& result) {
  for (const auto& limit : limits_of(result)) {
    if (limit.broken && limit.name.ends_with(".queue_growth")) return told(limit.what);
  }
  return "";
}

/// Of a flow whose arrivals were counted there was none.
bool nothing_came(const RunResult& result) {
  return !result.workload.empty() &&
         std::all_of(result.workload.begin(), result.workload.end(),
                     [](const WorkloadFacts& facts) { return facts.arrivals == 0; });
}

}  // namespace

RoomToGrow room_of(const RunResult& result) {
  if (nothing_came(result)) return {};
  if (leaves_work_undone(result)) return {.then = tr("not all work was done")};
  if (const auto grows = growing_queue(result); !grows.empty()) return {.then = grows};
  const auto limits = limits_of_growth(result);
  if (limits.empty()) return {};
  if (limits.front().used >= 1) return {.then = limits.front().then};
  RoomToGrow room{.factor = 1 / limits.front().used, .then = limits.front().then};
  for (auto further = limits.begin() + 1; further != limits.end() && farthest * further->used >= 1; ++further)
    room.further.push_back(tr("{} at {}x", further->then, human_number(1 / further->used)));
  return room;
}

std::string room_to_grow(const RunResult& result) {
  const auto room = room_of(result);
  if (room.factor) {
    auto text = tr("room to grow {}x, then {}", human_number(*room.factor), room.then);
    for (const auto& further : room.further) text += ", " + further;
    return text;
  }
  return room.then.empty() ? "" : tr("no room to grow: {}", room.then);
}

namespace {

/// What documents ask for is in the bill of no later month either.
std::string money_of(const RunResult& result) {
  const auto text = money(result.cost);
  return text.empty() || !nothing_came(result) ? text : text + " " + tr("without requests and calls");
}

}  // namespace

std::string summary_text(const RunResult& result, std::size_t width) {
  std::string text;
  for (const auto& part :
       {verdict(result), objectives_summary(result), lost_documents(result), rejected_uploads(result),
        dropped_events(result), failed_backups_text(result),
        nothing_came(result) ? tr("nothing came in this time") : most_time_in_words(result),
        full_disk(result), untold_disks(result), room_to_grow(result), money_of(result), gaps(result)}) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  return paragraph("", text, width);
}

}  // namespace garoa

// When a bill comes to rest, or why it never does.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

/// Later steady states are none that anybody plans with.
constexpr double latest = 20 * 365 * stock_day;
/// What comes at all comes at least as often, by schedules of months too.
constexpr std::int64_t days_of_last = 32;

/// Something still comes at the end of the days.
bool goes_on(const std::vector<EarlierDay>& days) {
  return std::any_of(days.rbegin(), days.rend(), [&](const EarlierDay& one) {
    return one.small_objects + one.large_objects > 0 && one.day + days_of_last > days.back().day;
  });
}
bool goes_on(const std::vector<double>& days) {
  const auto last = days.end() - std::min<std::ptrdiff_t>(days_of_last, std::ssize(days));
  return std::any_of(last, days.end(), [](double came) { return came > 0; });
}

}  // namespace

/// From when on no flow begins or ends any more.
double Outlook::settled_flows() const {
  double settled = 0;
  for (const auto& flow : origin_.flows) {
    for (const auto* const stream : flow.requests())
      settled = std::max({settled, stream->begin(), stream->until.value_or(Seconds{0}).count()});
  }
  return settled;
}

/// Chance, and what is still on its way, are no refusals; nor is what finds a volume full, which is known apart.
void Outlook::heed_refusals(const std::map<std::string, std::uint64_t>& acknowledged) {
  taken_.from = begin_;
  for (const auto& flow : origin_.flows) {
    const auto& uploads = flow.common().uploads;
    double until = begin_ + duration_;
    for (const auto& volume : flow.facts().volumes) {
      const auto* const found = find_named(origin_.ebs, volume.name);
      if (found != nullptr && !found->keep) until = std::clamp(full_from(*found), begin_, until);
    }
    const auto told = acknowledged.find(flow.common().path());
    const double came = arrivals({&uploads}, begin_, until);
    if (told == acknowledged.end() || came <= 0) continue;
    const double share = static_cast<double>(told->second) / came;
    if (share < 1 - worth_heeding - deviations_heeded / std::sqrt(came)) taken_.shares[&uploads] = share;
  }
}

double Outlook::full_from(const EbsSettings& volume) const {
  const VolumeArrivals came{origin_, volume.name, until_, WithinDay::evenly, taken_};
  return SiteHistory{volume, {}, until_, [&](double from, double to) { return came.between(from, to); }}
      .full_from();
}

/// When a document of that time has all its copies, as schedules are: the one without which it does not leave is one of them.
std::function<double(double)> Outlook::slowest_copy_of(const EbsSettings& volume) const {
  std::vector<const Schedule*> schedules;
  for (const auto& job : origin_.backup) {
    if (job.from.name == volume.name && job.schedule) schedules.push_back(&*job.schedule);
  }
  if (schedules.empty()) return {};
  return [schedules](double time) {
    double last = 0;
    for (const auto* const schedule : schedules) {
      const auto next = schedule->next_from(time);
      last = std::max(last, next ? *next : std::numeric_limits<double>::infinity());
    }
    return last;
  };
}

/// A full copy, a snapshot or a comparison file by file of a volume is as large as what has come together there, and nothing comes to one
/// that has no space.
void Outlook::settle_volumes(double on_flows) {
  for (const auto& flow : origin_.flows) {
    for (const auto& volume : flow.facts().volumes) {
      const auto* const found = find_named(origin_.ebs, volume.name);
      if (found == nullptr) continue;
      const bool seen =
          std::any_of(origin_.backup.begin(), origin_.backup.end(), [&](const BackupSettings& job) {
            const bool whole = job.method != BackupMethod::file_copy ||
                               job.file_copy.mode == CopyMode::full ||
                               job.file_copy.compare == CopyCompare::head;
            return job.from.name == volume.name && whole;
          });
      const bool ends = flow.common().uploads.until.has_value();
      if (!found->keep) {
        const double full = full_from(*found);
        if (full < until_) {
          settled_ = std::max(settled_, full);
        } else if (seen && !ends) {
          why_never_.push_back(fmt::format("ebs.{} keeps what comes", volume.name));
        }
        continue;
      }
      const double over = found->keep->longest_stay(slowest_copy_of(*found)).over;
      settled_ = std::max(settled_, on_flows + over + stock_week);
    }
  }
}

void Outlook::settle_snapshots(double on_volumes) {
  for (const auto& job : origin_.backup) {
    if (job.method == BackupMethod::file_copy || !job.schedule) continue;
    const auto& retention = job.snapshot.retention;
    if (!retention.age && !retention.count)
      why_never_.push_back(fmt::format("backup.{} keeps snapshots", job.name));
    const double gap = job.schedule->longest_gap(4 * stock_week);
    const double kept = retention.age ? retention.age->count() : gap * retention.count.value_or(0);
    settled_ = std::max(settled_, on_volumes + kept + gap);
  }
}

/// What comes into a place goes in and out evenly once the oldest of it has settled.
void Outlook::settle_stocks(double on_volumes) {
  const auto settle = [&](const std::string& resource, bool still_comes) {
    const auto found = stocks_.find(resource);
    if (found == stocks_.end()) return;
    const auto& response = found->second.response;
    if (response.grows && still_comes) why_never_.push_back(fmt::format("{} keeps what comes", resource));
    settled_ = std::max(settled_, on_volumes + static_cast<double>(response.settled) * stock_day);
  };
  for (const auto& [name, days] : inflow_.buckets) {
    settle("s3." + name, goes_on(days));
    settle(replica_of(name), goes_on(days));
  }
  for (const auto& job : origin_.bucket_backups) {
    const bool comes = goes_on(inflow_.buckets[job.from_bucket.name]);
    settle("backup." + job.name, comes);
    for (const auto& copy : job.snapshot.copies) settle(copy_of(job.name, copy), comes);
  }
  for (const auto& [name, days] : inflow_.records) settle("cloudwatch_logs." + name, goes_on(days));
  for (const auto& [name, days] : inflow_.items) settle("dynamodb." + name, goes_on(days));
}

/// What a trail writes is stored for its retention.
void Outlook::settle_trails() {
  for (const auto& trail : origin_.cloudtrail) {
    const bool records =
        trail.management_events.count() > 0 || !trail.buckets.empty() || trail.functions || trail.tables;
    if (records && !trail.retention)
      why_never_.push_back(fmt::format("cloudtrail.{} keeps what comes", trail.name));
    if (trail.retention) settled_ = std::max(settled_, trail.retention->count());
  }
}

/// The run does not tell what works on documents that come after it, and how often.
void Outlook::tell_late_flows() {
  std::set<std::string> late;
  for (const auto& flow : origin_.flows) {
    const ResourceFlows::Requests uploads{flow.requests().front()};
    if (arrivals(uploads, begin_, begin_ + duration_) == 0 &&
        arrivals(uploads, begin_ + duration_, until_) > 0)
      late.insert(flow.common().path());
  }
  for (const auto& flow : flows_.served_alone(late))
    why_never_.push_back(
        fmt::format("what works on documents of {} is not foreseen, as they come after the run", flow));
}

void Outlook::find_steady_state() {
  for (const auto& flow : origin_.flows) {
    const auto streams = flow.requests();
    const auto change = [&](bool grow) {
      return std::any_of(streams.begin(), streams.end(), [&](const RequestSettings* stream) {
        const auto& growth = stream->change.growth;
        return !stream->until && growth && (grow ? growth->rate.factor > 1 : growth->rate.factor < 1);
      });
    };
    if (change(true)) why_never_.push_back(fmt::format("arrivals of {} grow", flow.common().path()));
    if (change(false)) why_never_.push_back(fmt::format("arrivals of {} become fewer", flow.common().path()));
  }
  tell_late_flows();
  const double on_flows = settled_flows();
  settled_ = on_flows;
  settle_volumes(on_flows);
  const double on_volumes = settled_;
  settle_stocks(on_volumes);
  settle_snapshots(on_volumes);
  settle_trails();
  if (!why_never_.empty() || settled_ > latest) return;
  steady_ = calendar_.first_from(settled_ - begin_);
  const double reached = until_;
  tell_months();
  if (until_ > reached) inflow_ = inflow_of(origin_, until_, WithinDay::evenly, bounds_of_copies(), taken_);
}

}  // namespace garoa

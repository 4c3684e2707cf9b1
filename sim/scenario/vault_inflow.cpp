#include "sim/scenario/vault_inflow.hpp"

#include <algorithm>
#include <cmath>

#include "sim/scenario/inflow.hpp"

namespace garoa {
namespace {

/// Amounts before they are whole: sums are rounded, so that few objects a run are not lost.
struct Brought {
  double objects = 0;
  double bytes = 0;
  double billed = 0;

  void add(double share, double more_objects, double more_bytes, double least) {
    objects += share * more_objects;
    bytes += share * more_bytes;
    billed += share * std::max(more_objects * least, more_bytes);
  }
  void add(double share, const EarlierDay& day, double least) {
    add(share, static_cast<double>(day.small_objects), static_cast<double>(day.small_bytes), least);
    add(share, static_cast<double>(day.large_objects), static_cast<double>(day.large_bytes), least);
  }
};

class VaultWriter {
 public:
  VaultWriter(const BackupSettings& job, const StorageSettings& bucket, const std::vector<EarlierDay>& came)
      : came_{came}, least_{static_cast<double>(job.vault_copy.least_billed.count())}, next_{came.begin()} {
    const auto objects = static_cast<double>(bucket.existing.objects);
    sum_.add(1, objects, objects * static_cast<double>(bucket.existing.size.count()), least_);
  }
  /// All that has come by then, evenly over each day, and is in no point yet.
  BroughtIntoVault take(double time) {
    for (; next_ != came_.end() && static_cast<double>(next_->day) * stock_day < time; ++next_) {
      const double begins = static_cast<double>(next_->day) * stock_day;
      const double to = std::min(time, begins + stock_day);
      sum_.add((to - std::max(taken_until_, begins)) / stock_day, *next_, least_);
      if (to < begins + stock_day) break;
    }
    taken_until_ = time;
    const auto whole = [](double sum, std::uint64_t& told) {
      const auto now = static_cast<std::uint64_t>(std::llround(sum));
      const auto part = now - std::min(told, now);
      told = std::max(told, now);
      return part;
    };
    return {time, whole(sum_.objects, told_.objects), whole(sum_.bytes, told_.bytes),
            whole(sum_.billed, told_.billed)};
  }

 private:
  const std::vector<EarlierDay>& came_;
  double least_;
  std::vector<EarlierDay>::const_iterator next_;
  double taken_until_ = 0;
  Brought sum_;
  BroughtIntoVault told_;
};

template <class Take>
void each_point(const BackupSettings& job, double until, const Take& take) {
  if (!job.schedule) return;
  const double delay = job.snapshot.start_spread.count() / 2;
  for (auto tick = job.schedule->next_after(0); tick && *tick + delay <= until;
       tick = job.schedule->next_after(*tick))
    take(*tick + delay);
}

}  // namespace

/// In the mean: objects come evenly before their first point, are in the bucket to the midnight after their time, and the last point that
/// shows them is half a gap before they leave it. AWS deletes a point some time later.
std::optional<double> stay_in_vault(const BackupSettings& job, const StorageSettings& bucket) {
  const auto days = bucket.days_until_gone();
  const auto& retention = job.snapshot.retention;
  if (!retention.age || !days) return std::nullopt;
  constexpr double watched = 366 * stock_day;
  double points = 0;
  each_point(job, watched, [&](double) { ++points; });
  const double in_bucket = static_cast<double>(*days) * stock_day;
  const double gap = points > 0 ? watched / points : in_bucket;
  const double shown = std::max(in_bucket + stock_day / 2 - gap, 0.0);
  return shown + retention.age->count() + retention.deletion.count() / 2;
}

double time_of_recovery_points(const BackupSettings& job) {
  double sum = 0;
  double points = 0;
  each_point(job, 366 * stock_day, [&](double time) {
    sum += std::fmod(time, stock_day);
    ++points;
  });
  return points > 0 ? sum / points : 0;
}

std::vector<BroughtIntoVault> brought_into_vault(const BackupSettings& job, const StorageSettings& bucket,
                                                 const std::vector<EarlierDay>& came, double until) {
  std::vector<BroughtIntoVault> all;
  VaultWriter vault{job, bucket, came};
  each_point(job, until, [&](double time) { all.push_back(vault.take(time)); });
  all.push_back(vault.take(until));
  return all;
}

}  // namespace garoa

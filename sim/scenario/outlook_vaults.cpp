// What vaults hold of buckets, and will.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/scenario/outlook.hpp"
#include "sim/scenario/vault_inflow.hpp"

namespace garoa {
namespace {

/// The vault, and its copies in other regions and accounts, which are kept as long.
std::vector<std::string> vaults_of(const BackupSettings& job) {
  std::vector<std::string> all{"backup." + job.name};
  for (const auto& copy : job.snapshot.copies) all.push_back(copy_of(job.name, copy));
  return all;
}

}  // namespace

void Outlook::foresee_vault(const BackupSettings& job) {
  const auto* const bucket = find_named(origin_.s3, job.from_bucket.name);
  if (bucket == nullptr || !job.schedule || !stocks_.contains("s3." + bucket->name)) return;
  const double stays = stay_in_vault(job, bucket->storage).value_or(std::numeric_limits<double>::infinity());
  const double gap = job.schedule->longest_gap(366 * stock_day);
  for (const auto& vault : vaults_of(job)) {
    auto& response = stocks_[vault].response;
    response = expiring_response(Meter::backup_s3_byte_seconds, stays, time_of_recovery_points(job));
    if (std::isfinite(gap)) response.settled += static_cast<std::int64_t>(std::ceil(gap / stock_day));
  }
}

void Outlook::fill_vault(const BackupSettings& job) {
  const auto* const bucket = find_named(origin_.s3, job.from_bucket.name);
  if (bucket == nullptr) return;
  std::vector<double> billed;
  auto brought = brought_into_vault(job, bucket->storage, inflow_.buckets[bucket->name], until_);
  for (const auto& run : brought) {
    const auto day = static_cast<std::size_t>(run.point / stock_day);
    billed.resize(std::max(billed.size(), day + 1));
    billed[day] += static_cast<double>(run.billed);
  }
  for (const auto& vault : vaults_of(job)) fill_with_bytes(vault, billed, 1, 0);
  brought.pop_back();  // what no point has shown by then
  if (brought.empty()) return;
  const auto& existing = bucket->storage.existing;
  auto& first = brought.front().bytes;
  first -= std::min(first, existing.objects * existing.size.count());
  for (const auto& copy : job.snapshot.copies) {
    if (!copy.region.empty()) sent_[copy_of(job.name, copy)] = brought;
  }
}

const Outlook::Brought* Outlook::sent_by(const Used& used) const {
  const auto found = used.second == Meter::transfer_region_bytes ? sent_.find(used.first) : sent_.end();
  return found == sent_.end() ? nullptr : &found->second;
}

double Outlook::sent_between(const Brought& points, double from, double to) {
  double bytes = 0;
  for (const auto& one : points) {
    if (one.point >= from && one.point < to) bytes += static_cast<double>(one.bytes);
  }
  return bytes;
}

/// As many points as the month has; one that stands for all later ones has the mean of a year, and one as long as the first has as many as that.
double Outlook::sent_in(const Brought& points, const MonthAhead& month) const {
  const auto sent = [&](double from, double to) { return sent_between(points, from, to); };
  const double from = begin_ + month.begin;
  if (month.kind == MonthAhead::Kind::own) return sent(from, from + month.seconds);
  if (month.kind == MonthAhead::Kind::as_first) {
    const double came = arrivals(flows_.all(), begin_, begin_ + month.seconds);
    const double grown = came > 0 ? comes_in(flows_.all(), month) / came : 1;
    return grown * sent(begin_, begin_ + month.seconds);
  }
  const double whole =
      std::max(std::min(std::floor((until_ - from) / stock_week), 52.0) * stock_week, month.seconds);
  return sent(from, from + whole) * month.seconds / whole;
}

}  // namespace garoa

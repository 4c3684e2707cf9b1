// What vaults hold of buckets, and will.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/s3/storage_meters.hpp"
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
  auto& first = brought.front();
  first.bytes -= std::min(first.bytes, existing.objects * existing.size.count());
  first.objects -= std::min(first.objects, existing.objects);
  foresee_vault_reads(*bucket, brought);
  for (const auto& copy : job.snapshot.copies) {
    if (!copy.region.empty()) sent_[copy_of(job.name, copy)] = {.points = brought, .of_byte = 1};
  }
}

/// Objects are young when they are read: of the class that they came to, or as an archive's are.
void Outlook::foresee_vault_reads(const BucketSettings& bucket, const std::vector<BroughtIntoVault>& points) {
  const auto came_to = bucket.storage.upload_class;
  const auto& meters = meters_of(is_archive(came_to) ? StorageClass::standard : came_to);
  const auto add = [&](const Used& used, double of_each, double of_byte) {
    vault_reads_.emplace(used, Brought{points, of_each, of_byte});
  };
  add({"s3." + bucket.name, meters.get}, 1, 0);
  if (meters.retrieved) add({"s3." + bucket.name, *meters.retrieved}, 0, 1);
  if (bucket.requests_per_kms_call > 0)
    add({"kms.keys", Meter::kms_requests}, 1 / static_cast<double>(bucket.requests_per_kms_call), 0);
}

const Outlook::Brought* Outlook::sent_by(const Used& used) const {
  const auto found = used.second == Meter::transfer_region_bytes ? sent_.find(used.first) : sent_.end();
  return found == sent_.end() ? nullptr : &found->second;
}

double Outlook::Brought::between(double from, double to) const {
  double units = 0;
  for (const auto& one : points) {
    if (one.point >= from && one.point < to)
      units += of_each * static_cast<double>(one.objects) + of_byte * static_cast<double>(one.bytes);
  }
  return units;
}

/// As many points as the month has; one that stands for all later ones has the mean of a year, and one as long as the first has as many as that.
double Outlook::brought_in(const Brought& brought, const MonthAhead& month) const {
  const double from = begin_ + month.begin;
  if (month.kind == MonthAhead::Kind::own) return brought.between(from, from + month.seconds);
  if (month.kind == MonthAhead::Kind::as_first) {
    const double came = arrivals(flows_.all(), begin_, begin_ + month.seconds);
    const double grown = came > 0 ? comes_in(flows_.all(), month) / came : 1;
    return grown * brought.between(begin_, begin_ + month.seconds);
  }
  const double whole =
      std::max(std::min(std::floor((until_ - from) / stock_week), 52.0) * stock_week, month.seconds);
  return brought.between(from, from + whole) * month.seconds / whole;
}

double Outlook::read_by_vaults(const Used& used, double from, double to) const {
  double units = 0;
  const auto [first, last] = vault_reads_.equal_range(used);
  for (auto one = first; one != last; ++one) units += one->second.between(from, to);
  return units;
}

double Outlook::read_by_vaults(const Used& used, const MonthAhead& month) const {
  double units = 0;
  const auto [first, last] = vault_reads_.equal_range(used);
  for (auto one = first; one != last; ++one) units += brought_in(one->second, month);
  return units;
}

}  // namespace garoa

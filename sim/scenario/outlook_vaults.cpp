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
  for (const auto& run : brought_into_vault(job, bucket->storage, inflow_.buckets[bucket->name], until_)) {
    const auto day = static_cast<std::size_t>(run.point / stock_day);
    billed.resize(std::max(billed.size(), day + 1));
    billed[day] += static_cast<double>(run.billed);
  }
  for (const auto& vault : vaults_of(job)) fill_with_bytes(vault, billed, 1, 0);
}

}  // namespace garoa

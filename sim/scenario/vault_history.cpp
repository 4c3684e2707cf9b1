#include "sim/scenario/vault_history.hpp"

#include <algorithm>

#include "sim/scenario/inflow.hpp"
#include "sim/scenario/stock_response.hpp"

namespace garoa {

double wait_for_recovery_point(const BackupSettings& job) {
  constexpr double watched = 4 * stock_week;
  if (!job.schedule) return 0;
  double waited = 0;
  double last = 0;
  for (auto tick = job.schedule->next_after(0); tick && *tick <= watched;
       tick = job.schedule->next_after(*tick)) {
    const double gap = *tick - last;
    waited += gap * gap / 2;
    last = *tick;
  }
  return job.snapshot.start_spread.count() / 2 + (last > 0 ? waited / last : 0);
}

std::vector<PastPoint> brought_into_vault(const BackupSettings& job, const StorageSettings& bucket,
                                          const std::vector<EarlierDay>& came) {
  const auto least = job.vault_copy.least_billed.count();
  const auto billed = [&](std::uint64_t objects, std::uint64_t bytes) {
    return std::max(objects * least, bytes);
  };
  std::vector<PastPoint> all;
  const auto existing = bucket.existing.objects;
  const auto bytes = existing * bucket.existing.size.count();
  if (existing > 0) all.push_back({0, existing, bytes, billed(existing, bytes)});
  for (const auto& day : came) {
    all.push_back({static_cast<double>(day.day), day.small_objects + day.large_objects,
                   day.small_bytes + day.large_bytes,
                   billed(day.small_objects, day.small_bytes) + billed(day.large_objects, day.large_bytes)});
  }
  return all;
}

std::vector<PastPoint> held_in_vault(const BackupSettings& job, const StorageSettings& bucket,
                                     const std::vector<EarlierDay>& came, double passed) {
  const auto stays = stay_in_vault(job.snapshot, bucket);
  const double wait = wait_for_recovery_point(job);
  auto all = brought_into_vault(job, bucket, came);
  for (auto& one : all) one.point = std::min(one.point * stock_day + stock_noon + wait - passed, 0.0);
  std::erase_if(all, [&](const PastPoint& one) { return stays && one.point + *stays <= 0; });
  return all;
}

}  // namespace garoa

// What AWS Backup will hold of buckets: each run brings what has come into the bucket since the run before it, which stays as long as the bucket
// has it and a recovery point that shows it is kept (models/backup/bucket_vault.hpp).
#include <algorithm>
#include <cmath>

#include "models/backup/vault_stay.hpp"
#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

/// Bytes that are billed of so many objects.
double billed(double objects, double bytes, double least) {
  return std::max(bytes, objects * least);
}

/// Of what has come into a bucket until a time, each day's evenly.
class CameIntoBucket {
 public:
  CameIntoBucket(const BucketSettings& bucket, const std::vector<EarlierDay>& days, double least)
      : days_{days}, least_{least} {
    const auto& existing = bucket.storage.existing;
    const auto objects = static_cast<double>(existing.objects);
    sum_ = billed(objects, objects * static_cast<double>(existing.size.count()), least);
  }
  /// Times ascend.
  [[nodiscard]] double until(double time) {
    for (; next_ < days_.size() && static_cast<double>(days_[next_].day + 1) * stock_day <= time; ++next_)
      sum_ += of(days_[next_]);
    const bool is_part = next_ < days_.size() && static_cast<double>(days_[next_].day) * stock_day < time;
    return is_part ? sum_ + of(days_[next_]) * (time / stock_day - static_cast<double>(days_[next_].day))
                   : sum_;
  }

 private:
  [[nodiscard]] double of(const EarlierDay& day) const {
    return billed(static_cast<double>(day.small_objects), static_cast<double>(day.small_bytes), least_) +
           billed(static_cast<double>(day.large_objects), static_cast<double>(day.large_bytes), least_);
  }
  const std::vector<EarlierDay>& days_;
  double least_;
  std::size_t next_ = 0;
  double sum_ = 0;
};

}  // namespace

void Outlook::foresee_vaults() {
  for (const auto& job : origin_.bucket_backups) {
    const auto* const bucket = find_named(origin_.s3, job.from_bucket.name);
    if (bucket == nullptr || !job.schedule || !stocks_.contains("s3." + bucket->name)) continue;
    const auto stays = stay_of(job.snapshot, bucket->storage);
    const double at = std::fmod(job.schedule->next_after(0).value_or(stock_noon), stock_day);
    const auto response = stays ? expiring_response(Meter::backup_s3_byte_seconds, *stays, at)
                                : plain_response(Meter::backup_s3_byte_seconds, 1, for_ever);
    stocks_["backup." + job.name].response = response;
    for (const auto& copy : job.snapshot.copies) stocks_[copy_of(job.name, copy)].response = response;
  }
}

void Outlook::fill_vaults() {
  for (const auto& job : origin_.bucket_backups) {
    const auto own = "backup." + job.name;
    if (!stocks_.contains(own)) continue;
    const auto& bucket = *find_named(origin_.s3, job.from_bucket.name);
    CameIntoBucket into{bucket, inflow_.buckets[bucket.name],
                        static_cast<double>(job.vault_copy.least_billed.count())};
    std::vector<double> brought;
    double before = 0;
    for (auto tick = job.schedule->next_after(0); tick && *tick <= until_;
         tick = job.schedule->next_after(*tick)) {
      const auto day = static_cast<std::size_t>(*tick / stock_day);
      brought.resize(std::max(brought.size(), day + 1));
      const double now = into.until(*tick);
      brought[day] += now - before;
      before = now;
    }
    fill_with_bytes(own, brought, 1, 0);
    for (const auto& copy : job.snapshot.copies) fill_with_bytes(copy_of(job.name, copy), brought, 1, 0);
  }
}

}  // namespace garoa

#include "models/backup/bucket_vault.hpp"

#include <algorithm>
#include <limits>

namespace garoa {

BucketVault::Amount& BucketVault::Amount::operator+=(const Amount& more) {
  objects += more.objects;
  bytes += more.bytes;
  billed += more.billed;
  return *this;
}

BucketVault::Amount& BucketVault::Amount::operator-=(const Amount& less) {
  objects -= less.objects;
  bytes -= less.bytes;
  billed -= less.billed;
  return *this;
}

BucketVault::BucketVault(const Run& run, const SnapshotRetention& retention, std::optional<double> stays,
                         const std::string& resource)
    : run_{run},
      retention_{retention},
      stays_{stays},
      resource_{run.journal.intern(resource)},
      deletion_stream_{run.stream(resource + ".deletion")} {}

void BucketVault::begin_with(const std::vector<PastPoint>& past) {
  add(0, {});
  points_.clear();
  for (const auto& one : past) {
    const Amount amount{one.objects, one.bytes, one.billed};
    held_ += amount;
    if (stays_) points_.emplace_back(one.point, amount);
  }
}

void BucketVault::add(double point, const Amount& amount) {
  (void)held();  // what went with the recovery points before
  const double deletion = retention_.deletion.count() * deletion_stream_.uniform(Entity::nth(added_++));
  newest_goes_ = retention_.age ? std::max(newest_goes_, run_.now() + retention_.age->count() + deletion)
                                : std::numeric_limits<double>::infinity();
  held_ += amount;
  if (stays_) points_.emplace_back(point, amount);
}

BucketVault::Amount BucketVault::held() {
  if (!has_point()) {
    held_ = {};
    points_.clear();
  }
  for (; !points_.empty() && points_.front().first + *stays_ <= run_.now(); points_.pop_front())
    held_ -= points_.front().second;
  return held_;
}

void BucketVault::bill(double interval) {
  const auto units = bill_.take(static_cast<double>(held().billed), interval);
  if (units > 0) run_.journal.report(events::Billed{resource_, Meter::backup_s3_byte_seconds, units, 0});
}

}  // namespace garoa

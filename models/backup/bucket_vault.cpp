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

BucketVault::BucketVault(const Run& run, const SnapshotRetention& retention, std::optional<double> in_bucket,
                         const std::string& resource)
    : run_{run},
      retention_{retention},
      in_bucket_{in_bucket},
      resource_{run.journal.intern(resource)},
      deletion_stream_{run.stream(resource + ".deletion")} {}

void BucketVault::begin_with(const std::vector<PastPoint>& past) {
  add(0, 0, {}, Shows::nothing_else);
  brought_.clear();
  for (const auto& one : past) {
    const Amount amount{one.objects, one.bytes, one.billed};
    held_ += amount;
    if (!in_bucket_ || !retention_.age) continue;
    const bool is_in_bucket = one.point > -*in_bucket_;
    brought_.push_back({one.point, is_in_bucket ? newest_goes_ : one.leaves, amount});
  }
}

void BucketVault::add(double point, double complete, const Amount& amount, Shows shows) {
  if (shows == Shows::nothing_else) {
    held_ = {};
    brought_.clear();
  }
  const double deletion = retention_.deletion.count() * deletion_stream_.uniform(Entity::nth(added_++));
  newest_goes_ = retention_.age ? std::max(newest_goes_, complete + retention_.age->count() + deletion)
                                : std::numeric_limits<double>::infinity();
  held_ += amount;
  if (!in_bucket_ || !retention_.age) return;
  brought_.push_back({point, 0, amount});
  for (auto one = brought_.rbegin(); one != brought_.rend() && one->point > point - *in_bucket_; ++one)
    one->leaves = newest_goes_;
}

BucketVault::Amount BucketVault::held() {
  if (!has_point()) return {};
  for (; !brought_.empty() && brought_.front().leaves <= run_.now(); brought_.pop_front())
    held_ -= brought_.front().amount;
  return held_;
}

void BucketVault::bill(double interval) {
  const auto units = bill_.take(static_cast<double>(held().billed), interval);
  if (units > 0) run_.journal.report(events::Billed{resource_, Meter::backup_s3_byte_seconds, units, 0});
}

}  // namespace garoa

#include "models/backup/bucket_vault.hpp"

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

BucketVault::BucketVault(const Run& run, std::optional<double> stays, const std::string& resource)
    : run_{run}, stays_{stays}, resource_{run.journal.intern(resource)} {}

void BucketVault::add(double point, const Amount& amount) {
  held_ += amount;
  if (stays_) points_.emplace_back(point, amount);
}

BucketVault::Amount BucketVault::held() {
  for (; !points_.empty() && points_.front().first + *stays_ <= run_.now(); points_.pop_front())
    held_ -= points_.front().second;
  return held_;
}

void BucketVault::bill(double interval) {
  const auto units = bill_.take(static_cast<double>(held().billed), interval);
  if (units > 0) run_.journal.report(events::Billed{resource_, Meter::backup_s3_byte_seconds, units, 0});
}

}  // namespace garoa

#include "models/backup/bucket_vault.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr double day_seconds = 86400;

std::uint64_t share_of(std::uint64_t all, double share) {
  return static_cast<std::uint64_t>(std::llround(share * static_cast<double>(all)));
}

}  // namespace

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

BucketVault::Amount BucketVault::Amount::at_most(const Amount& other) const {
  return {std::min(objects, other.objects), std::min(bytes, other.bytes), std::min(billed, other.billed)};
}

BucketVault::BucketVault(const Run& run, const SnapshotRetention& retention, std::optional<double> in_bucket,
                         const std::string& resource)
    : run_{run},
      retention_{retention},
      in_bucket_{in_bucket},
      resource_{run.journal.intern(resource)},
      deletion_stream_{run.stream(resource + ".deletion")} {}

void BucketVault::add(double point, double complete, const Amount& amount, Shows shows,
                      const std::vector<CameAt>& known) {
  if (shows == Shows::nothing_else) {
    held_ = {};
    brought_.clear();
  }
  const double deletion = retention_.deletion.count() * deletion_stream_.uniform(Entity::nth(added_++));
  newest_goes_ = retention_.age ? std::max(newest_goes_, complete + retention_.age->count() + deletion)
                                : std::numeric_limits<double>::infinity();
  held_ += amount;
  if (!in_bucket_ || !retention_.age) return;
  bring(point, amount, known);
  const auto left_bucket = [&](double stored) {
    return std::ceil(stored / day_seconds) * day_seconds + *in_bucket_;
  };
  for (auto one = brought_.rbegin(); one != brought_.rend() && left_bucket(one->point) > point; ++one)
    one->leaves = newest_goes_;
}

/// By days, since rules act at midnight.
void BucketVault::bring(double point, const Amount& amount, const std::vector<CameAt>& known) {
  double since = brought_.empty() ? std::max(since_, point - *in_bucket_) : brought_.back().point;
  if (!known.empty()) since = std::max(since, known.back().time);
  since = std::min(since, point);
  Amount rest = amount;
  for (const auto& one : known) {
    const auto part = one.amount.at_most(rest);
    brought_.push_back({one.time, 0, part});
    rest -= part;
  }
  for (const auto& one : by_days(since, {point, rest})) brought_.push_back({one.time, 0, one.amount});
}

std::vector<BucketVault::CameAt> BucketVault::by_days(double since, const CameAt& all) {
  std::vector<CameAt> days;
  Amount rest = all.amount;
  for (double midnight = (std::floor(since / day_seconds) + 1) * day_seconds; midnight < all.time;
       midnight += day_seconds) {
    const double begin = std::max(since, midnight - day_seconds);
    const double share = (midnight - begin) / (all.time - begin);
    const Amount of_day{share_of(rest.objects, share), share_of(rest.bytes, share),
                        share_of(rest.billed, share)};
    days.push_back({midnight, of_day});
    rest -= of_day;
  }
  days.push_back({all.time, rest});
  return days;
}

BucketVault::Amount BucketVault::held() {
  if (!has_point()) return {};
  for (; !brought_.empty() && brought_.front().leaves <= run_.now(); brought_.pop_front())
    held_ -= brought_.front().amount;
  return held_;
}

std::vector<BucketVault::CameAt> BucketVault::came() const {
  std::vector<CameAt> all;
  for (const auto& one : brought_) all.push_back({one.point, one.amount});
  return all;
}

void BucketVault::bill(double interval) {
  const auto units = bill_.take(static_cast<double>(held().billed), interval);
  if (units > 0) run_.journal.report(events::Billed{resource_, Meter::backup_s3_byte_seconds, units, 0});
}

}  // namespace garoa

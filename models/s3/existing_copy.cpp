#include "models/s3/existing_copy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/s3/bucket_settings.hpp"

namespace garoa {

ExistingCopy::ExistingCopy(const ExistingCopySettings& settings, const BucketSettings& bucket)
    : start_{settings.start.count()},
      objects_{bucket.storage.existing.objects},
      bytes_{bucket.storage.existing.size.count()} {
  const auto& client = bucket.client;
  const double one = client.copy_latency.mean() + (Bytes{bytes_} / settings.rate).count();
  const std::array rates{
      static_cast<double>(client.list_page) * client.list_concurrency / client.list_page_time.count(),
      settings.concurrency / one, bucket.writes.rate.count() * bucket.writes.partitions};
  const auto* const least = std::min_element(rates.begin(), rates.end());
  slowest_ = static_cast<Slowest>(least - rates.begin());
  rate_ = *least;
  duration_ = static_cast<double>(objects_) / rate_;
}

ExistingCopy::Progress ExistingCopy::until(double now) const {
  const double seconds = std::clamp(now - start_, 0.0, duration_);
  const bool done = now >= end();
  const auto copied = done ? objects_ : static_cast<std::uint64_t>(seconds * rate_);
  const double growing = rate_ * seconds * seconds / 2;
  const double whole = static_cast<double>(objects_) * std::max(now - end(), 0.0);
  return {seconds, copied, static_cast<double>(bytes_) * (growing + whole)};
}

}  // namespace garoa

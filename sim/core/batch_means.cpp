#include "sim/core/batch_means.hpp"

#include <algorithm>

namespace garoa {

void BatchMeans::close() {
  means_[count_++] = sum_ / static_cast<double>(size_);
  filled_ = 0;
  sum_ = 0;
  if (count_ < most) return;
  count_ /= 2;
  size_ *= 2;
  for (std::uint32_t i = 0; i < count_; ++i) means_[i] = (means_[2 * i] + means_[2 * i + 1]) / 2;
}

MeanError BatchMeans::error() const {
  if (count_ < 2) return {};
  Moments batches;
  std::for_each(means_.begin(), means_.begin() + count_, [&](double mean) { batches.add(mean); });
  return {batches.variance() / count_, count_ - 1};
}

}  // namespace garoa

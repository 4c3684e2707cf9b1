#include "sim/workload/burstiness.hpp"

#include <cmath>

namespace garoa {

void BurstinessMeter::add(double time) {
  if (count_ > 0) gaps_.add(time - last_);
  last_ = time;
  ++count_;
  const auto window = static_cast<std::uint64_t>(time / window_seconds);
  if (window != window_) {
    const auto closed = static_cast<double>(in_window_);
    sum_ += closed;
    squares_ += closed * closed;
    window_ = window;
    in_window_ = 0;
  }
  ++in_window_;
}

double BurstinessMeter::interarrival_cv() const {
  return gaps_.mean() > 0 ? std::sqrt(gaps_.variance()) / gaps_.mean() : 0;
}

double BurstinessMeter::index_of_dispersion(double end) const {
  const double windows = std::floor(end / window_seconds);
  const bool last_closed = windows > static_cast<double>(window_);
  const auto last = last_closed ? static_cast<double>(in_window_) : 0.0;
  const double sum = sum_ + last;
  if (windows < 2 || sum <= 0) return 0;
  const double mean = sum / windows;
  const double variance = (squares_ + last * last - mean * sum) / (windows - 1);
  return variance / mean;
}

}  // namespace garoa

#include "sim/core/queue_growth.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/student.hpp"

namespace garoa {
namespace {

constexpr std::int64_t periods_of_a_run = 20;
constexpr std::int64_t least_periods = 4;
constexpr double chance = 0.001;     // of what comes
constexpr double confidence = 0.99;  // to both sides

/// The fewest samples after which the same hours come again.
std::int64_t samples_until(double repeats, double interval) {
  double samples = 1;
  while (samples * interval < repeats || std::fmod(samples * interval, repeats) != 0) ++samples;
  return static_cast<std::int64_t>(samples);
}

}  // namespace

QueuePeriods::QueuePeriods(double begin, double end, double interval, double repeats)
    : begin_{begin}, interval_{interval}, last_{static_cast<std::int64_t>(end / interval)} {
  const auto samples = last_ - static_cast<std::int64_t>(std::ceil(begin / interval));
  stride_ = std::max<std::int64_t>(samples / periods_of_a_run, 1);
  if (repeats <= 0) return;
  const auto equal_hours = samples_until(repeats, interval);
  every_one_must_grow_ = samples < least_periods * equal_hours;
  if (!every_one_must_grow_) stride_ = equal_hours;
}

bool QueuePeriods::is_due(double time) const {
  const auto sample = static_cast<std::int64_t>(std::llround(time / interval_));
  return time >= begin_ && std::abs(static_cast<double>(sample) * interval_ - time) < 1e-6 &&
         (last_ - sample) % stride_ == 0;
}

void QueueGrowth::add(std::uint64_t came, std::uint64_t there) {
  looks_.push_back({static_cast<double>(came), static_cast<double>(there)});
}

std::optional<QueueGrowth::Sure> QueueGrowth::sure(bool every_one_must_grow) const {
  const std::size_t first = every_one_must_grow ? 0 : 1;
  if (looks_.size() <= first + least_periods) return std::nullopt;
  Moments growths;
  double least = looks_[first + 1].there - looks_[first].there;
  for (std::size_t i = first; i + 1 < looks_.size(); ++i) {
    const double growth = looks_[i + 1].there - looks_[i].there;
    growths.add(growth);
    least = std::min(least, growth);
  }
  const double middle = looks_[(first + looks_.size()) / 2].there;
  const bool in_both_halves = looks_[first].there < middle && middle < looks_.back().there;
  const auto periods = growths.count();
  const double came = (looks_.back().came - looks_[first].came) / static_cast<double>(periods);
  const double surely =
      every_one_must_grow ? least : growths.mean() - student_half_width(growths, growths.mean(), confidence);
  if (!in_both_halves || came <= 0 || surely <= chance * came) return std::nullopt;
  return Sure{growths.mean() / came, periods};
}

}  // namespace garoa

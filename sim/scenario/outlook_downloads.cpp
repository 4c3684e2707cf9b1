// What downloads of buckets use in the months ahead.
#include "sim/scenario/outlook.hpp"

namespace garoa {

double Outlook::downloaded(const Used& used, double from, double to) const {
  double units = 0;
  for (const auto& stream : downloads_->streams(used, from, to))
    units += stream.of_each * arrivals({stream.requests}, from, to);
  return units;
}

/// A month as long as another has the classes of its own time.
double Outlook::downloaded(const Used& used, const MonthAhead& month) const {
  const double from = begin_ + month.begin;
  const double lasts = month.kind == MonthAhead::Kind::mean ? 52 * stock_week : month.seconds;
  double units = 0;
  for (const auto& stream : downloads_->streams(used, from, from + lasts))
    units += stream.of_each * comes_in({stream.requests}, month);
  return units;
}

}  // namespace garoa

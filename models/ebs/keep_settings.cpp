#include "models/ebs/keep_settings.hpp"

#include <fmt/format.h>

#include <cmath>

namespace garoa {

std::optional<KeepSettings> read_keep(Fields& fields, Figures& figures) {
  KeepSettings keep;
  const bool given = fields.maybe_section(
      "keep", "how long documents stay on the volume (default: for ever)", [&](Fields& f) {
        const Range<Seconds> ages{1_h, 36500_d, ""};
        keep.where = f.where();
        keep.age = f.maybe<Seconds>("for", "since their upload", ages);
        keep.after_copy = f.maybe<Seconds>("after_copy", "since the backup copied them", ages);
        keep.then = f.optional("then", "what becomes of them: in the backup's copies alone, or given up",
                               keep.after_copy ? Leaving::archive : Leaving::remove);
        keep.every = f.optional("every", "how often the program runs that clears the volume out",
                                figures.fallback<Seconds>("keep.every"), {1_min, 31_d, ""});
        if (!keep.age && !keep.after_copy && !f.describing())
          f.error("", fmt::format("'{}' lacks an age: 'for' or 'after_copy'", f.path()));
      });
  return given ? std::optional{keep} : std::nullopt;
}

double KeepSettings::next_clearing(double time) const {
  const double step = every.count();
  return since.count() + (std::floor((time - since.count()) / step) + 1) * step;
}

double KeepSettings::leaves(double ends, std::optional<double> copied) const {
  const double step = every.count();
  double leaves = age ? since.count() + std::ceil((ends + age->count() - since.count()) / step) * step : ends;
  if (copied) leaves = std::max(leaves, next_clearing(*copied + after_copy.value_or(Seconds{0}).count()));
  return leaves;
}

/// The first of a period stays longest, and of the periods that are copied together the first one. A year has every weekday, every end of
/// a month and most phases of two intervals; copies that are nearly always under way show theirs in fewer days.
LongestStay KeepSettings::longest_stay(const std::function<double(double)>& next_copy) const {
  constexpr double looked_at = 366 * 86400.0;
  constexpr int most_copies = 20000;
  constexpr double rounding = 1e-3;
  const double step = every.count();
  LongestStay longest;
  double ends = next_clearing(0);
  for (int n = 0; n < most_copies && ends <= std::max(looked_at, step); ++n) {
    const auto copied = next_copy ? std::optional{next_copy(ends)} : std::nullopt;
    const double over = leaves(ends, copied);
    if (over - ends + step > longest.seconds + rounding) longest = {over - ends + step, over};
    if (!copied || std::isinf(*copied)) break;
    ends = std::max(ends + step, since.count() + std::ceil((*copied - since.count()) / step) * step);
  }
  return longest;
}

}  // namespace garoa

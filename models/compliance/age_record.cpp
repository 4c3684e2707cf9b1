#include "models/compliance/age_record.hpp"

#include <algorithm>

namespace garoa::compliance {

AgeRecord::AgeRecord(double warmup, const std::vector<double>& limits, double sample_interval, double end)
    : warmup_{warmup}, end_{end}, peaks_{sample_interval} {
  for (const double limit : limits) {
    violations_.emplace_back();
    violations_.back().limit = limit;
    least_limit_ = std::min(least_limit_, limit);
    ripe_until_ = std::min(ripe_until_, end - limit);
  }
}

void AgeRecord::take(double origin, double from, double until, std::uint64_t id) {
  const double age = until - origin;
  distribution_.add(from - origin, age);
  peaks_.add(origin, from, until);
  if (age > worst_) {
    worst_ = age;
    worst_time_ = until;
    worst_id_ = id;
  }
  for (auto& violations : violations_) {
    const double start = std::max(from, origin + violations.limit);
    if (start < until) violations.times.add(start, until, age);
  }
}

void AgeRecord::count(double origin, double until, std::uint64_t id) {
  for (auto& violations : violations_) {
    if (until - origin > violations.limit) violations.ids.add(id);
  }
}

void AgeRecord::count_unripe(double origin) {
  for (auto& violations : violations_) {
    if (end_ - origin <= violations.limit) ++violations.unripe;
  }
}

void AgeRecord::forget_for_ever() {
  for_ever_.clear();
  for (auto& violations : violations_) violations.unripe = 0;
}

void AgeRecord::finish_for_ever(double end, std::uint64_t documents) {
  for (auto& violations : violations_) {
    // Beside those that left before.
    const auto beyond = violations.ids.total() + documents - std::min(documents, violations.unripe);
    for (const auto& [origin, id] : for_ever_) {
      if (end - origin > violations.limit && violations.ids.total() < beyond) violations.ids.add(id);
    }
    violations.ids.raise_total(beyond);
  }
}

const AgeRecord::Violations& AgeRecord::against(double limit) const {
  static const Violations none;
  const auto found = std::find_if(violations_.begin(), violations_.end(),
                                  [&](const Violations& violations) { return violations.limit == limit; });
  return found == violations_.end() ? none : *found;
}

void AgeRecord::tell(Finding& finding, double limit, double end) const {
  const auto& violations = against(limit);
  const double observed = std::max(0.0, end - warmup_);
  for (const auto& [name, p] :
       {std::pair{"p50_s", 0.50}, std::pair{"p95_s", 0.95}, std::pair{"p99_s", 0.99}}) {
    finding.figures.emplace_back(name, distribution_.quantile(p, observed));
  }
  finding.worst_s = worst_time_;
  violations.times.tell(finding);
  violations.ids.tell(finding);
}

}  // namespace garoa::compliance

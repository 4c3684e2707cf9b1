#include "models/compliance/age_record.hpp"

#include <algorithm>

namespace garoa::compliance {

AgeRecord::AgeRecord(double warmup, const std::vector<double>& limits, double sample_interval)
    : warmup_{warmup}, peaks_{sample_interval} {
  for (const double limit : limits) {
    violations_.emplace_back();
    violations_.back().limit = limit;
    violations_.back().episodes.reserve(listed_episodes);
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
    if (start < until) violate(violations, start, until, age, id);
  }
}

// Pieces come in the order of time, so an episode goes on where the last one ended.
void AgeRecord::violate(Violations& violations, double from, double until, double peak, std::uint64_t id) {
  violations.total += until - from;
  if (id != unknown_document) violations.ids.add(id);
  if (!violations.first) violations.first = from;
  auto& last = violations.last;
  if (violations.episodes_total > 0 && from <= last.to) {
    last.to = until;
    last.peak = std::max(last.peak, peak);
    if (violations.episodes_total <= listed_episodes) violations.episodes.back() = last;
    return;
  }
  last = {from, until, peak};
  if (++violations.episodes_total <= listed_episodes) violations.episodes.push_back(last);
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
  finding.first_violation_s = violations.first;
  finding.violation_total_s = violations.total;
  finding.episodes = violations.episodes;
  finding.episodes_total = violations.episodes_total;
  finding.count = violations.episodes_total;
  violations.ids.tell(finding);
}

}  // namespace garoa::compliance

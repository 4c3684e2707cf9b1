#include "sim/results/replication_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

std::uint32_t look_ahead(std::uint32_t replications) {
  constexpr std::uint32_t at_most_a_hundred = 5;
  return at_most_a_hundred * std::max<std::uint32_t>(replications, 100) / 100;
}

/// As many as bring half of the interval down to its distance from the bound, if the deviation stays as it is.
double wanted_for(const Objective& objective, std::uint32_t replications) {
  const double half = (objective.ci95->second - objective.ci95->first) / 2;
  const double distance = std::abs(*objective.value - objective.bound);
  return distance > 0 ? std::ceil(replications * std::pow(half / distance, 2)) : INFINITY;
}

std::string undecided(const Objective& objective, std::uint32_t replications) {
  constexpr double most_told = 1e6;
  const double wanted = wanted_for(objective, replications);
  return fmt::format("the interval of {} holds its bound: {}", objective.metric,
                     wanted > most_told
                         ? std::string{"the two are as good as equal"}
                         : fmt::format("about {} replications would tell", human_count(wanted)));
}

}  // namespace

PrecisionRule::PrecisionRule(double precision, std::vector<std::string> metrics) : precision_{precision} {
  for (auto& metric : metrics) watched_.push_back({std::move(metric), {}, false});
}

void PrecisionRule::look(const JoinedRuns& runs) {
  const auto n = runs.count();
  if (n < fewest_replications) return;
  for (auto& watched : watched_) {
    if (watched.settled) continue;
    const auto estimate = runs.estimate(watched.metric);
    if (!estimate) {
      watched.settled = true;
      continue;
    }
    const auto half_width = estimate->relative_half_width();
    if (!half_width || *half_width > precision_) {
      watched.reached_at.reset();
      continue;
    }
    if (!watched.reached_at) watched.reached_at = n;
    watched.settled = n - *watched.reached_at >= look_ahead(n);
  }
}

bool PrecisionRule::is_satisfied() const {
  return std::all_of(watched_.begin(), watched_.end(), [](const Watched& w) { return w.settled; });
}

std::vector<Replications::Precision> PrecisionRule::precision(const JoinedRuns& runs) const {
  std::vector<Replications::Precision> all;
  for (const auto& watched : watched_) {
    const auto estimate = runs.estimate(watched.metric);
    all.push_back({watched.metric, estimate ? estimate->relative_half_width() : std::nullopt,
                   watched.settled ? watched.reached_at : std::nullopt});
  }
  return all;
}

std::vector<std::string> too_few_for(const RunResult& joined) {
  const Speaking english{Language::english};
  std::vector<std::string> notes;
  const auto& replications = *joined.replications;
  if (replications.n < 2) {
    notes.emplace_back("one replication has no interval");
  } else if (replications.n < fewest_replications) {
    notes.emplace_back("the interval of two replications is a guess: run at least three");
  }
  for (const auto& objective : joined.objectives) {
    if (objective.ci95 && !objective.is_certain()) notes.push_back(undecided(objective, replications.n));
  }
  for (const auto& precision : replications.precision) {
    if (precision.reached_at) continue;
    const bool has_value = metric_of(joined, precision.metric).has_value();
    notes.push_back(!has_value ? fmt::format("{} has no value", precision.metric)
                               : fmt::format("{} is not within {} for good: half of its interval is {}",
                                             precision.metric, human_share(*replications.until_ci),
                                             precision.half_width
                                                 ? human_share(*precision.half_width)
                                                 : std::string{"not to be compared with its value"}));
  }
  return notes;
}

}  // namespace garoa

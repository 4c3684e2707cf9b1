#include "sim/results/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/results/origin.hpp"

namespace garoa {
namespace {

constexpr double day_of_axis = 86400;

/// So that a point can be typed: four digits of a load, whole days.
double rounded(CapacityAxis::Kind kind, double point) {
  if (kind == CapacityAxis::Kind::time) return std::round(point / day_of_axis) * day_of_axis;
  if (point <= 0) return 0;
  const double unit = std::pow(10, std::floor(std::log10(point)) - 3);
  return std::round(point / unit) * unit;
}

}  // namespace

std::string_view name_of(CapacityAxis::Kind kind) {
  return kind == CapacityAxis::Kind::load ? "load" : "time";
}

std::vector<double> CapacityAxis::scan() const {
  std::vector<double> points{from};
  if (kind == Kind::load) {
    for (double next = 2 * from; next < to; next *= 2) points.push_back(next);
  } else {
    for (std::size_t i = 1; i < steps; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(steps);
      const double next = rounded(kind, from + (to - from) * share);
      if (next > points.back() && next < to) points.push_back(next);
    }
  }
  if (to > from) points.push_back(to);
  return points;
}

bool CapacityAxis::is_narrow(double low, double high) const {
  if (high - low <= precision * high) return true;
  const double between = middle(low, high);
  return between <= low || between >= high;
}

double CapacityAxis::middle(double low, double high) const {
  return rounded(kind, kind == Kind::load ? std::sqrt(low * high) : (low + high) / 2);
}

void CapacitySearch::add(double at, const RunResult& result) {
  if (points_.empty() || at < points_.begin()->first) {
    scenario_ = result.scenario;
    origin_ = origin_of(result);
    exchange_ = result.cost.exchange;
    objectives_ = result.objectives;
  }
  auto& limits = points_[at];
  for (auto& limit : limits_of(result)) limits.emplace(limit.name, std::move(limit));
}

void CapacitySearch::add_failure(double at, std::string why) {
  failures_.emplace(at, std::move(why));
}

std::string CapacitySearch::failure_at(double at) const {
  const auto found = failures_.find(at);
  return found == failures_.end() ? "" : found->second;
}

std::map<std::string, CapacitySearch::Bracket> CapacitySearch::brackets() const {
  std::map<std::string, Bracket> brackets;
  std::optional<double> before;
  for (const auto& [at, limits] : points_) {
    for (const auto& [name, limit] : limits) {
      if (limit.broken) brackets.try_emplace(name, Bracket{before, at});
    }
    before = at;
  }
  return brackets;
}

std::optional<double> CapacitySearch::use_at(double at, const std::string& name) const {
  const auto& limits = points_.at(at);
  const auto found = limits.find(name);
  return found == limits.end() ? std::nullopt : found->second.used;
}

/// Where the use of a limit reaches 1, if it grows as a power of the load, or by as much of itself in equal times; evenly from none.
std::optional<double> CapacitySearch::crossing_of(const std::string& name, double low, double high) const {
  const auto below = use_at(low, name);
  const auto above = use_at(high, name);
  if (!below || !above || *below >= 1 || *above < 1 || *below < 0) return std::nullopt;
  const double share = *below > 0 ? std::log(1 / *below) / std::log(*above / *below) : 1 / *above;
  if (axis_.kind == CapacityAxis::Kind::time || low <= 0) return low + share * (high - low);
  return low * std::pow(high / low, share);
}

/// Points that were looked at within that step of the scan.
std::size_t CapacitySearch::guesses_between(double low, double high) const {
  const auto scan = axis_.scan();
  const auto end = std::lower_bound(scan.begin(), scan.end(), high);
  const auto begin = std::upper_bound(scan.begin(), scan.end(), low);
  if (begin == scan.begin() || end == scan.end()) return 0;
  return static_cast<std::size_t>(
      std::distance(points_.upper_bound(*std::prev(begin)), points_.lower_bound(*end)));
}

/// A little above the crossing, then a little below it: if it was right the stretch is narrow then.
std::optional<double> CapacitySearch::guess_of(const std::string& name, double low, double high) const {
  constexpr std::size_t most_guesses = 4;
  const auto crossing = crossing_of(name, low, high);
  if (!crossing || guesses_between(low, high) >= most_guesses) return std::nullopt;
  const double margin = axis_.precision * high / 3;
  const bool above = high - *crossing > 2 * margin;
  const double guess = rounded(axis_.kind, *crossing + (above ? margin : -margin));
  return guess > low && guess < high ? std::optional{guess} : std::nullopt;
}

std::vector<double> CapacitySearch::next() const {
  if (points_.empty() && failures_.empty()) return axis_.scan();
  std::set<double> probes;
  const auto add = [&](bool guessed) {
    for (const auto& [name, bracket] : brackets()) {
      if (!bracket.holds || axis_.is_narrow(*bracket.holds, bracket.breaks)) continue;
      const auto guess = guess_of(name, *bracket.holds, bracket.breaks);
      const auto within = probes.upper_bound(*bracket.holds);
      const bool is_looked_into = within != probes.end() && *within < bracket.breaks;
      if (guess.has_value() != guessed || (!guessed && is_looked_into)) continue;
      const double at = guess ? *guess : axis_.middle(*bracket.holds, bracket.breaks);
      if (!failures_.contains(at)) probes.insert(at);
    }
  };
  // What tells how much of it is used says best where to look, for others that break there too.
  add(true);
  add(false);
  return {probes.begin(), probes.end()};
}

std::size_t CapacitySearch::rounds_left() const {
  double widest = 1;
  for (const auto& [name, bracket] : brackets()) {
    if (!bracket.holds || axis_.is_narrow(*bracket.holds, bracket.breaks)) continue;
    widest = std::max(widest, (bracket.breaks - *bracket.holds) / (axis_.precision * bracket.breaks));
  }
  return static_cast<std::size_t>(std::ceil(std::log2(widest)));
}

CapacityBreak CapacitySearch::break_of(const std::string& name, const Bracket& bracket) const {
  CapacityBreak found;
  const auto& there = points_.at(bracket.breaks);
  found.limit = there.at(name);
  found.holds_at = bracket.holds;
  found.breaks_at = bracket.breaks;
  for (auto point = points_.upper_bound(bracket.breaks); point != points_.end(); ++point) {
    const auto at_point = point->second.find(name);
    if (at_point != point->second.end() && at_point->second.broken) continue;
    found.holds_again_at = point->first;
    break;
  }
  const auto& first = points_.begin()->second;
  const auto at_first = first.find(name);
  if (at_first != first.end()) found.used_at_first = at_first->second.used;
  return found;
}

/// At which a limit of that effect is broken.
std::optional<double> CapacitySearch::first_point(bool Limit::*effect) const {
  for (const auto& [at, limits] : points_) {
    const bool any = std::any_of(limits.begin(), limits.end(), [&](const auto& named) {
      return named.second.broken && named.second.*effect;
    });
    if (any) return at;
  }
  return std::nullopt;
}

std::vector<Limit> CapacitySearch::holding() const {
  std::set<std::string> broken;
  for (const auto& [name, bracket] : brackets()) broken.insert(name);
  std::vector<Limit> holding;
  for (const auto& [name, limit] : points_.rbegin()->second) {
    if (!limit.is_control && limit.used && *limit.used > 0 && !broken.contains(name))
      holding.push_back(limit);
  }
  std::stable_sort(holding.begin(), holding.end(),
                   [](const Limit& a, const Limit& b) { return *a.used > *b.used; });
  return holding;
}

std::optional<CapacityUse> CapacitySearch::use_of(const Limit& limit) const {
  CapacityUse use{limit.name, limit.subject, {}};
  for (const auto& [at, limits] : points_) {
    const auto found = limits.find(limit.name);
    if (found != limits.end() && found->second.used) use.points.emplace_back(at, *found->second.used);
  }
  return use.points.empty() ? std::nullopt : std::optional{std::move(use)};
}

CapacityFound CapacitySearch::result() const {
  CapacityFound capacity;
  capacity.axis = axis_;
  capacity.scenario = scenario_;
  capacity.origin = origin_;
  capacity.exchange = exchange_;
  capacity.objectives = objectives_;
  for (const auto& [at, limits] : points_) capacity.points.push_back(at);
  for (const auto& [name, bracket] : brackets()) {
    auto found = break_of(name, bracket);
    if (found.limit.is_control && !found.holds_at) {
      capacity.gaps.push_back(name);
    } else {
      capacity.breaks.push_back(std::move(found));
    }
  }
  std::stable_sort(capacity.breaks.begin(), capacity.breaks.end(), [](const auto& a, const auto& b) {
    return std::pair{a.breaks_at, a.limit.rank} < std::pair{b.breaks_at, b.limit.rank};
  });
  capacity.sheds_from = first_point(&Limit::sheds_load);
  if (axis_.kind == CapacityAxis::Kind::time) capacity.left_behind_from = first_point(&Limit::leaves_behind);
  for (auto& found : capacity.breaks)
    found.after_shedding =
        capacity.sheds_from && !found.limit.sheds_load && found.breaks_at > *capacity.sheds_from;
  capacity.holding = holding();
  for (const auto& found : capacity.breaks) {
    if (auto use = use_of(found.limit)) capacity.uses.push_back(std::move(*use));
  }
  for (const auto& limit : capacity.holding) {
    if (auto use = use_of(limit)) capacity.uses.push_back(std::move(*use));
  }
  for (const auto& [at, why] : failures_) capacity.failures.push_back({at, why});
  return capacity;
}

}  // namespace garoa

#include "sim/results/sweep_search.hpp"

#include <algorithm>
#include <numeric>

namespace garoa {

SweepSearch::SweepSearch(const SweepManifest& manifest, SweepGoal goal)
    : goal_{std::move(goal)}, form_{*manifest.searched}, shard_{manifest.shard} {
  for (std::size_t line = 0; line < manifest.points / form_.values; ++line) {
    if (shard_.has(line + 1))
      lines_.push_back({form_.first_of(line), std::vector<std::optional<Verdict>>(form_.values)});
  }
}

std::vector<std::size_t> SweepSearch::next() {
  std::vector<std::size_t> numbers;
  for (auto& line : lines_) {
    for (const auto value : wanted(line)) numbers.push_back(line.first + value * form_.stride);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

void SweepSearch::tell(const PointOutcome& point) {
  auto& line = lines_[form_.line_of(point.number) / shard_.of];
  line.known[form_.place_of(point.number)] =
      Verdict{!point.is_done(), meets(goal_, point), cost_of(goal_, point)};
}

std::size_t SweepSearch::whole_lines() const {
  return static_cast<std::size_t>(
      std::count_if(lines_.begin(), lines_.end(), [](const Line& line) { return line.whole; }));
}

bool SweepSearch::contradicts(const Line& line) {
  std::optional<double> least;  // of those that meet
  for (const auto& verdict : line.known) {
    if (!verdict) continue;
    if (verdict->broken || (least && !verdict->meets)) return true;
    if (!verdict->meets) continue;
    if (least && *verdict->cost < *least) return true;
    least = verdict->cost;
  }
  return false;
}

std::vector<std::size_t> SweepSearch::unknown(const Line& line, const std::vector<std::size_t>& wanted) {
  std::vector<std::size_t> values;
  for (const auto value : wanted) {
    if (value < line.known.size() && !line.known[value]) values.push_back(value);
  }
  return values;
}

std::vector<std::size_t> SweepSearch::wanted(Line& line) {
  const auto last = line.known.size() - 1;
  line.whole = line.whole || contradicts(line);
  if (line.whole) {
    std::vector<std::size_t> all(line.known.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return unknown(line, all);
  }
  if (auto ends = unknown(line, {0, last}); !ends.empty()) return ends;
  const auto met =
      std::find_if(line.known.begin(), line.known.end(),
                   [](const std::optional<Verdict>& verdict) { return verdict && verdict->meets; });
  if (met == line.known.end()) return unknown(line, {last / 2});
  const auto first_met = static_cast<std::size_t>(met - line.known.begin());
  // One behind the last value before it that is known.
  auto begin = first_met;
  while (begin > 0 && !line.known[begin - 1]) --begin;
  if (begin < first_met) return {begin + (first_met - begin) / 2};
  std::vector<std::size_t> beside{first_met + 1};
  if (first_met > 1) beside.push_back(first_met - 2);
  return unknown(line, beside);
}

SweepLines lines_along(std::string axis, const std::vector<std::size_t>& sizes, std::size_t along) {
  SweepLines lines{std::move(axis), sizes[along]};
  for (std::size_t i = along + 1; i < sizes.size(); ++i) lines.stride *= sizes[i];
  return lines;
}

}  // namespace garoa

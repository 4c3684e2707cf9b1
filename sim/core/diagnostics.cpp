#include "sim/core/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

// Bytes; a list of all runtimes that a message names fits.
constexpr std::size_t longest_message = 1200;
constexpr std::size_t longest_place = 400;

}  // namespace

std::string Location::text() const {
  const auto name = safe_text(file ? *file : std::string{}, longest_place);
  if (line == 0) return name;
  return fmt::format("{}:{}:{}", name, line, column);
}

void Diagnostics::error(const Location& where, std::string_view message) {
  faults_.push_back({where, "error", safe_text(message, longest_message)});
  ++errors_;
}

void Diagnostics::warning(const Location& where, std::string_view message) {
  faults_.push_back({where, "warning", safe_text(message, longest_message)});
}

std::string Diagnostics::text() const {
  auto sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    static const std::string nothing;
    const auto& name_a = a.where.file ? *a.where.file : nothing;
    const auto& name_b = b.where.file ? *b.where.file : nothing;
    return std::tie(name_a, a.where.line, a.where.column) < std::tie(name_b, b.where.line, b.where.column);
  });
  std::string all;
  std::set<std::string> shown;
  std::size_t left_out = 0;
  for (const auto& fault : sorted) {
    if (shown.size() == most_shown) {
      ++left_out;
      continue;
    }
    const auto place = fault.where.text();
    const auto [line, is_new] = shown.insert(
        fmt::format("{}{}{}: {}\n", place, place.empty() ? "" : ": ", fault.kind, fault.message));
    if (is_new) all += *line;
  }
  if (left_out > 0) all += fmt::format("... and {} more\n", left_out);
  return all;
}

namespace {

/// Optimal string alignment distance (edits and swaps of neighbours).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

constexpr std::size_t longest_compared = 64;

}  // namespace

std::string_view nearest_word(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > longest_compared) return {};
  std::string_view best;
  std::size_t best_distance = 3;
  for (const auto candidate : known) {
    if (candidate.size() > longest_compared) continue;
    const auto distance = edit_distance(word, candidate);
    if (distance < best_distance && 2 * distance < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const auto best = nearest_word(word, known);
  return best.empty() ? std::string{} : fmt::format(" (did you mean '{}'?)", best);
}

}  // namespace garoa

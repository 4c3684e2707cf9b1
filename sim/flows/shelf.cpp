#include "sim/flows/shelf.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace garoa {

Shelf::Period* Shelf::period_of(double acknowledged) {
  const double ends = keep_.next_clearing(acknowledged);
  const auto found = std::lower_bound(periods_.begin(), periods_.end(), ends,
                                      [](const Period& period, double end) { return period.ends < end; });
  return found == periods_.end() || found->ends != ends ? nullptr : &*found;
}

void Shelf::put(double now, std::uint64_t bytes) {
  const double ends = keep_.next_clearing(now);
  if (periods_.empty() || periods_.back().ends < ends) periods_.push_back({ends, {}, {}});
  periods_.back().all += {1, bytes};
  periods_.back().uncopied += {1, bytes};
  ++periods_.back().held;
}

void Shelf::copied(double acknowledged, std::uint64_t bytes) {
  if (Period* const period = period_of(acknowledged)) period->uncopied -= {1, bytes};
}

void Shelf::released(double now, double acknowledged) {
  Period* const period = period_of(acknowledged);
  if (period == nullptr) return;
  if (period->held > 0) --period->held;
  period->released = now;
}

void Shelf::take(double acknowledged, std::uint64_t bytes, bool copied) {
  Period* const period = period_of(acknowledged);
  if (period == nullptr) return;
  period->all -= {1, bytes};
  period->held = std::min(period->held, period->all.documents);
  if (!copied) period->uncopied -= {1, bytes};
}

void Shelf::merge(std::deque<Period>& into, const std::deque<Period>& from) {
  for (const auto& period : from) {
    const auto place = std::lower_bound(into.begin(), into.end(), period.ends,
                                        [](const Period& p, double end) { return p.ends < end; });
    if (place == into.end() || place->ends != period.ends) {
      into.insert(place, period);
      continue;
    }
    place->all += period.all;
    place->uncopied += period.uncopied;
    place->released = std::max(place->released, period.released);
    place->held += period.held;
  }
}

void Shelf::volume_lost() {
  for (auto& period : periods_) {
    period.all -= period.uncopied;
    period.held -= std::min(period.held, period.uncopied.documents);
    period.uncopied = {};
  }
  merge(away_, periods_);
  periods_.clear();
}

void Shelf::lose_of(Period& period, DocumentAmount& amount) {
  const DocumentAmount part{std::min(amount.documents, period.all.documents),
                            std::min(amount.bytes, period.all.bytes)};
  amount -= part;
  period.all -= part;
  period.held -= std::min(period.held, part.documents);
}

void Shelf::lose(DocumentAmount oldest, const std::vector<std::pair<double, DocumentAmount>>& between) {
  const auto lose_from = [this](double after, DocumentAmount amount) {
    for (auto& period : away_) {
      if (amount.documents == 0) return;
      if (period.ends > after) lose_of(period, amount);
    }
  };
  for (const auto& [after, amount] : between) lose_from(after, amount);
  lose_from(-std::numeric_limits<double>::infinity(), oldest);
  std::erase_if(away_, [](const Period& period) { return period.all.documents == 0; });
}

void Shelf::lose_newest(DocumentAmount newest) {
  for (auto period = away_.rbegin(); period != away_.rend() && newest.documents > 0; ++period)
    lose_of(*period, newest);
  std::erase_if(away_, [](const Period& period) { return period.all.documents == 0; });
}

void Shelf::restored() {
  merge(periods_, away_);
  away_.clear();
}

std::optional<Shelf::Left> Shelf::next_to_leave(double now) const {
  if (periods_.empty()) return std::nullopt;
  const Period& oldest = periods_.front();
  const auto copied = copies_ ? std::optional{oldest.released} : std::nullopt;
  const bool has_copy = !copies_ || oldest.held == 0;
  if (!away_.empty() || oldest.ends > now || !has_copy || keep_.leaves(oldest.ends, copied) > now)
    return std::nullopt;
  return Left{oldest.all, oldest.uncopied, oldest.ends};
}

}  // namespace garoa

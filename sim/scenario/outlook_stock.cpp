// What is in one place on a day, and what is done there.
#include <algorithm>
#include <cmath>

#include "sim/scenario/outlook.hpp"

namespace garoa {

double Outlook::Stock::sum(const UseOfEach& use, std::int64_t today) const {
  const auto until = [&](const std::vector<double>& sums, std::int64_t age) {
    if (age > today || sums.empty()) return 0.0;
    return sums[std::min(static_cast<std::size_t>(today - age), sums.size() - 1)];
  };
  double units = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    for (const auto& part : use[i])
      units += part.units * (until(came[i], part.from) - until(came[i], part.to));
  }
  return units;
}

bool Outlook::Stock::knows(Meter meter) const {
  return response.meters.contains(meter) || held.meters.contains(meter) ||
         (runs_a_day > 0 && meter == Meter::s3_put_requests);
}

double Outlook::Stock::on_day(Meter meter, std::int64_t today) const {
  const auto index = static_cast<std::size_t>(today);
  double units = 0;
  if (const auto found = response.meters.find(meter); found != response.meters.end())
    units += sum(found->second, today);
  if (const auto found = held.meters.find(meter); found != held.meters.end())
    units += index < found->second.size() ? found->second[index] : 0;
  return meter == Meter::s3_put_requests ? units + listed_on(today) / objects_a_request : units;
}

double Outlook::Stock::listed_on(std::int64_t today) const {
  if (runs_a_day == 0) return 0;
  const auto index = static_cast<std::size_t>(today);
  return runs_a_day * (sum(response.listed, today) + (index < held.listed.size() ? held.listed[index] : 0));
}

double Outlook::on_day(const Used& used, std::int64_t day) const {
  if (used != way_to_s3_) return stocks_.at(used.first).on_day(used.second, day);
  double bytes = 0;
  for (const auto& [name, stock] : stocks_) bytes += stock.bytes_listed * stock.listed_on(day);
  return bytes;
}

bool Outlook::is_known(const Used& used) const {
  const auto stock = stocks_.find(used.first);
  return used == way_to_s3_ || snapshots_of(used) != nullptr || sent_by(used) != nullptr ||
         (stock != stocks_.end() && stock->second.knows(used.second));
}

double Outlook::Stock::counted_on(std::size_t from, std::size_t days) const {
  double units = 0;
  for (std::size_t i = 0; i < came.size(); ++i) {
    if (from + days == 0 || came[i].size() < from + days) continue;
    units += counts[i] * (came[i][from + days - 1] - (from == 0 ? at_start[i] : came[i][from - 1]));
  }
  return units;
}

void Outlook::Stock::scale_from(std::size_t day, double share) {
  for (std::size_t i = 0; i < came.size(); ++i) {
    const double before = day == 0 ? at_start[i] : came[i].empty() ? 0 : came[i][day - 1];
    for (auto until = day; until < came[i].size(); ++until)
      came[i][until] = before + share * (came[i][until] - before);
  }
}

void Outlook::heed(const Used& used, double units) {
  const auto found = stocks_.find(used.first);
  if (found == stocks_.end() || found->second.counted != used.second) return;
  const auto requests = flows_.of(used.first, used.second);
  const auto first = static_cast<std::size_t>(std::llround(begin_ / stock_day));
  const auto days = static_cast<std::size_t>(std::ceil(duration_ / stock_day - 1e-9));
  const double came = arrivals(requests, begin_, begin_ + duration_);
  const double in_days = arrivals(requests, begin_, begin_ + static_cast<double>(days) * stock_day);
  if (came <= 0 || in_days <= 0) return;
  const double expected = found->second.counted_on(first, days) * came / in_days;
  const double slack = worth_heeding + deviations_heeded / std::sqrt(came);
  if (units < expected * (1 - slack)) found->second.scale_from(first, units / expected);
}

}  // namespace garoa

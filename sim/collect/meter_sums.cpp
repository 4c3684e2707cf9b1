#include "sim/collect/meter_sums.hpp"

#include <algorithm>
#include <utility>

namespace garoa {
namespace {

constexpr double hour = 3600;

/// From sums at the ends of hours, those before its first one 0.
std::vector<double> parts_of(const std::vector<MeterTotal>& sums, std::size_t hours) {
  std::vector<double> parts(hours - sums.size());
  MeterTotal before = 0;
  for (const auto sum : sums) parts.push_back(static_cast<double>(sum - std::exchange(before, sum)));
  return parts;
}

}  // namespace

MeterSums::MeterSums(Journal& journal, std::vector<Calendar::Month> months)
    : journal_{journal}, months_{std::move(months)} {
  journal.on<events::Billed>([this](const events::Billed& event) {
    sums_[event.resource][static_cast<std::size_t>(event.meter)] += event.units;
    if (event.one_off > 0) one_offs_[event.resource][static_cast<std::size_t>(event.meter)] += event.one_off;
    if (!event.flow) return;
    auto& of_flow = of_flows_[{event.resource, event.meter, *event.flow}];
    of_flow.units += event.units;
    of_flow.one_off += event.one_off;
  });
  journal.on<events::Halfway>([this](const events::Halfway& event) {
    halfway_ = event.time;
    for (NameId id = 0; id < sums_.size(); ++id) until_halfway_[id] = *sums_.find(id);
  });
  journal.on<events::Sampled>([this](const events::Sampled& event) {
    while (month_ + 1 < months_.size() && event.time >= months_[month_].end) end_month();
    const double last = hour_ends_.empty() ? 0 : hour_ends_.back();
    if (event.time >= last + hour || (event.is_last && event.time > last)) end_hour(event.time);
  });
}

void MeterSums::end_hour(double time) {
  hour_ends_.push_back(time);
  for (NameId id = 0; id < sums_.size(); ++id) {
    for (std::size_t meter = 0; meter < meter_count; ++meter) {
      const MeterTotal units = (*sums_.find(id))[meter];
      if (units > 0 && can_be_committed(static_cast<Meter>(meter)))
        until_hour_[{id, static_cast<Meter>(meter)}].push_back(units);
    }
  }
}

double MeterSums::in_this_month(NameId id, std::size_t meter) const {
  const auto* const before = id < until_month_.size() ? until_month_.find(id) : nullptr;
  const MeterTotal since = (*sums_.find(id))[meter] - (before == nullptr ? MeterTotal{0} : (*before)[meter]);
  return static_cast<double>(since) / (months_[month_].end - months_[month_].begin);
}

void MeterSums::end_month() {
  for (NameId id = 0; id < sums_.size(); ++id) {
    for (std::size_t meter = 0; meter < meter_count; ++meter)
      in_months_[id][meter] += in_this_month(id, meter);
    until_month_[id] = *sums_.find(id);
  }
  ++month_;
}

std::vector<UseOfFlow> MeterSums::of_flows(NameId id, Meter meter) const {
  std::vector<UseOfFlow> uses;
  for (auto it = of_flows_.lower_bound({id, meter, 0}); it != of_flows_.end(); ++it) {
    const auto& [resource, what, flow] = it->first;
    if (resource != id || what != meter) break;
    auto& use = uses.emplace_back(it->second);
    use.flow = journal_.name(flow);
  }
  std::sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.flow < b.flow; });
  return uses;
}

std::vector<double> MeterSums::hours() const {
  std::vector<double> hours;
  double begin = 0;
  for (const double end : hour_ends_) hours.push_back((end - std::exchange(begin, end)) / hour);
  return hours;
}

std::vector<MeterSum> MeterSums::sums() const {
  std::vector<MeterSum> all;
  for (NameId id = 0; id < sums_.size(); ++id) {
    for (std::size_t meter = 0; meter < meter_count; ++meter) {
      const auto of = [meter](const Totals& totals, NameId name) {
        const auto* const found = name < totals.size() ? totals.find(name) : nullptr;
        return found == nullptr ? MeterTotal{0} : (*found)[meter];
      };
      const MeterTotal units = (*sums_.find(id))[meter];
      if (units == 0) continue;
      auto& sum = all.emplace_back(MeterSum{journal_.name(id), static_cast<Meter>(meter), units,
                                            of(until_halfway_, id), of(one_offs_, id)});
      sum.of_flows = of_flows(id, sum.meter);
      if (const auto found = until_hour_.find({id, sum.meter}); found != until_hour_.end())
        sum.by_hour = parts_of(found->second, hour_ends_.size());
      if (month_ == 0) continue;
      const auto* const earlier = id < in_months_.size() ? in_months_.find(id) : nullptr;
      sum.in_months = (earlier == nullptr ? 0 : (*earlier)[meter]) + in_this_month(id, meter);
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.resource < b.resource; });
  return all;
}

}  // namespace garoa

#include "sim/collect/meter_sums.hpp"

#include <algorithm>

namespace garoa {

MeterSums::MeterSums(Journal& journal) : journal_{journal} {
  journal.on<events::Billed>([this](const events::Billed& event) {
    sums_[event.resource][static_cast<std::size_t>(event.meter)] += event.units;
    if (event.one_off > 0) one_offs_[event.resource][static_cast<std::size_t>(event.meter)] += event.one_off;
  });
  journal.on<events::Halfway>([this](const events::Halfway& event) {
    halfway_ = event.time;
    for (NameId id = 0; id < sums_.size(); ++id) until_halfway_[id] = *sums_.find(id);
  });
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
      all.push_back(
          {journal_.name(id), static_cast<Meter>(meter), units, of(until_halfway_, id), of(one_offs_, id)});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.resource < b.resource; });
  return all;
}

}  // namespace garoa

#include "models/compliance/risk_record.hpp"

namespace garoa::compliance {

RiskRecord::RiskRecord(double warmup, const std::vector<double>& limits) : since_{warmup} {
  for (const double limit : limits) beyond_.push_back({limit, {}});
}

void RiskRecord::came(double time, std::uint64_t id, std::uint64_t bytes) {
  if (waiting_.emplace(id, Waiting{time, bytes}).second) by_size_.emplace(bytes, id);
}

void RiskRecord::left(std::uint64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  by_size_.erase({found->second.bytes, id});
  waiting_.erase(found);
}

void RiskRecord::left_before(double time) {
  std::erase_if(by_size_, [&](const auto& entry) { return waiting_.at(entry.second).since < time; });
  std::erase_if(waiting_, [&](const auto& entry) { return entry.second.since < time; });
}

void RiskRecord::clear() {
  waiting_.clear();
  by_size_.clear();
}

void RiskRecord::hold(double now, double bytes) {
  if (now <= since_) return;
  for (auto& [limit, times] : beyond_) {
    if (bytes > limit) times.add(since_, now, bytes);
  }
  if (bytes > worst_) {
    worst_ = bytes;
    at_worst_ = by_size_.size();
    largest_.clear();
    for (auto entry = by_size_.rbegin(); entry != by_size_.rend() && largest_.size() < listed_ids; ++entry)
      largest_.push_back(entry->second);
  }
  since_ = now;
}

void RiskRecord::tell(Finding& finding, double limit) const {
  for (const auto& [other, times] : beyond_) {
    if (other == limit) times.tell(finding);
  }
  for (const auto id : largest_) finding.ids.push_back("document " + std::to_string(id));
  finding.ids_total = at_worst_;
}

}  // namespace garoa::compliance

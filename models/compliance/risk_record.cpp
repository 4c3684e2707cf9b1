#include "models/compliance/risk_record.hpp"

#include <algorithm>
#include <functional>

namespace garoa::compliance {

RiskRecord::RiskRecord(double warmup, const std::vector<double>& limits) : since_{warmup} {
  for (const double limit : limits) beyond_.push_back({limit, {}});
}

void RiskRecord::came(double time, std::uint64_t id, std::uint64_t bytes) {
  waiting_.try_emplace(waiting_.end(), id, Waiting{time, bytes});  // numbers mostly ascend
}

void RiskRecord::left(std::uint64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  leave(id, found->second);
  waiting_.erase(found);
}

void RiskRecord::left_before(double time) {
  std::erase_if(waiting_, [&](const auto& entry) {
    if (entry.second.since >= time) return false;
    leave(entry.first, entry.second);
    return true;
  });
}

void RiskRecord::clear() {
  for (const auto& [id, document] : waiting_) leave(id, document);
  waiting_.clear();
}

void RiskRecord::hold(double now, double bytes) {
  if (now <= since_) return;
  for (auto& [limit, times] : beyond_) {
    if (bytes > limit) times.add(since_, now, bytes);
  }
  if (bytes > worst_) {
    worst_ = bytes;
    worst_until_ = now;
    gone_since_.clear();
  }
  since_ = now;
}

void RiskRecord::tell(Finding& finding, double limit) const {
  for (const auto& [other, times] : beyond_) {
    if (other == limit) times.tell(finding);
  }
  auto there = gone_since_;
  for (const auto& [id, document] : waiting_) {
    if (document.since < worst_until_) there.emplace_back(document.bytes, id);
  }
  const auto shown = there.begin() + static_cast<std::ptrdiff_t>(std::min(there.size(), listed_ids));
  std::partial_sort(there.begin(), shown, there.end(), std::greater<>{});
  for (auto document = there.begin(); document != shown; ++document)
    finding.ids.push_back("document " + std::to_string(document->second));
  finding.ids_total = there.size();
}

}  // namespace garoa::compliance

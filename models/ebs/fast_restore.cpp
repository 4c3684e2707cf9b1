#include "models/ebs/fast_restore.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr double hour = 3600;

}  // namespace

FastRestore::FastRestore(const Run& run, const FastRestoreRule& rule, Bytes volume_size, NameId resource)
    : run_{run},
      rule_{rule},
      credits_per_hour_{std::min(rule.most_credits, static_cast<double>(rule.credit_size.count()) /
                                                        static_cast<double>(volume_size.count()))},
      bucket_{std::max(1.0, credits_per_hour_)},
      resource_{resource} {}

void FastRestore::enable(SnapshotChain::Id id, Bytes full) {
  const double tebibytes = static_cast<double>(full.count()) / (1024 * gibibyte);
  const double optimized_at = run_.now() + rule_.optimization_per_tib.count() * tebibytes;
  enabled_[id] = {run_.now(), optimized_at, 0, run_.now()};
}

void FastRestore::disable(SnapshotChain::Id id) {
  const auto found = enabled_.find(id);
  if (found == enabled_.end()) return;
  bill(found->second, std::max(run_.now() - found->second.since, rule_.least_billed.count()));
  enabled_.erase(found);
}

bool FastRestore::take_credit(SnapshotChain::Id id) {
  const auto found = enabled_.find(id);
  if (found == enabled_.end()) return false;
  auto& enabled = found->second;
  const double earned = credits_per_hour_ * (run_.now() - enabled.counted_at) / hour;
  enabled.credits = std::min(bucket_, enabled.credits + earned);
  enabled.counted_at = run_.now();
  if (enabled.credits < 1 || run_.now() < enabled.optimized_at) return false;
  --enabled.credits;
  return true;
}

void FastRestore::bill() {
  for (auto& [id, enabled] : enabled_) bill(enabled, run_.now() - enabled.since);
}

void FastRestore::bill(Enabled& enabled, double seconds) const {
  const auto due = static_cast<std::uint64_t>(seconds) * rule_.zones;
  if (due <= enabled.billed) return;
  run_.journal.report(events::Billed{resource_, Meter::ebs_fast_restore_seconds, due - enabled.billed});
  enabled.billed = due;
}

}  // namespace garoa

#include "sim/flows/ec2_site.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace garoa {

Ec2Site::Ec2Site(const Run& run, const Parts& parts, const std::optional<PageCacheSettings>& page_cache,
                 NameId flow)
    : run_{run}, parts_{parts}, kept_{run, flow} {
  if (page_cache) cache_.emplace(run, *page_cache, parts.app, parts.volume, flow);
}

void Ec2Site::begin(NameId flow) {
  parts_.volume.begin(flow);
  if (parts_.backup != nullptr) parts_.backup->begin();
}

void Ec2Site::log() {
  if (parts_.logs != nullptr) parts_.logs->put();
}

std::optional<Reason> Ec2Site::broken(const Lives& began) const {
  if (!parts_.app.running() || parts_.app.epoch() != began.instance) return Reason::instance_stopped;
  if (parts_.volume.lost() || parts_.volume.life() != began.volume) return Reason::volume_lost;
  return std::nullopt;
}

bool Ec2Site::takes_into_memory(const Document& document) const {
  return cache_ && !cache_->is_full_for(document.bytes);
}

bool Ec2Site::keep(const Document& document, const Lives& began, bool in_memory) {
  if (const auto why = broken(began)) {
    kept_.lose(document, *why);  // between the write and the answer
    return false;
  }
  kept_.keep(document);
  if (in_memory) cache_->hold(document);
  if (parts_.backup != nullptr) parts_.backup->add(document);
  return true;
}

std::uint64_t Ec2Site::volume_lost() {
  if (cache_) cache_->drop();  // its documents have lost their volume: they count below
  if (parts_.backup == nullptr) {
    kept_.volume_lost(nullptr);
    return std::numeric_limits<std::uint64_t>::max();
  }
  const Unprotected lost = parts_.backup->source_lost();
  kept_.volume_lost(&lost);
  return lost.documents;
}

std::uint64_t Ec2Site::instance_stopped() {
  if (parts_.backup != nullptr) parts_.backup->agent_crashed();
  if (parts_.logs != nullptr) parts_.logs->crash();
  if (!cache_) return 0;
  std::vector<Document> lost;
  std::vector<Document> copied;
  double oldest = run_.now();
  for (const auto& [document, since] : cache_->drop()) {
    parts_.volume.release(document.bytes);
    if (parts_.backup != nullptr && !parts_.backup->withdraw(document)) {
      copied.push_back(document);
      continue;
    }
    lost.push_back(document);
    oldest = std::min(oldest, since);
  }
  kept_.memory_lost(lost, copied, oldest);
  return lost.size();
}

Restore::Wanted Ec2Site::in_copies(double recent) const {
  if (parts_.backup == nullptr) return {0, 0, recent};
  const auto amount = kept_.in_copies(parts_.backup->unprotected());
  return {amount.documents, amount.bytes, recent};
}

/// A volume that is lost again meanwhile is restored again.
Task<std::optional<std::uint64_t>> Ec2Site::recover(std::optional<bool> online, double recent) {
  if (parts_.recovery == nullptr) co_return std::nullopt;
  auto& volume = parts_.volume;
  std::uint64_t life = 0;
  do {
    life = volume.life();
    const auto wanted = kept_.in_copies_only();
    co_await parts_.recovery->notice_and_provision({wanted.documents, wanted.bytes, recent});
    if (life != volume.life()) continue;
    (void)volume.reserve(wanted.bytes);  // it fitted on the volume before
    if (online.value_or(parts_.recovery->serves_at_once())) volume.replace();
    co_await parts_.recovery->bring_back();
  } while (life != volume.life());
  std::uint64_t gone = 0;
  if (!parts_.recovery->has_source()) {
    kept_.copies_lost(Reason::no_snapshot);
    gone = to_be_restored_;
  }
  volume.replace();
  kept_.restored();
  to_be_restored_ = 0;
  co_return gone;
}

std::optional<Reason> Ec2Site::unreadable(std::uint64_t number) const {
  if (parts_.volume.lost()) return Reason::volume_lost;
  if (number >= to_be_restored_) return std::nullopt;
  const auto newer = to_be_restored_ - 1 - number;
  if (parts_.recovery != nullptr && parts_.recovery->is_back(newer)) return std::nullopt;
  return Reason::not_restored;
}

}  // namespace garoa

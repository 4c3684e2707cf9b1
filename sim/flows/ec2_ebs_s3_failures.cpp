// What failures do to Flow 1, and how it recovers.
#include "sim/flows/ec2_ebs_s3.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace garoa {

std::string_view Ec2EbsS3Flow::broken(const Lives& began) const {
  if (!parts_.app.running() || parts_.app.epoch() != began.instance) return "instance_stopped";
  if (parts_.volume.lost() || parts_.volume.life() != began.volume) return "volume_lost";
  return "";
}

void Ec2EbsS3Flow::volume_lost() {
  if (cache_) cache_->drop();  // its documents have lost their volume: they count below
  Unprotected lost;
  if (parts_.backup != nullptr) lost = parts_.backup->source_lost();
  forget_newest(parts_.backup != nullptr ? lost.documents : std::numeric_limits<std::uint64_t>::max());
  to_be_restored_ = remembered_;
  for (auto& stored : recent_) stored.cold = true;
  kept_.volume_lost(parts_.backup != nullptr ? &lost : nullptr);
}

void Ec2EbsS3Flow::instance_stopped() {
  if (parts_.backup != nullptr) parts_.backup->agent_crashed();
  if (parts_.logs != nullptr) parts_.logs->agent_crashed();
  if (!cache_) return;
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
  forget_newest(lost.size());
  kept_.memory_lost(lost, copied, oldest);
}

Restore::Wanted Ec2EbsS3Flow::in_copies() const {
  const double recent = settings_.downloads ? settings_.downloads->recent_documents : 0;
  if (parts_.backup == nullptr) return {0, 0, recent};
  const auto amount = kept_.in_copies(parts_.backup->unprotected());
  return {amount.documents, amount.bytes, recent};
}

/// A volume that is lost again meanwhile is restored again.
Task<bool> Ec2EbsS3Flow::recover() {
  if (parts_.recovery == nullptr) co_return false;
  auto& volume = parts_.volume;
  const double recent = settings_.downloads ? settings_.downloads->recent_documents : 0;
  std::uint64_t life = 0;
  do {
    life = volume.life();
    const auto wanted = kept_.in_copies_only();
    co_await parts_.recovery->notice_and_provision({wanted.documents, wanted.bytes, recent});
    if (life != volume.life()) continue;
    (void)volume.reserve(wanted.bytes);  // it fitted on the volume before
    if (settings_.recovery->online.value_or(parts_.recovery->serves_at_once())) volume.replace();
    co_await parts_.recovery->bring_back();
  } while (life != volume.life());
  if (!parts_.recovery->has_source()) {
    kept_.copies_lost("no_snapshot");
    forget_newest(to_be_restored_);
  }
  volume.replace();
  kept_.restored();
  to_be_restored_ = 0;
  co_return true;
}

std::string_view Ec2EbsS3Flow::unreadable(std::size_t place) const {
  if (parts_.volume.lost()) return "volume_lost";
  if (place >= to_be_restored_) return "";
  const auto newer = to_be_restored_ - 1 - place;
  return parts_.recovery != nullptr && parts_.recovery->is_back(newer) ? "" : "not_restored";
}

bool Ec2EbsS3Flow::first_read(std::size_t place, DocumentId id) {
  const auto index = place % remembered_documents;
  if (index >= recent_.size() || recent_[index].id != id) return false;
  return std::exchange(recent_[index].cold, false);
}

void Ec2EbsS3Flow::forget_newest(std::uint64_t documents) {
  if (documents >= recent_.size()) {
    recent_.clear();
    remembered_ = 0;
    return;
  }
  std::vector<Stored> rest;
  const auto first = remembered_ - recent_.size();
  for (auto place = first; place < remembered_ - documents; ++place)
    rest.push_back(recent_[place % remembered_documents]);
  recent_ = std::move(rest);
  remembered_ = recent_.size();
}

}  // namespace garoa

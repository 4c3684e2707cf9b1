#include "sim/flows/ec2_site.hpp"

namespace garoa {

Ec2Site::Ec2Site(const Run& run, const Parts& parts, const std::optional<PageCacheSettings>& page_cache,
                 NameId flow)
    : run_{run}, parts_{parts}, ledger_{run, flow, parts.backup, parts.volume.settings().keep} {
  if (!page_cache) return;
  cache_.emplace(run, *page_cache, parts.app, parts.volume, flow,
                 [this](std::uint64_t documents, std::uint64_t bytes) {
                   ledger_.written_back({documents, bytes});
                 });
}

void Ec2Site::begin(NameId flow, double end) {
  parts_.volume.begin(flow);
  if (parts_.backup != nullptr) parts_.backup->begin(end);
}

void Ec2Site::log() {
  if (parts_.logs != nullptr) parts_.logs->put();
}

std::optional<Reason> Ec2Site::broken(const Lives& began) const {
  if (!parts_.app.running() || parts_.app.life() != began.instance) return Reason::instance_stopped;
  if (parts_.volume.lost() || parts_.volume.life() != began.volume) return Reason::volume_lost;
  return std::nullopt;
}

bool Ec2Site::takes_into_memory(const Document& document) const {
  return cache_ && !cache_->is_full_for(document.bytes);
}

std::optional<std::uint64_t> Ec2Site::keep(const Document& document, const Lives& began,
                                           DocumentLedger::Place place) {
  if (const auto why = broken(began)) {
    ledger_.lose(document, *why);  // between the write and the answer
    return std::nullopt;
  }
  const auto number = ledger_.keep(document, place);
  if (place == DocumentLedger::Place::memory) cache_->hold(document);
  if (parts_.backup != nullptr) parts_.backup->add(document);
  return number;
}

void Ec2Site::volume_lost() {
  if (cache_) (void)cache_->drop();  // its documents have lost their volume
  ledger_.volume_lost();
}

bool Ec2Site::clear_out() {
  const auto left = ledger_.clear_out();
  if (left.documents == 0) return false;
  parts_.volume.remove(left.bytes);
  return true;
}

void Ec2Site::instance_stopped() {
  if (parts_.backup != nullptr) parts_.backup->agent_crashed();
  if (parts_.logs != nullptr) parts_.logs->crash();
  if (!cache_) return;
  const auto dirty = cache_->drop();
  for (const auto& entry : dirty) parts_.volume.release(entry.document.bytes);
  ledger_.memory_lost(dirty);
}

Restore::Wanted Ec2Site::in_copies(double recent) const {
  return with_data_from_before(ledger_.in_copies(), recent);
}

Restore::Wanted Ec2Site::with_data_from_before(const DocumentLedger::Amount& documents, double recent) const {
  const auto before = parts_.backup == nullptr ? BackupJob::FromBefore{} : parts_.backup->from_before();
  return {documents.documents + before.files, documents.bytes + before.bytes, recent, before.uncopied};
}

/// A volume that is lost again meanwhile is restored again.
Task<bool> Ec2Site::recover(std::optional<bool> online, double recent) {
  if (parts_.recovery == nullptr) co_return false;
  auto& volume = parts_.volume;
  std::uint64_t life = 0;
  do {
    life = volume.life();
    const auto documents = ledger_.in_copies_only();
    const auto wanted = volume.lacks_initial_data()
                            ? with_data_from_before(documents, recent)
                            : Restore::Wanted{documents.documents, documents.bytes, recent};
    co_await parts_.recovery->notice_and_provision(wanted);
    if (life != volume.life()) continue;
    (void)volume.reserve(wanted.bytes);  // it fitted on the volume before
    if (online.value_or(parts_.recovery->serves_at_once())) volume.replace();
    co_await parts_.recovery->bring_back();
    if (life != volume.life()) continue;
    parts_.backup->restored(wanted.files);
    if (wanted.bytes > documents.bytes) volume.bring_back_initial_data(wanted.bytes - documents.bytes);
  } while (life != volume.life());
  if (!parts_.recovery->has_source()) ledger_.copies_lost(Reason::no_snapshot);
  volume.replace();
  ledger_.restored();
  co_return true;
}

std::optional<Reason> Ec2Site::unreadable(std::uint64_t number) const {
  if (parts_.volume.lost()) return Reason::volume_lost;
  const auto newer = ledger_.newer_to_restore(number);
  if (!newer || (parts_.recovery != nullptr && parts_.recovery->is_back(*newer))) return std::nullopt;
  return Reason::not_restored;
}

}  // namespace garoa

#include "models/backup/protections.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace garoa {

Protections::Protections(const Run& run, FlowId flow, std::vector<BackupJob*> jobs)
    : run_{run}, flow_{flow}, jobs_{std::move(jobs)} {
  for (auto* const job : jobs_)
    job->protect(flow_, [this, job](const Document& document, double acknowledged) {
      return copied(*job, document, acknowledged);
    });
  const auto longest = std::max_element(
      jobs_.begin(), jobs_.end(),
      [](const BackupJob* a, const BackupJob* b) { return a->archives_for() < b->archives_for(); });
  if (longest != jobs_.end() && (*longest)->archives_for() > 0) archive_ = *longest;
}

const BackupJob* Protections::find(const std::string& job) const {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const BackupJob* j) { return j->name() == job; });
  return found == jobs_.end() ? nullptr : *found;
}

double Protections::next_copy(double time) const {
  if (archive_ != nullptr) return archive_->next_run_from(time);
  double first = std::numeric_limits<double>::infinity();
  for (const auto* const job : jobs_) first = std::min(first, job->next_run_from(time));
  return first;
}

bool Protections::copied(const BackupJob& job, const Document& document, double acknowledged) {
  if (archived_ && &job == archive_) archived_(acknowledged, document.bytes);
  auto& copier = copier_of(job);
  copier.copied += {1, document.bytes};
  copier.newest = acknowledged;
  if (several()) {
    auto place =
        std::lower_bound(uncopied_.begin(), uncopied_.end(), acknowledged,
                         [](const WaitingFile& file, double time) { return file.acknowledged() < time; });
    while (place != uncopied_.end() && place->acknowledged() == acknowledged && place->id() != document.id)
      ++place;
    if (place == uncopied_.end() || place->id() != document.id || place->copied()) return false;
    place->set_copied();
    while (!uncopied_.empty() && uncopied_.front().copied()) uncopied_.pop_front();
  }
  if (first_copy_) first_copy_(acknowledged, document.bytes);
  return true;
}

Protections::Copier& Protections::copier_of(const BackupJob& job) {
  const auto found =
      std::find_if(copiers_.begin(), copiers_.end(), [&](const Copier& one) { return one.job == &job; });
  return found == copiers_.end() ? copiers_.emplace_back(Copier{&job, first_, 0, first_}) : *found;
}

/// Jobs copy documents in one order.
std::vector<CopiedSpan> Protections::gone() const {
  std::vector<CopiedSpan> held;
  for (const auto& copier : copiers_)
    held.push_back({copier.job->gone(flow_) + copier.more - copier.fewer, copier.copied, copier.newest,
                    std::min(copier.newest, copier.job->gone_until(flow_))});
  return held_by_none(std::move(held));
}

/// Those that follow the first ones that are gone already keep their numbers.
void Protections::lost(const std::vector<CopiedSpan>& gone, const FileAmount& first) {
  for (auto& copier : copiers_) {
    const auto all = copier.copied;
    for (const auto& span : gone) {
      if (span.from.files <= first.files) continue;
      const auto of_it = (all.files < span.to.files ? all : span.to) - span.from;
      copier.copied -= of_it;
      copier.fewer += of_it;
    }
  }
}

void Protections::begins_after(const FileAmount& first) {
  first_ = first;
  for (auto& copier : copiers_) {
    const auto missing = first - copier.copied;
    copier.copied += missing;
    copier.more += missing;
  }
}

BackupJob::FromBefore Protections::from_before(const FileAmount& all) const {
  BackupJob::FromBefore any{.copied = {}, .uncopied = all, .gone = {}};
  std::vector<CopiedSpan> held;
  for (const auto* const job : jobs_) {
    const auto before = job->from_before();
    held.push_back({before.gone, before.once_copied(), before.uncopied.files > 0 ? before.uncopied_since : 0,
                    std::min(0.0, before.gone_until)});
    if (before.once_copied().files > any.copied.files) any.copied = before.once_copied();
    if (before.uncopied.files >= any.uncopied.files) continue;
    any.uncopied = before.uncopied;
    any.uncopied_since = before.uncopied_since;
  }
  const auto gone = held_by_none(std::move(held));
  if (!gone.empty()) any.gone_since = gone.front().acknowledged;
  if (!gone.empty()) any.gone_until = gone.front().last;
  for (const auto& span : gone) any.gone += span.to - span.from;
  any.copied -= any.gone;
  return any;
}

void Protections::begin(double end) {
  for (auto* const job : jobs_) {
    if (job->flow() == flow_) job->begin(end);
  }
}

void Protections::add(const Document& document) {
  for (auto* const job : jobs_) job->add(document);
  if (several()) uncopied_.emplace_back(document, run_.now());
}

Unprotected Protections::unprotected() const {
  if (jobs_.size() == 1) return jobs_.front()->unprotected(flow_);
  Unprotected all;
  for (const auto& file : uncopied_) {
    if (!file.copied()) all.add(file.bytes(), file.acknowledged());
  }
  return all;
}

bool Protections::withdraw(const Document& document) {
  bool withdrawn = false;
  for (auto* const job : jobs_) withdrawn = job->withdraw(document);
  if (!several()) return withdrawn;
  const auto found = std::find_if(uncopied_.rbegin(), uncopied_.rend(),
                                  [&](const WaitingFile& file) { return file.id() == document.id; });
  if (found == uncopied_.rend() || found->copied()) return false;
  uncopied_.erase(std::next(found).base());
  return true;
}

Unprotected Protections::source_lost(const std::vector<CopiedSpan>& gone) {
  const Unprotected lost = unprotected();
  for (auto* const job : jobs_) job->source_lost(flow_, has_other_copy(*job, gone));
  uncopied_.clear();
  return lost;
}

/// The job copies documents in their order: the first one that waits follows those that it has copied.
BackupJob::ComesBack Protections::has_other_copy(const BackupJob& job, const std::vector<CopiedSpan>& gone) {
  if (!several()) return [](const WaitingFile&) { return false; };
  return [this, &gone, place = copier_of(job).copied.files](const WaitingFile& file) mutable {
    if (is_uncopied(file)) return false;
    const auto number = place++;
    return std::none_of(gone.begin(), gone.end(), [&](const CopiedSpan& span) {
      return span.from.files <= number && number < span.to.files;
    });
  };
}

bool Protections::is_uncopied(const WaitingFile& file) const {
  auto place =
      std::lower_bound(uncopied_.begin(), uncopied_.end(), file.acknowledged(),
                       [](const WaitingFile& one, double time) { return one.acknowledged() < time; });
  while (place != uncopied_.end() && place->acknowledged() == file.acknowledged() && place->id() != file.id())
    ++place;
  return place != uncopied_.end() && place->id() == file.id() && !place->copied();
}

void Protections::lost_from_before(const FileAmount& newest, const FileAmount& oldest) {
  for (auto* const job : jobs_) job->lost_from_before(newest, oldest);
}

void Protections::restored() {
  for (auto* const job : jobs_) job->volume_restored(flow_);
}

void Protections::not_restored() {
  for (auto* const job : jobs_) job->not_restored(flow_);
}

void Protections::restored(std::uint64_t files) {
  for (auto* const job : jobs_) job->restored(files);
}

void Protections::left(std::uint64_t documents, double acknowledged_before) {
  for (auto* const job : jobs_) job->left(flow_, documents, acknowledged_before);
}

void Protections::agent_crashed() {
  for (auto* const job : jobs_) job->agent_crashed();
}

}  // namespace garoa
